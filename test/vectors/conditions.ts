/** GrowthBook's cases for conditions (`evalCondition` of cases.json, as in condition-shared.json). */
import { NOTHING_BESIDE } from '../../shared/domain/conditions/about.ts'
import { compile } from '../../shared/domain/conditions/compile.ts'
import type { Groups } from '../../shared/domain/conditions/condition.ts'
import { evaluate } from '../../shared/domain/conditions/evaluate.ts'
import { explainCondition } from '../../shared/domain/conditions/explain.ts'
import { parseCondition } from '../../shared/domain/conditions/parse.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { answerOf, type Fields, isFields } from './fields.ts'
import type { VectorReport } from './report.ts'

/**
 * Runs every case `{i, name, condition, attributes, expected, savedGroups?}` of the file, through each way we have of answering.
 * What we would refuse is read as GrowthBook reads it, because some cases are about just that.
 */
export const runConditionVectors = (file: unknown): VectorReport => {
  if (!isFields(file) || !Array.isArray(file.cases)) throw new Error('it holds no list "cases"')
  const report: VectorReport = { passed: 0, failures: [] }
  for (const [index, entry] of (file.cases as readonly unknown[]).entries()) {
    const fields = isFields(entry) ? entry : {}
    const got = answerOf(() => holds(fields))
    if ('expected' in fields && got === fields.expected) report.passed += 1
    else report.failures.push({ id: `${String(fields.i ?? index)} (${String(fields.name)})`, got, expected: fields.expected })
  }
  return report
}

const holds = ({ condition, attributes, savedGroups }: Fields): unknown => {
  const parsed = parseCondition(condition as Json, '', 'never')
  if (!parsed.ok) return parsed.problems
  const document = attributes as Json
  const about = { ...NOTHING_BESIDE, groups: groupsOf(isFields(savedGroups) ? savedGroups : {}) }
  const answers = [
    evaluate(parsed.value, document, about),
    compile([parsed.value]).matches(0, document, about),
    explainCondition(parsed.value, document, about).held,
  ]
  return answers.every((answer) => answer === answers[0]) ? answers[0] : `evaluated, compiled and explained: ${answers.join(', ')}`
}

const groupsOf = (savedGroups: Fields): Groups =>
  new Map(Object.entries(savedGroups).map(([name, members]) => [name, new Set(members as readonly Json[])]))
