/** Two values of each customer, with how they vary together. */

/** Variances and the covariance with n - 1; null below two customers, means null without any. Units: those of x and y, and their products. */
export type JointMoments = {
  readonly n: number
  readonly meanX: number | null
  readonly meanY: number | null
  readonly varianceX: number | null
  readonly varianceY: number | null
  readonly covariance: number | null
}

/** Whole-number sums over n customers, each value counted in 1/`scale` of its unit. */
export type ExactJointSums = {
  readonly n: bigint
  readonly sumX: bigint
  readonly sumY: bigint
  readonly sumXX: bigint
  readonly sumYY: bigint
  readonly sumXY: bigint
  readonly scale: bigint
}

/** As `momentsOf`: subtracted as whole numbers, divided once. */
export const jointMomentsOf = ({ n, sumX, sumY, sumXX, sumYY, sumXY, scale }: ExactJointSums): JointMoments => {
  const mean = (sum: bigint): number | null => (n > 0n ? Number(sum) / Number(n * scale) : null)
  const product = (sum: bigint, a: bigint, b: bigint): number | null =>
    n > 1n ? Number(n * sum - a * b) / Number(n * (n - 1n) * scale * scale) : null
  return {
    n: Number(n),
    meanX: mean(sumX),
    meanY: mean(sumY),
    varianceX: product(sumXX, sumX, sumX),
    varianceY: product(sumYY, sumY, sumY),
    covariance: product(sumXY, sumX, sumY),
  }
}
