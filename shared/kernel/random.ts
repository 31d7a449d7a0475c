/** Seeded randomness for replays, simulations and generated data; production decisions use none. */

export type Random = {
  /** Uniform in [0, 1). */
  readonly next: () => number
  /** Uniform whole number in [0, below). */
  readonly below: (below: number) => number
  /** True with the given chance. */
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(items: readonly T[]) => T
  /** Exponential with the given mean. */
  readonly exponential: (mean: number) => number
}

/** A stream of pseudo-random numbers that a 32-bit seed fixes for ever (mulberry32, Tommy Ettinger, public domain). */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    exponential: (mean) => -mean * Math.log(1 - next()),
  }
}
