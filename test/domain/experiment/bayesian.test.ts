/** The Bayesian's first sure look, found without taking the integral at each. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decisionOf, posteriorOf, type Rule, type Step } from '../../../shared/domain/experiment/rule.ts'
import { pooledZ } from '../../../shared/domain/statistics/two-proportions.ts'
import { epochDay } from '../../../shared/kernel/words.ts'

const RULE: Rule = { method: 'bayesian', alpha: 0.05, planned: null, dueDay: null, bounds: [] }

/** Groups that grow day by day by rates that may differ. */
const looks = fc
  .record({
    days: fc.integer({ min: 1, max: 12 }),
    sizes: fc.tuple(fc.integer({ min: 20, max: 40_000 }), fc.integer({ min: 20, max: 40_000 })),
    rates: fc.tuple(fc.double({ min: 0.005, max: 0.6, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true })),
  })
  .map(({ days, sizes: [a, b], rates: [rate, apart] }): readonly Step[] => {
    const other = rate + apart * Math.sqrt((rate * (1 - rate)) / (Math.min(a, b) * days))
    return Array.from({ length: days }, (_, index) => {
      const sides = [
        { n: a * (index + 1), rate },
        { n: b * (index + 1), rate: Math.min(1, Math.max(0, other)) },
      ].map(({ n, rate }) => ({ n, conversions: Math.round(n * rate) }))
      const [control, treatment] = sides as [{ n: number; conversions: number }, { n: number; conversions: number }]
      return { day: epochDay(index), n: control.n + treatment.n, z: pooledZ(control, treatment), rates: { control, treatment } }
    })
  })

it('is the look at which the integral says so first', () => {
  fc.assert(
    fc.property(looks, (steps) => {
      const bySure = steps.findIndex((step) => {
        const chance = posteriorOf(step)?.chance ?? 0.5
        return chance >= 1 - RULE.alpha || chance <= RULE.alpha
      })
      expect(decisionOf(RULE, steps)?.index ?? -1).toBe(bySure)
    }),
    { numRuns: 40 },
  )
}, 60_000)
