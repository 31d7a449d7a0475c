import type { Condition } from '../../../shared/domain/conditions/condition.ts'
import { evaluate } from '../../../shared/domain/conditions/evaluate.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import type { Json } from '../../../shared/kernel/json.ts'

/** A condition that must parse. */
export const conditionOf = (json: Json): Condition => {
  const parsed = parseCondition(json)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}

export const holds = (condition: Json, document: Json): boolean => evaluate(conditionOf(condition), document)
