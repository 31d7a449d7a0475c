/** The experiment of a campaign file: what its fields mean, and everything that would say something else than it does. */
import { describe, expect, it } from 'vitest'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import type { Experiment } from '../../shared/domain/experiment/experiment.ts'
import { comparedShares } from '../../shared/domain/experiment/plan.ts'
import { sampleSizeForRates } from '../../shared/domain/statistics/planning.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { BREAKDOWN_EDGES_MAX, TESTERS_MAX } from '../../shared/kernel/limits-experiments.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { changed, PUBLISHING, problemsOf } from './files.ts'

const mail = (subject = 'Hello') => ({ send: { subject, text: 'Hello' } })
const PLAN = { baseline: 0.05, smallestEffect: '20%' }
const FILE = {
  id: 'win-back',
  name: 'Win back',
  topic: 'offers',
  status: 'active',
  entry: { stage: 'dormant' },
  reentry: 'each',
  steps: [mail()],
  goal: { name: 'order', event: 'Order Completed', window: '30d', revenue: { currency: 'USD', cap: 500 } },
  metrics: [{ name: 'visit', event: 'Site Visited', window: '7d' }],
  experiment: {
    control: 'plain',
    holdoutBps: 1000,
    variants: [
      { name: 'plain', shareBps: 5000 },
      { name: 'offer', shareBps: 5000, steps: [mail('10 % off')] },
    ],
  },
} as const satisfies JsonObject
const ALONE = changed(FILE, 'experiment.variants', [{ name: 'plain', shareBps: 10_000 }])

const parse = (source: unknown) => parseCampaign(source, PUBLISHING)
const compiled = (...edits: readonly (readonly [string, Json])[]): Experiment => {
  const parsed = parse(edits.reduce<Json>((source, [at, value]) => changed(source, at, value), FILE))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  if (parsed.value.experiment === null) throw new Error('it has an experiment')
  return parsed.value.experiment
}

describe('an experiment that says nothing of how it is judged', () => {
  it('holds at every look, tells of everything, stops on harm, and is broken down by stage', () => {
    expect(compiled()).toMatchObject({
      campaign: 'win-back',
      phase: 1,
      method: 'always-valid',
      plan: null,
      group: null,
      testers: new Map(),
      breakdowns: [{ name: 'stage', path: ['stage'], edges: null }],
      onVerdict: {
        winner: ['notify'],
        loser: ['notify'],
        'no-difference': ['notify'],
        harmful: ['notify', 'stop'],
        broken: ['notify'],
      },
    })
  })
})

describe('a plan', () => {
  it('makes the method hybrid, and is completed by the comparison that needs most', () => {
    const { method, plan, arms } = compiled(['experiment.plan', PLAN])
    expect(method).toBe('hybrid')
    const compared = comparedShares(
      { arms: arms.map(({ name, shareBps }) => ({ name, weight: shareBps })), control: 'plain', holdout: 'holdout' },
      'hybrid',
      0.05,
    )
    const totals = compared.map(({ control, treatment, alpha }) => {
      const size = sampleSizeForRates({ control: 0.05, treatment: 0.06, alpha, power: 0.8, ratio: treatment / control })
      return Math.ceil((size?.nControl ?? Number.NaN) / control - 1e-6)
    })
    expect(plan).toEqual({
      metric: 'order',
      measure: 'rate',
      windowMs: 30 * DAY_MS,
      baseline: 0.05,
      smallestEffect: expect.closeTo(0.01, 12),
      alpha: 0.05,
      power: 0.8,
      plannedTotal: Math.max(...totals),
      plannedDays: null,
      perDay: null,
    })
  })

  it.each([
    { smallestEffect: 0.01, effect: 0.01 },
    { smallestEffect: '20%', effect: 0.01 },
    { smallestEffect: '20 %', effect: 0.01 },
    { smallestEffect: '7.5%', effect: 0.00375 },
  ])('$smallestEffect of 5 % is $effect', ({ smallestEffect, effect }) => {
    expect(compiled(['experiment.plan', { ...PLAN, smallestEffect }]).plan?.smallestEffect).toBeCloseTo(effect, 12)
  })

  it('of revenue is in minor units', () => {
    const plan = { measure: 'revenue', baseline: 2.5, smallestEffect: 0.4, total: 20_000, days: 60 }
    expect(compiled(['experiment.plan', plan]).plan).toMatchObject({
      measure: 'mean',
      baseline: 250,
      smallestEffect: 40,
      plannedTotal: 20_000,
      plannedDays: 60,
    })
    const yen = { ...FILE.goal, revenue: { currency: 'JPY', cap: 500 } }
    expect(compiled(['goal', yen], ['experiment.plan', plan]).plan).toMatchObject({ baseline: 2.5, smallestEffect: 0.4 })
  })

  it.each([
    { method: 'hybrid', plan: PLAN },
    { method: 'always-valid', plan: PLAN },
    { method: 'bayesian', plan: undefined },
    { method: 'fixed', plan: { ...PLAN, days: 31 } },
    { method: 'lan-demets', plan: { ...PLAN, days: 60 } },
  ])('goes with $method', ({ method, plan }) => {
    const edits: (readonly [string, Json])[] = [['experiment.method', method]]
    expect(compiled(...edits, ...(plan === undefined ? [] : [['experiment.plan', plan] as const])).method).toBe(method)
  })
})

