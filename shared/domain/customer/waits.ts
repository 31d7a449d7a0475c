/** What ends a wait before its time: an event it is for, and a day that is another now. */
import { assert } from '../../kernel/assert.ts'
import { JOURNEYS_MAX, STEPS_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { evaluate } from '../conditions/evaluate.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { Journey } from '../journey/journey.ts'
import { awaited } from '../campaign/until.ts'
import { clockOf, traitAt } from './clock.ts'
import { type Draft, record } from './draft.ts'
import { journeyOf } from './evolve.ts'
import { keyOf } from './keys.ts'
import { reach } from './milestones.ts'
import { pathOf } from './move-message.ts'
import type { Rules } from './rules.ts'
import type { Traits } from './traits.ts'
import { campaignOf, walk, wayOf } from './walk.ts'

/**
 * Tells an event to the journeys that listened when it came; what it only led to does not hear it. As for ends, it is heard if it is
 * fresh, or occurred after the journey began. What is to be done of a checklist counts whenever it was done.
 */
export const hear = (
  draft: Draft,
  rules: Rules,
  listening: readonly Journey[],
  event: LifecycleEvent,
  isFresh: boolean,
  at: EpochMs,
): void => {
  for (const then of listening) {
    const journey = journeyOf(draft.state, then.campaign, then.entry)
    // It has ended, or gone on: another event's wait may stand where it is now.
    if (journey === null || journey.position !== then.position) continue
    if ((isFresh || event.occurredAt >= journey.enteredAt) && isHeard(rules, journey, event)) goOn(draft, rules, journey, at)
    else reach(draft, rules, journey, event, at)
  }
}

/** Waits for a day that an attribute names begin anew when it is another one now; what that leads to may change attributes, too. */
export const followDates = (draft: Draft, rules: Rules, before: Traits, at: EpochMs): void => {
  let seen = before
  for (let round = 0; seen !== draft.state.traits; round += 1) {
    assert(round <= JOURNEYS_MAX * STEPS_MAX, 'each step of a journey is taken once')
    seen = draft.state.traits
    for (const journey of draft.state.journeys) follow(draft, rules, journey, at)
  }
}

const follow = (draft: Draft, rules: Rules, then: Journey, at: EpochMs): void => {
  const journey = journeyOf(draft.state, then.campaign, then.entry)
  if (journey?.position.status !== 'waiting') return
  const { step: index, wakeAt } = journey.position
  const campaign = campaignOf(rules, journey)
  const step = wayOf(campaign, journey).steps[index]
  if (step?.type !== 'wait' || step.until.by !== 'date') return
  const wanted = awaited(step.until, clockOf(rules, campaign, draft.state), (path) => traitAt(draft.state, path), at)
  if (wanted.say === 'wait' && wanted.until === wakeAt) return
  const { entry } = journey
  record(draft, { type: 'waited', campaign: campaign.id, entry, step: index, by: 'moved', path: pathOf(journey) }, at)
  walk(draft, rules, campaign, entry, index, at)
}

const isHeard = (rules: Rules, journey: Journey, event: LifecycleEvent): boolean => {
  if (journey.position.status !== 'waiting') return false
  const campaign = campaignOf(rules, journey)
  const step = wayOf(campaign, journey).steps[journey.position.step]
  if (step?.type !== 'wait-for' || step.event !== event.name) return false
  if (step.sameKey && keyOf(campaign, event) !== journey.key) return false
  return step.where === null || evaluate(step.where, event.properties)
}

const goOn = (draft: Draft, rules: Rules, journey: Journey, at: EpochMs): void => {
  assert(journey.position.status === 'waiting', 'who hears waits')
  const { campaign, entry, position } = journey
  const version = campaignOf(rules, journey)
  const step = wayOf(version, journey).steps[position.step]
  assert(step?.type === 'wait-for', 'who hears waits for an event')
  record(draft, { type: 'waited', campaign, entry, step: position.step, by: 'event', path: pathOf(journey) }, at)
  walk(draft, rules, version, entry, step.then, at)
}
