/** When somebody is to be looked at again, though nothing happens. */
import { earliestOf, later, latestOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { campaignAt, standingIn } from '../campaign/catalogue.ts'
import { dueThrough } from '../campaign/hold.ts'
import type { Whose } from '../campaign/timed.ts'
import type { Journey, Unsettled } from '../journey/journey.ts'
import { classify } from '../lifecycle/classify.ts'
import { ownClockOf, traitAt } from './clock.ts'
import { moveOf } from './move.ts'
import type { Rules } from './rules.ts'
import { segmentsDueAt } from './segments.ts'
import type { CustomerState } from './state.ts'

/** The next instant at which silence, a wait, a date or a change of the rules changes something, now at the earliest; null: never. */
export const nextDueAt = (state: CustomerState, rules: Rules): EpochMs | null => {
  if (state.at === null || state.erasedAt !== null) return null
  // Whoever is sealed is due at once, so that a merge that was interrupted goes on.
  if (state.merge !== null) return state.merge.status === 'sealed' ? state.merge.at : null
  const { stage, reviewAt } = classify(state.metrics, rules.policy.lifecycle, state.at)
  // A stage nobody recorded yet: its instant was that of another input, which came first.
  let dueAt = stage === (state.standing?.stage ?? null) ? reviewAt : state.at
  for (const journey of state.journeys) {
    dueAt = earliestOf(dueAt, journeyDueAt(state, rules, journey))
    dueAt = earliestOf(dueAt, rulesDueAt(rules, journey))
    for (const one of journey.unsettled) dueAt = earliestOf(dueAt, messageDueAt(state, rules, journey, one))
  }
  dueAt = earliestOf(dueAt, rules.campaigns.timed.nextAfter(whoseOf(state, rules), state.at))
  dueAt = earliestOf(dueAt, segmentsDueAt(state, rules))
  // What a pause moved, or new rules ask for, may have been due before the latest input.
  return dueAt === null ? null : latestOf(dueAt, state.at)
}

/** When a journey that waits goes on; null: it does not by itself. What is due while its campaign is paused comes after that. */
export const journeyDueAt = ({ id }: CustomerState, rules: Rules, { campaign, position }: Journey): EpochMs | null => {
  const { holds } = standingIn(rules.campaigns, campaign)
  if (position.status === 'waiting') return dueThrough(holds, position.wakeAt, id, campaign)
  return position.status === 'paused' ? dueThrough(holds, position.since, id, campaign) : null
}

/** When a message that waits is looked at; null: it does not wait. One that a pause keeps still grows stale in its time. */
export const messageDueAt = ({ id }: CustomerState, rules: Rules, { campaign, version }: Journey, one: Unsettled): EpochMs | null => {
  if (one.status !== 'deferred') return null
  const dueAt = dueThrough(standingIn(rules.campaigns, campaign).holds, one.until, id, campaign)
  if (dueAt === one.until) return dueAt
  return earliestOf(dueAt, later(one.owedAt, campaignAt(rules.campaigns, campaign, version).staleAfterMs))
}

/** Whose times those of campaigns are: the clock they live by, and what their attributes say. */
export const whoseOf = (state: CustomerState, rules: Rules): Whose => ({
  zone: ownClockOf(rules, state),
  read: (path) => traitAt(state, path),
})

/** Since when the rules end a journey, or take it over into a newer version; null: they leave it as it is. */
const rulesDueAt = (rules: Rules, journey: Journey): EpochMs | null => {
  const campaign = rules.campaigns.sweeping?.get(journey.campaign)
  if (campaign === undefined) return null
  const { status, since } = standingIn(rules.campaigns, journey.campaign)
  if (status === 'ended') return since
  return moveOf(rules, journey) !== null ? campaign.publishedAt : null
}