describe('a metric', () => {
  it('of retention counts from a day to a day', () => {
    expect(compiled(['goal', { ...FILE.goal, after: '7d', window: '14d' }]).metrics[0]).toMatchObject({
      afterMs: 7 * DAY_MS,
      windowMs: 14 * DAY_MS,
    })
  })
  it('of money counts no more of one customer than its cap', () => {
    expect(compiled().metrics[0]?.revenue).toMatchObject({ cap: 50_000 })
    const value = { amount: 25, currency: 'JPY', cap: 100 }
    const { revenue: _, ...goal } = FILE.goal
    expect(compiled(['goal', { ...goal, value }]).metrics[0]?.revenue).toEqual({ each: 25, currency: 'JPY', cap: 100 })
  })
  it('may be a ratio, a guardrail, or better when there is less of it', () => {
    const metrics = [
      { name: 'per-visit', event: 'Order Completed', window: '7d', per: { event: 'Site Visited', where: { device: 'phone' } } },
      { name: 'basket', event: 'Order Completed', window: '7d', per: { event: 'Order Completed' }, revenue: { currency: 'USD' } },
      { name: 'refund', event: 'Order Refunded', window: '7d', guardrail: true },
      { name: 'lost', event: 'Order Completed', window: '7d', guardrail: true, better: 'more' },
      { name: 'ticket', event: 'Ticket Opened', window: '7d', better: 'less' },
    ]
    expect(compiled(['metrics', metrics]).metrics.map(({ per, role, better }) => [per?.event ?? null, role, better])).toEqual([
      [null, 'goal', 'more'],
      ['Site Visited', 'goal', 'more'],
      ['Order Completed', 'goal', 'more'],
      [null, 'guardrail', 'less'],
      [null, 'guardrail', 'more'],
      [null, 'goal', 'less'],
    ])
  })
})

describe('a promoted variant', () => {
  it('is what everybody new gets, and the holdout stays what it is compared with', () => {
    const promoted = compiled(['experiment.promoted', 'offer'], ['experiment.plan', PLAN])
    expect(promoted).toMatchObject({
      control: 'offer',
      arms: [
        { name: 'offer', shareBps: 9000 },
        { name: 'holdout', shareBps: 1000 },
      ],
      method: 'hybrid',
      assignedBy: { allocation: { holdoutBps: 1000, variants: [{ name: 'offer', shareBps: 10_000 }] } },
    })
    expect(promoted.plan?.plannedTotal).toBeGreaterThan(0)
  })
  it('keeps the steps of all variants, for who is in one of them', () => {
    const parsed = parse(changed(FILE, 'experiment.promoted', 'offer'))
    expect(parsed.ok && [...parsed.value.paths.keys()]).toEqual(['plain', 'offer'])
  })
  it.each(['hybrid', 'always-valid'])('without a holdout is compared with nothing, and has no plan: %s', (method) => {
    const edits = [
      ['experiment.holdoutBps', 0],
      ['experiment.promoted', 'offer'],
      ['experiment.plan', PLAN],
      ['experiment.method', method],
    ] as const
    expect(compiled(...edits)).toMatchObject({ method: 'always-valid', plan: null, arms: [{ name: 'offer', shareBps: 10_000 }] })
  })
  it('of Thompson sampling leaves nothing to divide', () => {
    const three = ['plain', 'offer', 'gift'].map((name, index) => ({ name, shareBps: index === 0 ? 3_334 : 3_333 }))
    const edits = [
      ['experiment.variants', three],
      ['experiment.method', 'thompson'],
    ] as const
    expect(compiled(...edits).method).toBe('thompson')
    expect(compiled(...edits, ['experiment.promoted', 'gift']).method).toBe('always-valid')
  })
})

