import { readOut, type ArmTotals, type MetricTotals, type Readout } from '../../domain/experiment/analysis.ts'
import { type Experiment, HOLDOUT } from '../../domain/experiment/experiment.ts'
import { experimentScope, partsOf } from '../../domain/kpi/tally.ts'
import { minorPerUnit } from '../../domain/metrics/money.ts'
import type { TallyStore } from '../../ports/tally-store.ts'

/** Reads an experiment's counters into its result by the method `fixed`. */
export const resultsOf = async (tallies: Pick<TallyStore, 'read'>, experiment: Experiment): Promise<Readout> => {
  const counted = armsOf(await tallies.read(experimentScope(experiment.id)))
  const arms = experiment.arms.map(({ name, shareBps }): ArmTotals => {
    const { assigned, metrics } = counted.get(name) ?? newArm()
    return { variant: name, weight: shareBps, assigned, metrics: Object.fromEntries(metrics) }
  })
  const plans = experiment.metrics.map(({ name, revenue }) => ({
    name,
    revenue: revenue === null ? null : { minorPerUnit: minorPerUnit(revenue.currency) },
  }))
  const holdout = arms.some((arm) => arm.variant === HOLDOUT) ? HOLDOUT : null
  return readOut(experiment.id, arms, plans, experiment.control, holdout)
}

type CountedArm = { assigned: bigint; readonly metrics: Map<string, MetricTotals> }
const newArm = (): CountedArm => ({ assigned: 0n, metrics: new Map() })
const NOTHING: MetricTotals = { conversions: 0n, sumMinor: 0n, sumSquaresMinor: 0n }

/** Counters of all days, summed by arm and metric. */
const armsOf = (counters: ReadonlyMap<string, bigint>): ReadonlyMap<string, CountedArm> => {
  const arms = new Map<string, CountedArm>()
  for (const [counter, value] of counters) {
    const [what = '', name = '', metric = ''] = partsOf(counter)
    const arm = arms.get(name) ?? newArm()
    arms.set(name, arm)
    if (what === 'assigned') arm.assigned += value
    else if (what !== 'crossover') arm.metrics.set(metric, withCount(arm.metrics.get(metric) ?? NOTHING, what, value))
  }
  return arms
}

const withCount = (totals: MetricTotals, what: string, value: bigint): MetricTotals => {
  if (what === 'conversions') return { ...totals, conversions: totals.conversions + value }
  if (what === 'sum') return { ...totals, sumMinor: totals.sumMinor + value }
  return { ...totals, sumSquaresMinor: totals.sumSquaresMinor + value }
}
