import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOTHING_BESIDE } from '../../../shared/domain/conditions/about.ts'
import { compile } from '../../../shared/domain/conditions/compile.ts'
import { evaluate } from '../../../shared/domain/conditions/evaluate.ts'
import { explainCondition } from '../../../shared/domain/conditions/explain.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { naive } from './naive.ts'
import { conditionOf } from './read.ts'

describe('a program', () => {
  const program = compile(
    [
      { plan: 'pro', orders: { $gte: 2 } },
      {},
      { $nor: [] },
      { $or: [{ orders: { $gte: 2 } }, { plan: 'free' }] },
      { $not: { plan: 'pro' } },
    ].map((json) => conditionOf(json)),
  )

  it.each<[Json, readonly number[]]>([
    [{ plan: 'pro', orders: 2 }, [0, 1, 3]],
    [{ plan: 'pro', orders: 1 }, [1]],
    [{ plan: 'free' }, [1, 3, 4]],
    [{}, [1, 4]],
    [null, [1, 4]],
  ])('of %j answers %j', (document, expected) => {
    expect(program.matchesAll(document)).toEqual(expected)
    expect([0, 1, 2, 3, 4].filter((index) => program.matches(index, document))).toEqual(expected)
  })

  it('remembers nothing of the document before', () => {
    const document = { plan: 'pro', orders: 2 }
    expect(program.matches(0, document)).toBe(true)
    document.orders = 1
    expect(program.matches(0, document)).toBe(false)
    expect(program.matchesAll(document)).toEqual([1])
  })

  it('asks the groups it is given', () => {
    const members = compile([conditionOf({ id: { $inGroup: 'vip' } })])
    expect(members.matches(0, { id: 1 }, { ...NOTHING_BESIDE, groups: new Map([['vip', new Set<Json>([1])]]) })).toBe(true)
    expect(members.matches(0, { id: 1 }, { ...NOTHING_BESIDE, groups: new Map([['vip', new Set<Json>([2])]]) })).toBe(false)
    expect(members.matches(0, { id: 1 })).toBe(false)
  })

  it('tells paths apart that look alike, and operands of other types', () => {
    const twins = [{ 'a.b': 1 }, { 'a.b': '1' }, { 'a.b': { $eq: 1 } }, { 'a.b': { $eq: '1' } }, { a: { b: 1 } }]
    expect(compile(twins.map((json) => conditionOf(json))).matchesAll({ a: { b: '1' } })).toEqual([0, 1, 3])
  })

  it('knows values again, and those between the numbers it asks about, whatever comes before them', () => {
    const json = [
      { n: { $gt: 3 } },
      { n: { $lte: 7 } },
      { n: 5 },
      { n: { $in: [5, 'x', null] } },
      { n: { $ne: 7 } },
      { n: { $exists: true } },
    ]
    const asked = compile(json.map((one) => conditionOf(one)))
    const texts = Array.from({ length: 400 }, (_, index): Json => `text ${index}`)
    const values: readonly Json[] = [
      3,
      2.9,
      -0,
      0,
      5,
      5,
      4,
      7,
      7.5,
      1e9,
      'x',
      'x',
      '5',
      true,
      null,
      [5],
      { a: 1 },
      ...texts,
      'x',
      5,
      'text 3',
    ]
    for (const n of [...values, ...values.toReversed()]) {
      const held = json.flatMap((one, index) => (naive(one, { n }) ? [index] : []))
      expect(asked.matchesAll({ n }), JSON.stringify(n)).toEqual(held)
    }
    expect(asked.matchesAll({ n: Number.NaN })).toEqual([4, 5])
  })

  it('has no condition beyond the last', () => {
    expect(() => program.matches(5, {})).toThrow('none at 5')
    expect(compile([]).matchesAll({})).toEqual([])
  })
})

