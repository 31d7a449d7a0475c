/** What tests of files share: the examples, changed at one place, and how problems are judged. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkTemplate } from '../../shared/adapters/liquid/check.ts'
import { NO_TEMPLATES } from '../../shared/contract/campaign-steps.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/kernel/json.ts'
import type { Parsed, Problem } from '../../shared/kernel/problem.ts'
import { epochMs } from '../../shared/kernel/words.ts'

export const PUBLISHING = { version: 3, publishedAt: epochMs(0), saltSeed: 'seed', checkTemplate, templates: NO_TEMPLATES }

/** A file under `examples/`. */
export const example = (path: string): JsonObject =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../examples/${path}`, import.meta.url)), 'utf8')) as JsonObject

/** The same JSON with another value at a dotted path; `undefined` takes it out. */
export const changed = (source: Json, path: string, value: Json | undefined): Json => {
  const [name = '', ...rest] = path.split('.')
  const below = (inner: Json | undefined): Json | undefined => (rest.length === 0 ? value : changed(inner ?? {}, rest.join('.'), value))
  if (Array.isArray(source)) {
    const index = Number(name)
    const changedEntry = below(source[index])
    return changedEntry === undefined ? source.toSpliced(index, 1) : [...source.slice(0, index), changedEntry, ...source.slice(index + 1)]
  }
  const { [name]: before, ...others } = source as JsonObject
  const after = below(before)
  return after === undefined ? others : { ...others, [name]: after }
}

export const problemsOf = (parsed: Parsed<unknown>): readonly Problem[] => (parsed.ok ? [] : parsed.problems)

/** Whether a problem's path leads into the file: to something there, or to a place where something is missing. */
export const leadsInto = (source: Json, path: string): boolean => path === '' || follow(source, path.split('.'))

/** Keys may have dots of their own, so every way of cutting the path is tried. What is missing may be one field in one object deep. */
const follow = (value: Json, parts: readonly string[]): boolean => {
  if (parts.length === 0) return true
  if (Array.isArray(value)) {
    const entry = value[Number(parts[0])] as Json | undefined
    return entry !== undefined && follow(entry, parts.slice(1))
  }
  if (!isJsonObject(value)) return false
  // An empty name leaves no trace in a dotted path.
  if (Object.hasOwn(value, '') && follow(value[''] as Json, parts)) return true
  for (let length = 1; length <= parts.length; length += 1) {
    const key = parts.slice(0, length).join('.')
    if (Object.hasOwn(value, key) && follow(value[key] as Json, parts.slice(length))) return true
  }
  return parts.length === 1
}

/** Hints of ours are sentences somebody wrote, not the words of the schema library. */
export const isWritten = ({ problem, hint }: Problem): boolean =>
  problem !== '' && hint !== '' && !/Invalid (input|option)|Unrecognized|Too (small|big)/.test(hint + problem)
