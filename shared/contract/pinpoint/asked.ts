/** Conditions that are put together of what Pinpoint asked. What has no counterpart never widens who is meant. */
import { NEVER_RESOLVED } from '../../domain/conditions/path.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import { CONDITION_LIST_MAX, CONDITION_TEXT_MAX, PROPERTY_NAME_LENGTH_MAX } from '../../kernel/limits.ts'

/** A condition of ours; `isWhole` false: something in it had no counterpart, and it holds of fewer than it should, or of nobody. */
export type Asked = { readonly condition: JsonObject; readonly isWhole: boolean }

/** Holds of nobody: it stands where something could not be brought over. */
export const NOBODY: Asked = { condition: { id: { $in: [] } }, isWhole: false }
export const EVERYBODY: Asked = { condition: {}, isWhole: true }

export const asked = (condition: JsonObject): Asked => ({ condition, isWhole: true })

/** All of them hold. Parts about different attributes stand beside each other. */
export const allOf = (parts: readonly Asked[]): Asked => {
  const said = parts.filter(({ condition }) => Object.keys(condition).length > 0)
  const isWhole = parts.every((part) => part.isWhole)
  const names = said.flatMap(({ condition }) => Object.keys(condition))
  if (new Set(names).size === names.length)
    return { condition: Object.fromEntries(said.flatMap(({ condition }) => Object.entries(condition))), isWhole }
  return { condition: { $and: said.map(({ condition }) => condition) }, isWhole }
}

/** One of them holds; of none, everybody is meant. */
export const anyOf = (parts: readonly Asked[]): Asked => {
  if (parts.length < 2) return parts[0] ?? EVERYBODY
  return { condition: { $or: parts.map(({ condition }) => condition) }, isWhole: parts.every((part) => part.isWhole) }
}

/** None of them holds. The opposite of what is not whole would hold of people who are not meant, so it holds of nobody. */
export const noneOf = (parts: readonly Asked[]): Asked => {
  if (parts.length === 0) return EVERYBODY
  return parts.every((part) => part.isWhole) ? asked({ $nor: parts.map(({ condition }) => condition) }) : NOBODY
}

export type How = 'ALL' | 'ANY' | 'NONE'

/** Null: nobody knows this way to put conditions together. */
export const combined = (how: string | null | undefined, usual: How, parts: readonly Asked[]): Asked | null => {
  switch (how ?? usual) {
    case 'ALL':
      return allOf(parts)
    case 'ANY':
      return anyOf(parts)
    case 'NONE':
      return noneOf(parts)
    default:
      return null
  }
}

/** Whether a condition may ask about an attribute of this name. */
export const isAskable = (name: string): boolean =>
  name !== '' && name.trim() === name && name.length <= PROPERTY_NAME_LENGTH_MAX && !/[.$]/.test(name) && !NEVER_RESOLVED.includes(name)

/** Texts as Pinpoint compares them. Publishers may send numbers, true and false as such, so each is looked for in both forms. Null: too many, or too long. */
export const valuesFrom = (texts: readonly string[]): readonly Json[] | null => {
  const values = new Set<Json>()
  for (const text of texts) {
    if (text.length > CONDITION_TEXT_MAX) return null
    values.add(text)
    if (text === 'true' || text === 'false') values.add(text === 'true')
    else if (/^-?\d{1,15}(\.\d{1,9})?$/.test(text) && String(Number(text)) === text) values.add(Number(text))
  }
  return values.size === 0 || values.size > CONDITION_LIST_MAX ? null : [...values]
}
