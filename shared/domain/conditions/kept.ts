/** Conditions as JSON and back, for those that are kept compiled: as nested lists, each leaf by what it says of itself. */
import { Defect, unreachable } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import type { Condition } from './condition.ts'
import { readLeafAgain } from './parse.ts'
import { ITSELF } from './path.ts'

/** A condition as JSON. */
export const keptCondition = (condition: Condition): Json => {
  switch (condition.kind) {
    case 'all':
    case 'any':
    case 'none':
      return [condition.kind, ...condition.of.map(keptCondition)]
    case 'not':
      return ['not', keptCondition(condition.of)]
    case 'leaf':
      return ['leaf', condition.path, condition.operator, condition.expected]
    case 'did':
      return [condition.operator, condition.expected]
    case 'in-segment':
      return ['in-segment', condition.segment]
    default:
      return unreachable(condition)
  }
}

/** The same condition again. */
export const conditionFrom = (json: Json): Condition => {
  const [kind, ...rest] = listOf(json)
  switch (kind) {
    case 'all':
    case 'any':
    case 'none':
      return { kind, of: rest.map(conditionFrom) }
    case 'not':
      return { kind, of: conditionFrom(rest[0] ?? null) }
    case 'leaf':
      return readLeafAgain(listOf(rest[0]).map(textOf), textOf(rest[1]), rest[2] ?? null)
    case '$did':
    case '$didNot':
      return readLeafAgain(ITSELF, kind, rest[0] ?? null)
    case 'in-segment':
      return { kind, segment: textOf(rest[0]) }
    default:
      throw new Defect(`no kind of condition: ${JSON.stringify(kind)}`)
  }
}

const listOf = (json: Json | undefined): readonly Json[] => {
  if (!Array.isArray(json)) throw new Defect(`a kept condition is a list, and not ${typeof json}`)
  return json
}

const textOf = (json: Json | undefined): string => {
  if (typeof json !== 'string') throw new Defect(`a kept condition names things by texts, and not by ${typeof json}`)
  return json
}
