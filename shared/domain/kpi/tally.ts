import { assert } from '../../kernel/assert.ts'
import { dayOf } from '../../kernel/time.ts'
import type { CampaignId, EpochDay, EpochMs, ExperimentId } from '../../kernel/words.ts'
import type { Fact, OutcomeFact } from '../fact/fact.ts'
import type { Stage } from '../lifecycle/stage.ts'
import { kindOf } from '../messaging/news.ts'
import { stepCounts, type StepFact } from './steps.ts'

/** One addition to one counter. Counters of a scope are read together. */
export type Increment = { readonly scope: string; readonly counter: string; readonly by: bigint }

/** Transitions between stages (`none>new`, and `active>merged` for who turned out to be another), and customers there are (`customers`). */
export const LIFECYCLE_SCOPE = 'lifecycle'
export const campaignScope = (id: CampaignId): string => `campaign/${id}`
/** All of one phase. That of the first has no number, as it had when there were no others. */
export const experimentScope = (id: ExperimentId, phase: number): string => `experiment/${id}${phase === 1 ? '' : `#${phase}`}`
/** The same by the segments of one break-down: each counter begins with its segment. */
export const breakdownScope = (id: ExperimentId, phase: number, breakdown: string): string =>
  `${experimentScope(id, phase)} by ${breakdown}`

/** What one fact adds to the counters. The same code counts as facts arrive and when everything is counted anew. */
export const tallyOf = (fact: Fact): readonly Increment[] => {
  switch (fact.type) {
    case 'appeared':
      return [one(LIFECYCLE_SCOPE, 'customers')]
    case 'merged':
      return leaving(fact.from, fact.type, fact.at)
    case 'erased':
      return fact.wasCustomer ? leaving(fact.from, fact.type, fact.at) : []
    case 'stage-changed':
      return [one(LIFECYCLE_SCOPE, transitionCounter(fact.from ?? 'none', fact.to, dayOf(fact.at)))]
    case 'entered':
      return [one(campaignScope(fact.campaign), counterOf('entered', fact.variant, fact.held ? 'held' : 'treated'))]
    case 'owed':
      return [one(campaignScope(fact.campaign), counterOf('owed', String(fact.step))), ...stepIncrements(fact)]
    case 'waiting':
    case 'waited':
    case 'chose':
    case 'took':
    case 'leaving':
    case 'paused':
    case 'resumed':
    case 'journey-moved':
      return stepIncrements(fact)
    case 'milestone':
      return fact.path === null ? [] : [one(campaignScope(fact.campaign), counterOf('milestone', fact.path.variant, fact.name))]
    case 'task-closed':
      return [one(campaignScope(fact.campaign), counterOf('task', fact.outcome))]
    case 'call-settled':
      return [one(campaignScope(fact.campaign), counterOf('call', fact.outcome))]
    case 'message-moved':
      return movedIncrements(fact)
    case 'heard':
      return heardIncrements(fact)
    case 'coupon-given':
    case 'coupon-redeemed':
      return [one(campaignScope(fact.campaign), counterOf(fact.type, fact.pool, fact.variant))]
    case 'journey-ended':
      return [one(campaignScope(fact.campaign), counterOf('ended', fact.end.outcome)), ...stepIncrements(fact)]
    case 'assigned':
      return assignedIncrements(fact)
    case 'crossover':
      return [one(experimentScope(fact.experiment, 1), counterOf('crossover', fact.arm))]
    case 'outcome':
      return outcomeIncrements(fact)
    case 'consent-changed':
    case 'preferences-changed':
    case 'settling':
    case 'traits-updated':
    case 'emitted':
    case 'task-opened':
    case 'called':
    case 'segment-changed':
    case 'merge-begun':
    case 'merge-lifted':
    case 'absorbed':
    case 'redirected':
      return []
  }
}

/** Increments of many facts with those to the same counter added up: what one transaction writes. */
export const foldTally = (facts: readonly Fact[]): readonly Increment[] => {
  const sums = new Map<string, Increment>()
  for (const increment of facts.flatMap(tallyOf)) {
    const key = `${increment.scope}\n${increment.counter}`
    const sum = sums.get(key)
    sums.set(key, sum === undefined ? increment : { ...sum, by: sum.by + increment.by })
  }
  return [...sums.values()]
}

/** The name of a counter from its parts, and back. Parts hold no separator: they are escaped. */
export const counterOf = (...parts: readonly string[]): string => parts.map(encodeURIComponent).join('/')
export const partsOf = (counter: string): readonly string[] =>
  // A long experiment has a hundred thousand counters; asking first takes a quarter of the time.
  counter.includes('%') ? counter.split('/').map(decodeURIComponent) : counter.split('/')

/** What left and what came back on one day: counters of all campaigns, which breakers read together. */
export const sendingScope = (day: EpochDay): string => `sending/${day}`
export const returnCounter = (campaign: CampaignId, what: 'sent' | 'bounced' | 'complained'): string => counterOf(campaign, what)

