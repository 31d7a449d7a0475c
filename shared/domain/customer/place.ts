/** Which path somebody takes through a campaign, and which arms that puts them in. */
import { assert } from '../../kernel/assert.ts'
import { bucketOf } from '../../kernel/hash.ts'
import type { EpochMs, ExperimentId } from '../../kernel/words.ts'
import { type Campaign, SOLE_VARIANT } from '../campaign/campaign.ts'
import { assign } from '../experiment/assign.ts'
import { closesAt } from '../experiment/attribute.ts'
import { type Experiment, GLOBAL_EXPERIMENT, HOLDOUT, TREATED } from '../experiment/experiment.ts'
import { assignGlobally, phaseAt } from '../experiment/phase.ts'
import type { Drawn } from './assigning.ts'
import { experimentAt, type Rules } from './rules.ts'
import { type CustomerState, exposureOf } from './state.ts'

/** `assigned`: what is written down with the entry, because it is decided by it. */
export type Place = {
  readonly variant: string
  readonly heldBy: 'campaign' | 'global' | null
  readonly assigned: readonly { readonly experiment: Experiment; readonly drawn: Drawn }[]
}

/** Decided on the first entry, and the same for ever after; who is globally held takes the same steps, and is in no arm of the campaign. */
export const placeOf = (state: CustomerState, rules: Rules, campaign: Campaign, at: EpochMs): Place | { readonly outside: number } => {
  const { experiment } = campaign
  if (experiment === null || experiment.assignedBy.type !== 'campaign')
    return withGlobal(state, rules, campaign, { variant: SOLE_VARIANT, heldBy: null, assigned: [] }, at)
  const { allocation } = experiment.assignedBy
  const drawn = assign(allocation, state.id)
  const asHeld = (): Place => ({ variant: drawn.in ? drawn.variant : experiment.control, heldBy: 'campaign', assigned: [] })
  const seated = (arm: string): Place =>
    arm === HOLDOUT ? asHeld() : { variant: pathOr(campaign, arm, experiment), heldBy: null, assigned: [] }

  const testing = experiment.testers.get(state.id)
  if (testing !== undefined) return seated(testing)
  const exposure = exposureOf(state, experiment.id)
  if (exposure !== null) return withGlobal(state, rules, campaign, seated(exposure.arm), at)
  if (!drawn.in) return { outside: drawn.bucket }
  const { variant, held } = drawn
  const [arm, bucket] = held ? [HOLDOUT, bucketOf(allocation.salts.holdout, state.id)] : [variant, drawn.bucket]
  const assigned = [{ experiment, drawn: { phase: experiment.phase, arm, bucket } }]
  return withGlobal(state, rules, campaign, { variant, heldBy: held ? 'campaign' : null, assigned }, at)
}

/** An experiment of the same group that has somebody who is not in this one yet; null: none does. */
export const otherOfGroup = (state: CustomerState, rules: Rules, { experiment }: Campaign, at: EpochMs): ExperimentId | null => {
  if (experiment?.group == null || exposureOf(state, experiment.id) !== null || experiment.testers.has(state.id)) return null
  for (const other of rules.experimentsByGroup.get(experiment.group) ?? []) {
    if (other.id === experiment.id) continue
    const exposure = exposureOf(state, other.id)
    const { metrics } = (exposure && experimentAt(rules, other.id, exposure.phase)) ?? other
    const isOpen = exposure !== null && at <= closesAt(exposure.assignedAt, metrics)
    if (isOpen || state.journeys.some(({ campaign }) => campaign === other.campaign)) return other.id
  }
  return null
}

const withGlobal = (state: CustomerState, { policy }: Rules, campaign: Campaign, place: Place, at: EpochMs): Place => {
  const { globalHoldout } = policy
  if (globalHoldout === null || campaign.delivery.purpose !== 'marketing') return place
  const { assignedBy } = globalHoldout
  assert(assignedBy.type === 'policy', 'the global holdout is the policy’s')
  const phase = phaseAt(globalHoldout, at)
  const exposure = exposureOf(state, GLOBAL_EXPERIMENT)
  const standing = exposure?.phase === phase ? exposure : null
  const drawn = assignGlobally(assignedBy, phase, state.id)
  const arm = standing?.arm ?? (drawn.held ? HOLDOUT : TREATED)
  const global = standing === null ? [{ experiment: globalHoldout, drawn: { phase, arm, bucket: drawn.bucket } }] : []
  if (arm === HOLDOUT) return { ...place, heldBy: 'global', assigned: global }
  return { ...place, assigned: [...global, ...place.assigned] }
}

/** A later version may have dropped a variant; whoever was in it then takes the control's path. */
const pathOr = (campaign: Campaign, variant: string, experiment: Experiment): string =>
  campaign.paths.has(variant) ? variant : experiment.control
