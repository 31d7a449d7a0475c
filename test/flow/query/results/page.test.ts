import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ResultPage } from '../../../../shared/contract/api-results.ts'
import type { Experiment } from '../../../../shared/domain/experiment/experiment.ts'
import type { LatchedVerdict } from '../../../../shared/domain/experiment/latched.ts'
import { resultPage } from '../../../../shared/flow/query/results/page.ts'
import { PATH_POINTS_MAX, SEGMENTS_SHOWN_MAX } from '../../../../shared/kernel/limits-experiments.ts'
import { epochMs, experimentId } from '../../../../shared/kernel/words.ts'
import { globalHoldout, ORDERS, RETAIL, rules, tested } from '../../../domain/customer/world.ts'
import { type Cohort, compared, daily, dayAt, factsOf, FIRST, PLAN, readerOf, talliesOf } from './world.ts'

const NOW = { asOf: null, phase: null }

const pageOf = async (
  given: Parameters<typeof readerOf>[0],
  asked: Partial<Parameters<typeof resultPage>[2]> = {},
): Promise<ResultPage> => {
  const reader = readerOf(given)
  const experiment = [...reader.rules.experiments.values()][0] as Experiment
  const found = await resultPage(reader, experiment, { ...NOW, ...asked })
  if (!found.ok) throw new Error(JSON.stringify(found.problems))
  return found.value
}

const PLANNED = compared({ plan: PLAN, method: 'hybrid' })
const ALIKE = daily(14, { plain: { assigned: 500, converted: 25 }, gift: { assigned: 500, converted: 25 } })
const BETTER = daily(14, { plain: { assigned: 500, converted: 25 }, gift: { assigned: 500, converted: 45 } })
const WORSE = daily(14, { plain: { assigned: 500, converted: 25 }, gift: { assigned: 500, converted: 10 } })
const LEAVING: readonly Cohort[] = daily(14, {
  plain: { assigned: 0, converted: 1, metric: '$unsubscribe' },
  gift: { assigned: 0, converted: 20, metric: '$unsubscribe' },
})

describe('every verdict, from facts to the page', () => {
  it.each([
    { what: 'winner', given: { experiments: [PLANNED], cohorts: BETTER }, says: { type: 'winner', variant: 'gift', against: 'plain' } },
    { what: 'loser', given: { experiments: [PLANNED], cohorts: WORSE }, says: { type: 'loser', variant: 'gift', against: 'plain' } },
    { what: 'no difference', given: { experiments: [PLANNED], cohorts: ALIKE }, says: { type: 'no-difference', because: 'over' } },
    {
      what: 'running',
      given: { experiments: [PLANNED], cohorts: ALIKE, last: 15 },
      says: { type: 'running', mature: 9_000, planned: 14_000 },
    },
    {
      what: 'nobody yet',
      given: { experiments: [PLANNED] },
      says: { type: 'not-enough-data', missing: { what: 'customers', firstMatureDay: null } },
    },
    {
      what: 'nobody’s window has closed',
      given: { experiments: [PLANNED], cohorts: ALIKE, last: 6 },
      says: { type: 'not-enough-data', missing: { what: 'customers', firstMatureDay: FIRST + 7 } },
    },
    {
      what: 'nobody converted',
      given: { experiments: [PLANNED], cohorts: daily(14, { plain: { assigned: 50 }, gift: { assigned: 50 } }) },
      says: { type: 'not-enough-data', missing: { what: 'outcomes', mature: 1_400 } },
    },
    {
      what: 'harmful',
      given: { experiments: [PLANNED], cohorts: [...BETTER, ...LEAVING] },
      says: { type: 'harmful', variant: 'gift', guardrail: '$unsubscribe' },
    },
    {
      what: 'broken: unlike shares',
      given: {
        experiments: [PLANNED],
        cohorts: daily(14, { plain: { assigned: 500, converted: 25 }, gift: { assigned: 400, converted: 40 } }),
      },
      says: { type: 'broken', fault: { because: 'srm', furthest: expect.any(String) } },
    },
    {
      what: 'broken: a variant the file has not',
      given: { experiments: [PLANNED], cohorts: [...BETTER, { arm: 'blue', day: 1, assigned: 3 }] },
      says: { type: 'broken', fault: { because: 'assignment', arm: 'blue', customers: 3 } },
    },
    {
      what: 'a variant alone',
      given: { experiments: [compared({}, { plain: 100, gift: 0 })] },
      says: { type: 'not-enough-data', missing: { what: 'comparison' } },
    },
  ])('$what', async ({ given, says }) => {
    const { summary, readout } = await pageOf(given)
    expect(summary.verdict).toMatchObject(says)
    expect(readout.verdict).toEqual(summary.verdict)
  })

  it('is the same with the arms swapped, the other way round', async () => {
    const swapped = BETTER.map((one) => ({ ...one, arm: one.arm === 'plain' ? 'gift' : 'plain' }))
    const [{ verdict: one }, { verdict: other }] = [
      (await pageOf({ experiments: [PLANNED], cohorts: BETTER })).readout,
      (await pageOf({ experiments: [PLANNED], cohorts: swapped })).readout,
    ]
    if (one.type !== 'winner' || other.type !== 'loser') throw new Error(`${one.type} and ${other.type}`)
    expect([other.day, other.by, other.estimate]).toEqual([one.day, one.by, expect.closeTo(-one.estimate, 12)])
    expect(other.interval).toEqual([expect.closeTo(-(one.interval?.[1] ?? 0), 12), expect.closeTo(-(one.interval?.[0] ?? 0), 12)])
  })
})

