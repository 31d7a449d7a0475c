import { BUCKETS } from '../../kernel/hash.ts'
import { bps, type ExperimentId, experimentId } from '../../kernel/words.ts'
import type { Allocation } from '../experiment/assign.ts'
import type { Experiment } from '../experiment/experiment.ts'
import type { Campaign, Step } from './campaign.ts'

type Split = Step & { readonly type: 'split' }

/** The experiment that a split of a campaign is, where the campaign measures anything. */
export const innerExperimentId = ({ id }: Campaign, { name }: Split): ExperimentId => experimentId(`${id}.${name}`)

/**
 * How a split draws: with a salt of its own, so that nobody's way through it knows anything of the variant they are in, nor of another
 * split. Of a campaign that compares nothing the id is the salt.
 */
export const splitAllocation = ({ id, experiment }: Campaign, { name, ways }: Split): Allocation => {
  const salt = experiment?.assignedBy.type === 'campaign' ? experiment.assignedBy.allocation.salts.variant : `${id}/variant/`
  return {
    salts: { variant: `${salt}split/${name}/`, holdout: '', traffic: '' },
    trafficBps: bps(BUCKETS),
    holdoutBps: bps(0),
    variants: ways,
  }
}

/** The experiments within a campaign: one for each split, of whoever comes to it. Their metrics are the campaign's, their control the first variant. */
export const innerExperiments = (campaign: Campaign): readonly Experiment[] => {
  const { experiment, paths } = campaign
  if (experiment === null) return []
  const splits = new Map<ExperimentId, Experiment>()
  for (const { steps } of paths.values()) {
    for (const step of steps) {
      if (step.type !== 'split') continue
      const id = innerExperimentId(campaign, step)
      const arms = step.ways.map(({ name, shareBps }) => ({ name, shareBps }))
      const assignedBy = { type: 'campaign', allocation: splitAllocation(campaign, step) } as const
      splits.set(id, {
        ...experiment,
        id,
        control: arms[0]?.name ?? '',
        arms,
        method: 'always-valid',
        plan: null,
        group: null,
        testers: new Map(),
        assignedBy,
      })
    }
  }
  return [...splits.values()]
}
