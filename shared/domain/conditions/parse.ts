import { assert } from '../../kernel/assert.ts'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { DIDS_MAX } from '../../kernel/limits.ts'
import type { Parsed, Problem } from '../../kernel/problem.ts'
import { didsOf } from './attributes.ts'
import type { Condition } from './condition.ts'
import { readDid, readInSegment } from './did.ts'
import {
  leaf,
  opposite,
  type ReadOperand,
  readAmong,
  readEqual,
  readExists,
  readGroup,
  readOrder,
  readPattern,
  readType,
  readVersion,
} from './operands.ts'
import { hintAmongAttributes, hintUnderAttribute, isTesting, type Testing } from './operators.ts'
import { ITSELF, NEVER_RESOLVED, type Path } from './path.ts'
import { problemsOfSize } from './size.ts'
import { refuse, type Spot, type Standing, within } from './spot.ts'

/**
 * Reads a condition as GrowthBook's SDKs specify it (specVersion 0.8.0), or says everything that is wrong with it, each with its path
 * below `path`. Nothing unknown or malformed is read as false, unless `unknown` is `'never'`: that is for running GrowthBook's vectors.
 * The limits of size and depth hold either way. Beside attributes a customer may be asked what they did and which segments they are in;
 * the properties of an event may not.
 */
export const parseCondition = (
  json: Json,
  path = '',
  unknown: 'problem' | 'never' = 'problem',
  standing: Standing = 'properties',
): Parsed<Condition> => {
  const tooLarge = problemsOfSize(json, path)
  if (tooLarge.length > 0) return { ok: false, problems: tooLarge }
  const problems: Problem[] = []
  const value = readCondition({ at: path, path: ITSELF, standing, strict: unknown === 'problem', problems }, json)
  if (didsOf(value).length > DIDS_MAX) problems.push({ path, ...TOO_MANY_DIDS })
  return problems.length === 0 ? { ok: true, value } : { ok: false, problems }
}

/**
 * Reads one leaf again by what it says of itself: no limit and no rule of size that came later stands in its way. Throws where its operand
 * is not understood any more.
 */
export const readLeafAgain = (path: Path, operator: string, expected: Json): Condition => {
  const spot: Spot = { at: operator, path, standing: 'journey', strict: true, problems: [] }
  const condition =
    operator === 'is' ? leaf(spot, operator, expected, { kind: 'like', value: expected }) : readAgain(spot, operator, expected)
  assert(spot.problems.length === 0, `a condition was read once and cannot be read again: ${spot.problems[0]?.problem}`)
  return condition
}

const readAgain = (spot: Spot, operator: string, expected: Json): Condition =>
  operator === '$did' || operator === '$didNot'
    ? readDid(spot, operator, expected, { condition: readCondition, operators: readValue })
    : readOperator(spot, operator, expected)

const TOO_MANY_DIDS = {
  problem: `asks more than ${DIDS_MAX} times what somebody did`,
  hint: 'each may be a read of its own: split the condition, or let an event or attribute of yours say it',
}

/** Attributes and combining operators, all of which must hold. */
const readCondition = (spot: Spot, json: Json): Condition => {
  if (!isJsonObject(json)) return refuse(spot, 'is no condition', 'write an object: { "attribute": value } or { "$and": [ … ] }')
  return allOf(Object.keys(json).map((name) => readEntry(within(spot, name), name, json[name] as Json)))
}

const readEntry = (spot: Spot, name: string, operand: Json): Condition => {
  switch (name) {
    case '$and':
      return readParts(spot, name, operand, 'all')
    case '$or':
      return readParts(spot, name, operand, 'any')
    case '$nor':
      return readParts(spot, name, operand, 'none')
    case '$not':
      return { kind: 'not', of: readCondition(spot, operand) }
    case '$did':
    case '$didNot':
      return readDid(spot, name, operand, { condition: readCondition, operators: readValue })
    case '$inSegment':
      return readInSegment(spot, operand)
    default:
      return readValue({ ...spot, path: readPath(spot, name) }, operand)
  }
}

const readParts = (spot: Spot, name: string, operand: Json, kind: 'all' | 'any' | 'none'): Condition => {
  if (!Array.isArray(operand)) return refuse(spot, `\`${name}\` takes a list of conditions`, `write { "${name}": [ { … }, { … } ] }`)
  return { kind, of: operand.map((part: Json, index) => readCondition(within(spot, index), part)) }
}

const readPath = (spot: Spot, name: string): Path => {
  const path = name.split('.')
  const unreachable = path.find((part) => NEVER_RESOLVED.includes(part))
  if (name.startsWith('$')) refuse(spot, `unknown operator \`${name}\``, hintAmongAttributes(name))
  else if (path.includes('')) refuse(spot, 'names an attribute of no name', 'write the names with one dot between: "traits.plan"')
  else if (unreachable !== undefined) refuse(spot, `\`${unreachable}\` is no attribute`, 'publish it under another name')
  return path
}

