/** The addresses in a mail that need no login: made when it is written, read when somebody follows one. */
import type { Message } from '../domain/messaging/message.ts'
import type { Keys } from '../kernel/keyed.ts'
import { CLICK_LINK_MS, CONFIRM_LINK_MS, LEAVE_LINK_MS, TOKEN_LENGTH_MAX } from '../kernel/limits.ts'
import { later } from '../kernel/time.ts'
import { type CustomerId, customerId, type EpochMs, type MessageId, messageId } from '../kernel/words.ts'
import type { LinkMaker } from '../ports/links.ts'

/** What a link is good for; one that was made for another is refused. */
export type Purpose = 'unsubscribe' | 'preferences' | 'confirm' | 'click'

/** Where each of them is answered. */
export const PATHS: Readonly<Record<Purpose, string>> = { unsubscribe: '/u/', preferences: '/p/', confirm: '/s/', click: '/c/' }

/** What a link says to us, and to nobody else. */
export type Link = {
  readonly purpose: Purpose
  readonly message: MessageId
  readonly customerId: CustomerId
  readonly topic: string
  /** Where a click leads; null for all others. */
  readonly url: string | null
  readonly expiresAt: EpochMs
}

/** `base`: where the public pages are reached, without a slash at its end; asked anew each time, for a server learns its port late. */
export const linkMaker = (keys: Keys, base: () => string): LinkMaker => {
  const linkTo = ({ id, customerId, staleAt }: Message, purpose: Purpose, topic: string, url: string | null): string | null =>
    wordFor(keys, { purpose, message: id, customerId, topic, url, expiresAt: later(staleAt, LASTING_MS[purpose]) })
  const certain = (message: Message, purpose: Purpose, topic: string): string =>
    base() + PATHS[purpose] + linkTo(message, purpose, topic, null)
  return {
    linksOf: (message, topic) => ({
      unsubscribe: certain(message, 'unsubscribe', topic),
      preferences: certain(message, 'preferences', topic),
      confirm: certain(message, 'confirm', topic),
    }),
    track: (message, url) => {
      const target = targetOf(url)
      // A click is of the mail, whatever its topic: the address has need of the room.
      const word = target === null ? null : linkTo(message, 'click', '', target)
      return word === null ? url : base() + PATHS.click + word
    },
  }
}

/** The path of another page for whoever holds a link: it lasts no longer than that one. */
export const pathFrom = (keys: Keys, link: Link, purpose: Exclude<Purpose, 'click'>): string =>
  PATHS[purpose] + wordFor(keys, { ...link, purpose, url: null })

/** What a path of ours says, or null: whatever is wrong with it, the work and the answer are the same. */
export const readLink = (keys: Keys, purpose: Purpose, word: string, now: EpochMs): Link | null => {
  const opened = keys.open(purpose, word, now)
  if (opened === null) return null
  const [message = '', customer = '', topic = '', url = ''] = partsOf(opened.text)
  const { expiresAt } = opened
  return { purpose, message: messageId(message), customerId: customerId(customer), topic, url: url === '' ? null : url, expiresAt }
}

const LASTING_MS: Readonly<Record<Purpose, number>> = {
  unsubscribe: LEAVE_LINK_MS,
  preferences: LEAVE_LINK_MS,
  confirm: CONFIRM_LINK_MS,
  click: CLICK_LINK_MS,
}

/** Sealed bytes are a quarter fewer than the letters that stand for them; proof, instant and filling take their part. */
const TEXT_BYTES_MAX = Math.floor((TOKEN_LENGTH_MAX * 3) / 4) - 64

/** Null: it would be too long for an address. Without a URL it never is: ids and topics are bounded. */
const wordFor = (keys: Keys, { purpose, message, customerId, topic, url, expiresAt }: Link): string | null => {
  const text = [message, customerId, topic, url ?? ''].map((part) => `${part.length}:${part}`).join('')
  return Buffer.byteLength(text) > TEXT_BYTES_MAX ? null : keys.seal(purpose, text, expiresAt)
}

/** Each part after its length and a colon: whatever ids hold, they cannot run into each other. */
const partsOf = (text: string): readonly string[] => {
  const parts: string[] = []
  for (let rest = text; rest !== ''; ) {
    const colon = rest.indexOf(':')
    const end = colon + 1 + Number(rest.slice(0, colon))
    parts.push(rest.slice(colon + 1, end))
    rest = rest.slice(end)
  }
  return parts
}

/** The address as browsers write it; null where it is none that leads over the web. */
const targetOf = (url: string): string | null => {
  const target = URL.parse(url)
  return target !== null && (target.protocol === 'https:' || target.protocol === 'http:') ? target.href : null
}
