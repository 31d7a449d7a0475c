/** Sets of UTF-16 code units, as JavaScript's regular expressions without the `u` flag have them. */

/** Ranges, inclusive, in ascending order, neither overlapping nor touching. */
export type CharSet = readonly (readonly [from: number, to: number])[]

const UNIT_MAX = 0xffff

export const charSet = (ranges: CharSet): CharSet => {
  const merged: [number, number][] = []
  for (const [from, to] of ranges.toSorted((left, right) => left[0] - right[0])) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

export const complement = (set: CharSet): CharSet => {
  const gaps: [number, number][] = []
  let from = 0
  for (const [start, end] of set) {
    if (start > from) gaps.push([from, start - 1])
    from = end + 1
  }
  if (from <= UNIT_MAX) gaps.push([from, UNIT_MAX])
  return gaps
}

export const holdsUnit = (set: CharSet, unit: number): boolean => {
  let low = 0
  let high = set.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [from, to] = set[middle] as readonly [number, number]
    if (unit < from) high = middle - 1
    else if (unit > to) low = middle + 1
    else return true
  }
  return false
}

/** The set and whatever differs from one of its members by case alone. */
export const withCases = (set: CharSet): CharSet =>
  charSet([
    ...set,
    ...caseFamilies()
      .filter((family) => family.some((unit) => holdsUnit(set, unit)))
      .flatMap((family) => family.map(only)),
  ])

const only = (unit: number): readonly [number, number] => [unit, unit]
const rangesOf = (units: string): CharSet => charSet(Array.from(units, (unit) => only(unit.charCodeAt(0))))

export const DIGITS: CharSet = [[0x30, 0x39]]
export const WORD: CharSet = charSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
])
export const SPACES: CharSet = charSet([[0x09, 0x0d], [0x2000, 0x200a], ...rangesOf(' \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff')])
/** What `.` stands for. */
export const NO_LINE_END: CharSet = complement(rangesOf('\n\r\u2028\u2029'))

let families: readonly (readonly number[])[] | null = null

/** Code units that JavaScript's `i` flag takes for one, two or more at a time. Made when first asked for: it takes some milliseconds. */
const caseFamilies = (): readonly (readonly number[])[] => {
  families ??= [
    ...Map.groupBy(
      Array.from({ length: UNIT_MAX + 1 }, (_, unit) => unit),
      canonical,
    ).values(),
  ].filter((family) => family.length > 1)
  return families
}

/** ECMAScript's Canonicalize: one upper-case unit, and never from beyond ASCII into it. */
const canonical = (unit: number): number => {
  const upper = String.fromCharCode(unit).toUpperCase()
  if (upper.length !== 1) return unit
  const code = upper.charCodeAt(0)
  return unit >= 128 && code < 128 ? unit : code
}
