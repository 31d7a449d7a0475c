/** Arbitrary paths: every kind of step, and any ways between them that lead on. */
import fc from 'fast-check'
import type { Path, Step, StepBody, Until } from '../../../shared/domain/campaign/campaign.ts'
import { bps } from '../../../shared/kernel/words.ts'
import { condition } from './laid.ts'
import { days, ORDER, send, wait } from './world.ts'

/** Attributes that arbitrary lives talk of. */
export const DAYS_NAMED = ['2026-02-01', '2026-03-15T10:00:00Z', '2026-06-01', '2029-01-01', 'soon', null] as const
export const KEYS = ['a', 'b', 'c'] as const
export const HEARD = ['Visited', ORDER, 'Signed Up'] as const

const conditions = [
  { stage: { $ne: 'new' } },
  { 'traits.points': { $gte: 2 } },
  { $did: { event: ORDER, within: '20d' } },
  { $did: { event: 'Visited', where: { revenue: { $gte: 50 } }, atLeast: 2 } },
  { $did: { event: ORDER, since: 'entry' } },
].map(condition)

const where = fc.constantFrom(null, condition({ revenue: { $gte: 50 } }))
const include = fc.subarray([['traits', 'points'], ['stage'], ['traits']])

const until: fc.Arbitrary<Until> = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map((n): Until => ({ by: 'duration', ms: days(n) })),
  fc
    .record({ at: fc.constantFrom(0, 540, 1_439), days: fc.constantFrom(null, new Set([1]), new Set([3, 7])) })
    .map((more): Until => ({ by: 'local-time', ...more })),
  fc
    .record({
      offsetDays: fc.integer({ min: -5, max: 5 }),
      at: fc.constantFrom(null, 0, 540),
      otherwise: fc.constantFrom('continue' as const, 'exit' as const),
    })
    .map((more): Until => ({ by: 'date', path: ['traits', 'renewalAt'], ...more })),
)

/** A step, and where it leads to: numbers that are made indexes once it is known how many steps there are. */
type Raw = { readonly body: (to: (n: number) => number) => StepBody; readonly next: number }

const waitFor: fc.Arbitrary<Raw['body']> = fc
  .record({ event: fc.constantFrom(...HEARD), where, sameKey: fc.boolean(), atMost: fc.integer({ min: 1, max: 20 }), then: fc.nat() })
  .map(
    ({ atMost, then, ...more }) =>
      (to: (n: number) => number): StepBody => ({
        type: 'wait-for',
        ...more,
        atMostMs: days(atMost),
        then: to(then),
      }),
  )

const body: fc.Arbitrary<Raw['body']> = fc.oneof(
  fc.constant(() => send()),
  fc.integer({ min: 1, max: 20 }).map((n) => () => wait(n)),
  until.map((until) => (): StepBody => ({ type: 'wait', until })),
  waitFor,
  waitFor,
  fc.array(fc.tuple(fc.constantFrom(...conditions), fc.nat()), { minLength: 1, maxLength: 3 }).map(
    (ways) =>
      (to: (n: number) => number): StepBody => ({ type: 'branch', ways: ways.map(([when, n]) => ({ when, to: to(n) })) }),
  ),
  fc.record({ name: fc.constantFrom('one', 'two'), share: fc.constantFrom(0, 5_000, 10_000), first: fc.nat(), second: fc.nat() }).map(
    ({ name, share, first, second }) =>
      (to: (n: number) => number): StepBody => ({
        type: 'split',
        name,
        ways: [
          { name: 'x', shareBps: bps(share), to: to(first) },
          { name: 'y', shareBps: bps(10_000 - share), to: to(second) },
        ],
      }),
  ),
  fc
    .record({
      set: fc.constantFrom({}, { renewalAt: '2026-05-01' }, { renewalAt: null }, { points: 'many' }),
      add: fc.constantFrom({}, { points: 1 }, { points: -3, visits: 1 }),
    })
    .map((said) => (): StepBody => ({ type: 'update', ...said })),
  include.map((include) => (): StepBody => ({ type: 'emit', event: 'Told', properties: { a: 1 }, include })),
  fc
    .record({ include, dueMs: fc.constantFrom(null, days(2)) })
    .map((more) => (): StepBody => ({ type: 'task', title: 'Call', note: null, assignee: null, ...more })),
  include.map((include) => (): StepBody => ({ type: 'webhook', url: 'https://crm.example/', body: {}, include })),
  fc.constant((): StepBody => ({ type: 'exit', why: null })),
)

const raw: fc.Arbitrary<Raw> = fc.record({
  body,
  next: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat() }),
})

/** Of the steps before the one it goes on with when all is done, none leads there or behind it: only to the end. */
const laidOut = (raws: readonly Raw[], onComplete: number | null): readonly Step[] =>
  raws.map(({ body, next }, index): Step => {
    const end = onComplete !== null && index < onComplete ? onComplete : raws.length
    const to = (n: number): number => {
      const target = index + 1 + (n % Math.max(1, end - index))
      return onComplete !== null && target === onComplete && index < onComplete ? raws.length : target
    }
    return { ...body(to), id: null, next: to(next) }
  })

const milestone = fc.record({ name: fc.constantFrom('first', 'second'), event: fc.constantFrom(...HEARD), where })

export const path: fc.Arbitrary<Path> = fc
  .record({
    raws: fc.array(raw, { maxLength: 7 }),
    milestones: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.uniqueArray(milestone, { minLength: 1, maxLength: 2, selector: ({ name }) => name }) },
    ),
    at: fc.nat(),
  })
  .map(({ raws, milestones, at }) => {
    const onComplete = milestones.length === 0 ? null : at % (raws.length + 1)
    return { steps: laidOut(raws, onComplete), milestones, onComplete }
  })
