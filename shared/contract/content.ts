import { EVENT_BYTES_MAX, EVENT_DEPTH_MAX } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'

/**
 * Null when a value is plain JSON within the bounds of an event; else what is wrong, at a path below the value.
 * Looks at own properties only and copies nothing, so that a key such as `__proto__` is data like any other.
 */
export const contentProblem = (value: unknown): Problem | null => {
  const size: Size = { charactersMax: 0 }
  const flaw = flawOf(value, 1, size)
  if (flaw !== null) return { path: flaw.path.join('.'), problem: flaw.problem, hint: flaw.hint }
  // Six bytes a character is the worst JSON can do (`\u0000`); only what might be too large is counted exactly.
  if (size.charactersMax * 6 <= EVENT_BYTES_MAX) return null
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length
  if (bytes <= EVENT_BYTES_MAX) return null
  return {
    path: '',
    problem: `takes ${bytes} bytes, more than ${EVENT_BYTES_MAX}`,
    hint: 'Send what decisions need, and keep documents where they are.',
  }
}

type Size = { charactersMax: number }
type Flaw = { readonly path: string[]; readonly problem: string; readonly hint: string }

const flawOf = (value: unknown, depth: number, size: Size): Flaw | null => {
  switch (typeof value) {
    case 'string':
      size.charactersMax += value.length + 3
      return null
    case 'number':
      // The longest number JavaScript prints has 24 characters.
      size.charactersMax += 24
      return Number.isFinite(value) ? null : notJson(String(value))
    case 'boolean':
      size.charactersMax += 6
      return null
    case 'object':
      if (value === null) {
        size.charactersMax += 5
        return null
      }
      return flawWithin(value, depth, size)
    default:
      return notJson(typeof value)
  }
}

const flawWithin = (value: object, depth: number, size: Size): Flaw | null => {
  if (depth > EVENT_DEPTH_MAX) return { path: [], problem: `is nested deeper than ${EVENT_DEPTH_MAX} levels`, hint: 'Flatten it.' }
  size.charactersMax += 2
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const flaw = flawOf(value[index], depth + 1, size)
      if (flaw !== null) return below(String(index), flaw)
    }
    return null
  }
  if (!isPlain(value)) return notJson('an object with a class')
  for (const key of Object.keys(value)) {
    size.charactersMax += key.length + 4
    const flaw = flawOf((value as Readonly<Record<string, unknown>>)[key], depth + 1, size)
    if (flaw !== null) return below(key, flaw)
  }
  return null
}

const below = (part: string, flaw: Flaw): Flaw => {
  flaw.path.unshift(part)
  return flaw
}

const notJson = (what: string): Flaw => ({ path: [], problem: `is ${what}, which JSON cannot say`, hint: 'Leave it out, or send text.' })

/** Made by braces or by JSON.parse, in this realm or another. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Whether objects and lists are nested deeper than so many levels; looks no deeper. */
export const isDeeperThan = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1)))
