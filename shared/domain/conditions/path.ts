import type { Json, JsonObject } from '../../kernel/json.ts'

/** Names of properties, one inside the other; the empty path is the document itself. */
export type Path = readonly string[]

/** The document itself, for conditions put to one entry of a list. */
export const ITSELF: Path = []

/** Attributes of these names could be mistaken for what every object inherits: they never resolve, even where a document has them. */
export const NEVER_RESOLVED: readonly string[] = ['__proto__', 'constructor', 'prototype']

/** The value at the end of a path, through own properties only; null where anything on the way is missing. */
export const read = (document: Json, path: Path): Json => {
  let value: Json | undefined = document
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    if (NEVER_RESOLVED.includes(name)) return null
    value = (value as JsonObject)[name]
  }
  return value ?? null
}
