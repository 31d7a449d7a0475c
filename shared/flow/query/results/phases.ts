/** The phases of an experiment, each as it was when it was analysed. */
import { innerExperiments } from '../../../domain/campaign/splits.ts'
import type { Rules } from '../../../domain/customer/rules.ts'
import type { Experiment } from '../../../domain/experiment/experiment.ts'
import { phaseAt } from '../../../domain/experiment/phase.ts'
import { PHASES_READ_MAX } from '../../../kernel/limits-experiments.ts'
import { startOf } from '../../../kernel/time.ts'
import type { EpochDay, EpochMs } from '../../../kernel/words.ts'

/**
 * Oldest first, the newest {@link PHASES_READ_MAX} of them. Of a campaign each phase is told by the last version of it: metrics may have been
 * added, arms and plan are those with which it began. Of the global holdout each period is one.
 */
export const phasesOf = (rules: Rules, experiment: Experiment, now: EpochMs): readonly Experiment[] => {
  const { assignedBy } = experiment
  if (assignedBy.type === 'policy') {
    const last = phaseAt(experiment, now)
    return Array.from({ length: PHASES_READ_MAX }, (_, index) => ({ ...experiment, phase: last - PHASES_READ_MAX + 1 + index }))
  }
  if (assignedBy.type === 'outside') return [experiment]
  const byPhase = new Map<number, { readonly version: number; readonly experiment: Experiment }>()
  for (const campaign of rules.campaigns.byVersion.values()) {
    if (campaign.id !== experiment.campaign || campaign.experiment === null) continue
    const one = [campaign.experiment, ...innerExperiments(campaign)].find(({ id }) => id === experiment.id)
    const known = one === undefined ? undefined : byPhase.get(one.phase)
    if (one !== undefined && (known === undefined || known.version < campaign.version)) {
      byPhase.set(one.phase, { version: campaign.version, experiment: one })
    }
  }
  const phases = [...byPhase.values()].map((one) => one.experiment).sort((a, b) => a.phase - b.phase)
  return phases.slice(-PHASES_READ_MAX)
}

/** The phase that is under way on a day. */
export const phaseOn = (experiment: Experiment, day: EpochDay): number => phaseAt(experiment, startOf(day))