describe('any day’s page can be shown again', () => {
  const arbitrary = fc.array(
    fc.record({
      arm: fc.constantFrom('plain', 'gift', 'holdout'),
      day: fc.integer({ min: 0, max: 12 }),
      assigned: fc.integer({ min: 0, max: 30 }),
      converted: fc.integer({ min: 0, max: 5 }),
      after: fc.integer({ min: 0, max: 7 }),
      cents: fc.integer({ min: 0, max: 9_000 }),
      stage: fc.constantFrom('new', 'active'),
      before: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 25 },
  )
  const experiment = compared(
    { plan: PLAN, method: 'hybrid', breakdowns: [{ name: 'stage', path: ['stage'], edges: null }] },
    { plain: 45, gift: 45, holdout: 10 },
  )

  it('as it was read on that day, when the later facts did not exist', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.integer({ min: 0, max: 20 }), async (cohorts, day) => {
        const facts = cohorts.flatMap(factsOf)
        const known = talliesOf(facts.filter((fact) => fact.at < (FIRST + day + 1) * 86_400_000))
        const then = await resultPage({ ...readerOf({ experiments: [experiment], last: day }), tallies: known }, experiment, NOW)
        const now = await resultPage({ ...readerOf({ experiments: [experiment], last: 28 }), tallies: talliesOf(facts) }, experiment, {
          asOf: dayAt(day),
          phase: null,
        })
        if (!then.ok || !now.ok) throw new Error('a day that is over can be shown')
        // What may be shown at most, and which phases began since, is of today.
        const ofToday = { days: null, phases: [] }
        expect({ ...now.value, ...ofToday }).toEqual({ ...then.value, ...ofToday })
      }),
      { numRuns: 40 },
    )
  })

  it('and no day that is not over', async () => {
    const reader = readerOf({ last: 28 })
    const refused = await resultPage(reader, compared(), { asOf: dayAt(29), phase: null })
    expect(refused).toMatchObject({ ok: false, problems: [{ path: 'asOf', problem: 'is 2025-03-30, which is not over yet' }] })
    expect((await resultPage(reader, compared(), { asOf: dayAt(28), phase: null })).ok).toBe(true)
  })

  it('says from when to when', async () => {
    expect((await pageOf({ cohorts: BETTER, last: 20 })).days).toEqual({ first: FIRST, last: FIRST + 20 })
    expect((await pageOf({ last: 20 })).days).toBeNull()
  })
})

