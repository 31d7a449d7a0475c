import { nextDueAt } from '../../domain/customer/due.ts'
import { documentOf } from '../../domain/customer/document.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import { type CustomerState, unknownCustomer } from '../../domain/customer/state.ts'
import type { LifecycleEvent } from '../../domain/event/event.ts'
import type { Fact } from '../../domain/fact/fact.ts'
import { classify, type StageReason } from '../../domain/lifecycle/classify.ts'
import type { Stage } from '../../domain/lifecycle/stage.ts'
import type { Message } from '../../domain/messaging/message.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { CustomerId, EpochMs } from '../../kernel/words.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { Inspection } from '../../ports/inspection.ts'
import { wayFrom } from '../way.ts'
import { formerId, heldOf } from './ids.ts'

/** Everything a person may want to know of one customer. */
export type CustomerReport = {
  readonly state: CustomerState
  /** The id asked for, where it is of somebody who turned out to be this one. */
  readonly mergedFrom: CustomerId | null
  /** As conditions see them. */
  readonly document: JsonObject
  /** The stage as of the instant asked about; someone without activity has none (`prospect`). */
  readonly stage: Stage | null
  readonly because: StageReason | null
  /** When silence alone would change it. */
  readonly reviewAt: EpochMs | null
  readonly nextDueAt: EpochMs | null
  /** Events and facts under all their ids, oldest first; at one instant the event comes before what follows from it. */
  readonly timeline: readonly TimelineEntry[]
  /** Under all their ids, in the order they were owed. */
  readonly messages: readonly Message[]
}

export type TimelineEntry = { readonly at: EpochMs } & (
  | { readonly type: 'event'; readonly event: LifecycleEvent }
  /** `under`: the id they had then, where it was merged into theirs. */
  | { readonly type: 'fact'; readonly fact: Fact; readonly under: CustomerId | null }
)

/** Whoever an id belongs to now; null where we never heard of them, or they were erased. Of a merge that is still under way the target is shown. */
export const customerNow = async (
  store: Pick<CustomerStore, 'load'>,
  asked: CustomerId,
): Promise<{ readonly state: CustomerState; readonly mergedFrom: CustomerId | null } | null> => {
  const way = await wayFrom(asked, async (id) => (await store.load([id])).get(id) ?? unknownCustomer(id))
  const state = way.states.at(-1)
  return way.type === 'too-long' || state === undefined || state.version === 0 || state.erasedAt !== null
    ? null
    : { state, mergedFrom: state.id === asked ? null : asked }
}

/** Null where we never heard of them. */
export const customerReport = async (
  store: CustomerStore,
  inspection: Inspection,
  rules: Rules,
  asked: CustomerId,
  asOf: EpochMs,
): Promise<CustomerReport | null> => {
  const found = await customerNow(store, asked)
  if (found === null) return null
  const { state, mergedFrom } = found
  const { id } = state
  // Events of those who were merged into them have been copied; facts and messages stay where they were.
  const [events, held] = await Promise.all([inspection.eventsOf(id), heldOf(inspection, state)])
  const before = held.toReversed()
  const timeline: TimelineEntry[] = [
    ...events.map((event) => ({ at: event.occurredAt, type: 'event' as const, event })),
    ...before.flatMap((one) => one.facts.map((fact) => ({ at: fact.at, type: 'fact' as const, fact, under: formerId(id, one.id) }))),
  ]
  const { stage, because, reviewAt } = classify(state.metrics, rules.policy.lifecycle, asOf)
  return {
    state,
    mergedFrom,
    document: documentOf(state, rules.policy),
    stage,
    because,
    reviewAt,
    nextDueAt: nextDueAt(state, rules),
    timeline: timeline.sort((a, b) => a.at - b.at),
    messages: before.flatMap(({ messages }) => messages).sort((a, b) => a.owedAt - b.owedAt),
  }
}
