/** Event patterns judged by AWS's own event-ruler: lines `{group, pattern, event, expect: match|no-match|invalid}`. */
import { compilePattern, matches } from '../../local/bus/pattern.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { answerOf, type Fields, isFields } from './fields.ts'
import type { VectorReport } from './report.ts'

/** Runs every line of the file; pattern and event are JSON as text, as the bus gets them. */
export const runPatternVectors = (file: unknown): VectorReport => {
  if (!Array.isArray(file)) throw new Error('it holds no lines {group, pattern, event, expect}')
  const report: VectorReport = { passed: 0, failures: [] }
  for (const [index, entry] of (file as readonly unknown[]).entries()) {
    const fields = isFields(entry) ? entry : {}
    const got = answerOf(() => judged(fields))
    if ('expect' in fields && got === fields.expect) report.passed += 1
    else report.failures.push({ id: `line ${index + 1} (${String(fields.group)})`, got, expected: fields.expect })
  }
  return report
}

const judged = ({ pattern, event }: Fields): 'match' | 'no-match' | 'invalid' => {
  const compiled = compilePattern(JSON.parse(pattern as string) as Json)
  if (!compiled.ok) return 'invalid'
  return matches(compiled.value, JSON.parse(event as string) as Json) ? 'match' : 'no-match'
}
