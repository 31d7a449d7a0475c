import type { Json } from '../../kernel/json.ts'
import { type Condition, type Groups, type Leaf, NO_GROUPS, type Test } from './condition.ts'
import { read } from './path.ts'
import { compared, folded, isLike, isOrdered, textOf, typeOf } from './values.ts'
import { paddedVersion } from './version.ts'

/** Whether a condition holds of a document. For many conditions over one document, `compile` them. */
export const evaluate = (condition: Condition, document: Json, groups: Groups = NO_GROUPS): boolean => {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => evaluate(part, document, groups))
    case 'any':
      return holdsAny(condition.of, document, groups)
    case 'none':
      return !holdsAny(condition.of, document, groups)
    case 'not':
      return !evaluate(condition.of, document, groups)
    case 'leaf':
      return leafHolds(condition, read(document, condition.path), groups)
  }
}

/** Whether a leaf holds of the value at its path. */
export const leafHolds = (leaf: Leaf, value: Json, groups: Groups): boolean => passes(leaf.test, value, groups) !== leaf.negated

const holdsAny = (parts: readonly Condition[], document: Json, groups: Groups): boolean =>
  parts.length === 0 || parts.some((part) => evaluate(part, document, groups))

const passes = (test: Test, value: Json, groups: Groups): boolean => {
  switch (test.kind) {
    case 'like':
      return isLike(value, test.value)
    case 'like-folded':
      return value !== null && textOf(value).toLowerCase() === test.text
    case 'equal':
      return value === test.value
    case 'order':
      return isOrdered(value, test.order, test.than)
    case 'version':
      return isVersion(value, test)
    case 'among':
      return isAmong(value, test.values, test.folded)
    case 'in-group':
      return isAmong(value, groups.get(test.group) ?? NOBODY, false)
    case 'contains':
      return Array.isArray(value) && test.each.every((wanted) => value.some((entry) => evaluate(wanted, entry, groups)))
    case 'some-entry':
      return Array.isArray(value) && value.some((entry) => evaluate(test.holds, entry, groups))
    case 'size':
      return Array.isArray(value) && evaluate(test.holds, value.length, groups)
    case 'present':
      return value !== null
    case 'type':
      return typeOf(value) === test.type
    case 'pattern':
      return value !== null && test.pattern.matches(textOf(value))
  }
}

const NOBODY: ReadonlySet<Json> = new Set()

/** A list is among the values if one of its entries is. */
const isAmong = (value: Json, values: ReadonlySet<Json>, fold: boolean): boolean => {
  if (Array.isArray(value)) return value.some((entry: Json) => values.has(fold ? folded(entry) : entry))
  return values.has(fold ? folded(value) : value)
}

const isVersion = (value: Json, { order, than }: Extract<Test, { kind: 'version' }>): boolean => {
  const version = paddedVersion(value)
  return version !== null && compared(version, order, than)
}