describe('phases', () => {
  const phase = (version: number, of: number, more: Partial<Experiment> = {}) =>
    tested({}, { version, experiment: compared({ phase: of, ...more }) })
  const campaigns = [phase(1, 1), phase(2, 1), phase(3, 3, { control: 'gift' })]
  const cohorts: readonly Cohort[] = [
    ...daily(5, { plain: { assigned: 10 }, gift: { assigned: 10 } }),
    { arm: 'gift', day: 20, assigned: 7, phase: 3 },
  ]
  it('are counted apart, and each is shown as it was', async () => {
    const newest = await pageOf({ campaigns, cohorts })
    expect([newest.summary.phase, newest.summary.assigned, newest.control]).toEqual([3, 7, 'gift'])
    expect(newest.phases).toEqual([
      { phase: 1, firstDay: FIRST },
      { phase: 3, firstDay: FIRST + 20 },
    ])
    const first = await pageOf({ campaigns, cohorts }, { phase: 1 })
    expect([first.summary.phase, first.summary.assigned, first.control]).toEqual([1, 100, 'plain'])
  })
  it('on an earlier day, that of the day', async () => {
    const asOf = (day: number) => pageOf({ campaigns, cohorts }, { asOf: dayAt(day) })
    expect([(await asOf(19)).summary.phase, (await asOf(20)).summary.phase]).toEqual([1, 3])
  })
  it('there is no other', async () => {
    const refused = await resultPage(readerOf({ campaigns, cohorts }), compared({ phase: 3 }), { asOf: null, phase: 2 })
    expect(refused).toMatchObject({ ok: false, problems: [{ path: 'phase', hint: 'There are: 1, 3.' }] })
  })
  it('of the holdout from all campaigns are its periods', async () => {
    const held = globalHoldout(10)
    // March and April 2025.
    const [march, april] = [(2025 - 1970) * 12 + 2, (2025 - 1970) * 12 + 3]
    const of = { experiment: held.id, metric: 'orders' }
    const counted: readonly Cohort[] = [
      { ...of, arm: 'treated', day: 3, assigned: 90, converted: 9, phase: march },
      { ...of, arm: 'holdout', day: 3, assigned: 10, converted: 1, phase: march },
      { ...of, arm: 'treated', day: 33, assigned: 50, phase: april },
    ]
    const reader = { ...readerOf({ cohorts: counted, last: 45 }), rules: rules({ policy: { ...RETAIL, globalHoldout: held } }) }
    const found = await resultPage(reader, held, NOW)
    if (!found.ok) throw new Error('it is there')
    expect(found.value.summary).toMatchObject({ id: '$global', campaign: null, phase: april, assigned: 50 })
    expect(found.value.phases.map((one) => one.phase)).toEqual([march, april])
    const before = await resultPage(reader, held, { asOf: null, phase: march })
    expect(before).toMatchObject({ value: { summary: { assigned: 100 }, control: 'holdout', holdout: 'holdout' } })
  })
})

const found = (more: Partial<LatchedVerdict>): LatchedVerdict => ({
  ...{ experiment: experimentId('win-back'), phase: 1, type: 'winner', variant: 'gift', against: 'plain', day: dayAt(12), at: epochMs(0) },
  ...{ metric: 'orders', customers: 6_000, estimate: 0.04, interval: null, acted: [], ...more },
})

describe('what was found stays', () => {
  it('with its day, whatever the numbers say now, the gravest in the line', async () => {
    const latched = [found({ type: 'no-difference', variant: 'other' }), found({}), found({ type: 'broken', variant: null, phase: 2 })]
    const page = await pageOf({ experiments: [PLANNED], cohorts: ALIKE, latched })
    expect([page.summary.verdict.type, page.summary.latched?.type, page.latched.length]).toEqual(['no-difference', 'winner', 2])
  })
  it('and is not told of a day on which it was not found', async () => {
    const given = { experiments: [PLANNED], cohorts: BETTER, latched: [found({})] }
    const latchedAt = async (day: number) => (await pageOf(given, { asOf: dayAt(day) })).latched.length
    expect([await latchedAt(11), await latchedAt(12)]).toEqual([0, 1])
  })
})