/** What one attribute should be: a value it equals, or operators all of which must hold. */
const readValue = (spot: Spot, json: Json): Condition => {
  if (isJsonObject(json) && isOperators(json)) {
    return allOf(Object.keys(json).map((name) => readOperator(within(spot, name), name, json[name] as Json)))
  }
  refuseOperatorsIn(spot, json)
  return leaf(spot, 'is', json, { kind: 'like', value: json })
}

const isOperators = (json: JsonObject): boolean => {
  const names = Object.keys(json)
  return names.length > 0 && names.every((name) => name.startsWith('$'))
}

/** A value is compared in depth: operators inside it would be taken for fields. */
const refuseOperatorsIn = (spot: Spot, json: Json): void => {
  if (typeof json !== 'object' || json === null) return
  // Of a list, `entries` gives the indexes for names.
  for (const [name, inner] of Object.entries(json) as readonly (readonly [string, Json])[]) {
    const field = within(spot, name)
    if (name.startsWith('$'))
      refuse(field, 'is an operator inside a value', 'name the inner attribute with a dot: "attribute.field": { "$gt": 1 }')
    refuseOperatorsIn(field, inner)
  }
}

const readOperator = (spot: Spot, name: string, operand: Json): Condition =>
  isTesting(name) ? OPERANDS[name](spot, name, operand) : refuse(spot, `unknown operator \`${name}\``, hintUnderAttribute(name))

const readNot: ReadOperand = (spot, _, operand) => ({ kind: 'not', of: readValue(spot, operand) })

const readSize: ReadOperand = (spot, operator, operand) => {
  const counts = Number.isSafeInteger(operand) && (operand as number) >= 0
  if (!counts && !(isJsonObject(operand) && isOperators(operand))) {
    refuse(spot, '`$size` takes a number of entries, or operators', 'write { "$size": 3 } or { "$size": { "$gte": 3 } }')
  }
  return leaf(spot, operator, operand, { kind: 'size', holds: readValue({ ...spot, path: ITSELF }, operand) })
}

const readElemMatch: ReadOperand = (spot, operator, operand) => {
  if (!isJsonObject(operand))
    return refuse(
      spot,
      '`$elemMatch` takes a condition on one entry',
      'write { "$elemMatch": { "$gt": 5 } } or { "$elemMatch": { "sku": "A" } }',
    )
  const entry: Spot = { ...spot, path: ITSELF, standing: 'properties' }
  return leaf(spot, operator, operand, {
    kind: 'some-entry',
    holds: isOperators(operand) ? readValue(entry, operand) : readCondition(entry, operand),
  })
}

const readAll =
  (fold: boolean): ReadOperand =>
  (spot, operator, operand) => {
    if (!Array.isArray(operand)) return refuse(spot, `\`${operator}\` takes a list`, `write { "${operator}": [ … ] }`)
    const each = operand.map((wanted: Json, index): Condition => {
      const entry = within(spot, index, ITSELF)
      if (!fold || typeof wanted !== 'string') return readValue(entry, wanted)
      return leaf(entry, 'is', wanted, { kind: 'like-folded', text: wanted.toLowerCase() })
    })
    return leaf(spot, operator, operand, { kind: 'contains', each })
  }

const allOf = (parts: readonly Condition[]): Condition => (parts.length === 1 ? (parts[0] as Condition) : { kind: 'all', of: parts })

const OPERANDS: Readonly<Record<Testing, ReadOperand>> = {
  $eq: readEqual,
  $ne: opposite(readEqual),
  $lt: readOrder('lt'),
  $lte: readOrder('lte'),
  $gt: readOrder('gt'),
  $gte: readOrder('gte'),
  $in: readAmong(false),
  $nin: opposite(readAmong(false)),
  $ini: readAmong(true),
  $nini: opposite(readAmong(true)),
  $inGroup: readGroup,
  $notInGroup: opposite(readGroup),
  $all: readAll(false),
  $alli: readAll(true),
  $elemMatch: readElemMatch,
  $size: readSize,
  $exists: readExists,
  $type: readType,
  $not: readNot,
  $regex: readPattern(false),
  $regexi: readPattern(true),
  $notRegex: opposite(readPattern(false)),
  $notRegexi: opposite(readPattern(true)),
  $veq: readVersion('eq'),
  $vne: opposite(readVersion('eq')),
  $vlt: readVersion('lt'),
  $vlte: readVersion('lte'),
  $vgt: readVersion('gt'),
  $vgte: readVersion('gte'),
}
