/** Arithmetic of GrowthBook's SDKs that production does without: version 1 of the hash correlates experiments, and our shares are whole buckets. */
import { BUCKETS, bucketOf, fnv32a } from '../../shared/kernel/hash.ts'

/** A unit's place in [0, 1); null for a version nobody knows. */
export const hash = (seed: string, value: string, version: number): number | null => {
  if (version === 2) return bucketOf(seed, value) / BUCKETS
  return version === 1 ? (fnv32a(value + seed) % 1000) / 1000 : null
}

export const inNamespace = (userId: string, namespace: string, start: number, end: number): boolean => {
  const place = (fnv32a(`${userId}__${namespace}`) % 1000) / 1000
  return place >= start && place < end
}

export type Range = readonly [start: number, end: number]

/** Where each variation begins, by weight, and how much of that stretch coverage leaves it. Weights that do not fit are replaced by equal ones. */
export const bucketRanges = (variations: number, coverage: number, weights: readonly number[] | null): readonly Range[] => {
  const covered = Math.min(1, Math.max(0, coverage))
  const total = weights === null ? 0 : weights.reduce((sum, weight) => sum + weight, 0)
  const fitting = weights !== null && weights.length === variations && Math.abs(total - 1) <= 0.01
  let start = 0
  return (fitting ? weights : equalWeights(variations)).map((weight) => {
    const range: Range = [start, start + covered * weight]
    start += weight
    return range
  })
}

/** The first range that holds `place`; -1 for none. */
export const chooseVariation = (place: number, ranges: readonly Range[]): number =>
  ranges.findIndex(([start, end]) => place >= start && place < end)

export const equalWeights = (variations: number): readonly number[] =>
  variations <= 0 ? [] : new Array<number>(variations).fill(1 / variations)
