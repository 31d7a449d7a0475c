import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../shared/contract/policy.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { changed, isWritten, leadsInto, problemsOf } from './files.ts'

const policy = {
  lifecycle: { activity: ['Order Completed'], newFor: '30d', atRiskAfter: '60d', dormantAfter: '120d', churnedAfter: '365d' },
  revenue: { events: ['Order Completed'], currency: 'USD' },
  consent: { basis: 'soft-opt-in' },
}

describe('a policy', () => {
  it('leaves unsaid what nobody must say', () => {
    expect(parsePolicy(policy)).toEqual({
      ok: true,
      value: {
        lifecycle: {
          newMs: 30 * DAY_MS,
          atRiskMs: 60 * DAY_MS,
          dormantMs: 120 * DAY_MS,
          churnedMs: 365 * DAY_MS,
          activity: new Set(['Order Completed']),
          churnedBy: new Set(),
          returnedBy: new Set(),
        },
        revenue: {
          events: new Set(['Order Completed']),
          refunds: new Set(),
          property: 'revenue',
          currencyProperty: 'currency',
          currency: 'USD',
        },
        consent: { basis: 'soft-opt-in' },
        entryMaxAgeMs: DAY_MS,
      },
    })
  })

  it('counts no money where none is named', () => {
    const parsed = parsePolicy(changed(policy, 'revenue', undefined))
    expect(parsed.ok && parsed.value.revenue.events.size).toBe(0)
  })

  it.each([
    { at: 'lifecycle', value: undefined, path: 'lifecycle', problem: 'is missing', hint: 'activity' },
    { at: 'lifecycle.activity', value: [], path: 'lifecycle.activity', problem: 'is empty', hint: 'still with you' },
    { at: 'lifecycle.activity', value: undefined, path: 'lifecycle.activity', problem: 'is missing', hint: 'still with you' },
    { at: 'lifecycle.activity', value: ['A', 'B', 'A'], path: 'lifecycle.activity.2', problem: 'is "A" again', hint: 'once' },
    { at: 'lifecycle.activity', value: ['A '], path: 'lifecycle.activity.0', problem: 'begins or ends with a space', hint: 'space' },
    {
      at: 'lifecycle.dormantAfter',
      value: '60d',
      path: 'lifecycle.dormantAfter',
      problem: 'not longer than "atRiskAfter" (60d)',
      hint: 'in this order',
    },
    {
      at: 'lifecycle.churnedAfter',
      value: '119d',
      path: 'lifecycle.churnedAfter',
      problem: 'is 119d, not longer than "dormantAfter" (120d)',
      hint: 'in this order',
    },
    { at: 'lifecycle.atRiskAfter', value: '0d', path: 'lifecycle.atRiskAfter', problem: 'is shorter than 1ms', hint: '"7d"' },
    { at: 'lifecycle.churnedAfter', value: '3651d', path: 'lifecycle.churnedAfter', problem: 'is longer than 3650d', hint: '"7d"' },
    { at: 'lifecycle.dormantAfter', value: 120, path: 'lifecycle.dormantAfter', problem: 'must be text, and is a number', hint: '"7d"' },
    {
      at: 'lifecycle.dormantafter',
      value: '120d',
      path: 'lifecycle.dormantafter',
      problem: 'not a field we know',
      hint: 'Did you mean "dormantAfter"?',
    },
    {
      at: 'revenue.refunds',
      value: ['Order Completed'],
      path: 'revenue.refunds.0',
      problem: '"Order Completed" brings money, too',
      hint: 'one or the other',
    },
    { at: 'revenue.currency', value: undefined, path: 'revenue.currency', problem: 'is missing', hint: 'ISO 4217' },
    { at: 'consent', value: undefined, path: 'consent', problem: 'is missing', hint: '"soft-opt-in"' },
    { at: 'consent.basis', value: 'soft opt in', path: 'consent.basis', problem: 'is "soft opt in"', hint: 'Did you mean "soft-opt-in"?' },
    { at: 'consent.basis', value: 'none', path: 'consent.basis', problem: 'is "none"', hint: '"opt-in"' },
    { at: 'entryMaxAge', value: '401d', path: 'entryMaxAge', problem: 'is longer than 400d', hint: '"7d"' },
  ] as const)('$problem: $path', ({ at, value, path, problem, hint }) => {
    const problems = problemsOf(parsePolicy(changed(policy, at, value as Json | undefined)))
    expect(problems).toHaveLength(1)
    expect(problems[0]?.path).toBe(path)
    expect(problems[0]?.problem).toContain(problem)
    expect(problems[0]?.hint).toContain(hint)
  })

  it('says which event cannot both end and bring back', () => {
    const lifecycle = { ...policy.lifecycle, churnedBy: ['A', 'B'], returnedBy: ['C', 'B'] }
    expect(problemsOf(parsePolicy({ ...policy, lifecycle }))).toMatchObject([
      { path: 'lifecycle.returnedBy.1', problem: '"B" ends the relation, too' },
    ])
  })

  it('understands every field, or says so, even one that JavaScript has a use for', () => {
    const source = JSON.parse(JSON.stringify(policy).replace('{', '{"__proto__":{"x":1},"constructor":5,')) as Json
    expect(problemsOf(parsePolicy(source)).map(({ path }) => path)).toEqual(['__proto__', 'constructor'])
  })

  it('never throws, and its problems lead into the file', () => {
    const path = fc.constantFrom(
      'lifecycle',
      'lifecycle.activity',
      'lifecycle.newFor',
      'revenue',
      'revenue.events',
      'consent',
      'consent.basis',
      'entryMaxAge',
      'x',
    )
    const edited = fc.record({ path, value: fc.jsonValue() as fc.Arbitrary<Json> }).map(({ path, value }) => changed(policy, path, value))
    fc.assert(
      fc.property(fc.oneof(edited, fc.jsonValue() as fc.Arbitrary<Json>), (source) => {
        for (const problem of problemsOf(parsePolicy(source))) {
          expect(problem).toSatisfy(isWritten)
          expect(problem.path).toSatisfy((path: string) => leadsInto(source, path))
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
