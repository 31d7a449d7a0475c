import { assert } from '../../kernel/assert.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Campaign } from '../campaign/campaign.ts'
import { statusAt } from '../campaign/catalogue.ts'
import { entryRefusal } from '../campaign/may-enter.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { Trigger } from '../fact/fact.ts'
import type { Journey } from '../journey/journey.ts'
import { inAudience } from './ask.ts'
import { expose } from './assigning.ts'
import { type Draft, record, refuseEntry } from './draft.ts'
import { hasEnteredFor, keyOf } from './keys.ts'
import { beginning } from './milestones.ts'
import { pathOf } from './move-message.ts'
import { otherOfGroup, placeOf } from './place.ts'
import type { Rules } from './rules.ts'
import { memoryOf } from './state.ts'
import { campaignOf, walk, wayOf } from './walk.ts'

/** Lets the customer into a campaign that was triggered, or remembers why not. `event`: that which did; null: none did. */
export const tryEnter = (
  draft: Draft,
  rules: Rules,
  campaign: Campaign,
  trigger: Trigger,
  at: EpochMs,
  event: LifecycleEvent | null = null,
): void => {
  const { state } = draft
  const memory = memoryOf(state, campaign.id)
  const key = keyOf(campaign, event)
  const candidate = {
    status: statusAt(rules.campaigns, campaign.id, at),
    currentEntries: state.journeys.filter((journey) => journey.campaign === campaign.id).map(({ entry }) => entry),
    lastEnteredAt: memory.lastEnteredAt,
    key,
    hasEnteredFor: (key: string) => hasEnteredFor(memory, key),
    journeys: state.journeys.length,
    otherExperiment: () => otherOfGroup(state, rules, campaign, at),
    inAudience: () => inAudience(draft, rules, campaign, at),
  }
  const refusal = entryRefusal(campaign, candidate, at)
  if (refusal !== null) return refuseEntry(draft, campaign.id, refusal, at)
  const place = placeOf(draft.state, rules, campaign, at)
  if ('outside' in place) return refuseEntry(draft, campaign.id, { type: 'outside-traffic', bucket: place.outside }, at)

  const entry = memory.entries + 1
  const { variant, heldBy, assigned } = place
  const held = heldBy !== null
  record(draft, { type: 'entered', campaign: campaign.id, version: campaign.version, entry, variant, held, heldBy, trigger, key }, at)
  for (const { experiment, drawn } of assigned) expose(draft, rules, experiment, drawn, at)
  walk(draft, rules, campaign, entry, beginning(draft, rules, campaign, entry, event, at), at)
}

/** Goes on after a wait whose time has come, at the instant it waited for; and after a pause, when that is over. */
export const resume = (draft: Draft, rules: Rules, journey: Journey, at: EpochMs): void => {
  const { campaign, entry, position } = journey
  const path = pathOf(journey)
  switch (position.status) {
    case 'waiting': {
      const version = campaignOf(rules, journey)
      const step = wayOf(version, journey).steps[position.step]
      assert(step !== undefined, 'a journey waits at a step of its path')
      record(draft, { type: 'waited', campaign, entry, step: position.step, by: 'time', path }, at)
      return walk(draft, rules, version, entry, step.next, at)
    }
    case 'paused':
      record(draft, { type: 'resumed', campaign, entry, step: position.step, path }, at)
      return walk(draft, rules, campaignOf(rules, journey), entry, position.step, at)
    case 'settling':
    case 'leaving':
      return assert(false, 'only a journey that waits resumes')
  }
}
