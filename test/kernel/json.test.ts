import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonBytesOf } from '../../shared/kernel/json.ts'

describe('bytes of a value in a store', () => {
  it.each([
    { value: '', bytes: 2 },
    { value: 'abc', bytes: 5 },
    { value: 'a"b', bytes: 6 },
    { value: 'é', bytes: 4 },
    { value: '€', bytes: 5 },
    { value: '👋', bytes: 6 },
    { value: '\ud83d', bytes: 8 },
    { value: null, bytes: 4 },
    { value: { a: [1, true] }, bytes: 14 },
  ])('$value takes $bytes', ({ value, bytes }) => {
    expect(jsonBytesOf(value)).toBe(bytes)
  })

  it('as many as an encoder writes, whatever the characters', () => {
    const unit = fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff }))
    fc.assert(
      fc.property(fc.array(unit), fc.double(), (units, number) => {
        const value = { [String.fromCharCode(...units)]: number }
        expect(jsonBytesOf(value)).toBe(new TextEncoder().encode(JSON.stringify(value)).length)
      }),
    )
  })
})