const scalar = fc.constantFrom<Json>(null, true, false, 0, 1, 2, 10, -1, 1.5, '', '1', '10', 'a', 'b', 'A', 'ab', 'null', 'x,y')
const list = fc.array(scalar, { maxLength: 3 })
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: scalar },
    { weight: 2, arbitrary: list },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3, noNullPrototype: true }) },
  ),
})).value
const document = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3, noNullPrototype: true }) as fc.Arbitrary<Json>

const one = (operators: readonly string[], operand: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.tuple(fc.constantFrom(...operators), operand).map(([name, given]) => ({ [name]: given }))
const comparable = fc.constantFrom<Json>(0, 1, 10, -1, 1.5, '', '1', 'a', 'ab')
const pattern = fc.constantFrom<Json>('a', '^a$', '[ab]+', '(1|a)b?', '^$', '.')

const { condition } = fc.letrec<{ condition: Json; attributes: Json; test: Json }>((tie) => ({
  test: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: value },
    { weight: 2, arbitrary: one(['$eq', '$ne'], scalar) },
    { weight: 3, arbitrary: one(['$lt', '$lte', '$gt', '$gte'], comparable) },
    { weight: 2, arbitrary: one(['$in', '$nin', '$ini', '$nini'], list) },
    { weight: 1, arbitrary: one(['$exists'], fc.boolean()) },
    { weight: 1, arbitrary: one(['$type'], fc.constantFrom<Json>('string', 'number', 'boolean', 'object', 'array', 'null')) },
    { weight: 2, arbitrary: one(['$regex', '$regexi', '$notRegex'], pattern) },
    { weight: 1, arbitrary: one(['$size'], fc.oneof(fc.nat(3), one(['$gt', '$lte'], fc.nat(3)))) },
    { weight: 1, arbitrary: one(['$all'], list) },
    { weight: 1, arbitrary: one(['$not'], tie('test')) },
    { weight: 1, arbitrary: one(['$elemMatch'], tie('attributes')) },
    { weight: 1, arbitrary: one(['$elemMatch'], one(['$gt', '$lte'], comparable)) },
  ),
  attributes: fc.dictionary(fc.constantFrom('a', 'b', 'a.b', 'a.0', 'c.a.b', 'b.length'), tie('test'), {
    minKeys: 1,
    maxKeys: 2,
    noNullPrototype: true,
  }) as fc.Arbitrary<Json>,
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: tie('attributes') },
    { weight: 2, arbitrary: one(['$and', '$or', '$nor'], fc.array(tie('condition'), { maxLength: 3 }) as fc.Arbitrary<Json>) },
    { weight: 1, arbitrary: one(['$not'], tie('condition')) },
  ),
}))

describe('whichever way it is asked', () => {
  it('a condition has one answer', () => {
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 1, maxLength: 5 }),
        fc.array(document, { minLength: 1, maxLength: 6 }),
        (jsons, documents) => {
          const conditions = jsons.map((json) => conditionOf(json))
          const program = compile(conditions)
          for (const given of documents) {
            const expected = jsons.map((json) => naive(json, given))
            expect(conditions.map((parsed) => evaluate(parsed, given))).toEqual(expected)
            expect(conditions.map((parsed) => explainCondition(parsed, given).held)).toEqual(expected)
            expect(jsons.map((_, index) => program.matches(index, given))).toEqual(expected)
            expect(program.matchesAll(given)).toEqual(expected.flatMap((held, index) => (held ? [index] : [])))
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('many conditions have the answers each has alone, also those that are sorted out first', () => {
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 16, maxLength: 70 }),
        fc.array(document, { minLength: 1, maxLength: 8 }),
        (jsons, documents) => {
          const program = compile(jsons.map((json) => conditionOf(json)))
          for (const given of [...documents, ...documents]) {
            const expected = jsons.map((json) => naive(json, given))
            expect(program.matchesAll(given)).toEqual(expected.flatMap((held, index) => (held ? [index] : [])))
            const asking = program.asking(given, NOTHING_BESIDE)
            expect(jsons.map((_, index) => asking(index))).toEqual(expected)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
