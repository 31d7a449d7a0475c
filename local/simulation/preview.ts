/** One customer's way through a draft, walked by the flow itself in virtual time: nothing else happens but what is said. */
import type { Campaign, Step } from '../../shared/domain/campaign/campaign.ts'
import type { Explanation } from '../../shared/domain/conditions/explain.ts'
import { explainCondition } from '../../shared/domain/conditions/explain.ts'
import type { Condition } from '../../shared/domain/conditions/condition.ts'
import { aboutSeen } from '../../shared/domain/customer/ask.ts'
import { clockOf } from '../../shared/domain/customer/clock.ts'
import { documentOf } from '../../shared/domain/customer/document.ts'
import { evolve } from '../../shared/domain/customer/evolve.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { type CustomerState, unknownCustomer } from '../../shared/domain/customer/state.ts'
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import { didsWithin } from '../../shared/domain/campaign/segment.ts'
import { reachesBackTo } from '../../shared/domain/conditions/history.ts'
import { loadHistory, type Timelines } from '../../shared/flow/history.ts'
import { ASSUMED_ENTRY, assumedRules, keyProperty } from '../../shared/flow/simulation/assumed.ts'
import type { SimulatedRules } from '../../shared/flow/simulation/rules.ts'
import { PREVIEW_REACH_MS } from '../../shared/kernel/limits-simulation.ts'
import { later } from '../../shared/kernel/time.ts'
import { type CustomerId, type EpochMs, inputId, type MessageId } from '../../shared/kernel/words.ts'
import type { CustomerStore } from '../../shared/ports/customer-store.ts'
import { NO_CHAOS } from '../replay/chaos.ts'
import { type Arrived, replay } from '../replay/replay.ts'
import { openEphemeral } from '../wiring-simulation.ts'

export type PreviewAsk = {
  readonly rules: SimulatedRules
  readonly customer: CustomerId
  /** What is known of them before they enter, oldest first. */
  readonly before: readonly LifecycleEvent[]
  /** When they enter. */
  readonly at: EpochMs
  readonly variant: string | null
  /** What they do afterwards. */
  readonly dids: readonly { readonly event: string; readonly properties: LifecycleEvent['properties']; readonly afterMs: number }[]
  readonly seed: string
}

export type Preview = {
  readonly campaign: Pick<Campaign, 'id' | 'name' | 'version'>
  readonly customer: CustomerId
  readonly at: EpochMs
  /** Whose clock times of day are on. */
  readonly zone: string
  /** Whether they are in its audience as they stand when they enter; null: everybody is. */
  readonly audience: Explanation | null
  readonly lines: readonly PreviewLine[]
}

export type PreviewLine = { readonly at: EpochMs } & (
  | { readonly type: 'did'; readonly event: string }
  | { readonly type: 'fact'; readonly fact: Fact }
  /** Why a branch was taken: what each way asked, up to the one that held. */
  | { readonly type: 'asked'; readonly step: number; readonly ways: readonly { readonly way: number; readonly asked: Explanation }[] }
  | { readonly type: 'mail'; readonly step: number; readonly subject: string }
)

/** Tells one customer's story from an assumed entry on. */
export const preview = async (asked: PreviewAsk): Promise<Preview> => {
  const { rules: simulated, customer, at, seed } = asked
  const rules = assumedRules(simulated, asked.variant)
  const place = openEphemeral('small', seed, null)
  try {
    const subjects = new Map<MessageId, string>()
    const seen = sightOf(customer, at)
    const engine = place.engine(
      () => rules,
      seen.watched,
      ({ id, subject }) => subjects.set(id, subject),
    )
    const until = later(at, PREVIEW_REACH_MS)
    await replay({
      engine,
      place: place.stores.replay,
      plan: { paths: [], seed, chaos: NO_CHAOS, untils: [], until, horizon: until },
      arrivals: arrivalsOf(asked),
      onDecision: ({ state, facts }) => seen.note(state, facts),
      // Each decision is seen with the customer as it left them.
      batchSize: 1,
      onProgress: () => {},
    })
    const { campaign } = simulated
    const entered = seen.atEntry() ?? unknownCustomer(customer)
    const explain = (condition: Condition, state: CustomerState, now: EpochMs, entryAt: EpochMs | null): Promise<Explanation> =>
      explained(place.stores.customers, rules, condition, state, now, entryAt)
    return {
      campaign: { id: campaign.id, name: campaign.name, version: campaign.version },
      customer,
      at,
      zone: clockOf(rules, campaign, entered),
      audience: campaign.audience === null ? null : await explain(campaign.audience, entered, at, null),
      lines: await linesOf(asked, seen.facts(), subjects, explain),
    }
  } finally {
    place.close()
  }
}

type SeenFact = { readonly fact: Fact; readonly state: CustomerState }

