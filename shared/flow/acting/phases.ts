/** Which phases of experiments there are, and of which something may still be found. */
import type { Campaign } from '../../domain/campaign/campaign.ts'
import { innerExperiments } from '../../domain/campaign/splits.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import type { Experiment } from '../../domain/experiment/experiment.ts'
import { maturingDays } from '../../domain/experiment/looks.ts'
import { phaseAt } from '../../domain/experiment/phase.ts'
import { JUDGED_LATE_DAYS } from '../../kernel/limits-experiments.ts'
import { DAY_MS, dayOf, later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'

/**
 * A phase with its experiment, as the last version of it says. `current`: people are assigned in it. `closing`: none are any more, but windows
 * may be open, or closed of late. `closed`: all that is to be known of it is known.
 */
export type Phase = { readonly experiment: Experiment; readonly standing: 'current' | 'closing' | 'closed' }

/** All phases of all experiments: of campaigns and their splits, of those assigned outside, and of the holdout from all campaigns. */
export const phasesIn = ({ campaigns, experiments, policy }: Rules, now: EpochMs): readonly Phase[] => {
  const outside = [...experiments.values()].filter(({ assignedBy }) => assignedBy.type === 'outside')
  return [
    ...versionsByCampaign(campaigns.byVersion).flatMap((versions) => phasesOf(versions, now)),
    ...outside.map((experiment): Phase => ({ experiment, standing: 'current' })),
    ...(policy.globalHoldout === null ? [] : periodsOf(policy.globalHoldout, now)),
  ]
}

/** A campaign's experiment, and those of its splits. */
const experimentsOf = (version: Campaign): readonly Experiment[] =>
  version.experiment === null ? [] : [version.experiment, ...innerExperiments(version)]

const phasesOf = (versions: readonly Campaign[], now: EpochMs): readonly Phase[] => {
  const phases = new Map<string, { readonly experiment: Experiment; readonly index: number }>()
  for (const [index, version] of versions.entries())
    for (const experiment of experimentsOf(version)) phases.set(`${experiment.phase} ${experiment.id}`, { experiment, index })
  return [...phases.values()].map(({ experiment, index }) => {
    const next = versions[index + 1]
    return { experiment, standing: next === undefined ? 'current' : standingSince(experiment, next.publishedAt, now) }
  })
}

/** Whoever was assigned last was so on the day on which the next version came. */
const standingSince = (experiment: Experiment, overAt: EpochMs, now: EpochMs): 'closing' | 'closed' =>
  dayOf(now) <= dayOf(overAt) + openDays(experiment) ? 'closing' : 'closed'

/** From the day on which somebody was assigned until nothing is found of them any more. */
const openDays = ({ metrics }: Experiment): number =>
  maturingDays(Math.max(0, ...metrics.map(({ windowMs }) => windowMs))) + JUDGED_LATE_DAYS

/** Periods are numbered one by one. */
const periodsOf = (experiment: Experiment, now: EpochMs): readonly Phase[] => {
  const current = phaseAt(experiment, now)
  const first = phaseAt(experiment, later(now, -openDays(experiment) * DAY_MS))
  return Array.from({ length: current - first + 1 }, (_, back) => ({
    experiment: { ...experiment, phase: current - back },
    standing: back === 0 ? 'current' : 'closing',
  }))
}

const versionsByCampaign = (byVersion: ReadonlyMap<string, Campaign>): readonly (readonly Campaign[])[] => {
  const found = new Map<string, Campaign[]>()
  for (const version of byVersion.values()) found.set(version.id, [...(found.get(version.id) ?? []), version])
  return [...found.values()].map((versions) => versions.toSorted((a, b) => a.version - b.version))
}
