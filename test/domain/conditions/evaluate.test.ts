import { describe, expect, it } from 'vitest'
import { NOTHING_BESIDE } from '../../../shared/domain/conditions/about.ts'
import { evaluate } from '../../../shared/domain/conditions/evaluate.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { VERSION_LENGTH_MAX } from '../../../shared/kernel/limits.ts'
import { conditionOf, holds } from './read.ts'

type Row = { readonly a?: Json; readonly is: boolean }

/** Puts one test to attribute `a`; a row without `a` is a customer who lacks it. */
const table = (name: string, test: Json, rows: readonly Row[]): void => {
  describe(`${name} ${JSON.stringify(test)}`, () => {
    it.each(rows.map((row) => [JSON.stringify(row.a) ?? 'missing', row] as const))('of %s', (_, { a, is }) => {
      expect(holds({ a: test }, a === undefined ? {} : { a })).toBe(is)
    })
  })
}

describe('a missing attribute', () => {
  it.each([
    ['is null', null, true],
    ['is not zero', 0, false],
    ['is not false', false, false],
    ['is not the word null', 'null', false],
    ['equals null', { $eq: null }, true],
    ['differs from any value', { $ne: 10 }, true],
    ['is among values with null', { $in: [1, null] }, true],
    ['is among no others', { $in: [0, '', 'null', false] }, false],
    ['is not among others', { $nin: [1] }, true],
    ['is below nothing', { $lt: 10 }, false],
    ['is not even at most', { $lte: 0 }, false],
    ['is above nothing', { $gt: -10 }, false],
    ['is not even at least', { $gte: 0 }, false],
    ['is below no text', { $lt: 'z' }, false],
    ['is not below, once negated', { $not: { $lt: 10 } }, true],
    ['is older than no version', { $vlt: '9.0.0' }, false],
    ['is no version', { $veq: '0' }, false],
    ['is another version', { $vne: '1.0.0' }, true],
    ['matches no pattern', { $regex: '' }, false],
    ['matches not even the word null', { $regexi: 'null' }, false],
    ['is not matched', { $notRegex: '.' }, true],
    ['has no size', { $size: 0 }, false],
    ['contains nothing', { $all: [] }, false],
    ['has no entry', { $elemMatch: {} }, false],
    ['has the type null', { $type: 'null' }, true],
    ['does not exist', { $exists: false }, true],
  ] as const)('%s', (_, test, expected) => {
    expect(holds({ a: test }, {})).toBe(expected)
    expect(holds({ a: test }, { a: null })).toBe(expected)
    expect(holds({ 'b.a': test }, { b: 'text' })).toBe(expected)
  })
})

table('a number', 10, [
  { a: 10, is: true },
  { a: '10', is: true },
  { a: ' 10 ', is: true },
  { a: [10], is: true },
  { a: 10.5, is: false },
  { a: 'x', is: false },
  { a: {}, is: false },
])
table('a text', 'a,b', [
  { a: 'a,b', is: true },
  { a: ['a', 'b'], is: true },
  { a: 'A,b', is: false },
  { a: ['a'], is: false },
])
table('a truth', true, [
  { a: true, is: true },
  { a: 1, is: true },
  { a: 'no', is: true },
  { a: [], is: true },
  { a: 0, is: false },
  { a: '', is: false },
])
table(
  'a list',
  [1, ['x']],
  [
    { a: [1, ['x']], is: true },
    { a: [['x'], 1], is: false },
    { a: [1], is: false },
    { a: [1, ['x'], 2], is: false },
    { a: '1,x', is: false },
  ],
)
table('an object', { b: 1, c: { d: null } }, [
  { a: { b: 1, c: { d: null } }, is: true },
  { a: { c: { d: null }, b: 1 }, is: true },
  { a: { b: 1, c: {} }, is: false },
  { a: { b: 1, c: { d: null }, e: 2 }, is: false },
  { a: { b: '1', c: { d: null } }, is: false },
  { a: [], is: false },
])
table('no object', {}, [
  { a: {}, is: true },
  { a: [], is: false },
  { a: { b: 1 }, is: false },
])

