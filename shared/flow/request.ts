import { historyNeeded } from '../domain/customer/exposure.ts'
import type { Input, Seen, SendOutcome } from '../domain/customer/input.ts'
import { settledKey } from '../domain/customer/on-call.ts'
import { lookUp, receiptKey } from '../domain/customer/receipts.ts'
import type { Rules } from '../domain/customer/rules.ts'
import type { LifecycleEvent } from '../domain/event/event.ts'
import type { Message } from '../domain/messaging/message.ts'
import type { News } from '../domain/messaging/news.ts'
import { unreachable } from '../kernel/assert.ts'
import { HISTORY_MAX } from '../kernel/limits.ts'
import type { CustomerId, EpochMs, MessageId } from '../kernel/words.ts'
import type { Commit, CustomerStore } from '../ports/customer-store.ts'
import { surroundingsOf, type Taken } from './surroundings.ts'

/** What comes through a door about one customer, before what a decision needs is loaded. */
export type Request = {
  readonly customerId: CustomerId
} /** `isHistory`: from an import whose book knows that it is new; nobody else is asked. */ & (
  | { readonly type: 'event'; readonly event: LifecycleEvent; readonly isHistory?: true }
  | { readonly type: 'wake' }
  | { readonly type: 'claim'; readonly message: MessageId }
  | { readonly type: 'report'; readonly message: MessageId; readonly outcome: SendOutcome; readonly about: EpochMs | null }
  | { readonly type: 'news'; readonly message: MessageId; readonly news: News }
  /** Somebody has done what a step asked for, or will not. */
  | (Input & { readonly type: 'task-closed' })
  /** What became of a call to somebody's server. */
  | (Input & { readonly type: 'call-settled' })
  /** They turned out to be `into`. */
  | { readonly type: 'merge'; readonly into: CustomerId }
)

/**
 * The input a request becomes, with all that `decide` needs and the state does not hold. Null: it is about a row that is not there.
 * `behind`: those whom an event was addressed to and who turned out to be this customer; it may have been taken there.
 */
export const withWhatItNeeds = async (
  store: CustomerStore,
  request: Request,
  pending: Commit,
  behind: readonly Commit[],
  rules: Rules,
  taken: Taken,
  now: EpochMs,
): Promise<Input | null> => {
  switch (request.type) {
    case 'event': {
      const { event } = request
      const seen = request.isHistory === true ? 'history' : await seenByAny(store, [...behind, pending], event, now)
      const range = seen === 'never' || seen === 'history' ? historyNeeded(pending.state, event, rules) : null
      return { type: 'event', event, seen, history: range === null ? [] : await history(store, pending, range) }
    }
    case 'wake':
      return { type: 'wake' }
    case 'claim':
    case 'report': {
      const message = await messageAsPending(store, request.message, pending)
      if (message === null) return null
      return request.type === 'claim'
        ? { type: 'claim', message, ...(await surroundingsOf(store, pending, message, rules, taken, now)) }
        : { type: 'report', message, outcome: request.outcome, about: request.about }
    }
    case 'news': {
      const message = await messageAsPending(store, request.message, pending)
      return message === null ? null : { type: 'news', message, news: request.news, heard: await heardOf(store, message, pending) }
    }
    case 'task-closed':
      return request
    case 'call-settled':
      return (await isKept(store, pending, settledKey(request.call))) ? null : request
    case 'merge':
      return { type: 'seal', into: request.into }
    default:
      return unreachable(request)
  }
}

/** Who took it knows; who cannot tell may have taken it. */
const seenByAny = async (store: CustomerStore, asked: readonly Commit[], event: LifecycleEvent, now: EpochMs): Promise<Seen> => {
  let answer: Seen = 'never'
  for (const pending of asked) {
    const seen = await seenBefore(store, pending, { ...event, customerId: pending.state.id }, now)
    if (seen === 'before') return seen
    if (seen === 'too-late' || answer === 'never') answer = seen
  }
  return answer
}

/** Asks the state first, and only where it cannot tell the rows beside it: those of this very batch, then those in the store. */
const seenBefore = async (store: CustomerStore, pending: Commit, event: LifecycleEvent, now: EpochMs): Promise<Seen> => {
  const lookup = lookUp(pending.state.receipts, event.id, event.occurredAt, now)
  switch (lookup) {
    case 'duplicate':
      return 'before'
    case 'fresh':
      return 'never'
    case 'too-late':
      return 'too-late'
    case 'ask-spilled':
      return (await wasSpilled(store, pending, event)) ? 'before' : 'never'
    case 'ask-timeline':
      return (await inTimeline(store, pending, event)) || (await wasSpilled(store, pending, event)) ? 'before' : 'uncertain'
    default:
      return unreachable(lookup)
  }
}

const wasSpilled = (store: CustomerStore, pending: Commit, event: LifecycleEvent): Promise<boolean> =>
  isKept(store, pending, receiptKey(event.id))

const isKept = async (store: CustomerStore, { state, spilled }: Commit, key: string): Promise<boolean> =>
  spilled.some(([id]) => id === key) || store.wasSpilled(state.id, key)

const inTimeline = async (store: CustomerStore, { timeline }: Commit, event: LifecycleEvent): Promise<boolean> =>
  timeline.some(({ id }) => id === event.id) || store.inTimeline(event)

/** The row as it will be once what is pending is committed. */
const messageAsPending = async (store: CustomerStore, id: MessageId, pending: Commit): Promise<Message | null> => {
  const row = pending.messages.find((message) => message.id === id) ?? (await store.messages([id]))[0]
  if (row === undefined) return null
  const settled = pending.settlements.find((settlement) => settlement.id === id)
  return settled === undefined ? row : { ...row, status: settled.to }
}

/** All news of a mail: those of this very batch, and those in the store. Both are of one customer, so no other commit comes between. */
const heardOf = async (store: CustomerStore, { id, customerId }: Message, pending: Commit): Promise<readonly News[]> => {
  const fresh = pending.facts.flatMap((fact) => (fact.type === 'heard' && fact.message === id ? [fact.news] : []))
  return [...(await store.newsOf(customerId, id)), ...fresh]
}

type Range = { readonly names: readonly string[]; readonly after: EpochMs; readonly until: EpochMs }

/** The timeline with the rows this very batch is about to put, each event once, oldest first. */
const history = async (store: CustomerStore, pending: Commit, range: Range): Promise<readonly LifecycleEvent[]> => {
  const stored = await store.timeline(pending.state.id, { ...range, limit: HISTORY_MAX })
  const fresh = pending.timeline.filter(
    ({ name, occurredAt }) => range.names.includes(name) && occurredAt > range.after && occurredAt <= range.until,
  )
  const once = new Map<string, LifecycleEvent>()
  for (const event of [...stored, ...fresh]) if (!once.has(event.id)) once.set(event.id, event)
  return [...once.values()].sort((a, b) => a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : 1)).slice(0, HISTORY_MAX)
}
