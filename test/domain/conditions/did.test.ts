import { describe, expect, it } from 'vitest'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import type { Standing } from '../../../shared/domain/conditions/spot.ts'
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import { DID_TIMES_MAX, DIDS_MAX } from '../../../shared/kernel/limits.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'

const parsed = (json: Json, standing: Standing = 'journey') => parseCondition(json, '', 'problem', standing)
const didOf = (said: JsonObject) => {
  const condition = parsed({ $did: { event: 'A', ...said } })
  return condition.ok && condition.value.kind === 'did' ? condition.value.did : condition
}

describe('$did means', () => {
  const plain = { event: 'A', atLeast: 1, atMost: null, reach: { since: 'ever' }, where: null, sums: [] }

  it.each<[JsonObject, object]>([
    [{}, {}],
    [{ atLeast: 3 }, { atLeast: 3 }],
    [{ atMost: 3 }, { atLeast: 0, atMost: 3 }],
    [
      { atLeast: 2, atMost: 3 },
      { atLeast: 2, atMost: 3 },
    ],
    [{ exactly: 0 }, { atLeast: 0, atMost: 0 }],
    [{ within: '30d' }, { reach: { since: 'within', ms: 30 * DAY_MS } }],
    [{ since: '2026-01-02' }, { reach: { since: 'instant', at: Date.UTC(2026, 0, 2) } }],
    [{ since: 'entry' }, { reach: { since: 'entry' } }],
  ])('%j: %j', (said, meant) => {
    expect(didOf(said)).toEqual({ ...plain, ...meant })
  })

  it('with $didNot never, of events within reach that are such', () => {
    expect(parsed({ $didNot: { event: 'A', within: '30d', where: { n: 1 } } })).toMatchObject({
      ok: true,
      value: { kind: 'did', operator: '$didNot', did: { atLeast: 0, atMost: 0, reach: { since: 'within' }, where: { kind: 'leaf' } } },
    })
  })
})

describe('it says what is wrong with', () => {
  it.each<[Json, string, RegExp]>([
    [{ $did: 'A' }, '$did', /takes an object/],
    [{ $did: {} }, '$did.event', /name of an event/],
    [{ $did: { event: '' } }, '$did.event', /name of an event/],
    [{ $did: { event: 'x'.repeat(129) } }, '$did.event', /name of an event/],
    [{ $did: { event: 'A', atleast: 2 } }, '$did.atleast', /no field `atleast`/],
    [{ $didNot: { event: 'A', atLeast: 2 } }, '$didNot.atLeast', /no field `atLeast`/],
    [{ $didNot: { event: 'A', sum: { property: 'n', $gt: 1 } } }, '$didNot.sum', /no field `sum`/],
    [{ $did: { event: 'A', atLeast: -1 } }, '$did.atLeast', /whole number from 0/],
    [{ $did: { event: 'A', atLeast: 1.5 } }, '$did.atLeast', /whole number from 0/],
    [{ $did: { event: 'A', atLeast: DID_TIMES_MAX + 1 } }, '$did.atLeast', /whole number from 0 to 1000/],
    [{ $did: { event: 'A', atLeast: 3, atMost: 2 } }, '$did', /never hold/],
    [{ $did: { event: 'A', exactly: 3, atMost: 3 } }, '$did', /`exactly` and something else/],
    [{ $did: { event: 'A', within: '3 days' } }, '$did.within', /takes a duration/],
    [{ $did: { event: 'A', within: 30 } }, '$did.within', /takes a duration/],
    [{ $did: { event: 'A', within: '30s' } }, '$did.within', /shorter than 1m/],
    [{ $did: { event: 'A', within: '401d' } }, '$did.within', /longer than 400d/],
    [{ $did: { event: 'A', within: '3d', since: 'entry' } }, '$did', /both/],
    [{ $did: { event: 'A', since: 'yesterday' } }, '$did.since', /takes an instant/],
    [{ $did: { event: 'A', since: '2026-02-30' } }, '$did.since', /takes an instant/],
    [{ $did: { event: 'A', where: { $did: { event: 'B' } } } }, '$did.where.$did', /here are properties/],
    [{ $did: { event: 'A', where: { n: { $gte: true } } } }, '$did.where.n.$gte', /a number or a text/],
    [{ $did: { event: 'A', sum: 100 } }, '$did.sum', /takes a property/],
    [{ $did: { event: 'A', sum: { property: 'n' } } }, '$did.sum', /says nothing/],
    [{ $did: { event: 'A', sum: { $gt: 1 } } }, '$did.sum.property', /name of a property/],
    [{ $did: { event: 'A', sum: { property: '__proto__', $gt: 1 } } }, '$did.sum.property', /no property/],
    [{ $did: { event: 'A', sum: { property: 'n', $regex: '1' } } }, '$did.sum.$regex', /no comparison/],
    [{ $did: { event: 'A', sum: { property: 'n', $gt: '1' } } }, '$did.sum.$gt', /takes a number/],
    [{ $inSegment: ['vips'] }, '$inSegment', /id of a segment/],
    [{ $inSegment: '' }, '$inSegment', /id of a segment/],
    [{ plan: { $did: { event: 'A' } } }, 'plan.$did', /unknown operator/],
    [{ tags: { $elemMatch: { a: 1, $and: [{ $inSegment: 'vips' }] } } }, 'tags.$elemMatch.$and.0.$inSegment', /here are properties/],
    [{ $and: Array.from({ length: DIDS_MAX + 1 }, () => ({ $did: { event: 'A' } })) }, '', /more than 20 times/],
  ])('%j', (json, path, problem) => {
    expect(parsed(json)).toEqual({ ok: false, problems: [{ path, problem: expect.stringMatching(problem), hint: expect.any(String) }] })
  })

  it.each<[Standing, boolean, boolean]>([
    ['properties', false, false],
    ['customer', true, false],
    ['journey', true, true],
  ])('where %s are asked: history %s, since the entry %s', (standing, history, entry) => {
    expect(parsed({ $or: [{ $not: { $did: { event: 'A' } } }, { $inSegment: 'vips' }] }, standing).ok).toBe(history)
    expect(parsed({ $didNot: { event: 'A', since: 'entry' } }, standing).ok).toBe(entry)
  })
})
