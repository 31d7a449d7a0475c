import { assert } from '../../kernel/assert.ts'
import { ADVANCES_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { campaignAt } from '../campaign/catalogue.ts'
import type { Journey } from '../journey/journey.ts'
import { classify } from '../lifecycle/classify.ts'
import { type Draft, record } from './draft.ts'
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
  }
  assert(false, `customer walks through more than ${ADVANCES_MAX} due instants`)
}

/** The next instant at which silence or a wait changes something, now at the earliest; null: never. */
export const nextDueAt = (state: CustomerState, rules: Rules): EpochMs | null => {
  if (state.at === null) return null
  // Whoever is sealed is due at once, so that a merge that was interrupted goes on.
  if (state.merge !== null) return state.merge.status === 'sealed' ? state.merge.at : null
  const { stage, reviewAt } = classify(state.metrics, rules.policy.lifecycle, state.at)
  // A stage nobody recorded yet: its instant was that of another input, which came first.
  let dueAt = stage === (state.standing?.stage ?? null) ? reviewAt : state.at
  for (const { position } of state.journeys) {
    if (position.status === 'waiting' && (dueAt === null || position.wakeAt < dueAt)) dueAt = position.wakeAt
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
