import { describe, expect, it } from 'vitest'
import { compilePattern, matches } from '../../local/bus/pattern.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { INTAKE_PATTERN, OWN_SOURCE } from '../../shared/kernel/names.ts'

const isMatch = (pattern: Json, event: Json): boolean => {
  const compiled = compilePattern(pattern)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  return matches(compiled.value, event)
}

/** AWS's own judgements stand in the vectors; here is what they leave out. */
describe('a pattern', () => {
  const or: Json = { a: ['1'], $or: [{ a: ['2'] }, { b: ['3'] }] }
  it.each<{ what: string; pattern: Json; event: Json; is: boolean }>([
    { what: 'inside $or a field replaces the outer one', pattern: or, event: { a: '2' }, is: true },
    { what: 'in the choice that does not repeat it, it still stands', pattern: or, event: { a: '2', b: '3' }, is: true },
    { what: 'and must hold there', pattern: or, event: { a: '5', b: '3' }, is: false },
    {
      what: 'absence is absence from the whole event',
      pattern: { l: { k: [{ exists: false }] } },
      event: { l: [{ k: 1 }, {}] },
      is: false,
    },
    { what: 'keys of the prototype are not there', pattern: { constructor: [{ exists: true }] }, event: {}, is: false },
    {
      what: '__proto__ is a key',
      pattern: JSON.parse('{"__proto__":["x"]}') as Json,
      event: JSON.parse('{"__proto__":"x"}') as Json,
      is: true,
    },
    { what: 'an address with a zone', pattern: { v: [{ cidr: '2001:db8::/32' }] }, event: { v: 'fe80::1%eth0' }, is: false },
    { what: 'both bounds the same side', pattern: { v: [{ numeric: ['>=', 1, '<', 2] }] }, event: { v: 2 }, is: false },
    { what: 'overlapping ends of a wildcard', pattern: { v: [{ wildcard: 'ab*bc' }] }, event: { v: 'abc' }, is: false },
  ])('$what: $is', ({ pattern, event, is }) => expect(isMatch(pattern, event)).toBe(is))

  it('looks into lists of any depth, and costs no more than their size', () => {
    let bomb: Json = ['x']
    for (let level = 0; level < 100_000; level += 1) bomb = [bomb]
    expect(isMatch({ v: ['x'] }, { v: bomb })).toBe(true)
    expect(isMatch({ v: [{ wildcard: `${'*a'.repeat(50)}b` }] }, { v: 'a'.repeat(100_000) })).toBe(false)
  })

  it('is refused with everything that is wrong with it', () => {
    const compiled = compilePattern({ source: 'x', detail: { a: [], b: [{ preffix: 'x' }], c: [{ numeric: ['!', 1] }], d: {} } })
    expect(compiled.ok ? [] : compiled.problems.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      'source must be a list',
      'detail.a is empty',
      'detail.b.0.preffix is not an operator',
      'detail.c.0.numeric is no comparison of numbers',
      'detail.d is empty',
    ])
  })

  it('is refused where $or makes too much of it', () => {
    const two = [{ a: ['1'] }, { b: ['2'] }]
    const deep = (levels: number): Json => (levels === 0 ? { $or: two } : { [`l${levels}`]: deep(levels - 1), $or: two })
    expect(compilePattern(deep(8)).ok).toBe(true)
    expect(compilePattern(deep(10)).ok).toBe(false)
  })
})

describe('what the intake takes from the bus', () => {
  it.each([
    { source: 'com.example.shop', is: true },
    { source: 'rekindle-shop', is: true },
    { source: OWN_SOURCE, is: false },
  ])('source $source: $is', ({ source, is }) => {
    expect(isMatch(INTAKE_PATTERN, { source, 'detail-type': 'any', detail: {} })).toBe(is)
  })
})
