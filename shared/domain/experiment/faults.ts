/** What makes every number of an experiment worthless: people are not where the plan put them. */
import type { EpochDay } from '../../kernel/words.ts'
import { sampleRatio } from '../statistics/sample-ratio.ts'
import { sequentialSampleRatio } from '../statistics/sequential-sample-ratio.ts'
import type { Counted } from './counted.ts'
import type { Analysis } from './design.ts'
import { armAt, type Look } from './looks.ts'

/** `since`: the first look at which it showed. Where to look: the arm that is furthest from its share, for a mismatch of the sample ratio. */
export type Fault =
  | {
      readonly because: 'srm'
      readonly by: 'sequential' | 'chi-square'
      readonly pValue: number
      readonly since: EpochDay
      readonly arms: readonly ArmShare[]
      readonly furthest: string
    }
  | { readonly because: 'crossover'; readonly customers: number; readonly share: number }
  | { readonly because: 'assignment'; readonly arm: string; readonly customers: number }
export type ArmShare = { readonly variant: string; readonly observed: number; readonly expected: number }

/** The sample ratio now. `sequential` may be looked at daily: the smallest p so far. */
export type SampleRatioNow = {
  readonly chiSquare: number | null
  readonly pValue: number | null
  readonly sequential: number | null
  readonly arms: readonly ArmShare[]
}

/**
 * Below this p, of either test, no difference may be believed (Fabijan et al. 2019 use 0.0005, GrowthBook 0.001). Looked at on 28 days, 0.9 %
 * of sound experiments fall below it once; at 0.01 it were 7 %.
 */
const MISMATCH_BELOW = 0.001

/** How firmly the promised shares are believed, as a count of customers: drifts of a percent are found soonest (Lindon and Malek 2022). */
const CONCENTRATION = 10_000

/** Of those assigned outside, so many may be seen in two variants before the arms are no longer what they say (GrowthBook's default: 1 %). */
const CROSSOVER_SHARE_MAX = 0.01
/** Fewer prove nothing: a tester with two browsers. */
const CROSSOVERS_LEAST = 10

/** `looks` are at everybody assigned. The gravest fault, or null. */
export const faultOf = (analysis: Analysis, counted: Counted, looks: readonly Look[]): Fault | null =>
  assignmentFault(analysis, counted) ?? mismatch(analysis, looks) ?? crossoverFault(counted, looks)

export const sampleRatioNow = (analysis: Analysis, looks: readonly Look[]): SampleRatioNow => {
  const arms = sharesAt(analysis, looks[looks.length - 1])
  const { chiSquare, pValue } = sampleRatio(arms.map(({ observed }, index) => ({ observed, weight: analysis.arms[index]?.weight ?? 0 })))
  return { chiSquare, pValue, sequential: sequentially(analysis, looks)?.pValues.at(-1) ?? null, arms }
}

const mismatch = (analysis: Analysis, looks: readonly Look[]): Fault | null => {
  const last = looks[looks.length - 1]
  if (last === undefined) return null
  const { pValue, arms } = sampleRatioNow(analysis, looks)
  const path = sequentially(analysis, looks)?.pValues ?? []
  const fired = path.findIndex((p) => p < MISMATCH_BELOW)
  const furthest = arms.reduce((most, arm) => (distance(arm) > distance(most) ? arm : most), arms[0] as ArmShare).variant
  if (fired !== -1) {
    const found = { pValue: path[path.length - 1] as number, since: (looks[fired] as Look).day }
    return { because: 'srm', by: 'sequential', ...found, arms, furthest }
  }
  if (pValue === null || pValue >= MISMATCH_BELOW) return null
  return { because: 'srm', by: 'chi-square', pValue, since: last.day, arms, furthest }
}

const sequentially = ({ arms }: Analysis, looks: readonly Look[]) =>
  sequentialSampleRatio(
    looks.map((look) => arms.map(({ name }) => Number(armAt(look, name).n))),
    arms.map(({ weight }) => weight),
    CONCENTRATION,
  )

const sharesAt = ({ arms }: Analysis, look: Look | undefined): readonly ArmShare[] => {
  const observed = arms.map(({ name }) => Number(armAt(look, name).n))
  const total = observed.reduce((sum, n) => sum + n, 0)
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0)
  return arms.map(({ name, weight }, index) => ({
    variant: name,
    observed: observed[index] as number,
    expected: (total * weight) / weights,
  }))
}

/** In the terms of the chi-square sum. */
const distance = ({ observed, expected }: ArmShare): number => (expected > 0 ? (observed - expected) ** 2 / expected : 0)

/** Somebody stands in an arm the file does not have, or gives nobody. */
const assignmentFault = ({ arms }: Analysis, { entries }: Counted): Fault | null => {
  const known = new Set(arms.flatMap(({ name, weight }) => (weight > 0 ? [name] : [])))
  const strange = entries.find(({ arm, assigned }) => assigned > 0n && !known.has(arm))
  if (strange === undefined) return null
  const customers = entries.reduce((sum, { arm, assigned }) => (arm === strange.arm ? sum + Number(assigned) : sum), 0)
  return { because: 'assignment', arm: strange.arm, customers }
}

const crossoverFault = ({ crossovers }: Counted, looks: readonly Look[]): Fault | null => {
  const assigned = [...(looks[looks.length - 1]?.arms.values() ?? [])].reduce((sum, { n }) => sum + Number(n), 0)
  const customers = [...crossovers.values()].reduce((sum, n) => sum + Number(n), 0)
  const share = assigned === 0 ? 0 : customers / assigned
  return customers >= CROSSOVERS_LEAST && share > CROSSOVER_SHARE_MAX ? { because: 'crossover', customers, share } : null
}
