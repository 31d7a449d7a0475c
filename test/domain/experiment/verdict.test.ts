import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Analysis, Method, Plan } from '../../../shared/domain/experiment/design.ts'
import { judge, type Verdict } from '../../../shared/domain/experiment/verdict.ts'
import { hybridPath } from '../../../shared/domain/statistics/hybrid.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { epochDay } from '../../../shared/kernel/words.ts'
import { analysisOf, type Cohort, countedFrom, ORDER, planOf, steady } from './counting.ts'

/** The window is a day: what is assigned on days 0 to 27 is looked at on days 1 to 28. */
const verdictOf = (cohorts: readonly Cohort[], asOf = 28, given: Partial<Analysis> = {}, crossovers = {}): Verdict =>
  judge(analysisOf(given), countedFrom(cohorts, crossovers), epochDay(asOf)).verdict

const EVEN = { plain: [500, 25], offer: [500, 25] } as const

describe('what is said', () => {
  it('nobody came', () => {
    expect(verdictOf([])).toEqual({ type: 'not-enough-data', missing: { what: 'customers', mature: 0, firstMatureDay: null } })
  })
  it('nobody’s window has closed', () => {
    const missing = { what: 'customers', mature: 0, firstMatureDay: 1 }
    expect(verdictOf(steady(28, EVEN), 0)).toEqual({ type: 'not-enough-data', missing })
  })
  it.each([
    { what: 'nobody converted', converted: 0 },
    { what: 'everybody did', converted: 500 },
  ])('$what: nothing varies, so no number exists', ({ converted }) => {
    const verdict = verdictOf(steady(10, { plain: [500, converted], offer: [500, converted] }), 28)
    expect(verdict).toEqual({ type: 'not-enough-data', missing: { what: 'outcomes', mature: 10_000 } })
  })
  it('one arm without a conversion is compared all the same', () => {
    expect(verdictOf(steady(10, { plain: [500, 0], offer: [500, 5] }))).toMatchObject({
      type: 'winner',
      variant: 'offer',
      by: 'sequential',
    })
  })
  it('running: how far, where it stands, how long still', () => {
    expect(verdictOf(steady(10, { plain: [500, 25], offer: [500, 27] }), 10)).toEqual({
      type: 'running',
      variant: 'offer',
      against: 'plain',
      mature: 10_000,
      planned: 28_000,
      estimate: expect.closeTo(0.004, 12),
      interval: [expect.closeTo(-0.01007, 5), expect.closeTo(0.0181, 5)],
      daysLeft: 18,
      dueDay: null,
    })
  })
  it('the plan is over and nothing was found: what is ruled out', () => {
    const verdict = verdictOf(steady(28, { plain: [500, 25], offer: [500, 26] }), 40)
    expect(verdict).toMatchObject({ type: 'no-difference', because: 'over', day: 28, variant: 'offer' })
    const [low, high] = (verdict as Verdict & { type: 'no-difference' }).interval ?? [0, 0]
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0.002)
  })
  it('the interval lies within the smallest effect that matters: no difference worth having, before the plan is over', () => {
    const found = verdictOf(steady(28, EVEN), 28, { plan: planOf(28_000, 0.02) })
    expect(found).toMatchObject({ type: 'no-difference', because: 'within', day: 6 })
  })
})

describe('one difference, found', () => {
  const better = steady(28, { plain: [500, 25], offer: [500, 38] })
  it.each([
    { what: 'a winner, with the numbers of its day', cohorts: better, type: 'winner', sign: 1 },
    { what: 'arms swapped: a loser', cohorts: steady(28, { plain: [500, 38], offer: [500, 25] }), type: 'loser', sign: -1 },
  ])('$what', ({ cohorts, type, sign }) => {
    const verdict = verdictOf(cohorts)
    expect(verdict).toMatchObject({ type, variant: 'offer', against: 'plain', by: 'sequential', day: 6 })
    expect((verdict as Verdict & { type: 'winner' }).estimate * sign).toBeCloseTo(0.026, 12)
  })
  it('where less is better the smaller wins', () => {
    const metrics = [{ ...ORDER, better: 'less' as const }]
    expect(verdictOf(better, 28, { metrics })).toMatchObject({ type: 'loser', variant: 'offer' })
  })
  it('a difference that only the end of the plan shows has the interval of that one look', () => {
    const verdict = verdictOf(steady(28, { plain: [500, 25], offer: [500, 28] }))
    expect(verdict).toMatchObject({ type: 'winner', by: 'end', day: 28 })
    expect((verdict as Verdict & { type: 'winner' }).interval?.[0]).toBeGreaterThan(0)
  })
  it('is found before the plan ends, and then not again', () => {
    for (const asOf of [7, 12, 20, 28, 60]) expect(verdictOf(better, asOf)).toEqual(verdictOf(better, 6))
    expect(verdictOf(better, 5).type).toBe('running')
  })
})