/** Facts from the entry on, each with the customer as they stood then. */
const sightOf = (customer: CustomerId, from: EpochMs) => {
  let last = unknownCustomer(customer)
  let entry: CustomerState | null = null
  const facts: SeenFact[] = []
  const note = (state: CustomerState, more: readonly Fact[]): void => {
    const before = last
    last = state
    for (const [index, fact] of more.entries()) {
      if (fact.at < from || !('campaign' in fact)) continue
      const isChangedLater = more.slice(index + 1).some(({ type }) => type === 'traits-updated')
      const traits = isChangedLater ? more.slice(0, index + 1).reduce(evolve, before).traits : state.traits
      facts.push({ fact, state: { ...state, traits } })
      if (fact.type === 'entered') entry ??= { ...state, traits }
    }
  }
  const watched = (store: CustomerStore): CustomerStore => ({
    ...store,
    commit: async (commits) => {
      const results = await store.commit(commits)
      for (const [index, { state, facts: more }] of commits.entries()) if (results[index] === 'committed') note(state, more)
      return results
    },
  })
  return { note, watched, facts: (): readonly SeenFact[] => facts, atEntry: (): CustomerState | null => entry }
}

async function* arrivalsOf({ rules, customer, before, at, dids }: PreviewAsk): AsyncGenerator<readonly Arrived[]> {
  const property = keyProperty(rules.campaign)
  // Of what they do all is about what they entered for, where somebody says nothing else.
  const key = property === null ? {} : { [property]: 'preview' }
  const entry = eventOf(customer, ASSUMED_ENTRY, key, at, 0)
  const after = dids.map(({ event, properties, afterMs }, index) =>
    eventOf(customer, event, { ...key, ...properties }, later(at, afterMs), index + 1),
  )
  const all = [...before, entry, ...after.sort((a, b) => a.occurredAt - b.occurredAt)]
  yield all.map((event) => ({
    receivedAt: event.occurredAt,
    bytesRead: 0,
    sorted: () => ({ type: 'request', request: { type: 'event', customerId: customer, event }, more: [] }),
  }))
}

const eventOf = (
  customerId: CustomerId,
  name: string,
  properties: LifecycleEvent['properties'],
  occurredAt: EpochMs,
  index: number,
): LifecycleEvent => ({ id: inputId(`preview-${index}`), customerId, type: 'track', name, occurredAt, properties, traits: {} })

type Explain = (condition: Condition, state: CustomerState, now: EpochMs, entryAt: EpochMs | null) => Promise<Explanation>

const linesOf = async (
  { rules: { campaign }, at, dids }: PreviewAsk,
  facts: readonly SeenFact[],
  subjects: ReadonlyMap<MessageId, string>,
  explain: Explain,
): Promise<readonly PreviewLine[]> => {
  const lines: PreviewLine[] = dids.map(({ event, afterMs }) => ({ at: later(at, afterMs), type: 'did', event }))
  for (const { fact, state } of facts) {
    lines.push({ at: fact.at, type: 'fact', fact })
    const path = 'path' in fact && fact.path !== null ? campaign.paths.get(fact.path.variant) : undefined
    const step = 'step' in fact ? path?.steps[fact.step] : undefined
    if (fact.type === 'chose' && step?.type === 'branch') {
      lines.push({ at: fact.at, type: 'asked', step: fact.step, ways: await askedWays(step, fact, state, explain, at) })
    }
    const subject = fact.type === 'message-moved' && fact.to === 'sent' ? subjects.get(fact.message) : undefined
    if (fact.type === 'message-moved' && subject !== undefined) lines.push({ at: fact.at, type: 'mail', step: fact.step, subject })
  }
  // Sorting is stable: what somebody does comes before what it leads to.
  return lines.sort((a, b) => a.at - b.at)
}

const askedWays = async (
  { ways }: Step & { type: 'branch' },
  { way, at }: Fact & { type: 'chose' },
  state: CustomerState,
  explain: Explain,
  entryAt: EpochMs,
) => {
  const upTo = way === 'else' ? ways.length : Number(way) + 1
  const asked: { readonly way: number; readonly asked: Explanation }[] = []
  for (const [index, { when }] of ways.slice(0, upTo).entries()) asked.push({ way: index, asked: await explain(when, state, at, entryAt) })
  return asked
}

/** With the events of then, not those that came later. */
const explained = async (
  store: Timelines,
  rules: Rules,
  condition: Condition,
  state: CustomerState,
  now: EpochMs,
  entryAt: EpochMs | null,
): Promise<Explanation> => {
  const wants = didsWithin(condition, rules.segments).map(({ event, reach }) => ({ event, after: reachesBackTo(reach, now, entryAt) }))
  const loaded = wants.length === 0 ? new Map() : await loadHistory(store, state, wants)
  const known = new Map(
    [...loaded].map(([name, { after, events }]) => [
      name,
      { after, events: events.filter(({ occurredAt }: LifecycleEvent) => occurredAt <= now) },
    ]),
  )
  return explainCondition(condition, documentOf(state, rules.policy), aboutSeen(state, rules, known, now, entryAt))
}
