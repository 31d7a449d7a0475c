import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOTHING_BESIDE } from '../../../shared/domain/conditions/about.ts'
import { ask } from '../../../shared/domain/conditions/ask.ts'
import { compile } from '../../../shared/domain/conditions/compile.ts'
import type { Did } from '../../../shared/domain/conditions/condition.ts'
import { evaluate } from '../../../shared/domain/conditions/evaluate.ts'
import { explainCondition } from '../../../shared/domain/conditions/explain.ts'
import { changesAt, doneBy } from '../../../shared/domain/conditions/history.ts'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import { DID_EVENTS_MAX, TIMELINE_TTL_MS } from '../../../shared/kernel/limits.ts'
import { HOUR_MS } from '../../../shared/kernel/time.ts'
import { anyDid, anyEvents, asked, done, hour, naiveDid, whoDid } from './history-world.ts'

const didIn = (json: Json): Did => {
  const condition = asked(json)
  if (condition.kind !== 'did') throw new Error('it asks about history')
  return condition.did
}
const seenOf = (said: JsonObject, events: readonly LifecycleEvent[], now: number, entryAt: number | null = null) =>
  doneBy(didIn({ $did: { event: 'A', ...said } }), events, hour(now), entryAt === null ? null : hour(entryAt))

describe('what counts', () => {
  const events = [done('A', 1), done('A', 10), done('B', 10), done('A', 20)]

  it.each<[JsonObject, number, number | null, number]>([
    [{ within: '10h' }, 20, null, 1],
    [{ within: '11h' }, 20, null, 2],
    [{ within: '10h' }, 19, null, 1],
    [{ since: '2026-01-01T10:00:00Z' }, 20, null, 2],
    [{ since: '2026-01-01T10:00:00.001Z' }, 20, null, 1],
    [{ since: 'entry' }, 20, 10, 1],
    [{ since: 'entry' }, 20, 9, 2],
    [{ since: 'entry' }, 20, null, 0],
    [{}, 20, null, 3],
    [{}, 19, null, 2],
  ])('of %j at hour %d, entered at %s: %d times', (said, now, entryAt, times) => {
    expect(seenOf(said, events, now, entryAt).times).toBe(times)
  })

  it('reaches back no further than the timeline keeps', () => {
    const hours = TIMELINE_TTL_MS / HOUR_MS
    expect(seenOf({ where: {} }, events, hours).times).toBe(3)
    expect(seenOf({ where: {} }, events, hours + 1).times).toBe(2)
  })

  it('of more than anybody looks at the newest, and says so', () => {
    const many = Array.from({ length: DID_EVENTS_MAX + 1 }, (_, index) => done('A', index, { n: index }))
    const end = many.length
    expect(seenOf({ min: { property: 'n', $gt: 0 } }, many, end)).toMatchObject({ times: DID_EVENTS_MAX, isAtLeast: true, sums: [1] })
    expect(seenOf({}, many.slice(1), end)).toMatchObject({ times: DID_EVENTS_MAX, isAtLeast: false })
    expect(seenOf({}, many.toReversed(), end)).toMatchObject({ times: DID_EVENTS_MAX, isAtLeast: true })
  })
})

