import { describe, expect, it } from 'vitest'
import { normalCritical } from '../../../shared/domain/statistics/critical-values.ts'
import { GROUP_DESIGNS, groupSequentialBounds, naivePeekingRate } from '../../../shared/domain/statistics/group-sequential.ts'
import { gaussLegendre, rootBetween } from '../../../shared/domain/statistics/quadrature.ts'
import { normalTwoSided } from '../../../shared/domain/statistics/tails.ts'

describe('looking naively', () => {
  it('costs nothing at one look and ever more after', () => {
    const rates = [1, 2, 5, 28].map((looks) => naivePeekingRate(looks, 0.05))
    expect(rates[0]).toBeCloseTo(0.05, 14)
    expect([...rates].sort((a, b) => a - b)).toEqual(rates)
  })

  it('keeps its digits at tiny levels: two looks are two chances where they are all but apart', () => {
    expect(naivePeekingRate(2, 1e-200) / 2e-200).toBeCloseTo(1, 11)
  })

  it.each([0, -1, 1.5, 1_001, Number.NaN])('%d looks are none', (looks) => {
    expect(() => naivePeekingRate(looks, 0.05)).toThrow('looks')
    expect(() => groupSequentialBounds('pocock', looks, 0.05)).toThrow('looks')
  })
})

describe('bounds that were planned', () => {
  it.each(GROUP_DESIGNS)('%s: one look is the fixed test', (design) => {
    expect(groupSequentialBounds(design, 1, 0.05)).toEqual([expect.closeTo(normalCritical(0.05), 10)])
  })

  it.each([
    // Jennison and Turnbull 2000, tables 2.1 and 2.3, two-sided 0.05.
    { design: 'pocock', looks: 2, last: 2.178 },
    { design: 'pocock', looks: 10, last: 2.555 },
    { design: 'obrien-fleming', looks: 2, last: 1.977 },
    { design: 'obrien-fleming', looks: 10, last: 2.087 },
    // gsDesign's sfLDPocock and sfLDOF, one-sided 0.025.
    { design: 'lan-demets-pocock', looks: 5, last: 2.386 },
    { design: 'lan-demets-obrien-fleming', looks: 5, last: 2.031 },
  ] as const)('$design at $looks looks ends at $last', ({ design, looks, last }) => {
    expect(groupSequentialBounds(design, looks, 0.05).at(-1)).toBeCloseTo(last, 3)
  })

  it("Pocock's bound spends alpha and no more", () => {
    const bound = groupSequentialBounds('pocock', 7, 0.03)[0] as number
    expect(naivePeekingRate(7, normalTwoSided(bound))).toBeCloseTo(0.03, 11)
  })

  it('fall from look to look where little is spent early', () => {
    const bounds = groupSequentialBounds('lan-demets-obrien-fleming', 14, 0.05) as readonly number[]
    expect([...bounds].sort((a, b) => b - a)).toEqual(bounds)
    expect(bounds.at(-1)).toBeGreaterThan(normalCritical(0.05))
  })

  it('are unbounded where a look is given less than a double can hold', () => {
    const bounds = groupSequentialBounds('lan-demets-obrien-fleming', 30, 1e-30)
    expect(bounds.slice(0, 2)).toEqual([null, null])
    expect(bounds.at(-1)).toBeGreaterThan(11)
  })
})

describe('what they are computed with', () => {
  it.each([1, 2, 5, 48, 301])('Gauss-Legendre with %i nodes is exact for its degree', (count) => {
    const { nodes, weights } = gaussLegendre(count)
    const degree = Math.min(2 * count - 1, 40)
    const even = degree - (degree % 2)
    const integral = nodes.reduce((sum, node, index) => sum + (weights[index] as number) * node ** even, 0)
    expect(integral).toBeCloseTo(2 / (even + 1), 12)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(2, 12)
  })

  it('roots, also where one end lies on them, and none where there is none', () => {
    expect(rootBetween((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 12)
    expect(rootBetween((x) => Math.exp(-x) - 1e-9, 0, 700)).toBeCloseTo(9 * Math.LN10, 9)
    expect(rootBetween((x) => x, 0, 1)).toBe(0)
    expect(rootBetween((x) => x - 1, 0, 1)).toBe(1)
    expect(() => rootBetween((x) => x * x + 1, -1, 1)).toThrow('a root lies between')
  })
})