describe('several variants', () => {
  const arms = ['plain', 'offer', 'poem', 'song'].map((name) => ({ name, weight: 1 }))
  const four = (offer: number, poem: number, song: number) =>
    steady(28, { plain: [400, 20], offer: [400, offer], poem: [400, poem], song: [400, song] })
  it.each([
    { what: 'the best of two winners', cohorts: four(34, 36, 20), says: { type: 'winner', variant: 'poem' } },
    { what: 'a winner before a loser', cohorts: four(6, 34, 20), says: { type: 'winner', variant: 'poem' } },
    { what: 'a loser while others go on', cohorts: four(6, 20, 20), says: { type: 'loser', variant: 'offer' } },
    { what: 'none', cohorts: four(20, 21, 20), says: { type: 'no-difference' } },
  ])('$what', ({ cohorts, says }) => {
    expect(verdictOf(cohorts, 28, { arms, plan: planOf(44_800) })).toMatchObject(says)
  })
  it('the one ahead stands for a running one', () => {
    expect(verdictOf(four(21, 23, 20), 5, { arms, plan: planOf(44_800) })).toMatchObject({
      type: 'running',
      variant: 'poem',
      planned: 22_400,
    })
  })
  it('alpha is divided: what is enough for one is not for three', () => {
    const cohorts = steady(28, { plain: [500, 25], offer: [500, 28] })
    expect(verdictOf(cohorts).type).toBe('winner')
    const idle = steady(28, { plain: [500, 25], offer: [500, 28], poem: [500, 25], song: [500, 25] })
    expect(verdictOf(idle, 28, { arms, plan: planOf(56_000) }).type).toBe('no-difference')
  })
  it('one variant and a holdout are compared with each other', () => {
    const given = {
      arms: [
        { name: 'plain', weight: 9 },
        { name: 'holdout', weight: 1 },
      ],
      holdout: 'holdout',
    }
    const cohorts = steady(28, { plain: [900, 90], holdout: [100, 5] })
    expect(verdictOf(cohorts, 28, given)).toMatchObject({ type: 'winner', variant: 'plain', against: 'holdout' })
  })
  it('one arm alone is not compared', () => {
    const alone = { arms: [{ name: 'plain', weight: 1 }] }
    expect(verdictOf(steady(3, { plain: [5, 1] }), 28, alone)).toEqual({ type: 'not-enough-data', missing: { what: 'comparison' } })
  })
})

describe('what blocks every verdict', () => {
  const better = { plain: [500, 25], offer: [500, 38] } as const
  it('arms of the wrong size, with the arm that is furthest from its share', () => {
    const arms = ['plain', 'offer', 'poem'].map((name) => ({ name, weight: 1 }))
    const verdict = verdictOf(steady(28, { plain: [500, 25], offer: [430, 38], poem: [495, 25] }), 28, { arms })
    expect(verdict).toMatchObject({ type: 'broken', fault: { because: 'srm', furthest: 'offer' } })
  })
  it('found sequentially it stays, though the ratio recovers', () => {
    const cohorts = [...steady(3, { plain: [500, 25], offer: [300, 20] }), ...steady(90, EVEN).map((one) => ({ ...one, day: one.day + 3 }))]
    expect(verdictOf(cohorts, 95)).toMatchObject({ type: 'broken', fault: { by: 'sequential', since: 2 } })
  })
  it.each([
    { crossovers: { plain: 281 }, type: 'broken' },
    { crossovers: { plain: 280 }, type: 'winner' },
  ])('$crossovers of 28,000 seen in two variants: $type', ({ crossovers, type }) => {
    expect(verdictOf(steady(28, better), 28, {}, crossovers).type).toBe(type)
  })
  it('nine customers in two variants are no fault, however few there are', () => {
    expect(verdictOf(steady(2, EVEN), 28, {}, { plain: 9 }).type).toBe('running')
  })
  it('an arm that the file does not have, or gives nobody', () => {
    const arms = [
      { name: 'plain', weight: 1 },
      { name: 'offer', weight: 1 },
      { name: 'off', weight: 0 },
    ]
    const strange = [...steady(28, better), { arm: 'off', day: 3, assigned: 1, outcomes: {} }]
    expect(verdictOf(strange, 28, { arms })).toEqual({ type: 'broken', fault: { because: 'assignment', arm: 'off', customers: 1 } })
    expect(verdictOf(strange)).toMatchObject({ type: 'broken', fault: { arm: 'off' } })
  })
})

