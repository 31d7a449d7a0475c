import TinyQueue from 'tinyqueue'
import type { ShopEvent } from '../../examples/shop/event.ts'
import type { ReceivedMail } from '../../examples/shop/reactions.ts'
import type { Shop } from '../../examples/shop/shop.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import type { CustomerStore } from '../../shared/ports/customer-store.ts'
import type { Mailer } from '../../shared/ports/mailer.ts'

/** What the shop has to say, in order, while customers react to what they get. */
export type Publisher = {
  readonly peek: () => ShopEvent | null
  readonly take: () => ShopEvent
  readonly react: (mail: ReceivedMail) => void
}

/** `after`: what happened up to and at this instant was said before. */
export const publisherOf = (shop: Shop, after: EpochMs = epochMs(0)): Publisher => {
  const reactions = new TinyQueue<ShopEvent>([], (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  const first = shop.events.findIndex(({ at }) => at > after)
  let position = first === -1 ? shop.events.length : first
  const peek = (): ShopEvent | null => {
    const unasked = shop.events[position]
    const reaction = reactions.peek()
    if (unasked === undefined) return reaction ?? null
    return reaction !== undefined && reaction.at < unasked.at ? reaction : unasked
  }
  const take = (): ShopEvent => {
    const next = peek()
    assert(next !== null, 'what is taken was seen before')
    if (next === shop.events[position]) position += 1
    else reactions.pop()
    return next
  }
  const react = (mail: ReceivedMail): void => {
    // Whoever came in through another door reads their own mail.
    if (!shop.knows(mail.customer)) return
    for (const event of shop.reactTo(mail)) if (event.at > after) reactions.push(event)
  }
  return { peek, take, react }
}

/** The engine's own mailer, which tells about each mail it accepted. */
export const deliveringTo = ({ mailer, store }: Engine, deliver: (mail: ReceivedMail) => void): Mailer => ({
  ...mailer,
  send: async (mail, now) => {
    const answer = await mailer.send(mail, now)
    if (answer.type === 'accepted') deliver(await receivedMail(store, mail, now))
    return answer
  },
})

/** A mail as its reader sees it. */
export const receivedMail = async (
  store: CustomerStore,
  { id }: { readonly id: Parameters<CustomerStore['messages']>[0][number] },
  at: EpochMs,
): Promise<ReceivedMail> => {
  const [message] = await store.messages([id])
  assert(message !== undefined, 'a mail is a row before it is a mail')
  const { customerId: customer, campaign, variant, entry, step } = message
  return { customer, campaign, variant, entry, step, at }
}
