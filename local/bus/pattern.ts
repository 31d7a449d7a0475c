/**
 * EventBridge's event pattern language, with the answers of AWS's own event-ruler 2.0.1 (`npm run vectors -- patterns`):
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { isJsonObject, type Json, type JsonObject } from '../../shared/kernel/json.ts'
import { PATTERN_ALTERNATIVES_MAX, PATTERN_DEPTH_MAX } from '../../shared/kernel/limits.ts'
import type { Parsed, Problem } from '../../shared/kernel/problem.ts'
import { isOperator, parseTest, type Scalar, type Test } from './tests.ts'

/** A compiled pattern: an event matches when any of these trees holds. `$or` has been multiplied out. */
export type Pattern = { readonly alternatives: readonly Node[] }

/** What must hold at a place: one of the tests for what stands there, and everything below it. */
type Node = { readonly test: Leaf | null; readonly below: ReadonlyMap<string, Node> }

/** Any of its tests suffices. `orAbsent`: so does the field's absence from the whole event. */
type Leaf = { readonly path: Path; readonly tests: readonly Test[]; readonly orAbsent: boolean }

type Path = readonly string[]

/** Reads a pattern, or says everything that EventBridge would refuse about it. */
export const compilePattern = (json: Json): Parsed<Pattern> => {
  const problems: Problem[] = []
  const alternatives = isJsonObject(json)
    ? expanded(json, [], [new Map()], problems)
    : refuse(problems, [], 'must be an object', OBJECT_HINT)
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, value: { alternatives: alternatives.map((leaves) => treeOf([...leaves.values()])) } }
}

/** Whether an event, as the bus would deliver it, matches. */
export const matches = ({ alternatives }: Pattern, event: Json): boolean => alternatives.some((node) => holds(node, event, event))

const OBJECT_HINT = 'Write an object of fields, each with a list of what it may be: { "source": ["com.example.shop"] }.'
const LIST_HINT = 'Write a list of what the field may be: ["Order Completed", { "prefix": "Order " }].'
const FEWER_HINT = 'Split it into several rules.'

/** One way to satisfy the pattern: leaves by their path. A field said again, inside `$or` or after it, replaces the earlier one. */
type Leaves = ReadonlyMap<string, Leaf>

const expanded = (fields: JsonObject, above: Path, before: readonly Leaves[], problems: Problem[]): readonly Leaves[] => {
  const names = Object.keys(fields)
  if (names.length === 0) return refuse(problems, above, 'is empty', OBJECT_HINT)
  if (above.length > PATTERN_DEPTH_MAX) return refuse(problems, above, `is nested deeper than ${PATTERN_DEPTH_MAX} levels`, FEWER_HINT)
  let ways = before
  for (const name of names) {
    const value = fields[name] as Json
    const path = [...above, name]
    if (name === '$or' && isChoice(value)) ways = value.flatMap((choice) => expanded(choice, above, ways, problems))
    else if (isJsonObject(value)) ways = expanded(value, path, ways, problems)
    else {
      const leaf = leafOf(value, path, problems)
      ways = ways.map((way) => new Map(way).set(leaf.path.join('.'), leaf))
    }
    if (ways.length > PATTERN_ALTERNATIVES_MAX) {
      return refuse(problems, path, `makes more than ${PATTERN_ALTERNATIVES_MAX} combinations`, FEWER_HINT)
    }
  }
  return ways
}

/** `$or` is a choice where it lists two objects or more, none of them an operator; else it is a field of that name. */
const isChoice = (value: Json): value is readonly JsonObject[] =>
  Array.isArray(value) && value.length > 1 && value.every((each) => isJsonObject(each) && !Object.keys(each).some(isOperator))

const leafOf = (value: Json, path: Path, problems: Problem[]): Leaf => {
  const tests: Test[] = []
  let orAbsent = false
  if (!Array.isArray(value)) refuse(problems, path, 'must be a list', LIST_HINT)
  else if (value.length === 0) refuse(problems, path, 'is empty', LIST_HINT)
  else {
    for (const [index, each] of (value as readonly Json[]).entries()) {
      const parsed = parseTest(each)
      if (!parsed.ok)
        for (const { path: at, problem, hint } of parsed.problems) refuse(problems, [...path, String(index), at], problem, hint)
      else if (parsed.value === 'absent') orAbsent = true
      else tests.push(parsed.value)
    }
  }
  // A key with dots means the same as nesting.
  return { path: path.flatMap((part) => part.split('.')), tests, orAbsent }
}

const refuse = (problems: Problem[], path: Path, problem: string, hint: string): readonly Leaves[] => {
  problems.push({ path: path.filter((part) => part !== '').join('.'), problem, hint })
  return []
}

const treeOf = (leaves: readonly Leaf[], depth = 0): Node => {
  const below = new Map<string, Leaf[]>()
  let test: Leaf | null = null
  for (const leaf of leaves) {
    const part = leaf.path[depth]
    if (part === undefined) test = leaf
    else below.set(part, [...(below.get(part) ?? []), leaf])
  }
  return { test, below: new Map([...below].map(([part, inside]) => [part, treeOf(inside, depth + 1)])) }
}

/** Of a list any entry will do, but one and the same for everything below it. An empty list or object is not there. */
const holds = (node: Node, value: Json | undefined, event: Json): boolean => {
  if (Array.isArray(value)) {
    const entries = entriesOf(value)
    return entries.length === 0 ? holds(node, undefined, event) : entries.some((each) => holds(node, each, event))
  }
  const { test } = node
  if (test !== null && !(isScalar(value) && test.tests.some((passes) => passes(value))) && !(test.orAbsent && !isThere(test.path, event))) {
    return false
  }
  for (const [name, child] of node.below) {
    const found = valuesAt(value, name)
    if (found.length === 0 ? !holds(child, undefined, event) : !found.some((each) => holds(child, each, event))) return false
  }
  return true
}

/** Whether anything but lists and objects stands at a path, in any entry of any list. */
const isThere = (path: Path, value: Json, depth = 0): boolean => {
  if (Array.isArray(value)) return entriesOf(value).some((each) => isThere(path, each, depth))
  const part = path[depth]
  return part === undefined ? isScalar(value) : valuesAt(value, part).some((each) => isThere(path, each, depth + 1))
}

/** What lists within lists hold in the end. Without recursion: an event may be nested as deep as a megabyte of brackets. */
const entriesOf = (list: readonly Json[]): readonly Json[] => {
  const entries: Json[] = []
  const open: Json[] = [list]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!Array.isArray(next)) entries.push(next)
    else for (const each of next as readonly Json[]) open.push(each)
  }
  return entries
}

/** What an object holds under a name; `"a.b": 1` stands under `a` like `"a": { "b": 1 }`. */
const valuesAt = (value: Json | undefined, name: string): readonly Json[] => {
  if (!isJsonObject(value)) return []
  const found: Json[] = Object.hasOwn(value, name) ? [value[name] as Json] : []
  for (const key of Object.keys(value)) {
    if (key.startsWith(name) && key[name.length] === '.') found.push({ [key.slice(name.length + 1)]: value[key] as Json })
  }
  return found
}

const isScalar = (value: Json | undefined): value is Scalar => value !== undefined && (typeof value !== 'object' || value === null)