table('exactly', { $eq: 1 }, [
  { a: 1, is: true },
  { a: '1', is: false },
  { a: true, is: false },
  { a: [1], is: false },
])
table('less', { $lt: 5 }, [
  { a: 4.99, is: true },
  { a: 5, is: false },
  { a: '4', is: true },
  { a: '5', is: false },
  { a: 'x', is: false },
  { a: {}, is: false },
  { a: true, is: true },
])
table('at most', { $lte: 5 }, [
  { a: 5, is: true },
  { a: 5.01, is: false },
  { a: '5', is: true },
])
table('more', { $gt: 5 }, [
  { a: 5.01, is: true },
  { a: 5, is: false },
  { a: [6], is: true },
  { a: [6, 7], is: false },
])
table('at least', { $gte: 5 }, [
  { a: 5, is: true },
  { a: 4.99, is: false },
])
table('texts', { $gt: 'b', $lt: 'd' }, [
  { a: 'c', is: true },
  { a: 'b', is: false },
  { a: 'ba', is: true },
  { a: 'd', is: false },
  { a: 'C', is: false },
  { a: 3, is: false },
])
table('dates', { $gte: '2026-01-31' }, [
  { a: '2026-01-31', is: true },
  { a: '2026-01-30T23:59:59Z', is: false },
  { a: '2026-02-01', is: true },
])

table('among', { $in: [1, 'x', null] }, [
  { a: 1, is: true },
  { a: '1', is: false },
  { a: 'x', is: true },
  { a: 'X', is: false },
  { a: ['y', 'x'], is: true },
  { a: ['y'], is: false },
  { a: [], is: false },
])
table('not among', { $nin: ['x'] }, [
  { a: 'x', is: false },
  { a: ['y', 'x'], is: false },
  { a: [], is: true },
  { a: 'X', is: true },
])
table('among, case aside', { $ini: ['X', 1] }, [
  { a: 'x', is: true },
  { a: ['y', 'X'], is: true },
  { a: 1, is: true },
  { a: 'y', is: false },
])
table('not among, case aside', { $nini: ['X'] }, [
  { a: 'x', is: false },
  { a: ['X'], is: false },
  { a: 'y', is: true },
])
table('all of', { $all: ['x', { $gt: 3 }] }, [
  { a: ['x', 4], is: true },
  { a: ['x', 3], is: false },
  { a: ['X', 4], is: false },
  { a: 'x', is: false },
])
table('all of, case aside', { $alli: ['X', 2] }, [
  { a: ['x', 2], is: true },
  { a: ['x', '2'], is: true },
  { a: ['x'], is: false },
  { a: [2], is: false },
])
table('some entry', { $elemMatch: { $lte: 6 } }, [
  { a: [9, 6], is: true },
  { a: [0], is: true },
  { a: [7], is: false },
  { a: [null], is: false },
  { a: 3, is: false },
])
table('some entry that', { $elemMatch: { sku: 'A', 'size.cm': { $gt: 9 } } }, [
  { a: [{ sku: 'A', size: { cm: 10 } }], is: true },
  {
    a: [
      { sku: 'A', size: { cm: 9 } },
      { sku: 'B', size: { cm: 10 } },
    ],
    is: false,
  },
  { a: ['A'], is: false },
])
table('size', { $size: 2 }, [
  { a: [1, 2], is: true },
  { a: [1], is: false },
  { a: 'ab', is: false },
  { a: { length: 2 }, is: false },
])
table('size', { $size: { $gt: 1, $lt: 3 } }, [
  { a: [1], is: false },
  { a: [1, 2], is: true },
  { a: [1, 2, 3], is: false },
])

table('there', { $exists: true }, [{ a: 0, is: true }, { a: '', is: true }, { a: false, is: true }, { is: false }])
table('a list', { $type: 'array' }, [
  { a: [], is: true },
  { a: {}, is: false },
])
table('an object', { $type: 'object' }, [
  { a: {}, is: true },
  { a: [], is: false },
  { a: null, is: false },
])

table('matching', { $regex: '^a.c$' }, [
  { a: 'abc', is: true },
  { a: 'ABC', is: false },
  { a: 'abcd', is: false },
])
table('matching, case aside', { $regexi: 'é' }, [
  { a: 'CAFÉ', is: true },
  { a: 'cafe', is: false },
])
table('not matching', { $notRegex: '^a' }, [
  { a: 'b', is: true },
  { a: 'a', is: false },
])
table('not matching, case aside', { $notRegexi: '^a' }, [
  { a: 'b', is: true },
  { a: 'A', is: false },
])
table('matching a number', { $regex: '^1' }, [
  { a: 12, is: true },
  { a: 21, is: false },
  { a: [1, 2], is: true },
])

