/** What a mean is compared by. */

/** `variance` with n - 1, null below two observations; `mean` null without any. Units: those of the values, and their square. */
export type Moments = { readonly n: number; readonly mean: number | null; readonly variance: number | null }

/** Whole-number sums over n values, each value counted in 1/`scale` of the unit: cents of a dollar have scale 100. */
export type ExactSums = { readonly n: bigint; readonly sum: bigint; readonly sumSquares: bigint; readonly scale: bigint }

/**
 * mean = Σx / n and variance = (nΣx² - (Σx)²) / (n(n - 1)). Subtracted as whole numbers and divided once: in floating point the two
 * terms would cancel (Chan, Golub and LeVeque 1983, "textbook" algorithm).
 */
export const momentsOf = ({ n, sum, sumSquares, scale }: ExactSums): Moments => ({
  n: Number(n),
  mean: n > 0n ? Number(sum) / Number(n * scale) : null,
  variance: n > 1n ? Number(n * sumSquares - sum * sum) / Number(n * (n - 1n) * scale * scale) : null,
})

/** The moments of both samples as one (Chan, Golub and LeVeque 1983, eq. 1.5b). */
export const mergeMoments = (a: Moments, b: Moments): Moments => {
  if (a.mean === null) return b
  if (b.mean === null) return a
  const n = a.n + b.n
  const gap = b.mean - a.mean
  const squares = (a.variance ?? 0) * (a.n - 1) + (b.variance ?? 0) * (b.n - 1) + (a.n / n) * b.n * gap * gap
  return { n, mean: a.mean + (gap * b.n) / n, variance: squares / (n - 1) }
}
