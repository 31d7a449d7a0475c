/** Which templates a campaign names, and the versions of them that publishing writes down. */
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'

/** Names of templates in the steps of a campaign, however deep they stand and whatever else is wrong with it. */
export const templatesNamed = (source: Json): readonly string[] => {
  const names = new Set<string>()
  const look = (value: Json, depth: number): void => {
    if (depth === 0 || typeof value !== 'object' || value === null) return
    if (isJsonObject(value) && isJsonObject(value.send) && typeof value.send.template === 'string') names.add(value.send.template)
    for (const inner of Object.values(value)) look(inner as Json, depth - 1)
  }
  const parts: readonly Json[] = isJsonObject(source) ? [source.steps ?? null, source.checklist ?? null, source.experiment ?? null] : []
  for (const part of parts) look(part, NAMED_DEPTH)
  return [...names].sort()
}

/** As deep as steps nest (FILE_DEPTH_MAX). */
const NAMED_DEPTH = 64

/** A campaign's source with the version of each template it names. Other sources are as they were. */
export const pinned = (source: Json, versionOf: (template: string) => number): Json => {
  const names = templatesNamed(source)
  if (names.length === 0) return source
  return { ...(source as JsonObject), templates: Object.fromEntries(names.map((name) => [name, versionOf(name)])) }
}