describe('what to do next', () => {
  it.each<{ what: string; given: Parameters<typeof readerOf>[0]; advice: readonly object[] }>([
    { what: 'winner', given: { experiments: [PLANNED], cohorts: BETTER }, advice: [{ type: 'promote', variant: 'gift' }] },
    { what: 'loser', given: { experiments: [PLANNED], cohorts: WORSE }, advice: [{ type: 'drop', variant: 'gift' }] },
    { what: 'no difference', given: { experiments: [PLANNED], cohorts: ALIKE }, advice: [{ type: 'keep', variant: 'plain' }] },
    { what: 'running', given: { experiments: [PLANNED], cohorts: ALIKE, last: 15 }, advice: [{ type: 'wait', days: 5 }] },
    {
      what: 'harmful',
      given: { experiments: [PLANNED], cohorts: [...BETTER, ...LEAVING] },
      advice: [{ type: 'stop', variant: 'gift', guardrail: '$unsubscribe' }],
    },
    {
      what: 'broken',
      given: { experiments: [PLANNED], cohorts: [...BETTER, { arm: 'blue', day: 1, assigned: 3 }] },
      advice: [{ type: 'look-at-assignment', arm: 'blue' }, { type: 'resume-when-mended' }],
    },
    { what: 'nobody comes', given: { experiments: [PLANNED] }, advice: [{ type: 'no-traffic' }] },
    {
      what: 'nobody came for four weeks',
      given: {
        experiments: [PLANNED],
        cohorts: daily(2, { plain: { assigned: 100, converted: 5 }, gift: { assigned: 100, converted: 6 } }),
        last: 40,
      },
      advice: [{ type: 'no-traffic' }],
    },
    {
      what: 'no plan, no cap, few held out',
      given: {
        experiments: [compared({}, { plain: 49, gift: 49, holdout: 2 })],
        cohorts: daily(14, { plain: { assigned: 49, converted: 2 }, gift: { assigned: 49, converted: 2 }, holdout: { assigned: 2 } }),
        last: 15,
      },
      advice: [
        { type: 'wait', days: null },
        { type: 'write-plan' },
        { type: 'set-cap', metric: 'orders' },
        { type: 'small-holdout', heldOut: 18 },
      ],
    },
    {
      what: 'a method for one look',
      given: { experiments: [compared({ plan: PLAN, method: 'fixed' })], cohorts: ALIKE, last: 15 },
      advice: [{ type: 'wait', days: 5 }, { type: 'look-once' }],
    },
    {
      what: 'a method that never protects',
      given: { experiments: [compared({ plan: PLAN, method: 'bayesian' })], cohorts: BETTER.slice(0, 10), last: 10 },
      advice: [{ type: 'promote', variant: 'gift' }, { type: 'look-once' }],
    },
  ])('$what', async ({ given, advice }) => {
    const got = (await pageOf(given)).advice
    const expected = (given?.experiments?.[0]?.plan ?? null) === null ? advice : [...advice, { type: 'set-cap', metric: 'orders' }]
    expect(got).toEqual(expected)
  })
})

describe('the numbers beside', () => {
  it('customers a day, over four weeks at most', async () => {
    expect((await pageOf({ cohorts: BETTER, last: 13 })).perDay).toBe(1_000)
    expect((await pageOf({ cohorts: BETTER, last: 27 })).perDay).toBe(500)
    expect((await pageOf({ cohorts: BETTER, last: 28 })).perDay).toBeCloseTo((13 * 1_000) / 28, 12)
    expect((await pageOf({})).perDay).toBeNull()
  })

  it('power so far grows with those whose window has closed', async () => {
    const powerOn = async (day: number) => (await pageOf({ experiments: [PLANNED], cohorts: ALIKE }, { asOf: dayAt(day) })).powerSoFar
    // 7,000 in each arm at 5 % against 6 %, at 4 % two-sided: R's power.prop.test gives 0.703.
    expect(await powerOn(28)).toBeCloseTo(0.703, 2)
    expect((await powerOn(10)) ?? 1).toBeLessThan(0.4)
    expect(await powerOn(5)).toBeNull()
    expect((await pageOf({ cohorts: ALIKE })).powerSoFar).toBeNull()
  })

  it('power of money by the spread that was counted', async () => {
    const plan = { ...PLAN, measure: 'mean' as const, baseline: 500, smallestEffect: 100 }
    const cohorts = daily(14, {
      plain: { assigned: 500, converted: 50, cents: 5_000 },
      gift: { assigned: 500, converted: 50, cents: 5_000 },
    })
    const { powerSoFar } = await pageOf({ experiments: [compared({ plan, method: 'hybrid' })], cohorts })
    // A tenth brings 50: deviation 15, error 0.2536, a unit is 3.94 errors, less 2.054.
    expect(powerSoFar).toBeCloseTo(0.97, 2)
  })

  it('metrics as files have them, and what counts by itself', async () => {
    const { metrics } = await pageOf({})
    expect(metrics[0]).toEqual({
      ...{ name: 'orders', event: 'Order Completed', per: null, after: null, window: '7d', currency: 'USD', cap: null, better: 'more' },
    })
    expect(metrics.slice(1).map(({ name, event, better }) => [name, event, better])).toEqual([
      ['$unsubscribe', null, 'less'],
      ['$complaint', null, 'less'],
      ['$bounce', null, 'less'],
      ['$click', null, 'more'],
      ['$visit', null, 'more'],
    ])
  })

  it('money is told as it was counted, whole', async () => {
    const cohorts = daily(2, { plain: { assigned: 10, converted: 2, cents: 1_999 }, gift: { assigned: 10, converted: 1, cents: 1 } })
    const { readout } = await pageOf({ cohorts })
    const money = readout.arms.map(({ metrics }) => metrics.find(({ measure }) => measure === 'mean')?.mature)
    expect(money.map((one) => [one?.sum, one?.level])).toEqual([
      [7_996, 3.998],
      [2, 0.001],
    ])
  })

  it('nobody clicks a mail they did not get', async () => {
    const held = compared({}, { plain: 90, gift: 0, holdout: 10 })
    const { readout } = await pageOf({ experiments: [held], cohorts: daily(3, { plain: { assigned: 9 }, holdout: { assigned: 1 } }) })
    expect(readout.comparisons.map(({ metric }) => metric)).not.toContain('$click')
    expect(readout.lifts.map(({ metric }) => metric)).not.toContain('$click')
    expect(readout.comparisons.map(({ metric }) => metric)).toContain('$visit')
  })

  it('an estimate over years is told in as many points as can be told apart', async () => {
    const { readout } = await pageOf({ cohorts: daily(900, { plain: { assigned: 1 }, gift: { assigned: 1, converted: 1 } }), last: 1_000 })
    const path = readout.comparisons[0]?.path ?? []
    expect([path.length, path[0]?.customers, path.at(-1)?.customers]).toEqual([PATH_POINTS_MAX, 2, 1_800])
  })
})

