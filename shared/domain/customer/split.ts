import { assert } from '../../kernel/assert.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Step, Way } from '../campaign/campaign.ts'
import { innerExperimentId, splitAllocation } from '../campaign/splits.ts'
import { assign } from '../experiment/assign.ts'
import { type Draft, record } from './draft.ts'
import { pathOf } from './move-message.ts'
import { exposureOf } from './state.ts'
import type { Taking } from './taking.ts'

/** Draws the way through a split: the same for ever. Where the campaign measures, this is its assignment; who is held out is in no arm. */
export const takeSplit = (draft: Draft, taking: Taking, step: Step & { type: 'split' }, at: EpochMs): number => {
  const { campaign, journey, index } = taking
  const experiment = innerExperimentId(campaign, step)
  const exposure = exposureOf(draft.state, experiment)
  const way = wayOf(draft, taking, step, exposure?.arm ?? null)
  record(draft, { type: 'chose', campaign: campaign.id, entry: journey.entry, step: index, way: way.name, path: pathOf(journey) }, at)
  if (campaign.experiment !== null && !journey.held && exposure === null) record(draft, { type: 'assigned', experiment, arm: way.name }, at)
  return way.to
}

/** Who was assigned stays where they are; a later version may have dropped that variant, and then they take the control's. */
const wayOf = (draft: Draft, { campaign }: Taking, step: Step & { type: 'split' }, arm: string | null): Way => {
  const named = (name: string): Way | undefined => step.ways.find((one) => one.name === name)
  const drawn = assign(splitAllocation(campaign, step), draft.state.id)
  const way = (arm === null ? null : (named(arm) ?? step.ways[0])) ?? (drawn.in ? named(drawn.variant) : step.ways[0])
  assert(way !== undefined, 'a split has variants')
  return way
}
