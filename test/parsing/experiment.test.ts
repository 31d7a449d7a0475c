import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExperiment } from '../../shared/contract/experiment.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { VARIANTS_MAX } from '../../shared/kernel/limits.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { changed, isWritten, leadsInto, problemsOf } from './files.ts'

const experiment = {
  id: 'Exp_7 (web)',
  control: 'Old page',
  variants: [
    { name: 'Old page', weight: 9 },
    { name: 'new', weight: 1 },
  ],
  metrics: [{ name: 'order', event: 'Order Completed', window: '14d' }],
}

const PLAN = { baseline: 0.1, smallestEffect: 0.02, days: 60 }

describe('an experiment assigned outside', () => {
  it('bears the names others gave it, and shares by weight', () => {
    expect(parseExperiment(experiment)).toEqual({
      ok: true,
      value: {
        id: 'Exp_7 (web)',
        control: 'Old page',
        arms: [
          { name: 'Old page', shareBps: 9000 },
          { name: 'new', shareBps: 1000 },
        ],
        campaign: null,
        phase: 1,
        metrics: [
          {
            ...{ name: 'order', event: 'Order Completed', where: null, afterMs: 0, windowMs: 14 * DAY_MS },
            ...{ revenue: null, per: null, role: 'goal', better: 'more' },
          },
        ],
        method: 'always-valid',
        plan: null,
        group: null,
        testers: new Map(),
        breakdowns: [],
        onVerdict: { winner: ['notify'], loser: ['notify'], 'no-difference': ['notify'], harmful: ['notify'], broken: ['notify'] },
        assignedBy: { type: 'outside' },
      },
    })
  })

  it('may have a plan, a method, and metrics that are feared', () => {
    const metrics = [...experiment.metrics, { name: 'refund', event: 'Order Refunded', window: '14d', guardrail: true }]
    const parsed = parseExperiment({ ...experiment, metrics, plan: PLAN, method: 'lan-demets', onVerdict: { winner: [] } })
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        method: 'lan-demets',
        plan: { metric: 'order', measure: 'rate', baseline: 0.1, smallestEffect: 0.02, plannedDays: 60 },
        metrics: [{ role: 'goal' }, { role: 'guardrail', better: 'less' }],
        onVerdict: { winner: [], loser: ['notify'] },
      },
    })
  })

  it('keeps equal weights exactly equal', () => {
    const variants = ['Old page', 'b', 'c'].map((name) => ({ name, weight: 1 }))
    const parsed = parseExperiment({ ...experiment, variants })
    expect(new Set(parsed.ok ? parsed.value.arms.map(({ shareBps }) => shareBps) : [])).toEqual(new Set([10_000 / 3]))
  })

  it.each([
    { at: 'id', value: undefined, path: 'id', problem: 'is missing', hint: 'experiment_id' },
    { at: 'control', value: 'old page', path: 'control', problem: 'no variant has that name', hint: 'Did you mean "Old page"?' },
    { at: 'variants', value: [{ name: 'Old page', weight: 1 }], path: 'variants', problem: 'has fewer than 2 entries', hint: '2 to 20' },
    {
      at: 'variants',
      value: Array.from({ length: VARIANTS_MAX + 1 }, (_, index) => ({ name: `${index}`, weight: 1 })),
      path: 'variants',
      problem: 'more than 20',
      hint: '2 to 20',
    },
    { at: 'variants.1.name', value: 'Old page', path: 'variants.1.name', problem: 'is "Old page" again', hint: 'another name' },
    { at: 'variants.1.name', value: 'holdout', path: 'variants.1.name', problem: 'something else', hint: 'another name' },
    { at: 'variants.1.weight', value: 0, path: 'variants.1.weight', problem: 'must be above 0', hint: 'halves' },
    { at: 'variants.1.weight', value: '50%', path: 'variants.1.weight', problem: 'must be a number, and is text', hint: 'halves' },
    { at: 'variants.1.shareBps', value: 1, path: 'variants.1.shareBps', problem: 'not a field we know', hint: 'name, weight' },
    { at: 'metrics', value: [], path: 'metrics', problem: 'is empty', hint: '"window"' },
    { at: 'metrics.1', value: experiment.metrics[0], path: 'metrics.1.name', problem: 'is "order" again', hint: 'another name' },
    { at: 'id', value: '$global', path: 'id', problem: 'the global holdout', hint: 'another name' },
    { at: 'metrics.0.guardrail', value: true, path: 'metrics.0.guardrail', problem: 'of the first metric', hint: 'hoped for' },
    { at: 'metrics.0.better', value: 'less', path: 'metrics.0.better', problem: 'of the first metric', hint: 'hoped for' },
    { at: 'metrics.0.after', value: '14d', path: 'metrics.0.after', problem: 'nothing would count', hint: '"after"' },
    { at: 'method', value: 'thompson', path: 'method', problem: 'none of hybrid', hint: 'leave it out' },
    { at: 'method', value: 'hybrid', path: 'method', problem: 'needs a "plan"', hint: '"baseline"' },
    { at: 'plan', value: { ...PLAN, days: 14 }, path: 'plan.days', problem: 'closed for nobody', hint: 'more days' },
    { at: 'plan', value: { ...PLAN, measure: 'revenue' }, path: 'plan.measure', problem: 'counts no money', hint: '"rate"' },
    { at: 'onVerdict', value: { winner: ['promote'] }, path: 'onVerdict.winner.0', problem: 'none of notify', hint: 'somebody else' },
    { at: 'onVerdict', value: { harmful: ['stop'] }, path: 'onVerdict.harmful.0', problem: 'none of notify', hint: 'somebody else' },
    { at: 'testers', value: {}, path: 'testers', problem: 'not a field we know', hint: 'Known fields' },
    { at: 'metrics.0.window', value: '14 days', path: 'metrics.0.window', problem: 'not a duration', hint: '"7d"' },
  ] as const)('$problem: $path', ({ at, value, path, problem, hint }) => {
    const problems = problemsOf(parseExperiment(changed(experiment, at, value as unknown as Json | undefined)))
    expect(problems).toHaveLength(1)
    expect(problems[0]?.path).toBe(path)
    expect(problems[0]?.problem).toContain(problem)
    expect(problems[0]?.hint).toContain(hint)
  })

  it('never throws, and its problems lead into the file', () => {
    const path = fc.constantFrom(
      'id',
      'control',
      'variants',
      'variants.0',
      'variants.1.weight',
      'metrics',
      'metrics.0',
      'metrics.0.revenue',
      'metrics.0.where',
    )
    const edited = fc
      .record({ path, value: fc.jsonValue() as fc.Arbitrary<Json> })
      .map(({ path, value }) => changed(experiment, path, value))
    fc.assert(
      fc.property(fc.oneof(edited, fc.jsonValue() as fc.Arbitrary<Json>), (source) => {
        for (const problem of problemsOf(parseExperiment(source))) {
          expect(problem).toSatisfy(isWritten)
          expect(problem.path).toSatisfy((path: string) => leadsInto(source, path))
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
