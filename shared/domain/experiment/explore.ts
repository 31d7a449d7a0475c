/** Looking closer, never to decide: segments one by one, and less noise from what was known before the experiment. */
import type { EpochDay } from '../../kernel/words.ts'
import {
  type CupedTest,
  compareWithCovariate,
  postStratified,
  type Stratum,
  type StratifiedTest,
} from '../statistics/covariate-adjustment.ts'
import { type Interaction, interaction } from '../statistics/interaction.ts'
import { jointMomentsOf } from '../statistics/joint-moments.ts'
import { gapOf, momentsIn, type OneLook, oneLookAt, standardErrorOf } from './compare.ts'
import type { Counted } from './counted.ts'
import { sidesOf } from './course.ts'
import { ALPHA, type AnalysedMetric, type Pair } from './design.ts'
import { type ArmSums, type Look, matureLooks } from './looks.ts'

/** Customers of one value of a trait, a stage or a tier, as they were when they entered. Segments do not overlap. */
export type Segment = { readonly name: string; readonly counted: Counted }

/**
 * `exploratory`, and always shown with that word: of twenty segments one differs by chance. `interaction` asks whether the effect differs between
 * segments at all; while its p is not small, differences between them say nothing.
 */
export type Breakdown = Pair & {
  readonly exploratory: true
  readonly metric: string
  readonly segments: readonly SegmentReadout[]
  readonly interaction: Interaction
}
export type SegmentReadout = OneLook & { readonly segment: string; readonly customers: number; readonly difference: number | null }

/** One metric of one pair by segment, of customers whose window has closed. */
export const breakDown = (metric: AnalysedMetric, pair: Pair, segments: readonly Segment[], asOf: EpochDay): Breakdown => {
  const { measure } = metric
  const read = segments.map(({ name, counted }) => ({ name, ...lastSides(matureLooks(counted, metric, asOf), pair) }))
  return {
    ...pair,
    exploratory: true,
    metric: metric.name,
    segments: read.map(({ name, control, treatment }) => {
      const { n, difference } = gapOf(measure, control, treatment)
      return { segment: name, customers: n, difference, ...oneLookAt(measure, control, treatment, ALPHA) }
    }),
    interaction: interaction(
      read.map(({ control, treatment }) => ({
        effect: gapOf(measure, control, treatment).difference,
        standardError: standardErrorOf(measure, control, treatment),
      })),
    ),
  }
}

/** The same difference with less noise: the effect within each stratum, weighted by how many customers it has. Null for a ratio. */
export const stratified = (metric: AnalysedMetric, pair: Pair, strata: readonly Segment[], asOf: EpochDay): StratifiedTest | null => {
  const { measure } = metric
  if (measure.type === 'ratio') return null
  const sides = strata.map(({ counted }): Stratum => {
    const { control, treatment } = lastSides(matureLooks(counted, metric, asOf), pair)
    return { control: momentsIn(measure, control), treatment: momentsIn(measure, treatment) }
  })
  return postStratified(sides, ALPHA)
}

/** Sums over an arm's customers of x, the same measure before the experiment, and of its products with the outcome y. */
export type Covariate = { readonly sum: bigint; readonly sumSquares: bigint; readonly products: bigint }

/** CUPED: the outcome less what the time before explains of it. */
export const adjusted = (
  metric: AnalysedMetric,
  control: { readonly arm: ArmSums; readonly before: Covariate },
  treatment: { readonly arm: ArmSums; readonly before: Covariate },
): CupedTest => {
  const joint = ({ arm, before }: typeof control) => {
    const [sumY, sumYY] = metric.measure.type === 'rate' ? [arm.conversions, arm.conversions] : [arm.sum, arm.sumSquares]
    return jointMomentsOf({
      n: arm.n,
      sumX: before.sum,
      sumY,
      sumXX: before.sumSquares,
      sumYY,
      sumXY: before.products,
      scale: metric.measure.type === 'mean' ? BigInt(metric.measure.perUnit) : 1n,
    })
  }
  return compareWithCovariate(joint(control), joint(treatment), ALPHA)
}

const lastSides = (looks: readonly Look[], pair: Pair) => sidesOf(pair)(looks[looks.length - 1])
