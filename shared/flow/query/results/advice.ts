import type { Advice } from '../../../contract/api-results.ts'
import type { Experiment } from '../../../domain/experiment/experiment.ts'
import type { ExperimentReadout } from '../../../domain/experiment/readout.ts'

/** Fewer conversions than this are expected among those held out: the lift says next to nothing (Cochran's rule for two groups). */
const HELD_CONVERSIONS_LEAST = 5

/** What to do next, most urgent first: first what the verdict asks for, then what makes the numbers better. */
export const adviceOn = (experiment: Experiment, readout: ExperimentReadout, perDay: number | null): readonly Advice[] => {
  const byVerdict = adviceByVerdict(readout)
  const isIdle = (perDay === null || perDay === 0) && byVerdict.some(({ type }) => type === 'wait')
  // Where nobody comes, waiting brings nothing.
  const next = isIdle ? [...byVerdict.filter(({ type }) => type !== 'wait'), { type: 'no-traffic' } as const] : byVerdict
  return [...next, ...adviceOnMeasuring(experiment, readout)]
}

const adviceByVerdict = ({ verdict, comparisons }: ExperimentReadout): readonly Advice[] => {
  switch (verdict.type) {
    case 'broken':
      return [{ type: 'look-at-assignment', arm: whereToLook(verdict.fault) }, { type: 'resume-when-mended' }]
    case 'harmful':
      return [{ type: 'stop', variant: verdict.variant, guardrail: verdict.guardrail }]
    case 'winner':
      return [{ type: 'promote', variant: verdict.variant }, ...losersIn(comparisons)]
    case 'loser':
      return losersIn(comparisons)
    case 'no-difference':
      return [{ type: 'keep', variant: verdict.against }]
    case 'not-enough-data':
      return verdict.missing.what === 'comparison' ? [] : [{ type: 'wait', days: null }]
    case 'running':
      return [...losersIn(comparisons), { type: 'wait', days: verdict.daysLeft }]
  }
}

const whereToLook = (fault: (ExperimentReadout['verdict'] & { type: 'broken' })['fault']): string | null => {
  if (fault.because === 'srm') return fault.furthest
  return fault.because === 'assignment' ? fault.arm : null
}

const losersIn = (comparisons: ExperimentReadout['comparisons']): readonly Advice[] =>
  comparisons.flatMap(({ role, outcome }) =>
    role === 'primary' && outcome.type === 'worse' ? [{ type: 'drop', variant: outcome.variant } as const] : [],
  )

const adviceOnMeasuring = (
  experiment: Experiment,
  { verdict, protection, lifts, plan, comparisons }: ExperimentReadout,
): readonly Advice[] => {
  const isPlannable = experiment.assignedBy.type === 'campaign' && String(experiment.campaign) === experiment.id && comparisons.length > 0
  const uncapped = experiment.metrics.filter(({ revenue, per }) => revenue !== null && revenue.cap === null && per === null)
  const lift = lifts.find(({ metric, measure }) => metric === experiment.metrics[0]?.name && measure === 'rate')
  const isThin = lift !== undefined && lift.levelTreated !== null && lift.levelTreated * lift.heldOut < HELD_CONVERSIONS_LEAST
  // On its date a fixed horizon protects; before it, and under a method that never does, looking often misleads.
  const misleads = protection === 'none' || (protection === 'on-its-date' && verdict.type === 'running')
  return [
    ...(misleads && comparisons.length > 0 ? [{ type: 'look-once' } as const] : []),
    ...(plan === null && isPlannable ? [{ type: 'write-plan' } as const] : []),
    ...uncapped.map(({ name }) => ({ type: 'set-cap', metric: name }) as const),
    ...(isThin ? [{ type: 'small-holdout', heldOut: lift.heldOut } as const] : []),
  ]
}