describe('who stands outside, and what is shown apart', () => {
  it('testers, a group, break-downs, what a verdict sets off, and a phase', () => {
    expect(
      compiled(
        ['experiment.testers', { 'customer-17': 'offer', 'ann.o@x.example': 'holdout' }],
        ['experiment.group', 'welcome'],
        ['experiment.breakdowns', ['traits.plan', { path: 'revenue.USD', edges: [50, 200] }]],
        ['experiment.onVerdict', { winner: ['promote'], loser: [], broken: ['notify', 'stop'] }],
        ['experiment.phase', 4],
      ),
    ).toMatchObject({
      testers: new Map([
        ['customer-17', 'offer'],
        ['ann.o@x.example', 'holdout'],
      ]),
      group: 'welcome',
      breakdowns: [
        { name: 'traits.plan', path: ['traits', 'plan'], edges: null },
        { name: 'revenue.USD', path: ['revenue', 'USD'], edges: [50, 200] },
      ],
      onVerdict: { winner: ['promote'], loser: [], 'no-difference': ['notify'], harmful: ['notify', 'stop'], broken: ['notify', 'stop'] },
      phase: 4,
    })
  })
  it('may be nothing at all', () => {
    expect(compiled(['experiment.breakdowns', []]).breakdowns).toEqual([])
  })
})

