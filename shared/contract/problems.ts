/**
 * From zod's issues to problems a marketer or engineer can act on. In our schemas **the message of an issue is its hint**;
 * what is wrong is told from the issue and the value. A custom issue says it itself, in `params.problem`.
 */
import type * as z from 'zod'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { nearest } from './did-you-mean.ts'

/** Parses with a schema of ours; every problem at once, in the words of {@link Problem}. */
export const parseWith = <T>(schema: z.ZodType<T>, source: unknown): Parsed<T> => {
  const result = schema.safeParse(source)
  if (result.success) return { ok: true, value: result.data }
  return { ok: false, problems: result.error.issues.flatMap((issue) => problemsOf(issue, source, [])) }
}

/** A value as it may stand in a problem: short, on one line. */
export const shown = (value: unknown): string => {
  if (typeof value !== 'string') return typeof value === 'object' && value !== null ? kindOf(value) : String(value)
  const cut = value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX).toWellFormed()}…` : value
  return JSON.stringify(cut)
}

/** Dotted, and without the parts that say nothing. */
export const pathOf = (...parts: readonly PropertyKey[]): string =>
  parts
    .map(String)
    .filter((part) => part !== '')
    .join('.')

/** What a field may be called, for the hint of one we do not know. Set as the message by `strict` in fields.ts. */
export const KNOWN_FIELDS = 'Known fields: '

/** What is said of a field that is none of ours: it is told where its name stands, other problems where its value does. */
export const UNKNOWN_FIELD = 'is not a field we know'

const SHOWN_MAX = 40

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

const problemsOf = (issue: Issue, source: unknown, above: Path): readonly Problem[] => {
  const path = [...above, ...issue.path]
  const value = valueAt(source, path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(path, key, issue.message))
  if (issue.code === 'invalid_union') {
    const inner = branchMeant(issue.errors, value)
    if (inner !== null) return inner.flatMap((each) => problemsOf(each, source, path))
  }
  const hint = issue.code === 'invalid_value' ? withNearest(issue.message, value, issue.values) : issue.message
  return [{ path: pathOf(...path), problem: wrong(issue, value), hint }]
}

const wrong = (issue: Issue, value: unknown): string => {
  if (value === undefined && issue.code !== 'custom') return 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      return typeof value === 'number' && issue.expected === 'int'
        ? `is ${value}, which is not a whole number`
        : `must be ${KINDS[issue.expected] ?? issue.expected}, and is ${kindOf(value)}`
    case 'invalid_value':
      return `is ${shown(value)}, which is none of ${issue.values.join(', ')}`
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive ?? true)
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum))
    case 'custom':
      return typeof issue.params?.problem === 'string' ? issue.params.problem : `is ${shown(value)}, which does not fit`
    default:
      return `is ${shown(value)}, which does not fit`
  }
}

const tooSmall = (origin: string, minimum: number, inclusive: boolean): string => {
  if (origin === 'string' || origin === 'array') return minimum === 1 ? 'is empty' : `has fewer than ${minimum} entries`
  return inclusive ? `is below ${minimum}` : `must be above ${minimum}`
}

const tooBig = (origin: string, maximum: number): string => {
  if (origin === 'string') return `is longer than ${maximum} characters`
  return origin === 'array' ? `has more than ${maximum} entries` : `is above ${maximum}`
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return KINDS[typeof value] ?? `a ${typeof value}`
}

const unknownField = (path: Path, key: string, known: string): Problem => {
  const names = known.replace(KNOWN_FIELDS, '').split(', ')
  const meant = nearest(key, names)
  return {
    path: pathOf(...path, key),
    problem: UNKNOWN_FIELD,
    hint: meant === null ? known : `Did you mean ${shown(meant)}?`,
  }
}

const withNearest = (hint: string, value: unknown, known: readonly unknown[]): string => {
  const names = known.filter((each) => typeof each === 'string')
  const meant = typeof value === 'string' ? nearest(value, names) : null
  return meant === null ? hint : `Did you mean ${shown(meant)}? ${hint}`
}

/** Of several shapes, the one with fields when an object was given: its problems say more than "none of these". */
const branchMeant = (branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return (
    branches.find((issues) => issues.length > 0 && issues.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys')) ??
    null
  )
}

const valueAt = (source: unknown, path: Path): unknown => {
  let value = source
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<PropertyKey, unknown>)[part]
  }
  return value
}