describe('segments', () => {
  const experiment = compared({ breakdowns: [{ name: 'stage', path: ['stage'], edges: null }] })
  it('are exploratory, each with its own difference, the largest first, and asked whether they differ', async () => {
    const cohorts = [
      ...daily(10, { plain: { assigned: 100, converted: 5, stage: 'new' }, gift: { assigned: 100, converted: 25, stage: 'new' } }),
      ...daily(10, { plain: { assigned: 200, converted: 20, stage: 'active' }, gift: { assigned: 200, converted: 20, stage: 'active' } }),
    ]
    const { breakdowns, adjusted } = await pageOf({ experiments: [experiment], cohorts })
    expect(breakdowns).toMatchObject([{ by: 'stage', exploratory: true, metric: 'orders', variant: 'gift', against: 'plain' }])
    expect(breakdowns[0]?.segments.map(({ segment, customers, difference }) => [segment, customers, difference])).toEqual([
      ['active', 4_000, 0],
      ['new', 2_000, expect.closeTo(0.2, 12)],
    ])
    expect(breakdowns[0]?.interaction.pValue).toBeLessThan(1e-9)
    // A third of the customers are new: 0.2 / 3.
    expect(adjusted.find(({ measure }) => measure === 'rate')?.stratified?.difference).toBeCloseTo(0.2 / 3, 12)
  })
  it('that are too many stand together', async () => {
    const cohorts = Array.from({ length: 50 }, (_, n) =>
      daily(2, { plain: { assigned: 60 - n, stage: `s${n}` }, gift: { assigned: 60 - n, converted: 1, stage: `s${n}` } }),
    ).flat()
    const { breakdowns, summary } = await pageOf({ experiments: [experiment], cohorts })
    const segments = breakdowns[0]?.segments ?? []
    expect([segments.length, segments[0]?.segment, segments.at(-1)?.segment]).toEqual([SEGMENTS_SHOWN_MAX, 's0', '(others)'])
    expect(segments.reduce((sum, { customers }) => sum + customers, 0)).toBe(summary.assigned)
  })
  it('there are none where nobody was counted in one', async () => {
    expect((await pageOf({ experiments: [experiment], cohorts: BETTER })).breakdowns).toEqual([])
  })
})

it('what was bought before takes noise out of what is bought after', async () => {
  const cohorts = daily(10, { plain: { assigned: 100 }, gift: { assigned: 100 } }).flatMap(({ arm, day }) => [
    { arm, day, assigned: 100, converted: arm === 'gift' ? 12 : 8, before: 0 },
    { arm, day, assigned: 100, converted: arm === 'gift' ? 72 : 68, before: 5 },
  ])
  const { adjusted, readout } = await pageOf({ cohorts })
  const { cuped } = adjusted.find(({ metric, measure }) => metric === ORDERS.name && measure === 'rate') ?? { cuped: null }
  const plain = readout.comparisons.find(({ role }) => role === 'primary')
  expect(cuped?.difference).toBeCloseTo(plain?.difference ?? Number.NaN, 12)
  // Of those who had bought before 70 of 100 buy, of others 10: a variance of 0.24, of which 0.3² lies between the two.
  expect(cuped?.reduction).toBeCloseTo(0.375, 2)
  const width = (interval: readonly [number, number] | null | undefined) => (interval ? interval[1] - interval[0] : Number.NaN)
  expect(width(cuped?.interval)).toBeLessThan(width(plain?.oneLook.interval))
})