const movedIncrements = (fact: Fact & { type: 'message-moved' }): readonly Increment[] => {
  const { campaign, variant, step, to, because, at } = fact
  const moved = one(campaignScope(campaign), counterOf('message', variant, String(step), to, because?.type ?? ''))
  if (to === 'sent') return [moved, one(sendingScope(dayOf(at)), returnCounter(campaign, 'sent'))]
  return fact.isZoneUnknown ? [moved, one(campaignScope(campaign), counterOf('zone-unknown', variant))] : [moved]
}

const stepIncrements = (fact: StepFact): readonly Increment[] =>
  stepCounts(fact).map(({ parts, by }) => ({ scope: campaignScope(fact.campaign), counter: counterOf(...parts), by }))

/** Each piece of news is counted; mails of which it is the first of its kind are counted apart, for the rates. */
const heardIncrements = ({ campaign, variant, step, news, isFirst, at }: Fact & { type: 'heard' }): readonly Increment[] => {
  const kind = kindOf(news)
  const counted = (what: string) => one(campaignScope(campaign), counterOf(what, variant, String(step), kind))
  const returned = (what: 'bounced' | 'complained') => [one(sendingScope(dayOf(at)), returnCounter(campaign, what))]
  return [
    counted('news'),
    ...(isFirst ? [counted('heard')] : []),
    ...(isFirst && kind === 'bounced permanent' ? returned('bounced') : []),
    ...(isFirst && kind === 'complained' ? returned('complained') : []),
  ]
}

/** Counters that {@link foldTally} writes are named here and nowhere else. */
const transitionCounter = (from: string, to: string, day: EpochDay): string => counterOf('transition', `${from}>${to}`, String(day))

/** Who is merged into another, or erased, stands in no stage any more, and is no customer of their own. */
const leaving = (from: Stage | null, to: 'merged' | 'erased', at: EpochMs): readonly Increment[] => [
  { scope: LIFECYCLE_SCOPE, counter: 'customers', by: -1n },
  ...(from === null ? [] : [one(LIFECYCLE_SCOPE, transitionCounter(from, to, dayOf(at)))]),
]

type Assigned = Fact & { readonly type: 'assigned' }

const assignedIncrements = (fact: Assigned): readonly Increment[] => {
  const { experiment, phase, arm, before } = fact
  const day = String(dayOf(fact.at))
  return [
    ...bySegment(fact, [{ parts: ['assigned', arm, day], by: 1n }]),
    ...counted(experimentScope(experiment, phase), [
      { parts: ['before', arm, day], by: BigInt(before) },
      { parts: ['before-squares', arm, day], by: BigInt(before) * BigInt(before) },
    ]),
  ]
}

const outcomeIncrements = (fact: OutcomeFact): readonly Increment[] => {
  const { experiment, phase, ratio } = fact
  const [before, converted, sum] = [BigInt(fact.before), BigInt(fact.converted), BigInt(fact.sumDelta)]
  const part = (what: string, by: bigint): Part => ({
    parts: [what, fact.arm, fact.metric, String(fact.assignedDay), String(fact.outcomeDay)],
    by,
  })
  const own = [part('conversions', converted), part('sum', sum), part('squares', wholeOf(fact.sumSquaresDelta))]
  const ofRatio =
    ratio === null
      ? []
      : [
          part('base', BigInt(ratio.baseDelta)),
          part('base-squares', wholeOf(ratio.baseSquaresDelta)),
          part('products', wholeOf(ratio.productsDelta)),
        ]
  return [
    ...bySegment(fact, [...own, ...ofRatio]),
    ...counted(experimentScope(experiment, phase), [part('before-conversions', converted * before), part('before-sums', sum * before)]),
  ]
}

/** A counter from its parts, and what is added. */
type Part = { readonly parts: readonly string[]; readonly by: bigint }

/** The experiment's own counters, and the same in each break-down under the segment of the customer. */
const bySegment = ({ experiment, phase, segments }: Assigned | OutcomeFact, added: readonly Part[]): readonly Increment[] => [
  ...counted(experimentScope(experiment, phase), added),
  ...Object.entries(segments).flatMap(([name, segment]) =>
    counted(
      breakdownScope(experiment, phase, name),
      added.map(({ parts, by }) => ({ parts: [segment, ...parts], by })),
    ),
  ),
]

const counted = (scope: string, added: readonly Part[]): readonly Increment[] =>
  added.flatMap(({ parts, by }) => (by === 0n ? [] : [{ scope, counter: counterOf(...parts), by }]))

const wholeOf = (text: string): bigint => {
  assert(/^-?\d+$/.test(text), 'squares are whole numbers')
  return BigInt(text)
}

const one = (scope: string, counter: string): Increment => ({ scope, counter, by: 1n })