describe('numbers over a property', () => {
  const bought = (...revenues: readonly Json[]) => revenues.map((revenue, index) => done('A', index, { revenue, deep: { n: revenue } }))
  const numberOf = (of: string, property: string, ...revenues: readonly Json[]) =>
    seenOf({ atLeast: 0, [of]: { property, $gte: 0 } }, bought(...revenues), 99).sums[0]

  it.each<[string, string, readonly Json[], number | null]>([
    ['sum', 'revenue', [1, 2, 3.5], 6.5],
    ['sum', 'revenue', [0.1, 0.2], 0.3],
    ['sum', 'revenue', [0.1, 0.2, 0.3, -0.6], 0],
    ['sum', 'revenue', [1e300, 1, -1e300], 1],
    ['sum', 'revenue', [1e301, 7], 7],
    ['sum', 'revenue', ['12.50', '7', 'free', '1e3', '', ' 1', true, null, [5]], 19.5],
    ['sum', 'revenue', ['-3', 1], -2],
    ['sum', 'deep.n', [1, 2], 3],
    ['sum', 'none', [1], 0],
    ['avg', 'revenue', [1, 2, 'free'], 1.5],
    ['avg', 'revenue', [0.1, 0.2], 0.15],
    ['min', 'revenue', [3, '2', 5], 2],
    ['max', 'revenue', [3, '2', 5], 5],
    ['avg', 'none', [1], null],
    ['min', 'none', [1], null],
  ])('%s of %s over %j is %s', (of, property, revenues, expected) => {
    expect(numberOf(of, property, ...revenues)).toBe(expected)
  })

  it.each(['avg', 'min', 'max'])('where no event has one, %s is compared with nothing', (of) => {
    const about = whoDid([done('A', 1)], 9)
    expect(evaluate(asked({ $did: { event: 'A', [of]: { property: 'n', $ne: 5 } } }), {}, about)).toBe(false)
    expect(evaluate(asked({ $did: { event: 'A', sum: { property: 'n', $ne: 5 } } }), {}, about)).toBe(true)
  })

  it('come out the same in whatever order the events are given', () => {
    const number = fc.double({ noNaN: true, min: -1e12, max: 1e12 })
    fc.assert(
      fc.property(fc.array(number, { maxLength: 20 }), (numbers) => {
        expect(numberOf('sum', 'revenue', ...numbers.toReversed())).toBe(numberOf('sum', 'revenue', ...numbers))
      }),
    )
  })
})

