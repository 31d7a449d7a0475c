/**
 * How values of different types meet: as in GrowthBook's JavaScript SDK, which leaves it to JavaScript's own conversions.
 * They are spelled out here because the real ones call `toString` and `valueOf`, which a document may bring along.
 */
import { isJsonObject, type Json } from '../../kernel/json.ts'
import { CONDITION_DEPTH_MAX } from '../../kernel/limits.ts'
import type { Order } from './condition.ts'

/** The text JavaScript makes of a value: a list is its entries with commas. Lists nested too deep for any condition are empty text. */
export const textOf = (value: Json, depth = 0): string => {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return String(value)
  if (!Array.isArray(value)) return '[object Object]'
  return depth === CONDITION_DEPTH_MAX ? '' : value.map((entry: Json) => (entry === null ? '' : textOf(entry, depth + 1))).join(',')
}

/** The number JavaScript makes of a value; NaN where it is none. */
const numberOf = (value: Json): number =>
  typeof value === 'number' ? value : Number(typeof value === 'object' && value !== null ? textOf(value) : value)

/** Implied equality with a value given: by its own type for a scalar, in depth for a list or an object. */
export const isLike = (value: Json, expected: Json): boolean => {
  if (value === null || expected === null) return value === expected
  if (typeof expected === 'string') return textOf(value) === expected
  if (typeof expected === 'number') return numberOf(value) === expected
  if (typeof expected === 'boolean') return Boolean(value) === expected
  return isSame(value, expected)
}

/** Equality in depth, whatever the order of fields: a store may give them back in another. Recursion ends with `expected`, which is bounded. */
const isSame = (value: Json | undefined, expected: Json): boolean => {
  if (Array.isArray(expected)) {
    return Array.isArray(value) && value.length === expected.length && expected.every((entry, index) => isSame(value[index], entry))
  }
  if (!isJsonObject(expected)) return value === expected
  if (!isJsonObject(value)) return false
  const names = Object.keys(expected)
  return (
    names.length === Object.keys(value).length &&
    names.every((name) => Object.hasOwn(value, name) && isSame(value[name], expected[name] as Json))
  )
}

/** Two texts compare by code unit, anything else as numbers; what is no number compares with nothing, and nor does what is missing. */
export const isOrdered = (value: Json, order: Order, than: Json): boolean => {
  if (value === null) return false
  const left = primitiveOf(value)
  const right = primitiveOf(than)
  return typeof left === 'string' && typeof right === 'string'
    ? compared(left, order, right)
    : compared(numberOf(left), order, numberOf(right))
}

export const compared = <T extends string | number>(left: T, order: Order, right: T): boolean => {
  switch (order) {
    case 'lt':
      return left < right
    case 'lte':
      return left <= right
    case 'gt':
      return left > right
    case 'gte':
      return left >= right
    case 'eq':
      return left === right
  }
}

/** Case does not count between texts; other values stay as they are. */
export const folded = (value: Json): Json => (typeof value === 'string' ? value.toLowerCase() : value)

export const typeOf = (value: Json): string => {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

const primitiveOf = (value: Json): Json => (typeof value === 'object' && value !== null ? textOf(value) : value)