table('from a version on', { $vgte: '1.2.0' }, [
  { a: '1.2.0', is: true },
  { a: 'v1.10.0', is: true },
  { a: '1.2.0-rc.1', is: false },
  { a: '1.1.99999', is: false },
  { a: '1.2.0+build', is: true },
  { a: 2, is: true },
  { a: false, is: false },
  { a: '9'.repeat(VERSION_LENGTH_MAX), is: true },
  { a: '9'.repeat(VERSION_LENGTH_MAX + 1), is: false },
])
table('after a version', { $vgt: 1.5 }, [
  { a: '1.5', is: false },
  { a: '1.6', is: true },
])
table('before a version', { $vlt: '1.0.0-beta.2' }, [
  { a: '1.0.0-beta.1', is: true },
  { a: '1.0.0-beta.10', is: false },
  { a: '1.0.0', is: false },
])
table('up to a version', { $vlte: '2.0.0' }, [
  { a: '2.0.0', is: true },
  { a: '2.0.1', is: false },
])
table('another version', { $vne: '1.0.0' }, [
  { a: 'v1.0.0', is: false },
  { a: '1.0.1', is: true },
])

describe('combining', () => {
  it.each([
    [{}, true],
    [{ $and: [] }, true],
    [{ $or: [] }, true],
    [{ $nor: [] }, false],
    [{ $not: {} }, false],
    [{ a: 1, b: 2 }, true],
    [{ a: 1, b: 3 }, false],
    [{ $or: [{ a: 2 }, { b: 2 }] }, true],
    [{ $or: [{ a: 2 }, { b: 2 }], a: 2 }, false],
    [{ $nor: [{ a: 2 }, { b: 3 }] }, true],
    [{ $nor: [{ a: 2 }, { b: 2 }] }, false],
    [{ a: { $not: { $gt: 0, $lt: 2 } } }, false],
    [{ a: { $not: { $gt: 0, $lt: 1 } } }, true],
    [{ a: { $not: 2 } }, true],
  ] as const)('%j of { a: 1, b: 2 }', (condition, expected) => {
    expect(holds(condition, { a: 1, b: 2 })).toBe(expected)
  })
})

describe('saved groups', () => {
  const groups = new Map([['vip', new Set<Json>([1, '2'])]])
  it.each([
    [{ $inGroup: 'vip' }, 1, true],
    [{ $inGroup: 'vip' }, '1', false],
    [{ $inGroup: 'vip' }, ['9', '2'], true],
    [{ $inGroup: 'constructor' }, 1, false],
    [{ $notInGroup: 'vip' }, 1, false],
    [{ $notInGroup: 'vip' }, 3, true],
    [{ $notInGroup: 'unknown' }, 1, true],
    [{ $elemMatch: { $inGroup: 'vip' } }, [1], true],
  ] as const)('%j of %j', (test, id, expected) => {
    expect(evaluate(conditionOf({ id: test }), { id }, { ...NOTHING_BESIDE, groups })).toBe(expected)
  })
})

describe('paths', () => {
  const document: Json = JSON.parse(
    '{"a": {"b": [{"c": 1}]}, "length": 3, "toString": "own", "__proto__": {"admin": true}, "constructor": "own", "list": [7, 8]}',
  )
  it.each([
    ['a.b.0.c', true],
    ['list.1', true],
    ['list.2', false],
    ['list.length', true],
    ['length', true],
    ['toString', true],
    ['a.toString', false],
    ['a.hasOwnProperty', false],
    ['admin', false],
    ['a.b.0.c.toFixed', false],
    ['list.push', false],
  ])('%s is there: %s', (path, expected) => {
    expect(holds({ [path]: { $exists: true } }, document)).toBe(expected)
  })

  it.each([{}, 'text', 7, true, null])('nothing that %j inherits resolves', (bare) => {
    for (const path of ['toString', 'valueOf', 'hasOwnProperty', 'length', '0']) {
      expect(holds({ [path]: { $exists: true } }, bare)).toBe(false)
    }
  })

  it.each(['__proto__', '__proto__.admin', 'constructor', 'constructor.name', 'a.prototype'])('%s never resolves', (path) => {
    for (const given of [document, {}, { a: { prototype: 1 } }]) {
      const parsed = parseCondition({ [path]: { $exists: true } }, '', 'never')
      expect(parsed.ok && evaluate(parsed.value, given)).toBe(false)
    }
  })

  it('a document that brings its own conversions is read like any other', () => {
    const odd = { a: { toString: 'x', valueOf: 1, toJSON: null } }
    for (const test of ['x', 1, { $lt: 5 }, { $regex: 'object' }, { $vlt: '2.0.0' }, { $in: ['x'] }] as const) {
      expect(() => holds({ a: test }, odd)).not.toThrow()
    }
  })
})
