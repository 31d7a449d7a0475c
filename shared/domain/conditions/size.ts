import { isJsonObject, type Json } from '../../kernel/json.ts'
import { CONDITION_DEPTH_MAX, CONDITION_LIST_MAX, CONDITION_NODES_MAX, CONDITION_TEXT_MAX } from '../../kernel/limits.ts'
import type { Problem } from '../../kernel/problem.ts'

/**
 * Where a condition is larger than any we read. Looked at before anything else, so that whoever reads, compiles or explains it
 * may recurse; itself it goes no deeper and no further than the limits, whatever comes.
 */
export const problemsOfSize = (json: Json, path: string): readonly Problem[] => {
  const problems: Problem[] = []
  let nodes = 0
  const look = (value: Json, at: string, depth: number): void => {
    nodes += 1
    const problem = nodes > CONDITION_NODES_MAX ? TOO_MANY : problemOf(value, depth)
    if (problem !== null) {
      problems.push({ path: at, ...problem })
      return
    }
    for (const [name, inner] of entriesOf(value)) {
      if (nodes > CONDITION_NODES_MAX) return
      look(inner, at === '' ? name : `${at}.${name}`, depth + 1)
    }
  }
  look(json, path, 0)
  return problems
}

type Excess = { readonly problem: string; readonly hint: string }

const TOO_MANY: Excess = {
  problem: `has more than ${CONDITION_NODES_MAX} parts up to here`,
  hint: 'split the condition, and save long lists as groups',
}

const problemOf = (value: Json, depth: number): Excess | null => {
  if (typeof value === 'string') return value.length > CONDITION_TEXT_MAX ? TOO_LONG : null
  // JSON.parse reads 1e999 as infinity, which no JSON can say again.
  if (typeof value === 'number') return Number.isFinite(value) ? null : { problem: 'is no finite number', hint: 'write one below 1e308' }
  if (typeof value !== 'object' || value === null) return null

  if (depth >= CONDITION_DEPTH_MAX) return { problem: `is nested more than ${CONDITION_DEPTH_MAX} deep`, hint: 'split the condition' }
  const names = Array.isArray(value) ? [] : Object.keys(value)
  const count = Array.isArray(value) ? value.length : names.length
  if (count > CONDITION_LIST_MAX) {
    return { problem: `has ${count} entries, more than ${CONDITION_LIST_MAX}`, hint: 'save a long list as a group and use $inGroup' }
  }
  return names.some((name) => name.length > CONDITION_TEXT_MAX)
    ? { problem: `has a name longer than ${CONDITION_TEXT_MAX} characters`, hint: 'name an attribute or an operator' }
    : null
}

const TOO_LONG: Excess = { problem: `is longer than ${CONDITION_TEXT_MAX} characters`, hint: 'shorten the text' }

const entriesOf = (value: Json): Iterable<readonly [string, Json]> => {
  if (Array.isArray(value)) return value.map((entry: Json, index): readonly [string, Json] => [String(index), entry])
  return isJsonObject(value) ? Object.entries(value) : []
}
