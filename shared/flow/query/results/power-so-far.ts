import { standardErrorOf } from '../../../domain/experiment/compare.ts'
import type { Counted } from '../../../domain/experiment/counted.ts'
import { sidesOf, smallestEffectOf } from '../../../domain/experiment/course.ts'
import { type Analysis, levelAtEnd, type Pair, type Plan, pairsOf, primaryOf } from '../../../domain/experiment/design.ts'
import { type Look, matureLooks } from '../../../domain/experiment/looks.ts'
import { normalCritical } from '../../../domain/statistics/critical-values.ts'
import { powerForRates } from '../../../domain/statistics/planning.ts'
import { normalUpper } from '../../../domain/statistics/tails.ts'
import type { EpochDay } from '../../../kernel/words.ts'

/**
 * The chance to find the plan's smallest effect at a look with no more customers than those whose window has closed by now; of several
 * variants the least. Rates as planned, money with the spread that was counted. Null without a plan, and while an arm is empty.
 */
export const powerSoFar = (analysis: Analysis, counted: Counted, asOf: EpochDay): number | null => {
  const { plan } = analysis
  const metric = primaryOf(analysis)
  if (plan === null || metric === null || metric.name !== plan.metric) return null
  const look = matureLooks(counted, metric, asOf).at(-1)
  const pairs = pairsOf(analysis)
  const powers = pairs.map((pair) => powerOf(analysis, plan, pair, look, levelAtEnd(analysis.method, plan.alpha) / pairs.length))
  return powers.reduce<number | null>(
    (least, power) => (least === null || power === null ? null : Math.min(least, power)),
    powers[0] ?? null,
  )
}

const powerOf = (analysis: Analysis, plan: Plan, pair: Pair, look: Look | undefined, alpha: number): number | null => {
  const metric = primaryOf(analysis)
  if (metric === null) return null
  const { control, treatment } = sidesOf(pair)(look)
  if (metric.measure.type === 'rate') {
    const [nControl, nTreatment] = [Number(control.n), Number(treatment.n)]
    return powerForRates({ control: plan.baseline, treatment: plan.baseline + plan.smallestEffect, nControl, nTreatment, alpha })
  }
  const effect = smallestEffectOf(analysis, metric)
  const error = standardErrorOf(metric.measure, control, treatment)
  return effect === null || error === null || error === 0 ? null : normalUpper(normalCritical(alpha) - effect / error)
}
