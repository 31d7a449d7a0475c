import { nextDueAt } from '../../domain/customer/advance.ts'
import { documentOf } from '../../domain/customer/document.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { LifecycleEvent } from '../../domain/event/event.ts'
import type { Fact } from '../../domain/fact/fact.ts'
import { classify, type StageReason } from '../../domain/lifecycle/classify.ts'
import type { Stage } from '../../domain/lifecycle/stage.ts'
import type { Message } from '../../domain/messaging/message.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { CustomerId, EpochMs } from '../../kernel/words.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { Inspection } from '../../ports/inspection.ts'

/** Everything a person may want to know of one customer. */
export type CustomerReport = {
  readonly state: CustomerState
  /** As conditions see them. */
  readonly document: JsonObject
  /** The stage as of the instant asked about; someone without activity has none (`prospect`). */
  readonly stage: Stage | null
  readonly because: StageReason | null
  /** When silence alone would change it. */
  readonly reviewAt: EpochMs | null
  readonly nextDueAt: EpochMs | null
  /** Events and facts, oldest first; at one instant the event comes before what follows from it. */
  readonly timeline: readonly TimelineEntry[]
  readonly messages: readonly Message[]
}

export type TimelineEntry = { readonly at: EpochMs } & (
  | { readonly type: 'event'; readonly event: LifecycleEvent }
  | { readonly type: 'fact'; readonly fact: Fact }
)

/** Null where we never heard of them. */
export const customerReport = async (
  store: CustomerStore,
  inspection: Inspection,
  rules: Rules,
  id: CustomerId,
  asOf: EpochMs,
): Promise<CustomerReport | null> => {
  const state = (await store.load([id])).get(id)
  if (state === undefined) return null
  const [events, facts, messages] = await Promise.all([inspection.eventsOf(id), inspection.factsOf(id), inspection.messagesOf(id)])
  const timeline: TimelineEntry[] = [
    ...events.map((event) => ({ at: event.occurredAt, type: 'event' as const, event })),
    ...facts.map((fact) => ({ at: fact.at, type: 'fact' as const, fact })),
  ]
  const { stage, because, reviewAt } = classify(state.metrics, rules.policy.lifecycle, asOf)
  return {
    state,
    document: documentOf(state, rules.policy),
    stage,
    because,
    reviewAt,
    nextDueAt: nextDueAt(state, rules),
    timeline: timeline.sort((a, b) => a.at - b.at),
    messages,
  }
}
