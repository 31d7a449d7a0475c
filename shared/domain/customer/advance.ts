import { assert } from '../../kernel/assert.ts'
import { ADVANCES_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Campaign } from '../campaign/campaign.ts'
import { campaignAt } from '../campaign/catalogue.ts'
import type { Journey, Unsettled } from '../journey/journey.ts'
import { classify } from '../lifecycle/classify.ts'
import { type Draft, record, refuseEntry } from './draft.ts'
import { journeyDueAt, messageDueAt, nextDueAt, whoseOf } from './due.ts'
import { exit } from './end.ts'
import { journeyOf } from './evolve.ts'
import { reconsider } from './gates.ts'
import { resume, tryEnter } from './journeys.ts'
import { followRules } from './migrate.ts'
import type { Rules } from './rules.ts'
import { reviewSegments } from './segments.ts'
import type { CustomerState } from './state.ts'
import { followDates } from './waits.ts'

/** Walks the customer through every due instant before `until` (or up to it), in order; facts bear the instant that was due. */
export const advance = (draft: Draft, rules: Rules, until: EpochMs, through: 'before' | 'up-to'): void => {
  if (draft.state.merge !== null) return
  for (let steps = 0; steps < ADVANCES_MAX; steps += 1) {
    const dueAt = nextDueAt(draft.state, rules)
    if (dueAt === null || dueAt > until || (through === 'before' && dueAt === until)) return
    const { traits, at: from } = draft.state
    // Who comes is seen before what they are let into changes them.
    const coming = comingTo(draft.state, rules, from, dueAt)
    draft.state = { ...draft.state, at: dueAt }
    followRules(draft, rules, dueAt)
    reclassify(draft, rules, dueAt, true)
    for (const journey of draft.state.journeys) {
      const goesOnAt = journeyDueAt(draft.state, rules, journey)
      if (goesOnAt !== null && goesOnAt <= dueAt && isStanding(draft, journey)) resume(draft, rules, journey, dueAt)
    }
    reconsiderAll(draft, rules, dueAt)
    enterTimed(draft, rules, coming, dueAt, until)
    followDates(draft, rules, traits, dueAt)
    reviewSegments(draft, rules, { isNew: false, triggers: true }, dueAt)
  }
  assert(false, `customer walks through more than ${ADVANCES_MAX} due instants`)
}

/** Campaigns that time starts at an instant, for somebody who was last looked at before it; the input of that instant itself comes first. */
export const comingTo = (state: CustomerState, rules: Rules, from: EpochMs | null, at: EpochMs): readonly Campaign[] =>
  from === null || from >= at || state.merge !== null ? [] : rules.campaigns.timed.comingAt(whoseOf(state, rules), at)

/** Lets somebody into the campaigns that time starts; `now`: when that was looked at. What is long past is not done any more. */
export const enterTimed = (draft: Draft, rules: Rules, coming: readonly Campaign[], at: EpochMs, now: EpochMs): void => {
  const { entryMaxAgeMs } = rules.policy
  for (const campaign of coming) {
    const { entry } = campaign
    if (now - at > entryMaxAgeMs) refuseEntry(draft, campaign.id, { type: 'missed', dueAt: at, entryMaxAgeMs }, at)
    else if (entry.on === 'date') tryEnter(draft, rules, campaign, { type: 'date', path: entry.path.join('.'), at }, at)
    else tryEnter(draft, rules, campaign, { type: 'schedule', at }, at)
  }
}

/** An earlier one may have changed it, or ended it. */
const isStanding = ({ state }: Draft, journey: Journey): boolean =>
  journeyOf(state, journey.campaign, journey.entry)?.position === journey.position

/** Deferred messages whose moment may have come, the most important first, then the one owed first: there may not be room for all. */
const reconsiderAll = (draft: Draft, rules: Rules, dueAt: EpochMs): void => {
  const due = draft.state.journeys.flatMap((journey) =>
    // Of those owed at one instant the earlier step comes first, whichever was put off last.
    journey.unsettled
      .toSorted((a, b) => a.step - b.step)
      .flatMap((one) => (isDue(draft, rules, journey, one, dueAt) ? [{ journey, one }] : [])),
  )
  const priorityOf = ({ journey }: (typeof due)[number]): number => campaignOf(rules, journey).delivery.priority
  due.sort((a, b) => priorityOf(b) - priorityOf(a) || a.one.owedAt - b.one.owedAt)
  for (const { journey, one } of due) {
    // An earlier one may have taken its place, and put it off.
    const now = journeyOf(draft.state, journey.campaign, journey.entry)?.unsettled.find(({ message }) => message === one.message)
    if (now !== undefined && isDue(draft, rules, journey, now, dueAt)) reconsider(draft, rules, journey, now, dueAt)
  }
}

const isDue = ({ state }: Draft, rules: Rules, journey: Journey, one: Unsettled, at: EpochMs): boolean => {
  const dueAt = messageDueAt(state, rules, journey, one)
  return dueAt !== null && dueAt <= at
}

/** Looks at the stage anew. A change ends the journeys it ends and, where `triggers`, starts those it starts. */
export const reclassify = (draft: Draft, rules: Rules, at: EpochMs, triggers: boolean): void => {
  const { stage, because } = classify(draft.state.metrics, rules.policy.lifecycle, at)
  const from = draft.state.standing?.stage ?? null
  if (stage === null || stage === from) return
  record(draft, { type: 'stage-changed', from, to: stage, because }, at)
  for (const journey of draft.state.journeys) {
    const { exits } = campaignOf(rules, journey)
    if (exits.some((one) => one.on === 'stage' && one.stage === stage)) exit(draft, journey, { type: 'stage', stage }, at)
  }
  if (!triggers) return
  for (const campaign of rules.campaigns.entriesByStage.get(stage) ?? []) {
    assert(campaign.entry.on === 'stage', 'indexed by stage')
    const { from: allowed } = campaign.entry
    if (allowed === null || (from !== null && allowed.has(from))) tryEnter(draft, rules, campaign, { type: 'stage', from, to: stage }, at)
  }
}

const campaignOf = (rules: Rules, journey: Journey) => campaignAt(rules.campaigns, journey.campaign, journey.version)
