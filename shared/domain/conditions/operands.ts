/** Operands that hold no further condition: what each operator takes, made ready once. */
import { isJsonObject, type Json } from '../../kernel/json.ts'
import type { Condition, Leaf, Order, Test } from './condition.ts'
import { parsePattern } from './pattern/pattern.ts'
import { refuse, type Spot, within } from './spot.ts'
import { folded } from './values.ts'
import { paddedVersion } from './version.ts'

/** Reads the operand of one operator into the condition it states. */
export type ReadOperand = (spot: Spot, operator: string, operand: Json) => Condition

export const leaf = (spot: Spot, operator: string, expected: Json, test: Test): Leaf => ({
  kind: 'leaf',
  path: spot.path,
  operator,
  expected,
  test,
  negated: false,
})

/** The same operand, and holding where the other does not. What cannot be read never holds, negated or not. */
export const opposite =
  (read: ReadOperand): ReadOperand =>
  (spot, operator, operand) => {
    const condition = read(spot, operator, operand)
    return condition.kind === 'leaf' ? { ...condition, negated: true } : condition
  }

export const readEqual: ReadOperand = (spot, operator, operand) => {
  if (!isScalar(operand)) {
    refuse(spot, `\`${operator}\` compares single values`, 'write the list or object itself to compare in depth: { "attribute": [ … ] }')
  }
  return leaf(spot, operator, operand, { kind: 'equal', value: operand })
}

export const readOrder =
  (order: Order): ReadOperand =>
  (spot, operator, operand) => {
    if (typeof operand !== 'number' && typeof operand !== 'string') {
      refuse(spot, `\`${operator}\` takes a number or a text`, 'texts compare letter by letter, so dates work as ISO 8601: "2026-01-31"')
    }
    return leaf(spot, operator, operand, { kind: 'order', order, than: operand })
  }

export const readAmong =
  (fold: boolean): ReadOperand =>
  (spot, operator, operand) => {
    if (!Array.isArray(operand)) return refuse(spot, `\`${operator}\` takes a list`, `write { "${operator}": [ … ] }`)
    const entries: readonly Json[] = operand
    entries.forEach((entry, index) => {
      if (!isScalar(entry)) refuse(within(spot, index), `\`${operator}\` takes single values`, 'list texts, numbers, true, false or null')
    })
    const values = new Set(fold ? entries.map(folded) : entries)
    return leaf(spot, operator, operand, { kind: 'among', values, folded: fold })
  }

export const readGroup: ReadOperand = (spot, operator, operand) => {
  if (typeof operand !== 'string') return refuse(spot, `\`${operator}\` takes the name of a saved group`, 'write the name as a text')
  return leaf(spot, operator, operand, { kind: 'in-group', group: operand })
}

export const readExists: ReadOperand = (spot, operator, operand) => {
  if (typeof operand !== 'boolean') refuse(spot, '`$exists` takes true or false', 'write { "$exists": true }')
  return { ...leaf(spot, operator, operand, { kind: 'present' }), negated: !operand }
}

const TYPES: readonly Json[] = ['string', 'number', 'boolean', 'object', 'array', 'null']

export const readType: ReadOperand = (spot, operator, operand) => {
  if (!TYPES.includes(operand))
    refuse(spot, '`$type` takes the name of a type', `known are ${TYPES.join(', ')}; a missing attribute is null`)
  return leaf(spot, operator, operand, { kind: 'type', type: operand })
}

export const readPattern =
  (insensitive: boolean): ReadOperand =>
  (spot, operator, operand) => {
    if (typeof operand !== 'string')
      return refuse(spot, `\`${operator}\` takes a regular expression as a text`, 'write { "$regex": "@example\\\\.com$" }')
    const reading = parsePattern(operand, insensitive)
    if (!reading.ok) return refuse(spot, `the regular expression ${reading.problem}`, reading.hint)
    return leaf(spot, operator, operand, { kind: 'pattern', pattern: reading.pattern })
  }

export const readVersion =
  (order: Order): ReadOperand =>
  (spot, operator, operand) => {
    if (typeof operand !== 'string' && typeof operand !== 'number')
      refuse(spot, `\`${operator}\` takes a version as a text`, 'write { "$vgte": "2.1.0" }')
    const than = paddedVersion(operand ?? '')
    if (than === null) return refuse(spot, 'is too long to be a version', 'write it as "2.1.0" or "2.1.0-beta.1"')
    return leaf(spot, operator, operand, { kind: 'version', order, than })
  }

const isScalar = (value: Json): boolean => !Array.isArray(value) && !isJsonObject(value)
