/** Counts and levels as they occur, for property tests. */
import fc from 'fast-check'
import type { Proportion } from '../../../shared/domain/statistics/two-proportions.ts'

export const of = (conversions: number, n: number): Proportion => ({ conversions, n })

/** One customer to a thousand million, nobody converted to everybody. */
export const proportions = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1_000_000_000 })), fc.integer({ min: 0, max: 1_000 }))
  .map(([n, thousandths]) => of(Math.round(n * (thousandths / 1_000) ** 3), n))

export const alphas = fc.constantFrom(0.2, 0.1, 0.05, 0.01, 1e-4, 1e-12, 1e-100)
