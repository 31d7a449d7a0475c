/** The code units of a pattern, sorted into classes: units that every set of the pattern takes for the same. */
import { type CharSet, holdsUnit } from './charset.ts'

export type Alphabet = {
  /** A unit for each class. */
  readonly members: readonly number[]
  /** Where runs of units of one class begin, ascending, and the class of each run. */
  readonly starts: readonly number[]
  readonly classes: readonly number[]
  /** The class of each ASCII unit: nearly all text needs one look-up instead of a search. */
  readonly ascii: Uint16Array
}

const ASCII = 128

/** Sorts all units by the sets given. A pattern has few classes, however many units its sets hold. */
export const alphabetOf = (sets: readonly CharSet[]): Alphabet => {
  const edges = sets.flatMap((set) => set.flatMap(([from, to]) => [from, to + 1]))
  const starts = [...new Set([0, ...edges])].toSorted((left, right) => left - right)
  const classBySignature = new Map<string, number>()
  const members: number[] = []
  const classes = starts.map((start) => {
    const signature = sets.map((set) => (holdsUnit(set, start) ? '1' : '0')).join('')
    const known = classBySignature.get(signature)
    if (known !== undefined) return known
    classBySignature.set(signature, members.length)
    return members.push(start) - 1
  })
  return { members, starts, classes, ascii: Uint16Array.from({ length: ASCII }, (_, unit) => find(starts, classes, unit)) }
}

export const classOf = ({ ascii, starts, classes }: Alphabet, unit: number): number =>
  unit < ASCII ? (ascii[unit] as number) : find(starts, classes, unit)

const find = (starts: readonly number[], classes: readonly number[], unit: number): number => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= unit) low = middle
    else high = middle - 1
  }
  return classes[low] as number
}
