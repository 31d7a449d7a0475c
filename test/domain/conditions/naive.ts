/**
 * Conditions once more, in the plainest way: over the JSON as it is written, with JavaScript's own conversions and regular
 * expressions, and for well-formed conditions only. What it shares with the code it judges is the specification.
 */
import type { Json } from '../../../shared/kernel/json.ts'

type Fields = { readonly [name: string]: Json }

export const naive = (condition: Json, document: Json): boolean =>
  Object.entries(condition as Fields).every(([name, operand]) => {
    if (name === '$and') return (operand as readonly Json[]).every((part) => naive(part, document))
    if (name === '$or') return naiveAny(operand as readonly Json[], document)
    if (name === '$nor') return !naiveAny(operand as readonly Json[], document)
    if (name === '$not') return !naive(operand, document)
    return valueHolds(operand, at(document, name.split('.')))
  })

const naiveAny = (parts: readonly Json[], document: Json): boolean => parts.length === 0 || parts.some((part) => naive(part, document))

const at = (value: Json, [name, ...rest]: readonly string[]): Json => {
  if (name === undefined) return value
  if (typeof value !== 'object' || value === null || !Object.getOwnPropertyNames(value).includes(name)) return null
  return at((value as Fields)[name] as Json, rest)
}

const isOperators = (json: Json): boolean => {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  const names = Object.keys(json)
  return names.length > 0 && names.every((name) => name[0] === '$')
}

const valueHolds = (expected: Json, value: Json): boolean => {
  if (isOperators(expected))
    return Object.entries(expected as Fields).every(([operator, operand]) => operatorHolds(operator, operand, value))
  if (expected === null || value === null) return expected === value
  if (typeof expected === 'string') return `${value}` === expected
  if (typeof expected === 'number') return Number(value) === expected
  if (typeof expected === 'boolean') return !!value === expected
  return sorted(value) === sorted(expected)
}

const sorted = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(sorted)}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}:${sorted(inner)}`)
    .toSorted()}}`
}

const lower = (value: Json): Json => (typeof value === 'string' ? value.toLowerCase() : value)

const isIn = (value: Json, list: readonly Json[]): boolean =>
  Array.isArray(value) ? value.some((entry) => list.includes(entry)) : list.includes(value)

const ofEntries = (value: Json, change: (entry: Json) => Json): Json => (Array.isArray(value) ? value.map(change) : change(value))

// biome-ignore lint/suspicious/noExplicitAny: the point is what JavaScript does with any two values
const operatorHolds = (operator: string, operand: any, value: any): boolean => {
  switch (operator) {
    case '$eq':
      return value === operand
    case '$ne':
      return value !== operand
    case '$lt':
      return value !== null && value < operand
    case '$lte':
      return value !== null && value <= operand
    case '$gt':
      return value !== null && value > operand
    case '$gte':
      return value !== null && value >= operand
    case '$exists':
      return operand ? value !== null : value === null
    case '$in':
      return isIn(value, operand)
    case '$nin':
      return !isIn(value, operand)
    case '$ini':
      return isIn(ofEntries(value, lower), operand.map(lower))
    case '$nini':
      return !isIn(ofEntries(value, lower), operand.map(lower))
    case '$all':
      return Array.isArray(value) && operand.every((wanted: Json) => value.some((entry) => valueHolds(wanted, entry)))
    case '$size':
      return Array.isArray(value) && valueHolds(operand, value.length)
    case '$elemMatch':
      return Array.isArray(value) && value.some((entry) => (isOperators(operand) ? valueHolds(operand, entry) : naive(operand, entry)))
    case '$type':
      return (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value) === operand
    case '$not':
      return !valueHolds(operand, value)
    case '$regex':
      return value !== null && new RegExp(operand).test(value)
    case '$regexi':
      return value !== null && new RegExp(operand, 'i').test(value)
    case '$notRegex':
      return value === null || !new RegExp(operand).test(value)
    default:
      throw new Error(`the naive interpreter does not know ${operator}`)
  }
}
