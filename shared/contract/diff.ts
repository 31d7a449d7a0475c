import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { withoutPhase } from './phase.ts'

/** One place at which two definitions differ; null: it is not there. What is gone is named as the earlier one counts, all else as the later one. */
export type FieldChange = { readonly path: string; readonly before: Json; readonly after: Json }

/** Where two definitions differ, field by field, in the order of the later one; at most so many, for a person to read. */
export const diffOf = (before: Json, after: Json): readonly FieldChange[] => {
  const changes: FieldChange[] = []
  compare('', withoutPins(before), withoutPins(after), changes)
  return changes.slice(0, DIFF_MAX)
}

/** More is another definition under the same name. */
const DIFF_MAX = 200
/** Longer lists are compared place by place: to find what is the same in both takes the square of their length. */
const ALIGNED_MAX = 300

const compare = (path: string, a: Json | undefined, b: Json | undefined, changes: FieldChange[]): void => {
  if (changes.length >= DIFF_MAX || isSame(a, b)) return
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(path, a, b, changes)
  if (isJsonObject(a) && isJsonObject(b)) return compareFields(path, a, b, changes)
  changes.push({ path, before: a ?? null, after: b ?? null })
}

const compareFields = (path: string, a: JsonObject, b: JsonObject, changes: FieldChange[]): void => {
  for (const name of new Set([...Object.keys(b), ...Object.keys(a)])) compare(inside(path, name), own(a, name), own(b, name), changes)
}

/** What stands in both, in the same order, is the same; between, one by one. So a step that is put in is one change, and not all that follow. */
const compareLists = (path: string, a: readonly Json[], b: readonly Json[], changes: FieldChange[]): void => {
  let [left, right] = [0, 0]
  for (const [nextLeft, nextRight] of [...commonOf(a, b), [a.length, b.length] as const]) {
    const both = Math.min(nextLeft - left, nextRight - right)
    for (let at = 0; at < both; at += 1) compare(inside(path, right + at), a[left + at], b[right + at], changes)
    for (let at = left + both; at < nextLeft; at += 1) compare(inside(path, at), a[at], undefined, changes)
    for (let at = right + both; at < nextRight; at += 1) compare(inside(path, at), undefined, b[at], changes)
    ;[left, right] = [nextLeft + 1, nextRight + 1]
  }
}

/** The longest row of places that say the same in both. */
const commonOf = (a: readonly Json[], b: readonly Json[]): readonly (readonly [number, number])[] => {
  if (a.length > ALIGNED_MAX || b.length > ALIGNED_MAX) return []
  const [left, right] = [a.map(textOf), b.map(textOf)]
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  const lengthAt = (row: number, column: number): number => lengths[row]?.[column] ?? 0
  for (let row = a.length - 1; row >= 0; row -= 1) {
    for (let column = b.length - 1; column >= 0; column -= 1) {
      const longest =
        left[row] === right[column] ? 1 + lengthAt(row + 1, column + 1) : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1))
      const line = lengths[row]
      if (line !== undefined) line[column] = longest
    }
  }
  const common: (readonly [number, number])[] = []
  for (let [row, column] = [0, 0]; row < a.length && column < b.length; ) {
    if (left[row] === right[column]) {
      common.push([row, column])
      row += 1
      column += 1
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row += 1
    else column += 1
  }
  return common
}

const inside = (path: string, name: string | number): string => (path === '' ? String(name) : `${path}.${name}`)
const own = (value: JsonObject, name: string): Json | undefined => (Object.hasOwn(value, name) ? value[name] : undefined)
const textOf = (value: Json): string => JSON.stringify(value)
const isSame = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What a person wrote: versions of templates and the phase of the experiment were written by publishing, and are told of by themselves. */
export const withoutPins = (source: Json): Json => {
  const plain = withoutPhase(source)
  if (!isJsonObject(plain)) return plain
  const { templates: _, $schema: __, ...said } = plain
  return said
}
