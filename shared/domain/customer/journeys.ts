import { assert } from '../../kernel/assert.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { type Campaign, SOLE_VARIANT } from '../campaign/campaign.ts'
import { campaignAt } from '../campaign/catalogue.ts'
import { entryRefusal } from '../campaign/may-enter.ts'
import { evaluate } from '../conditions/evaluate.ts'
import { assign } from '../experiment/assign.ts'
import { type Experiment, HOLDOUT } from '../experiment/experiment.ts'
import type { Trigger } from '../fact/fact.ts'
import type { ExitReason, Journey } from '../journey/journey.ts'
import { type Message, messageIdOf } from '../messaging/message.ts'
import { documentOf } from './document.ts'
import { type Draft, record, refuseEntry } from './draft.ts'
import { journeyOf } from './evolve.ts'
import { consider, movingOf } from './gates.ts'
import { completeIfSettled, noteMove } from './move-message.ts'
import type { Rules } from './rules.ts'
import { exposureOf, memoryOf } from './state.ts'

/** Lets the customer into a campaign that was triggered, or remembers why not. */
export const tryEnter = (draft: Draft, rules: Rules, campaign: Campaign, trigger: Trigger, at: EpochMs): void => {
  const { state } = draft
  const candidate = {
    currentEntry: state.journeys.find((journey) => journey.campaign === campaign.id)?.entry ?? null,
    lastEnteredAt: memoryOf(state, campaign.id).lastEnteredAt,
    journeys: state.journeys.length,
    inAudience: () => campaign.audience === null || evaluate(campaign.audience, documentOf(state, rules.policy)),
  }
  const refusal = entryRefusal(campaign, candidate, at)
  if (refusal !== null) return refuseEntry(draft, campaign.id, refusal, at)
  const place = placeOf(draft, campaign)
  if ('outside' in place) return refuseEntry(draft, campaign.id, { type: 'outside-traffic', bucket: place.outside }, at)

  const entry = memoryOf(state, campaign.id).entries + 1
  const { variant, held } = place
  record(draft, { type: 'entered', campaign: campaign.id, version: campaign.version, entry, variant, held, trigger }, at)
  if (campaign.experiment?.assignedBy.type === 'campaign' && exposureOf(state, campaign.experiment.id) === null) {
    record(draft, { type: 'assigned', experiment: campaign.experiment.id, arm: held ? HOLDOUT : variant }, at)
  }
  walk(draft, rules, campaign, entry, 0, at)
}

/** Takes the step a journey waited for, at the instant it waited for. */
export const resume = (draft: Draft, rules: Rules, journey: Journey): void => {
  assert(journey.position.status === 'waiting', 'only a waiting journey resumes')
  const { step, wakeAt } = journey.position
  walk(draft, rules, campaignAt(rules.campaigns, journey.campaign, journey.version), journey.entry, step + 1, wakeAt)
}

/** Ends a journey at once: what it owes and nobody claimed is refused. */
export const exit = (draft: Draft, journey: Journey, because: ExitReason, at: EpochMs): void => {
  for (const one of journey.unsettled) {
    if (one.status !== 'claimed') noteMove(draft, movingOf(journey, one), { name: 'refused', at, because: { type: 'journey-ended' } }, at)
  }
  record(draft, { type: 'journey-ended', campaign: journey.campaign, entry: journey.entry, end: { outcome: 'exited', because } }, at)
}

/** Takes steps until one waits or none is left. */
const walk = (draft: Draft, rules: Rules, campaign: Campaign, entry: number, from: number, at: EpochMs): void => {
  const journey = journeyOf(draft.state, campaign.id, entry)
  assert(journey !== null, 'a journey that walks has not ended')
  const steps = campaign.paths.get(journey.variant)
  assert(steps !== undefined, `campaign ${campaign.id} has a path for ${journey.variant}`)
  for (let step = from; step < steps.length; step += 1) {
    const taken = steps[step]
    assert(taken !== undefined, 'a step within the path')
    if (taken.type === 'wait') {
      return record(draft, { type: 'waiting', campaign: campaign.id, entry, step, wakeAt: later(at, taken.durationMs) }, at)
    }
    owe(draft, rules, campaign, journey, step, at)
  }
  if (journey.position.status === 'waiting') record(draft, { type: 'settling', campaign: campaign.id, entry }, at)
  completeIfSettled(draft, campaign.id, entry, at)
}

const owe = (draft: Draft, rules: Rules, campaign: Campaign, journey: Journey, step: number, at: EpochMs): void => {
  const { version, entry, variant, held } = journey
  const id = messageIdOf(campaign.id, version, draft.state.id, entry, step)
  const message: Message = {
    id,
    customerId: draft.state.id,
    campaign: campaign.id,
    version,
    entry,
    step,
    variant,
    held,
    owedAt: at,
    staleAt: later(at, campaign.staleAfterMs),
    status: { name: 'owed' },
  }
  draft.messages.push(message)
  record(draft, { type: 'owed', campaign: campaign.id, entry, message: id, step }, at)
  consider(draft, rules, message, at)
}

/** The path and the arm: drawn on the first entry, and the same for ever after. */
const placeOf = (draft: Draft, campaign: Campaign): { variant: string; held: boolean } | { outside: number } => {
  const { experiment } = campaign
  if (experiment === null || experiment.assignedBy.type === 'outside') return { variant: SOLE_VARIANT, held: false }
  const drawn = assign(experiment.assignedBy.allocation, draft.state.id)
  const exposure = exposureOf(draft.state, experiment.id)
  if (exposure === null) return drawn.in ? drawn : { outside: drawn.bucket }
  if (exposure.arm !== HOLDOUT) return { variant: pathOr(campaign, exposure.arm, experiment), held: false }
  return { variant: drawn.in ? drawn.variant : experiment.control, held: true }
}

/** A later version may have dropped a variant; whoever was in it then takes the control's path. */
const pathOr = (campaign: Campaign, variant: string, experiment: Experiment): string =>
  campaign.paths.has(variant) ? variant : experiment.control
