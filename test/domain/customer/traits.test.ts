import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeTraits, type Traits } from '../../../shared/domain/customer/traits.ts'
import { jsonBytesOf, type Json, type JsonObject } from '../../../shared/kernel/json.ts'
import { TRAIT_BYTES_MAX, TRAITS_BYTES_MAX, TRAITS_MAX } from '../../../shared/kernel/limits.ts'
import { epochMs } from '../../../shared/kernel/words.ts'

const said = (values: JsonObject, at: number, before: Traits = {}) => mergeTraits(before, values, epochMs(at))
const valuesOf = (traits: Traits) => Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]))
const many = (count: number): JsonObject => Object.fromEntries(Array.from({ length: count }, (_, index) => [`trait ${index}`, index]))

describe('the newest word counts', () => {
  it.each([
    { what: 'a first', before: {}, at: 1, value: 'a', now: 'a' },
    { what: 'a later', before: { name: 'a' }, at: 6, value: 'b', now: 'b' },
    { what: 'an earlier', before: { name: 'a' }, at: 4, value: 'b', now: 'a' },
    { what: 'at the same instant, later in the alphabet', before: { name: 'a' }, at: 5, value: 'b', now: 'b' },
    { what: 'at the same instant, earlier in the alphabet', before: { name: 'b' }, at: 5, value: 'a', now: 'b' },
    { what: 'null, said later', before: { name: 'a' }, at: 6, value: null, now: null },
    { what: 'an older value than null', before: { name: null }, at: 4, value: 'a', now: null },
  ])('$what', ({ before, at, value, now }) => {
    const { traits, refused } = said({ name: value }, at, said(before, 5).traits)
    expect(valuesOf(traits)).toEqual({ name: now })
    expect(refused).toEqual([])
  })

  it('whatever the order, ties included', () => {
    const word = fc.record({
      name: fc.constantFrom('a', 'b', '__proto__'),
      value: fc.constantFrom<Json>(1, '1', null, { x: 1 }, [1]),
      at: fc.nat({ max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(word), fc.infiniteStream(fc.nat()), (words, chance) => {
        const told = (some: typeof words) =>
          some.reduce<Traits>((traits, { name, value, at }) => said(Object.fromEntries([[name, value]]), at, traits).traits, {})
        const shuffled = words.map((one) => [chance.next().value, one] as const).sort(([a], [b]) => a - b)
        expect(told(shuffled.map(([, one]) => one))).toEqual(told(words))
      }),
    )
  })

  it('nothing said is nothing changed', () => {
    const { traits } = said({ name: 'a' }, 1)
    expect(said({}, 2, traits).traits).toBe(traits)
  })
})

describe('names that every object inherits', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a trait like any other', (name) => {
    const { traits } = said(Object.fromEntries([[name, 'x']]), 1)
    expect(Object.hasOwn(traits, name)).toBe(true)
    expect(Object.getPrototypeOf(traits)).toBe(Object.prototype)
    expect(valuesOf(said(Object.fromEntries([[name, 'y']]), 2, traits).traits)).toEqual(Object.fromEntries([[name, 'y']]))
  })
})

describe('room', () => {
  it.each([
    { what: 'as many as fit', traits: many(TRAITS_MAX), kept: TRAITS_MAX, refused: [] },
    { what: 'one too many', traits: many(TRAITS_MAX + 1), kept: TRAITS_MAX, refused: [`trait ${TRAITS_MAX}`] },
    { what: 'the longest', traits: { long: 'x'.repeat(TRAIT_BYTES_MAX - 2) }, kept: 1, refused: [] },
    { what: 'a longer one', traits: { long: 'x'.repeat(TRAIT_BYTES_MAX - 1), short: 'x' }, kept: 1, refused: ['long'] },
    { what: 'one of as many characters and more bytes', traits: { long: '€'.repeat(TRAIT_BYTES_MAX / 2) }, kept: 0, refused: ['long'] },
    { what: 'a nested one', traits: { long: [['x'.repeat(TRAIT_BYTES_MAX)]] }, kept: 0, refused: ['long'] },
    {
      what: 'a name that is too long',
      traits: { [`${'€'.repeat(TRAITS_BYTES_MAX / 3)}`]: 1 },
      kept: 0,
      refused: ['€'.repeat(TRAITS_BYTES_MAX / 3)],
    },
  ])('$what', ({ traits, kept, refused }) => {
    const merged = said(traits, 1)
    expect(Object.keys(merged.traits)).toHaveLength(kept)
    expect(merged.refused).toEqual(refused)
  })

  it('a known one may change where a new one finds no room', () => {
    const full = said(many(TRAITS_MAX), 1).traits
    const { traits, refused } = said({ 'trait 3': 'changed', more: 1 }, 2, full)
    expect(traits['trait 3']?.value).toBe('changed')
    expect(refused).toEqual(['more'])
  })

  it('all together never take more than their share', () => {
    const text = fc.string({ unit: fc.constantFrom('x', '€', '"', '👋'), maxLength: 1_500, size: 'max' })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 200, size: 'max' }), text), { maxLength: 60, size: 'max' }), (words) => {
        const traits = words.reduce<Traits>(
          (before, [name, value], index) => said(Object.fromEntries([[name, value]]), index, before).traits,
          {},
        )
        expect(jsonBytesOf(traits)).toBeLessThanOrEqual(TRAITS_BYTES_MAX)
      }),
      { numRuns: 30 },
    )
  })
})