const goal = (more: JsonObject): Json => ({ ...FILE.goal, ...more })
const metric = (more: JsonObject): Json => [{ ...FILE.metrics[0], ...more }]
const plan = (more: JsonObject): Json => ({ ...PLAN, ...more })
const REVENUE = { measure: 'revenue', baseline: 2, smallestEffect: 0.2, total: 9_000 }
const many = <T>(count: number, one: (index: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => one(index))

describe('what would say something else than it does is refused', () => {
  it.each<{ at: string; value: Json; path?: string; problem: string; hint: string; in?: Json }>([
    // The plan
    { at: 'experiment.plan', value: { baseline: 0.05 }, path: 'experiment.plan.smallestEffect', problem: 'is missing', hint: '"20%"' },
    { at: 'experiment.plan', value: plan({ effect: 1 }), path: 'experiment.plan.effect', problem: 'not a field we know', hint: 'baseline' },
    {
      at: 'experiment.plan',
      value: plan({ baseline: '5%' }),
      path: 'experiment.plan.baseline',
      problem: 'must be a number',
      hint: '0.05 for 5 %',
    },
    { at: 'experiment.plan', value: plan({ baseline: 0 }), path: 'experiment.plan.baseline', problem: 'above 0', hint: '0.05' },
    {
      at: 'experiment.plan',
      value: plan({ baseline: 5 }),
      path: 'experiment.plan.baseline',
      problem: 'between 0 and 1',
      hint: '0.05 for 5 %',
    },
    {
      at: 'experiment.plan',
      value: plan({ smallestEffect: '20' }),
      path: 'experiment.plan.smallestEffect',
      problem: 'without a percent sign',
      hint: '"20%"',
    },
    {
      at: 'experiment.plan',
      value: plan({ smallestEffect: 'a fifth' }),
      path: 'experiment.plan.smallestEffect',
      problem: 'no share of the baseline',
      hint: '"20%"',
    },
    {
      at: 'experiment.plan',
      value: plan({ smallestEffect: '-20%' }),
      path: 'experiment.plan.smallestEffect',
      problem: 'no share',
      hint: '"20%"',
    },
    {
      at: 'experiment.plan',
      value: plan({ smallestEffect: '0%' }),
      path: 'experiment.plan.smallestEffect',
      problem: 'no difference',
      hint: '0.01',
    },
    {
      at: 'experiment.plan',
      value: plan({ smallestEffect: 0 }),
      path: 'experiment.plan.smallestEffect',
      problem: 'no difference above 0',
      hint: '0.01',
    },
    {
      at: 'experiment.plan',
      value: plan({ smallestEffect: -0.01 }),
      path: 'experiment.plan.smallestEffect',
      problem: 'no difference above 0',
      hint: '0.01',
    },
    {
      at: 'experiment.plan',
      value: plan({ smallestEffect: 0.95 }),
      path: 'experiment.plan.smallestEffect',
      problem: 'everybody, or more',
      hint: '0.01',
    },
    {
      at: 'experiment.plan',
      value: plan({ smallestEffect: '0.0001%' }),
      path: 'experiment.plan.smallestEffect',
      problem: 'customers',
      hint: 'power',
    },
    { at: 'experiment.plan', value: plan({ alpha: 0.5 }), path: 'experiment.plan.alpha', problem: 'is above 0.2', hint: 'one in twenty' },
    { at: 'experiment.plan', value: plan({ power: 80 }), path: 'experiment.plan.power', problem: 'is above 0.999', hint: '0.8' },
    { at: 'experiment.plan', value: plan({ total: 1 }), path: 'experiment.plan.total', problem: 'is below 2', hint: 'rekindle power' },
    { at: 'experiment.plan', value: plan({ days: 0.5 }), path: 'experiment.plan.days', problem: 'not a whole number', hint: '60' },
    { at: 'experiment.plan', value: plan({ days: 30 }), path: 'experiment.plan.days', problem: 'closed for nobody', hint: 'more days' },
    {
      at: 'experiment.plan',
      value: plan({ measure: 'money' }),
      path: 'experiment.plan.measure',
      problem: 'none of rate, revenue',
      hint: '"revenue"',
    },
    {
      at: 'experiment.plan',
      value: { ...REVENUE, total: null },
      path: 'experiment.plan.total',
      problem: 'must be a number',
      hint: 'rekindle power',
    },
    { at: 'experiment.plan', value: plan({ measure: 'revenue' }), path: 'experiment.plan.total', problem: 'is missing', hint: '--sd' },
    {
      at: 'experiment.plan',
      value: REVENUE,
      in: changed(FILE, 'goal.revenue', undefined),
      path: 'experiment.plan.measure',
      problem: 'counts no money',
      hint: '"rate"',
    },
    {
      at: 'experiment.plan',
      value: REVENUE,
      in: changed(FILE, 'goal.revenue.cap', undefined),
      path: 'experiment.plan.measure',
      problem: 'no "cap"',
      hint: '"cap": 500',
    },
    {
      at: 'experiment.plan',
      value: PLAN,
      in: changed(FILE, 'goal.per', { event: 'Site Visited' }),
      path: 'experiment.plan',
      problem: 'is a ratio',
      hint: 'metrics',
    },
    // The method
    { at: 'experiment.method', value: 'thomson', problem: 'none of hybrid', hint: 'Did you mean "thompson"?' },
    { at: 'experiment.method', value: 'hybrid', problem: 'needs a "plan"', hint: '"baseline"' },
    { at: 'experiment.method', value: 'fixed', problem: 'needs a "plan" with "days"', hint: '"days": 60' },
    {
      at: 'experiment.method',
      value: 'lan-demets',
      in: changed(FILE, 'experiment.plan', PLAN),
      problem: 'needs a "plan" with "days"',
      hint: '"hybrid"',
    },
    { at: 'experiment.method', value: 'thompson', problem: 'only 2 variants', hint: 'Add variants' },
    // What is promoted
    { at: 'experiment.promoted', value: 'ofer', problem: 'no variant has that name', hint: 'Did you mean "offer"?' },
    { at: 'experiment.promoted', value: 'holdout', problem: 'no variant', hint: 'one of "plain", "offer"' },
    { at: 'experiment.promoted', value: 'plain', in: ALONE, problem: 'the only variant', hint: 'Take it out' },
    // Testers
    { at: 'experiment.testers', value: ['customer-1'], problem: 'must be an object', hint: '"customer-17"' },
    {
      at: 'experiment.testers',
      value: { 'customer-1': 'ofer' },
      path: 'experiment.testers.customer-1',
      problem: 'no variant',
      hint: 'Did you mean "offer"?',
    },
    { at: 'experiment.testers', value: { 'customer-1': 5 }, path: 'experiment.testers.customer-1', problem: 'is 5', hint: '"customer-17"' },
    {
      at: 'experiment.testers',
      value: { 'customer-1': 'holdout' },
      in: changed(FILE, 'experiment.holdoutBps', 0),
      path: 'experiment.testers.customer-1',
      problem: 'there is none',
      hint: '"holdoutBps"',
    },
    {
      at: 'experiment.testers',
      value: { '~erased:x': 'offer' },
      path: 'experiment.testers.~erased:x',
      problem: 'no id of a customer',
      hint: '"customer-17"',
    },
    {
      at: 'experiment.testers',
      value: Object.fromEntries(many(TESTERS_MAX + 1, (index) => [`c-${index}`, 'offer'])),
      problem: 'more than 50',
      hint: 'at most 50',
    },
    // The group
    { at: 'experiment.group', value: 'Welcome mails', problem: 'small letters', hint: 'names the group' },
    // Break-downs
    {
      at: 'experiment.breakdowns',
      value: ['stage', 'traits.a', 'traits.b', 'traits.c'],
      problem: 'more than 3 entries',
      hint: 'at most 3',
    },
    { at: 'experiment.breakdowns', value: ['plan'], path: 'experiment.breakdowns.0', problem: 'no customer has', hint: '"traits.plan"' },
    { at: 'experiment.breakdowns', value: ['stage', 'stage'], path: 'experiment.breakdowns.1', problem: 'is "stage" again', hint: 'once' },
    {
      at: 'experiment.breakdowns',
      value: ['traits.email'],
      path: 'experiment.breakdowns.0',
      problem: 'about one person',
      hint: 'traits.plan',
    },
    {
      at: 'experiment.breakdowns',
      value: ['traits.address.city'],
      path: 'experiment.breakdowns.0',
      problem: 'about one person',
      hint: 'traits.plan',
    },
    {
      at: 'experiment.breakdowns',
      value: ['traits.firstName'],
      path: 'experiment.breakdowns.0',
      problem: 'about one person',
      hint: 'traits.plan',
    },
    { at: 'experiment.breakdowns', value: ['id'], path: 'experiment.breakdowns.0', problem: 'another for everybody', hint: '"stage"' },
    {
      at: 'experiment.breakdowns',
      value: ['activity.lastAt'],
      path: 'experiment.breakdowns.0',
      problem: 'another for everybody',
      hint: '"stage"',
    },
    { at: 'experiment.breakdowns', value: ['traits'], path: 'experiment.breakdowns.0', problem: 'several things', hint: '"traits.…"' },
    {
      at: 'experiment.breakdowns',
      value: ['revenue.USD'],
      path: 'experiment.breakdowns.0',
      problem: 'each would be a segment',
      hint: '"edges"',
    },
    {
      at: 'experiment.breakdowns',
      value: [{ path: 'stage', edges: [1] }],
      path: 'experiment.breakdowns.0.path',
      problem: 'no number',
      hint: 'without edges',
    },
    {
      at: 'experiment.breakdowns',
      value: [{ path: 'revenue.USD' }],
      path: 'experiment.breakdowns.0.edges',
      problem: 'is missing',
      hint: '[50, 200]',
    },
    {
      at: 'experiment.breakdowns',
      value: [{ path: 'revenue.USD', edges: [] }],
      path: 'experiment.breakdowns.0.edges',
      problem: 'is empty',
      hint: '[50, 200]',
    },
    {
      at: 'experiment.breakdowns',
      value: [{ path: 'revenue.USD', edges: [50, 50] }],
      path: 'experiment.breakdowns.0.edges.1',
      problem: 'not above the one before',
      hint: '[50, 200]',
    },
    {
      at: 'experiment.breakdowns',
      value: [{ path: 'revenue.USD', edges: many(BREAKDOWN_EDGES_MAX + 1, (index) => index) }],
      path: 'experiment.breakdowns.0.edges',
      problem: 'more than 9',
      hint: 'at most 9',
    },
    // What a verdict sets off
    {
      at: 'experiment.onVerdict',
      value: { loser: ['promote'] },
      path: 'experiment.onVerdict.loser.0',
      problem: 'none of notify, stop',
      hint: 'Only a winner is promoted',
    },
    {
      at: 'experiment.onVerdict',
      value: { winner: ['notify', 'stop'] },
      path: 'experiment.onVerdict.winner.1',
      problem: 'none of notify, promote',
      hint: 'Only what is worse',
    },
    {
      at: 'experiment.onVerdict',
      value: { 'no-difference': ['stop'] },
      path: 'experiment.onVerdict.no-difference.0',
      problem: 'none of notify',
      hint: '"notify"',
    },
    {
      at: 'experiment.onVerdict',
      value: { harmful: ['stop', 'stop'] },
      path: 'experiment.onVerdict.harmful.1',
      problem: 'is "stop" again',
      hint: 'once',
    },
    {
      at: 'experiment.onVerdict',
      value: { winners: [] },
      path: 'experiment.onVerdict.winners',
      problem: 'not a field',
      hint: 'Did you mean "winner"?',
    },
    {
      at: 'experiment.onVerdict',
      value: { winner: ['promote'] },
      in: ALONE,
      path: 'experiment.onVerdict.winner.0',
      problem: 'only one variant',
      hint: 'Take it out',
    },
    // Goals and metrics
    { at: 'goal', value: goal({ guardrail: true }), path: 'goal.guardrail', problem: 'not a field', hint: 'under "metrics"' },
    { at: 'goal', value: goal({ better: 'less' }), path: 'goal.better', problem: 'not a field', hint: 'what is feared' },
    { at: 'goal', value: goal({ windows: '1d' }), path: 'goal.windows', problem: 'not a field', hint: 'Did you mean "window"?' },
    { at: 'goal', value: goal({ after: '30d' }), path: 'goal.after', problem: 'not shorter than "window" (30d)', hint: '"after": "7d"' },
    { at: 'goal', value: goal({ after: '31d' }), path: 'goal.after', problem: 'nothing would count', hint: '"window": "14d"' },
    { at: 'goal', value: goal({ revenue: { currency: 'USD', cap: 0 } }), path: 'goal.revenue.cap', problem: 'above 0', hint: '500' },
    {
      at: 'goal',
      value: goal({ revenue: { currency: 'JPY', cap: 0.2 } }),
      path: 'goal.revenue',
      problem: 'below the smallest coin of JPY',
      hint: '500',
    },
    {
      at: 'goal',
      value: { name: 'o', event: 'O', window: '1d', value: { amount: 25, currency: 'EUR', cap: 20 } },
      path: 'goal.value',
      problem: 'no more than 20',
      hint: '500',
    },
    {
      at: 'goal',
      value: { name: 'o', event: 'O', window: '1d', value: { amount: 25, currency: 'EUR' }, per: { event: 'P' } },
      path: 'goal.value',
      problem: 'beside "per"',
      hint: 'Take "value" out',
    },
    {
      at: 'goal',
      value: { name: 'o', event: 'O', window: '1d', per: { event: 'O' } },
      path: 'goal.per',
      problem: 'always 1',
      hint: 'another event',
    },
    { at: 'goal', value: goal({ per: {} }), path: 'goal.per.event', problem: 'is missing', hint: 'exactly as it is published' },
    { at: 'metrics', value: metric({ guardrail: 'yes' }), path: 'metrics.0.guardrail', problem: 'must be true or false', hint: 'true' },
    { at: 'metrics', value: metric({ better: 'fewer' }), path: 'metrics.0.better', problem: 'none of more, less', hint: '"less"' },
    {
      at: 'metrics',
      value: metric({ guardrail: true, revenue: { currency: 'EUR' } }),
      path: 'metrics.0.revenue',
      problem: 'in a guardrail',
      hint: 'counts customers',
    },
    {
      at: 'metrics',
      value: metric({ guardrail: true, per: { event: 'P' } }),
      path: 'metrics.0.per',
      problem: 'in a guardrail',
      hint: 'counts customers',
    },
    // A group and one variant without a holdout compare nothing, whatever else is said.
    {
      at: 'experiment.group',
      value: 'welcome',
      in: changed(ALONE, 'experiment.holdoutBps', 0),
      path: 'experiment.variants',
      problem: 'with nothing',
      hint: 'second variant',
    },
  ])('$problem: $at $value', ({ at, value, path = at, problem, hint, in: source = FILE }) => {
    const problems = problemsOf(parse(changed(source, at, value)))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toEqual({ path, problem: expect.stringContaining(problem), hint: expect.stringContaining(hint) })
  })
})
