import type { Json } from '../../kernel/json.ts'
import { CONDITION_ROWS_BYTES_MAX, CONDITION_ROWS_MAX } from '../../kernel/limits.ts'
import type { AnyLeaf, Test } from './condition.ts'

/**
 * Answers to the leaves of each attribute, kept from document to document for values that come again: a row of the table for each value,
 * or for each interval between the numbers that are asked about. So a plan, a country or a count of orders is compared once, and then
 * looked up. What an answer depends on beside the value (a saved group, what somebody did) is kept for one document only.
 */
export type Remembering = {
  /** For each leaf 0, 1 or {@link UNANSWERED}. */
  readonly table: Uint8Array
  /** Where the row of a slot's value begins. The leaves of a slot follow each other in the order given. */
  readonly rowOf: (slot: number, value: Json) => number
  /** Whether a row of a slot is kept for the next document that has the value. */
  readonly isKept: (slot: number, row: number) => boolean
  /** Of each slot, how many rows it keeps at most. */
  readonly rows: readonly number[]
}

export const UNANSWERED = 2

export const remembering = (slots: readonly (readonly AnyLeaf[])[]): Remembering => {
  const plans = slots.map(planOf)
  let size = 0
  const begins = plans.map(({ rows, width }) => {
    const begin = size
    size += (rows + 1) * width
    return begin
  })
  const table = new Uint8Array(size).fill(UNANSWERED)
  const rowOfValue = plans.map((plan, slot) => finding(plan, begins[slot] as number, table))
  return {
    table,
    rowOf: (slot, value) => (rowOfValue[slot] as (value: Json) => number)(value),
    isKept: (slot, row) => row !== begins[slot],
    rows: plans.map(({ rows }) => rows),
  }
}

/** `rows` beside the first one, which is for one document at a time. `points`: numbers between which all numbers have the same answers. */
type Plan = { readonly width: number; readonly rows: number; readonly points: Float64Array | null }

const planOf = (leaves: readonly AnyLeaf[]): Plan => {
  const width = leaves.length
  const room = Math.min(CONDITION_ROWS_MAX, Math.floor(CONDITION_ROWS_BYTES_MAX / width))
  if (leaves.some((leaf) => leaf.kind !== 'leaf' || !staysTrue(leaf.test))) return { width, rows: 0, points: null }
  const points = pointsOf(leaves)
  const classes = points === null ? 0 : points.length * 2 + 1
  return { width, rows: room, points: classes > room ? null : points }
}

/** Whether a value has the same answer for ever. */
const staysTrue = (test: Test): boolean => test.kind !== 'in-group'

/** The numbers that numbers are compared with; null: a number is put to something else than a comparison. */
const pointsOf = (leaves: readonly AnyLeaf[]): Float64Array | null => {
  const points = new Set<number>()
  for (const leaf of leaves) {
    const compared = leaf.kind === 'leaf' ? numbersIn(leaf.test) : null
    if (compared === null) return null
    for (const number of compared) points.add(number)
  }
  return Float64Array.from([...points].sort((a, b) => a - b))
}

const numbersIn = (test: Test): readonly number[] | null => {
  switch (test.kind) {
    case 'like':
    case 'equal':
      return typeof test.value === 'number' ? [test.value] : null
    case 'order':
      return typeof test.than === 'number' ? [test.than] : null
    case 'among':
      return [...test.values].filter((value) => typeof value === 'number')
    case 'present':
    case 'type':
      return []
    default:
      return null
  }
}

const finding = ({ width, rows, points }: Plan, begin: number, table: Uint8Array): ((value: Json) => number) => {
  const known = new Map<Json, number>()
  const numbered = points === null ? 0 : points.length * 2 + 1
  let next = 1 + numbered
  /** Of an attribute that has more values than are kept none is looked for any more. */
  let isVaried = rows === 0
  const forThis = (): number => {
    table.fill(UNANSWERED, begin, begin + width)
    return begin
  }
  return (value) => {
    if (points !== null && typeof value === 'number' && !Number.isNaN(value)) return begin + (1 + classOf(points, value)) * width
    if (isVaried || (typeof value === 'object' && value !== null)) return forThis()
    const row = known.get(value)
    if (row !== undefined) return row
    if (next > rows || (typeof value === 'string' && value.length > TEXT_KEPT_MAX)) {
      isVaried = next > rows
      return forThis()
    }
    const made = begin + next * width
    next += 1
    known.set(value, made)
    return made
  }
}

/** A longer text is hardly one of a few. */
const TEXT_KEPT_MAX = 64

/** 0 below the first point, 1 at it, 2 between it and the next … */
const classOf = (points: Float64Array, value: number): number => {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((points[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low * 2 + (points[low] === value ? 1 : 0)
}
