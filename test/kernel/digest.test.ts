import { describe, expect, it } from 'vitest'
import { assert, Defect, unreachable } from '../../shared/kernel/assert.ts'
import { digestOf } from '../../shared/kernel/digest.ts'

describe('a digest', () => {
  it('is the same for ever', () => {
    expect(digestOf('message', 'win-back', '1', 'ann', '1', '0')).toBe('QW1QPuw-uNfA8JzloZGcE4')
  })

  it.each([
    { one: ['ab', 'c'], other: ['a', 'bc'] },
    { one: ['a', ''], other: ['a'] },
    { one: ['1:a'], other: ['a'] },
    { one: ['a', '1:b'], other: ['a1:b'] },
  ])('tells $one from $other', ({ one, other }) => {
    expect(digestOf(...one)).not.toBe(digestOf(...other))
  })

  it('is 22 characters that need no escape', () => {
    for (const part of ['', 'x', 'ä€👋', 'x'.repeat(1_000)]) expect(digestOf(part)).toMatch(/^[\w-]{22}$/)
  })
})

describe('a broken assumption', () => {
  it('is a defect with the claim', () => {
    expect(() => assert(false, 'arms have names')).toThrow(new Defect('arms have names'))
    expect(() => assert(true, 'arms have names')).not.toThrow()
    expect(() => unreachable('x' as never)).toThrow('unreachable case "x"')
  })
})
