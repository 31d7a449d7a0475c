import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../shared/kernel/random.ts'

describe('seeded randomness', () => {
  it('a seed fixes it for ever', () => {
    const random = seededRandom(1)
    expect([random.below(1_000), random.below(1_000), random.below(1_000), random.chance(0.5), random.pick(['a', 'b', 'c'])]).toEqual([
      627,
      2,
      527,
      false,
      'c',
    ])
  })

  it('two seeds differ, and one seed twice does not', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed).next)
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('stays within its bounds', () => {
    const random = seededRandom(7)
    const values = Array.from({ length: 10_000 }, random.next)
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(new Set(Array.from({ length: 1_000 }, () => random.below(3)))).toEqual(new Set([0, 1, 2]))
    expect(Array.from({ length: 1_000 }, () => random.exponential(10)).every((value) => value >= 0)).toBe(true)
  })
})