describe('harm', () => {
  const metrics = [
    ORDER,
    { name: '$unsubscribe', windowMs: 30 * DAY_MS, measure: { type: 'rate' }, role: 'guardrail', better: 'less' },
  ] as const
  const left = (plain: number, offer: number) =>
    steady(28, { plain: [500, 25], offer: [500, 38] }).map((one): Cohort => {
      const gone = one.arm === 'plain' ? plain : offer
      return { ...one, outcomes: { ...one.outcomes, $unsubscribe: [{ after: 0, conversions: BigInt(gone) }] } }
    })
  it('comes before a winner, without waiting for windows to close', () => {
    expect(verdictOf(left(1, 5), 12, { metrics })).toMatchObject({
      type: 'harmful',
      guardrail: '$unsubscribe',
      variant: 'offer',
      since: 4,
    })
  })
  it.each([
    { what: 'no more than the control', cohorts: left(2, 2) },
    { what: 'fewer than the control', cohorts: left(5, 1) },
  ])('$what: none', ({ cohorts }) => {
    expect(verdictOf(cohorts, 28, { metrics }).type).toBe('winner')
  })
})

describe('by method', () => {
  const small = steady(28, { plain: [500, 25], offer: [500, 28] })
  const large = steady(28, { plain: [500, 25], offer: [500, 38] })
  it.each([
    { method: 'hybrid', cohorts: small, plan: planOf(28_000), asOf: 28, says: { type: 'winner', by: 'end' } },
    { method: 'always-valid', cohorts: small, plan: planOf(28_000), asOf: 28, says: { type: 'no-difference' } },
    { method: 'always-valid', cohorts: large, plan: null, asOf: 28, says: { type: 'winner', by: 'sequential' } },
    { method: 'always-valid', cohorts: small, plan: null, asOf: 28, says: { type: 'running', planned: null, daysLeft: null } },
    { method: 'hybrid', cohorts: large, plan: null, asOf: 28, says: { type: 'winner', by: 'sequential' } },
    { method: 'thompson', cohorts: large, plan: null, asOf: 28, says: { type: 'winner', by: 'sequential' } },
    { method: 'fixed', cohorts: large, plan: planOf(28_000), asOf: 27, says: { type: 'running', dueDay: 28, daysLeft: 1 } },
    { method: 'fixed', cohorts: large, plan: planOf(28_000), asOf: 28, says: { type: 'winner', by: 'end', day: 28 } },
    { method: 'fixed', cohorts: steady(28, EVEN), plan: planOf(28_000), asOf: 28, says: { type: 'no-difference', day: 28 } },
    { method: 'lan-demets', cohorts: small, plan: planOf(28_000), asOf: 28, says: { type: 'winner' } },
    { method: 'lan-demets', cohorts: large, plan: planOf(28_000), asOf: 28, says: { type: 'winner', by: 'sequential' } },
    { method: 'bayesian', cohorts: small, plan: planOf(28_000), asOf: 28, says: { type: 'winner' } },
    { method: 'bayesian', cohorts: steady(28, EVEN), plan: null, asOf: 28, says: { type: 'running' } },
  ] as const)('$method: $says', ({ method, cohorts, plan, asOf, says }) => {
    expect(verdictOf(cohorts, asOf, { method, plan })).toMatchObject(says)
  })
  it('Bayesian looks name one sooner, which is why they are marked', () => {
    const dayOf = (method: Method) => (verdictOf(large, 28, { method }) as Verdict & { type: 'winner' }).day
    expect(dayOf('bayesian')).toBeLessThan(dayOf('hybrid'))
  })
})

describe('money a customer', () => {
  const metrics = [{ ...ORDER, measure: { type: 'mean', perUnit: 100 } }] as const
  /** In each arm so many customers a day who spend so much each. */
  const spending = (plain: readonly [number, number], offer: readonly [number, number]) =>
    Object.entries({ plain, offer }).flatMap(([arm, [buyers, cents]]) =>
      steady(28, { [arm]: [500, 0] }).map((one): Cohort => {
        const sums = { conversions: BigInt(buyers), sum: BigInt(buyers * cents), sumSquares: BigInt(buyers * cents * cents) }
        return { ...one, outcomes: { order: [{ after: 0, ...sums }] } }
      }),
    )
  const plan: Plan = { ...planOf(28_000), measure: 'mean', baseline: 250, smallestEffect: 50 }
  it('is compared in units, with the smallest effect in minor units', () => {
    expect(verdictOf(spending([25, 5_000], [38, 5_000]), 28, { metrics, plan })).toMatchObject({
      type: 'winner',
      by: 'sequential',
      estimate: expect.closeTo(1.3, 9),
    })
    expect(verdictOf(spending([25, 500], [25, 500]), 28, { metrics, plan })).toMatchObject({ type: 'no-difference', because: 'within' })
  })
  it('an arm that has sold nothing does not look certain', () => {
    const verdict = verdictOf(spending([0, 0], [1, 5_000]), 2, { metrics, plan })
    expect(verdict).toMatchObject({ type: 'running' })
    const [low, high] = (verdict as Verdict & { type: 'running' }).interval ?? [0, 0]
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(0.1)
  })
})