describe('whatever somebody did', () => {
  it('there is one answer, whichever way it is asked: that of the naive interpreter', () => {
    fc.assert(
      fc.property(
        anyEvents,
        fc.array(anyDid, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 45 }),
        fc.option(fc.integer({ min: 0, max: 45 })),
        (events, jsons, now, entryAt) => {
          const about = whoDid(events, now, entryAt)
          const conditions = jsons.map(asked)
          const expected = jsons.map((json) => naiveDid(json, events, now, entryAt))
          expect(conditions.map((one) => evaluate(one, {}, about))).toEqual(expected)
          expect(conditions.map((one) => ask(one, {}, about))).toEqual(expected)
          expect(conditions.map((one) => explainCondition(one, {}, about).held)).toEqual(expected)
          const asking = compile(conditions).asking({}, about)
          expect(conditions.map((_, index) => asking(index))).toEqual(expected)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('the answer stays as it is until the instant that is named, and nothing else happens', () => {
    fc.assert(
      fc.property(anyEvents, anyDid, fc.integer({ min: 0, max: 45 }), (events, json, now) => {
        const next = changesAt(didIn(json), events, hour(now), hour(3))
        const answers = Array.from({ length: 30 }, (_, more) => evaluate(asked(json), {}, whoDid(events, now + more, 3)))
        const changed = answers.findIndex((answer) => answer !== answers[0])
        if (changed < 0) return
        expect(next).not.toBeNull()
        expect(next).toBeLessThanOrEqual(hour(now + changed))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each<[JsonObject, number | null]>([
    [{ atLeast: 1, within: '10h' }, 30],
    [{ atLeast: 2, within: '10h' }, 25],
    [{ atLeast: 3, within: '10h' }, null],
    [{ atMost: 0, within: '10h' }, 30],
    [{ atMost: 1, within: '10h' }, 25],
    [{ sum: { property: 'n', $gt: 1 }, within: '10h' }, 25],
    [{ atLeast: 2, since: '2026-01-01T10:00:00Z' }, 15 + 400 * 24],
  ])('%j, done at hours 15 and 20, may change at hour %s', (said, at) => {
    const next = changesAt(didIn({ $did: { event: 'A', ...said } }), [done('A', 15), done('A', 20)], hour(21), null)
    expect(next).toBe(at === null ? null : hour(at))
  })
})

describe('what nobody has looked up', () => {
  const unknown = NOTHING_BESIDE
  const A = { $did: { event: 'A' } }
  const B = { $did: { event: 'B' } }
  const segments = new Map([['did-b', { condition: asked(B) }]])
  const names = (answer: ReturnType<typeof ask>) => (typeof answer === 'boolean' ? answer : answer.map(({ event }) => event))

  it.each<[Json, boolean | readonly string[]]>([
    [A, ['A']],
    [{ $and: [A, B] }, ['A', 'B']],
    [{ $and: [A, { plan: 'pro' }] }, ['A']],
    [{ $and: [A, { plan: 'free' }] }, false],
    [{ $or: [A, B, { plan: 'pro' }] }, true],
    [{ $or: [A, { plan: 'free' }] }, ['A']],
    [{ $nor: [A, { plan: 'pro' }] }, false],
    [{ $nor: [{ plan: 'free' }, A] }, ['A']],
    [{ $not: { $and: [A, { plan: 'free' }] } }, true],
    [{ $and: [A, { $inSegment: 'did-b' }] }, ['A', 'B']],
    [{ $inSegment: 'nobody-knows' }, false],
    [{ $or: [] }, true],
    [{ $nor: [] }, false],
  ])('of %j: %j', (json, expected) => {
    const about = { ...unknown, segments }
    expect(names(ask(asked(json), { plan: 'pro' }, about))).toEqual(expected)
    expect(names(compile([asked(A), asked(json)]).asking({ plan: 'pro' }, about)(1))).toEqual(expected)
  })

  it('is asked for by each condition that depends on it, whichever came first', () => {
    const asking = compile([asked({ $and: [A, { plan: 'free' }] }), asked({ $not: A }), asked(A)]).asking({ plan: 'pro' }, unknown)
    expect([0, 1, 2].map((index) => names(asking(index)))).toEqual([false, ['A'], ['A']])
  })

  it('two documents asked in turn do not mix', () => {
    const program = compile([asked({ plan: 'pro' }), asked({ plan: 'free' })])
    const [pro, free] = [program.asking({ plan: 'pro' }, unknown), program.asking({ plan: 'free' }, unknown)]
    expect([pro(0), free(0), pro(1), free(1), pro(0)]).toEqual([true, false, false, true, true])
  })
})

describe('explained', () => {
  const events = [done('A', 1, { n: 2 }), done('A', 3, { n: 3 })]

  it('the value seen, since when, and the parts of a segment', () => {
    const condition = asked({ $and: [{ $did: { event: 'A', within: '5h', sum: { property: 'n', $gt: 9 } } }, { $inSegment: 'pros' }] })
    const segments = new Map([['pros', { condition: asked({ plan: 'pro' }) }]])
    const expected = { within: '5h', sum: { property: 'n', $gt: 9 } }
    const seen = { times: 2, since: '2025-12-31T23:00:00.000Z', sum: 5 }
    expect(explainCondition(condition, { plan: 'pro' }, { ...whoDid(events, 4), segments })).toEqual({
      kind: 'all',
      held: false,
      parts: [
        { kind: 'leaf', held: false, path: 'A', operator: '$did', expected, seen },
        {
          kind: 'segment',
          held: true,
          segment: 'pros',
          parts: [{ kind: 'leaf', held: true, path: 'plan', operator: 'is', expected: 'pro', seen: 'pro' }],
        },
      ],
    })
  })

  it('what nobody looked up, and a segment nobody knows', () => {
    expect(explainCondition(asked({ $didNot: { event: 'A' } }), {})).toMatchObject({ held: false, operator: '$didNot', seen: null })
    expect(explainCondition(asked({ $inSegment: 'x' }), {})).toEqual({ kind: 'segment', held: false, segment: 'x', parts: [] })
  })
})
