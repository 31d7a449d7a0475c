import type { CampaignId, EpochMs, ExperimentId } from '../../kernel/words.ts'
import { automaticOutcome } from '../experiment/attribute.ts'
import type { Automatic, Exposure } from '../experiment/experiment.ts'
import { type Draft, record } from './draft.ts'
import { experimentAt, type Rules } from './rules.ts'

/**
 * What experiments count by themselves: for each the customer was assigned in and whose first window is open, once a customer however often
 * it is told. `saidAt`: when it happened. `on`: whose mail was clicked, which counts for experiments of that campaign alone.
 */
export const countAutomatic = (
  draft: Draft,
  rules: Rules,
  name: Exclude<Automatic, '$click'> | { readonly name: '$click'; readonly on: CampaignId },
  saidAt: EpochMs,
  at: EpochMs,
): void => {
  // What is held of somebody who is another is on its way there, and counts there.
  if (draft.state.merge !== null) return
  for (const [id, exposure] of Object.entries(draft.state.exposures) as [ExperimentId, Exposure][]) {
    const experiment = experimentAt(rules, id, exposure.phase)
    const windowMs = experiment?.metrics[0]?.windowMs
    if (experiment === null || windowMs === undefined) continue
    if (typeof name === 'object' && experiment.campaign !== name.on) continue
    const outcome = automaticOutcome(id, exposure, { name: typeof name === 'object' ? name.name : name, windowMs }, saidAt)
    if (outcome !== null) record(draft, outcome, at)
  }
}
