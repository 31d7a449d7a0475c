/** Where the marks of an axis stand. */

/** Round numbers from 0 to at least `highest`, about `wanted` of them: steps of 1, 2 or 5 times a power of ten. */
export const roundTicks = (highest: number, wanted: number): readonly number[] => {
  const rough = Math.max(1, highest) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10
  // Nobody counts in halves of customers.
  const step = Math.max(1, factor * power)
  return Array.from({ length: Math.ceil(Math.max(1, highest) / step) + 1 }, (_, index) => index * step)
}

/** Which of these days (`2026-03-01`) are named: first days of months where there are some, else evenly spread ones; at most `most`. */
export const dayTicks = (days: readonly string[], most: number): readonly number[] => {
  const firsts = days.flatMap((day, index) => (day.endsWith('-01') ? [index] : []))
  const candidates = firsts.length > 1 ? firsts : days.map((_, index) => index)
  const every = Math.ceil(candidates.length / most)
  return candidates.filter((_, position) => position % every === 0)
}
