/** Frequency caps: how many mails one customer gets in a rolling window, about one topic or altogether. */
import { CAP_MAILS_MAX, CAP_RETRY_MS, CONTACTS_MAX } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { CampaignId, EpochMs, MessageId } from '../../kernel/words.ts'

/** At most so many mails within any window of this length; `topic` null: of all mail. */
export type Cap = { readonly topic: string | null; readonly atMost: number; readonly withinMs: number }

/**
 * A mail that counts. `reserved`: decided and not claimed yet, it holds its place however long that takes; `at` is when it is looked at
 * again. `claimed`: it may have left at that instant, and counts until the window has passed.
 */
export type Contact = {
  readonly message: MessageId
  readonly campaign: CampaignId
  readonly entry: number
  readonly topic: string
  readonly priority: number
  readonly status: 'reserved' | 'claimed'
  readonly at: EpochMs
}

/** What a mail needs to know about itself to be counted. */
export type Wanting = { readonly message: MessageId; readonly topic: string; readonly priority: number }

export type Room =
  | { readonly type: 'room' }
  /** There is room once these, less important and not claimed yet, give up their places. */
  | { readonly type: 'displaces'; readonly contacts: readonly Contact[] }
  /** `freeAt`: when to ask again. */
  | { readonly type: 'full'; readonly cap: Cap; readonly freeAt: EpochMs }

/**
 * Whether one more mail keeps every cap at `now`. A claimed mail counts in any window that holds its instant: at the very end of the
 * window it counts no more. So if every claim finds room, no window of that length ever holds more than the cap allows.
 */
export const roomFor = (contacts: readonly Contact[], caps: readonly Cap[], wanting: Wanting, now: EpochMs): Room => {
  const displaced = new Map<MessageId, Contact>()
  let full: (Room & { type: 'full' }) | null = null
  for (const cap of caps) {
    if (cap.topic !== null && cap.topic !== wanting.topic) continue
    const counted = contacts.filter((one) => one.message !== wanting.message && counts(one, cap, now) && !displaced.has(one.message))
    const over = counted.length + 1 - cap.atMost
    if (over <= 0) continue
    const weaker = counted.filter((one) => one.status === 'reserved' && one.priority < wanting.priority).sort(weakestFirst)
    if (weaker.length >= over) {
      for (const one of weaker.slice(0, over)) displaced.set(one.message, one)
      continue
    }
    const freeAt = freeOf(counted, over, cap, now)
    if (full === null || freeAt > full.freeAt) full = { type: 'full', cap, freeAt }
  }
  if (full !== null) return full
  return displaced.size === 0 ? { type: 'room' } : { type: 'displaces', contacts: [...displaced.values()] }
}

/** Contacts that still matter at `now`: places held, and claims within the longest window that may be asked about. */
export const remembered = (contacts: readonly Contact[], reachMs: number, now: EpochMs): readonly Contact[] =>
  bounded(
    contacts.filter((one) => one.status === 'reserved' || later(one.at, reachMs) > now),
    CONTACTS_MAX - 1,
  )

/** At most so many. The oldest of the topic with the most go, so that many mails about one thing do not make room for another under its cap. */
export const bounded = (contacts: readonly Contact[], most: number): readonly Contact[] => {
  let left = contacts
  while (left.length > most) {
    const numbers = new Map<string, number>()
    for (const { topic } of left) numbers.set(topic, (numbers.get(topic) ?? 0) + 1)
    const numberOf = ({ topic }: Contact): number => numbers.get(topic) ?? 0
    // The newest are what a cap on all mail counts.
    const older = left.toSorted((a, b) => a.at - b.at).slice(0, -CAP_MAILS_MAX)
    const gone = older.reduce((one, other) => (numberOf(other) > numberOf(one) ? other : one))
    left = left.filter((one) => one !== gone)
  }
  return left
}

const counts = (contact: Contact, cap: Cap, now: EpochMs): boolean =>
  (cap.topic === null || cap.topic === contact.topic) && (contact.status === 'reserved' || later(contact.at, cap.withinMs) > now)

/** The least important first; of those the one that came last. */
const weakestFirst = (a: Contact, b: Contact): number => a.priority - b.priority || b.at - a.at || (a.message < b.message ? 1 : -1)

/**
 * When so many places are free: as claims leave the window. Whether and when a reserved one leaves nobody knows: it is asked after again
 * soon after its own moment has come.
 */
const freeOf = (counted: readonly Contact[], over: number, cap: Cap, now: EpochMs): EpochMs => {
  const leaving = counted
    .map(({ status, at }) => (status === 'claimed' ? later(at, cap.withinMs) : later(at > now ? at : now, CAP_RETRY_MS)))
    .sort((a, b) => a - b)
  return leaving[over - 1] ?? later(now, CAP_RETRY_MS)
}
