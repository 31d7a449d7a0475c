/** Harm, found as soon as it shows: of everybody assigned so far, on the same clock in both arms, without waiting for windows to close. */
import type { EpochDay } from '../../kernel/words.ts'
import { sequentialGuardrail } from '../statistics/sequential-tests.ts'
import { gapOf, proportionOf } from './compare.ts'
import type { Counted } from './counted.ts'
import { type Analysis, type AnalysedMetric, type Pair, pairsOf, plannedIn } from './design.ts'
import { armAt, type Look, looksAtAll } from './looks.ts'
import { tuningOf } from './rule.ts'

/** `difference` in shares, and the worst it may be short of (`bound`); `pValue` may be looked at daily. `since`: the look at which it fired. */
export type GuardrailReadout = {
  readonly guardrail: string
  readonly variant: string
  readonly against: string
  readonly difference: number | null
  readonly bound: number | null
  readonly pValue: number | null
  readonly since: EpochDay | null
}

/** Each guardrail may sound a false alarm in so many of a hundred experiments, over all variants and all looks together. */
const GUARDRAIL_ALPHA = 0.05

/** Each guardrail for each variant against the control. What mail itself does to people, against the holdout, is for absolute stops to judge. */
export const guardrailsOf = (analysis: Analysis, counted: Counted, asOf: EpochDay): readonly GuardrailReadout[] => {
  const pairs = pairsOf(analysis).filter(({ against }) => against !== analysis.holdout)
  return analysis.metrics
    .filter(({ role }) => role === 'guardrail')
    .flatMap((metric) => {
      const looks = looksAtAll(counted, metric.name, asOf)
      return pairs.map((pair) => readGuardrail(analysis, metric, pair, looks, GUARDRAIL_ALPHA / pairs.length))
    })
}

const readGuardrail = (
  analysis: Analysis,
  metric: AnalysedMetric,
  { variant, against }: Pair,
  looks: readonly Look[],
  alpha: number,
): GuardrailReadout => {
  const nStar = tuningOf({ planned: plannedIn(analysis, [variant, against]) })
  const side = metric.better === 'less' ? 'greater' : 'less'
  let [pValue, since]: [number | null, EpochDay | null] = [null, null]
  let bound: number | null = null
  for (const look of looks) {
    const [control, treatment] = [armAt(look, against), armAt(look, variant)]
    if (control.n === 0n || treatment.n === 0n) continue
    const test = sequentialGuardrail(proportionOf(control), proportionOf(treatment), side, alpha, nStar)
    if (test.pValue !== null) pValue = Math.min(pValue ?? 1, test.pValue)
    if (test.reject) since ??= look.day
    bound = test.bound
  }
  const last = looks[looks.length - 1]
  const { difference } = gapOf({ type: 'rate' }, armAt(last, against), armAt(last, variant))
  return { guardrail: metric.name, variant, against, difference, bound, pValue, since }
}