it('a ratio by the delta method', () => {
  const metrics = [{ ...ORDER, measure: { type: 'ratio' } }] as const
  const clicking = (clicks: number) => ({
    sum: BigInt(clicks),
    sumSquares: BigInt(clicks),
    base: 500n,
    baseSquares: 500n,
    products: BigInt(clicks),
  })
  const cohorts = (offer: number) =>
    steady(28, { plain: [500, 0], offer: [500, 0] }).map((one): Cohort => {
      return { ...one, outcomes: { order: [{ after: 0, ...clicking(one.arm === 'plain' ? 25 : offer) }] } }
    })
  // Every customer got one mail: clicks a mail are clicks a customer, and the verdict is the rate's.
  const [ratio, rate] = [verdictOf(cohorts(38), 28, { metrics }), verdictOf(steady(28, { plain: [500, 25], offer: [500, 38] }))]
  expect(ratio).toMatchObject({ type: 'winner', day: (rate as Verdict & { type: 'winner' }).day, estimate: expect.closeTo(0.026, 9) })
})

describe('for any counts', () => {
  const days = fc.array(fc.record({ plain: fc.integer({ min: 0, max: 40 }), offer: fc.integer({ min: 0, max: 40 }) }), {
    minLength: 1,
    maxLength: 28,
  })
  const cohortsOf = (made: readonly { plain: number; offer: number }[]) =>
    made.flatMap((converted, day) =>
      (['plain', 'offer'] as const).map((arm): Cohort => {
        return { arm, day, assigned: 40, outcomes: { order: [{ after: 0, conversions: BigInt(converted[arm]) }] } }
      }),
    )
  it('a pair of rates is decided as `hybridPath` decides it', () => {
    fc.assert(
      fc.property(days, (made) => {
        const plan = planOf(1_000, 1e-12)
        const { courses } = judge(analysisOf({ plan }), countedFrom(cohortsOf(made)), epochDay(30))
        const looks = made.map((_, index) => {
          const sumOf = (arm: 'plain' | 'offer') => made.slice(0, index + 1).reduce((sum, day) => sum + day[arm], 0)
          const n = 40 * (index + 1)
          return { control: { conversions: sumOf('plain'), n }, treatment: { conversions: sumOf('offer'), n } }
        })
        const { decision } = hybridPath(looks, { plannedTotal: 1_000, alphaSequential: 0.01, alphaEnd: 0.04 })
        const outcome = courses[0]?.outcome
        const got = outcome?.type === 'better' || outcome?.type === 'worse' ? { look: outcome.day, by: outcome.by } : null
        expect(got).toEqual(decision === null ? null : { look: decision.look, by: decision.by })
      }),
    )
  })
  it('a verdict stands once it is there, however long one looks on; and swapped arms get the reverse', () => {
    const plan = planOf(1_000)
    const reversed = { better: 'worse', worse: 'better' } as const
    fc.assert(
      fc.property(days, (made) => {
        const counted = countedFrom(cohortsOf(made))
        const outcomes = made.map((_, day) => judge(analysisOf({ plan }), counted, epochDay(day + 1)).courses[0]?.outcome)
        const last = outcomes.at(-1)
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome?.type === 'better' || outcome?.type === 'worse')
            expect(outcomes.slice(index)).toEqual(outcomes.slice(index).map(() => outcome))
        }
        const swapped = countedFrom(cohortsOf(made.map(({ plain, offer }) => ({ plain: offer, offer: plain }))))
        const other = judge(analysisOf({ plan }), swapped, epochDay(made.length)).courses[0]?.outcome
        if (last?.type !== 'better' && last?.type !== 'worse') {
          expect(other?.type).toBe(last?.type)
          return
        }
        expect(other).toMatchObject({ type: reversed[last.type], day: last.day, by: last.by })
      }),
    )
  })
})
