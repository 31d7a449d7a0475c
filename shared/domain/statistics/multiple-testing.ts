/** p-values of several comparisons, corrected for their number; in the order they came in, and never above 1. */

/** p · m: the chance of any false positive stays at alpha (Bonferroni 1936; Dunn 1961). */
export const bonferroni = (pValues: readonly number[]): readonly number[] => pValues.map((p) => Math.min(1, p * pValues.length))

/** Step-down: the largest of (m - j + 1) · p(j) up to its rank j. The same promise as Bonferroni's, never weaker (Holm 1979). */
export const holm = (pValues: readonly number[]): readonly number[] => {
  const adjusted = new Array<number>(pValues.length)
  let largest = 0
  for (const [rank, index] of ascending(pValues).entries()) {
    largest = Math.max(largest, Math.min(1, (pValues[index] as number) * (pValues.length - rank)))
    adjusted[index] = largest
  }
  return adjusted
}

/** Step-up: the smallest of p(j) · m/j from its rank j on. Of what is called, at most alpha is false on average (Benjamini and Hochberg 1995). */
export const benjaminiHochberg = (pValues: readonly number[]): readonly number[] => {
  const adjusted = new Array<number>(pValues.length)
  let smallest = 1
  for (const [behind, index] of ascending(pValues).reverse().entries()) {
    smallest = Math.min(smallest, ((pValues[index] as number) * pValues.length) / (pValues.length - behind))
    adjusted[index] = smallest
  }
  return adjusted
}

/** Positions from the smallest p to the largest. */
const ascending = (pValues: readonly number[]): number[] =>
  [...pValues.keys()].sort((a, b) => (pValues[a] as number) - (pValues[b] as number))
