import { assert } from '../../kernel/assert.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Step, Way } from '../campaign/campaign.ts'
import { innerExperimentId, splitAllocation } from '../campaign/splits.ts'
import { assign, type Assignment } from '../experiment/assign.ts'
import { expose } from './assigning.ts'
import { type Draft, record } from './draft.ts'
import { pathOf } from './move-message.ts'
import type { Rules } from './rules.ts'
import { exposureOf } from './state.ts'
import type { Taking } from './taking.ts'

/** Draws the way through a split: the same for ever. Where the campaign measures, this is its assignment; who is held out, or tries it, is in no arm. */
export const takeSplit = (draft: Draft, rules: Rules, taking: Taking, step: Step & { type: 'split' }, at: EpochMs): number => {
  const { campaign, journey, index } = taking
  const id = innerExperimentId(campaign, step)
  const exposure = exposureOf(draft.state, id)
  const drawn = assign(splitAllocation(campaign, step), draft.state.id)
  const way = wayOf(step, drawn, exposure?.arm ?? null)
  record(draft, { type: 'chose', campaign: campaign.id, entry: journey.entry, step: index, way: way.name, path: pathOf(journey) }, at)
  const { experiment } = campaign
  if (experiment === null || journey.held || exposure !== null || experiment.testers.has(draft.state.id)) return way.to
  expose(draft, rules, { ...experiment, id }, { phase: experiment.phase, arm: way.name, bucket: drawn.bucket }, at)
  return way.to
}

/** Who was assigned stays where they are; a later version may have dropped that variant, and then they take the control's. */
const wayOf = (step: Step & { type: 'split' }, drawn: Assignment, arm: string | null): Way => {
  const named = (name: string): Way | undefined => step.ways.find((one) => one.name === name)
  const way = (arm === null ? null : (named(arm) ?? step.ways[0])) ?? (drawn.in ? named(drawn.variant) : step.ways[0])
  assert(way !== undefined, 'a split has variants')
  return way
}
