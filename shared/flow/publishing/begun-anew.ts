/** What publishing does to results that are being counted: said before it is done. */
import { type Campaign, SOLE_VARIANT } from '../../domain/campaign/campaign.ts'
import type { Experiment } from '../../domain/experiment/experiment.ts'
import { nextPeriodDay } from '../../domain/experiment/phase.ts'
import type { Problem } from '../../kernel/problem.ts'
import { isoDayOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { beginsAnew } from './phases.ts'

/** Of a campaign that stands already. Salts of a file that says none are those of the version before. */
export const begunAnew = ({ id, experiment }: Campaign, standing: readonly Campaign[]): readonly Problem[] => {
  const before = standing.find((one) => one.id === id)
  if (before === undefined || before.experiment === null || experiment === null) return []
  if (!beginsAnew(before.experiment, experiment, false)) return []
  return [
    {
      path: experiment.control === SOLE_VARIANT ? 'goal' : 'experiment',
      problem: `begins the experiment anew: who was assigned before stays counted in phase ${before.experiment.phase}, apart from who comes now`,
      hint: 'Keep variants, shares, holdout, goal, method, plan and what metrics count as they were (one that counts otherwise takes a name of its own), and do not lower "trafficBps", if the experiment is to go on.',
    },
  ]
}

/** Of the holdout from all campaigns: its phases are calendar periods, whatever changes within one. `now` null: nobody knows the time. */
export const mixedPeriod = (before: Experiment | null, after: Experiment | null, now: EpochMs | null): readonly Problem[] => {
  if (before === null || after === null || now === null) return []
  const next = nextPeriodDay(before, now)
  const isSame = monthsOf(before) === monthsOf(after) && !beginsAnew(before, after, false)
  if (isSame || next === null) return []
  return [
    {
      path: 'globalHoldout',
      problem: `changes within a period, which goes on until ${isoDayOf(next)}: who is in it stays where they are, and is counted with those who come now`,
      hint: `Publish it on ${isoDayOf(next)}, when others are drawn; or leave what this period shows unread.`,
    },
  ]
}

const monthsOf = ({ assignedBy }: Experiment): number => (assignedBy.type === 'policy' ? assignedBy.months : 0)
