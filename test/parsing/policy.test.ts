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

const ORDER = { name: 'order', event: 'Order Completed', window: '14d' }
const HOLDOUT = { holdoutBps: 500, period: 'quarter', goal: ORDER }

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
        consent: { basis: 'soft-opt-in', isDouble: false },
        sending: { from: null, replyTo: null, quietHours: { from: 1260, until: 540 }, zones: ['UTC'], caps: [], perDay: null },
        topics: new Map(),
        entryMaxAgeMs: DAY_MS,
        globalHoldout: null,
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
    { at: 'consent.doubleOptIn', value: 'yes', path: 'consent.doubleOptIn', problem: 'must be true or false', hint: 'confirm' },
    {
      at: 'sending',
      value: { quiethours: null },
      path: 'sending.quiethours',
      problem: 'not a field we know',
      hint: 'Did you mean "quietHours"?',
    },
    { at: 'sending', value: { quietHours: false }, path: 'sending.quietHours', problem: 'must be an object', hint: '"21:00"' },
    {
      at: 'sending',
      value: { quietHours: { from: '21', until: '09:00' } },
      path: 'sending.quietHours.from',
      problem: '"21", which is no time of day',
      hint: '"21:00"',
    },
    {
      at: 'sending',
      value: { quietHours: { from: '24:00', until: '09:00' } },
      path: 'sending.quietHours.from',
      problem: 'no time of day',
      hint: '"21:00"',
    },
    {
      at: 'sending',
      value: { quietHours: { from: '09:00', until: '09:00' } },
      path: 'sending.quietHours.until',
      problem: 'is the same as "from"',
      hint: '"21:00"',
    },
    {
      at: 'sending',
      value: { zone: 'Berlin' },
      path: 'sending.zone',
      problem: 'is "Berlin", which is no time zone we know',
      hint: '"Europe/Berlin"',
    },
    {
      at: 'sending',
      value: { zone: ['UTC', 7] },
      path: 'sending.zone.1',
      problem: 'is 7, which is no time zone we know',
      hint: '"Europe/Berlin"',
    },
    { at: 'sending', value: { zone: [] }, path: 'sending.zone', problem: 'is empty', hint: '"Europe/Berlin"' },
    {
      at: 'sending',
      value: { zone: ['Asia/Tokyo', 'Europe/Berlin', 'America/Los_Angeles'] },
      path: 'sending.zone',
      problem: 'has zones in which it is never day at once',
      hint: 'fewer zones',
    },
    { at: 'sending', value: { from: 'shop' }, path: 'sending.from', problem: 'is no mailbox', hint: '<hello@shop.example>' },
    {
      at: 'sending',
      value: { from: 'Shop <a@b.example>, x@y.example' },
      path: 'sending.from',
      problem: 'is no mailbox',
      hint: '<hello@shop.example>',
    },
    {
      at: 'sending',
      value: { caps: [{ atMost: 0, within: '7d' }] },
      path: 'sending.caps.0.atMost',
      problem: 'is below 1',
      hint: '"within": "7d"',
    },
    { at: 'sending', value: { caps: [{ atMost: 2 }] }, path: 'sending.caps.0.within', problem: 'is missing', hint: '"7d"' },
    {
      at: 'sending',
      value: { caps: [{ atMost: 2, within: '93d' }] },
      path: 'sending.caps.0.within',
      problem: 'is longer than 92d',
      hint: '"7d"',
    },
    { at: 'sending', value: { perDay: 0 }, path: 'sending.perDay', problem: 'is below 1', hint: '5000' },
    { at: 'topics', value: ['offers'], path: 'topics', problem: 'must be an object', hint: '"offers"' },
    { at: 'topics', value: { offers: 'Offers' }, path: 'topics.offers', problem: 'a title in one language at least', hint: '"offers"' },
    { at: 'topics', value: { offers: {} }, path: 'topics.offers', problem: 'a title in one language at least', hint: '"offers"' },
    { at: 'topics', value: { offers: { e: 'Offers' } }, path: 'topics.offers.e', problem: 'is no language', hint: '"zh"' },
    { at: 'topics', value: { offers: { en: ' ' } }, path: 'topics.offers.en', problem: 'is no title', hint: '"offers"' },
    { at: 'topics', value: { '*': { en: 'All' } }, path: 'topics.*', problem: 'is no name of a topic', hint: '"offers"' },
    {
      at: 'globalHoldout',
      value: { period: 'month', goal: ORDER },
      path: 'globalHoldout.holdoutBps',
      problem: 'is missing',
      hint: '1000 is 10 %',
    },
    { at: 'globalHoldout', value: { ...HOLDOUT, holdoutBps: 0 }, path: 'globalHoldout.holdoutBps', problem: 'is below 1', hint: '10 %' },
    { at: 'globalHoldout', value: { ...HOLDOUT, period: 'quater' }, path: 'globalHoldout.period', problem: 'none of', hint: '"quarter"' },
    {
      at: 'globalHoldout',
      value: { ...HOLDOUT, goal: { ...ORDER, guardrail: true } },
      path: 'globalHoldout.goal.guardrail',
      problem: 'not a field',
      hint: 'hoped for',
    },
    {
      at: 'globalHoldout',
      value: { ...HOLDOUT, period: 'month', goal: { ...ORDER, window: '28d' } },
      path: 'globalHoldout.goal.window',
      problem: 'only 28 days',
      hint: 'longer period',
    },
    {
      at: 'globalHoldout',
      value: { ...HOLDOUT, period: 'year', goal: { ...ORDER, window: '366d' } },
      path: 'globalHoldout.goal.window',
      problem: 'only 365 days',
      hint: 'longer period',
    },
    { at: 'entryMaxAge', value: '401d', path: 'entryMaxAge', problem: 'is longer than 400d', hint: '"7d"' },
  ] as const)('$problem: $path', ({ at, value, path, problem, hint }) => {
    const problems = problemsOf(parsePolicy(changed(policy, at, value as Json | undefined)))
    expect(problems).toHaveLength(1)
    expect(problems[0]?.path).toBe(path)
    expect(problems[0]?.problem).toContain(problem)
    expect(problems[0]?.hint).toContain(hint)
  })

  it.each([
    { sending: { quietHours: null }, is: { quietHours: null } },
    { sending: { quietHours: { from: '22:30', until: '07:00' } }, is: { quietHours: { from: 1350, until: 420 } } },
    { sending: { zone: 'Europe/Berlin' }, is: { zones: ['Europe/Berlin'] } },
    { sending: { zone: ['America/New_York', 'America/Los_Angeles'] }, is: { zones: ['America/New_York', 'America/Los_Angeles'] } },
    { sending: { caps: [{ atMost: 2, within: '7d' }] }, is: { caps: [{ topic: null, atMost: 2, withinMs: 7 * DAY_MS }] } },
    {
      sending: { caps: [{ topic: 'offers', atMost: 1, within: '92d' }] },
      is: { caps: [{ topic: 'offers', atMost: 1, withinMs: 92 * DAY_MS }] },
    },
    { sending: { perDay: 5000, from: 'Your shop <hello@shop.example>' }, is: { perDay: 5000, from: 'Your shop <hello@shop.example>' } },
    { sending: { from: 'hello@shop.example', replyTo: '你的商店 <help@shop.example>' }, is: { replyTo: '你的商店 <help@shop.example>' } },
  ])('says how mail reaches people: $sending', ({ sending, is }) => {
    const parsed = parsePolicy({ ...policy, sending } as Json)
    expect(parsed.ok && parsed.value.sending).toMatchObject(is)
  })

  it.each([
    { period: 'month', months: 1, window: '27d' },
    { period: 'quarter', months: 3, window: '89d' },
    { period: 'half-year', months: 6, window: '180d' },
    { period: 'year', months: 12, window: '364d' },
  ])('leaves a part of all customers alone for a $period', ({ period, months, window }) => {
    const parsed = parsePolicy({ ...policy, globalHoldout: { ...HOLDOUT, period, goal: { ...ORDER, window } } }, 'seed')
    expect(parsed.ok && parsed.value.globalHoldout).toMatchObject({
      id: '$global',
      campaign: null,
      control: 'holdout',
      arms: [
        { name: 'treated', shareBps: 9_500 },
        { name: 'holdout', shareBps: 500 },
      ],
      metrics: [{ name: 'order', role: 'goal' }],
      method: 'always-valid',
      onVerdict: { harmful: ['notify'] },
      assignedBy: { type: 'policy', holdoutBps: 500, months },
    })
  })

  it('derives the salt of the holdout from the seed, or takes that of the file', () => {
    const saltOf = (seed: string, salt?: string) => {
      const parsed = parsePolicy({ ...policy, globalHoldout: salt === undefined ? HOLDOUT : { ...HOLDOUT, salt } }, seed)
      const by = parsed.ok ? parsed.value.globalHoldout?.assignedBy : undefined
      return by?.type === 'policy' ? by.salt : null
    }
    expect(saltOf('a')).not.toBe(saltOf('b'))
    expect([saltOf('a', 'old'), saltOf('b', 'old')]).toEqual(['old', 'old'])
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
