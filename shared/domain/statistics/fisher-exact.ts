/** Fisher's exact test of two conversion rates. */
import { logBinomial } from './stirling.ts'
import type { Proportion } from './two-proportions.ts'

/**
 * Two-sided: the sum of all tables with the same margins that are not more likely than the one seen (Fisher 1935; Freeman and Halton
 * 1951). The table seen by the saddle-point form, its neighbours by the ratio of each to the last, so p keeps its digits down to 1e-300 and
 * counts of 1e9 take a few hundred thousand steps at most.
 */
export const fisherExact = (control: Proportion, treatment: Proportion): number => {
  const table = { conversions: control.conversions + treatment.conversions, nA: control.n, nB: treatment.n }
  const low = Math.max(0, table.conversions - table.nA)
  const high = Math.min(table.conversions, table.nB)
  const seen = treatment.conversions
  const logSeen = logChance(table, seen)
  const peak = Math.min(high, Math.max(low, Math.floor(((table.conversions + 1) * (table.nB + 1)) / (table.nA + table.nB + 2))))
  const isLikelier = (hits: number): boolean => logChance(table, hits) > logSeen + TIE
  const chance = Math.exp(logSeen)
  if (!isLikelier(peak)) return 1
  if (seen < peak) {
    const other = firstNot(isLikelier, peak, high + 1)
    return Math.min(1, sumFrom(table, seen, low, -1, chance) + sumFrom(table, other, high, 1, Math.exp(logChance(table, other))))
  }
  const other = firstNot(isLikelier, peak, low - 1)
  return Math.min(1, sumFrom(table, seen, high, 1, chance) + sumFrom(table, other, low, -1, Math.exp(logChance(table, other))))
}

/** Conversions of both arms, and the arms' sizes. */
type Table = { readonly conversions: number; readonly nA: number; readonly nB: number }

/** Equally likely tables differ by rounding alone: by less than this in the logarithm. */
const TIE = 1e-9

/** ln of the hypergeometric chance of `hits` conversions in the treatment: two binomials over a third, of any p (Loader 2000). */
const logChance = ({ conversions, nA, nB }: Table, hits: number): number => {
  if (hits < Math.max(0, conversions - nA) || hits > Math.min(conversions, nB)) return -Infinity
  const p = conversions / (nA + nB)
  const q = (nA + nB - conversions) / (nA + nB)
  if (p === 0 || q === 0) return 0
  return logBinomial(hits, nB, p, q) + logBinomial(conversions - hits, nA, p, q) - logBinomial(conversions, nA + nB, p, q)
}

/** The first of the numbers from `from`, where it holds, towards `end`, where it does not, for which `holds` is false; halving. */
const firstNot = (holds: (at: number) => boolean, from: number, end: number): number => {
  let [inside, outside] = [from, end]
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.trunc((inside + outside) / 2)
    if (holds(middle)) inside = middle
    else outside = middle
  }
  return outside
}

/** Chances from `first` on to `end`, going away from the peak, until they no longer count. */
const sumFrom = ({ conversions, nA, nB }: Table, first: number, end: number, step: 1 | -1, chance: number): number => {
  let sum = 0
  let term = chance
  for (let hits = first; step > 0 ? hits <= end : hits >= end; hits += step) {
    sum += term
    if (term <= sum * (Number.EPSILON / 8)) break
    const up = step > 0 ? hits : hits - 1
    const ratio = ((conversions - up) / (up + 1)) * ((nB - up) / (nA - conversions + up + 1))
    term *= step > 0 ? ratio : 1 / ratio
  }
  return sum
}
