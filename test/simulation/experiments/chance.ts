/** Chance for ten thousand experiments: a long stream of numbers, and exact binomial counts. */
import { logBinomial } from '../../../shared/domain/statistics/stirling.ts'
import { fnv32a } from '../../../shared/kernel/hash.ts'
import { seededRandom } from '../../../shared/kernel/random.ts'

/** Uniform in [0, 1), 53 bits. */
export type Stream = () => number

/**
 * xoshiro128** (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators"), period 2^128, two words to a number; its state
 * from a text through the kernel's own generator. The kernel's has a period of 2^32, which the tens of millions drawn here would feel.
 */
export const streamOf = (seed: string): Stream => {
  const random = seededRandom(fnv32a(seed))
  const start = (): number => random.below(4_294_967_296) | 0
  let [a, b, c, d] = [start(), start(), start(), start()]
  const word = (): number => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotated(d, 11)
    return result
  }
  return () => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992
}

/** Counts of a binomial distribution, drawn from a stream. */
export type Binomial = (stream: Stream) => number

/**
 * Exact: the distribution function of Binomial(n, p), summed from its chances (each to fifteen digits, also at n = 1,980 and p = 0.03), and the
 * first count at which it passes a uniform number, found by halving (inversion, Devroye 1986, II.2 and III.2).
 */
export const binomialOf = (n: number, p: number): Binomial => {
  const below = new Float64Array(n + 1)
  let sum = 0
  for (let hits = 0; hits <= n; hits += 1) {
    sum += Math.exp(logBinomial(hits, n, p, 1 - p))
    below[hits] = sum
  }
  return (stream) => {
    const uniform = stream()
    let [low, high] = [0, n]
    while (low < high) {
      const middle = (low + high) >> 1
      if (uniform < (below[middle] as number)) high = middle
      else low = middle + 1
    }
    return low
  }
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by))
