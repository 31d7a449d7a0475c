import { assert } from '../../kernel/assert.ts'
import { ADVANCES_MAX } from '../../kernel/limits.ts'
import { earliestOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { campaignAt } from '../campaign/catalogue.ts'
import type { Journey } from '../journey/journey.ts'
import { classify } from '../lifecycle/classify.ts'
import { type Draft, record } from './draft.ts'
import { journeyOf } from './evolve.ts'
import { reconsider } from './gates.ts'
import { exit, resume, tryEnter } from './journeys.ts'
import type { Rules } from './rules.ts'
import type { CustomerState } from './state.ts'

/** Walks the customer through every due instant before `until` (or up to it), in order; facts bear the instant that was due. */
export const advance = (draft: Draft, rules: Rules, until: EpochMs, through: 'before' | 'up-to'): void => {
  if (draft.state.merge !== null) return
  for (let steps = 0; steps < ADVANCES_MAX; steps += 1) {
    const dueAt = nextDueAt(draft.state, rules)
    if (dueAt === null || dueAt > until || (through === 'before' && dueAt === until)) return
    draft.state = { ...draft.state, at: dueAt }
    reclassify(draft, rules, dueAt, true)
    for (const journey of draft.state.journeys) {
      if (journey.position.status === 'waiting' && journey.position.wakeAt <= dueAt) resume(draft, rules, journey)
    }
    reconsiderAll(draft, rules, dueAt)
  }
  assert(false, `customer walks through more than ${ADVANCES_MAX} due instants`)
}

/** Deferred messages whose moment may have come, the most important first: there may not be room for all. */
const reconsiderAll = (draft: Draft, rules: Rules, dueAt: EpochMs): void => {
  const due = draft.state.journeys.flatMap((journey) =>
    journey.unsettled.flatMap((one) => (one.status === 'deferred' && one.until <= dueAt ? [{ journey, one }] : [])),
  )
  const priorityOf = ({ journey }: (typeof due)[number]): number => campaignOf(rules, journey).delivery.priority
  due.sort((a, b) => priorityOf(b) - priorityOf(a) || a.one.owedAt - b.one.owedAt)
  for (const { journey, one } of due) {
    // An earlier one may have taken its place, and put it off.
    const now = journeyOf(draft.state, journey.campaign, journey.entry)?.unsettled.find(({ message }) => message === one.message)
    if (now?.status === 'deferred' && now.until <= dueAt) reconsider(draft, rules, journey, now, dueAt)
  }
}

/** The next instant at which silence or a wait changes something, now at the earliest; null: never. */
export const nextDueAt = (state: CustomerState, rules: Rules): EpochMs | null => {
  if (state.at === null || state.erasedAt !== null) return null
  // Whoever is sealed is due at once, so that a merge that was interrupted goes on.
  if (state.merge !== null) return state.merge.status === 'sealed' ? state.merge.at : null
  const { stage, reviewAt } = classify(state.metrics, rules.policy.lifecycle, state.at)
  // A stage nobody recorded yet: its instant was that of another input, which came first.
  let dueAt = stage === (state.standing?.stage ?? null) ? reviewAt : state.at
  for (const { position, unsettled } of state.journeys) {
    if (position.status === 'waiting') dueAt = earliestOf(dueAt, position.wakeAt)
    for (const one of unsettled) if (one.status === 'deferred') dueAt = earliestOf(dueAt, one.until)
  }
  return dueAt
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
