import type { Json } from '../../kernel/json.ts'
import { type About, type Done, NOTHING_BESIDE } from './about.ts'
import type { Condition, Did, DidLeaf, Leaf, SegmentLeaf, Test } from './condition.ts'
import { read } from './path.ts'
import { compared, folded, isLike, isOrdered, textOf, typeOf } from './values.ts'
import { paddedVersion } from './version.ts'

/**
 * Whether a condition holds of a document. For many conditions over one document, `compile` them. What nobody has looked up yet never
 * holds; where that may be, `ask` tells.
 */
export const evaluate = (condition: Condition, document: Json, about: About = NOTHING_BESIDE): boolean => {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => evaluate(part, document, about))
    case 'any':
      return holdsAny(condition.of, document, about)
    case 'none':
      return !holdsAny(condition.of, document, about)
    case 'not':
      return !evaluate(condition.of, document, about)
    case 'leaf':
      return leafHolds(condition, read(document, condition.path), about)
    case 'did':
      return didSo(condition, about) ?? false
    case 'in-segment':
      return isMember(condition, document, about)
  }
}

/** Whether what was seen is what was asked for. */
export const didHolds = (did: Did, { times, sums }: Done): boolean =>
  times >= did.atLeast &&
  (did.atMost === null || times <= did.atMost) &&
  did.sums.every(({ holds }, index) => {
    const value = sums[index] ?? null
    return value !== null && evaluate(holds, value)
  })

/** Whether they did what is asked; null: nobody has looked. */
export const didSo = ({ did }: DidLeaf, { history, now, entryAt }: About): boolean | null => {
  const done = history(did, now, entryAt)
  return done === null ? null : didHolds(did, done)
}

const isMember = ({ segment }: SegmentLeaf, document: Json, about: About): boolean => {
  const found = about.segments.get(segment)
  return found !== undefined && evaluate(found.condition, document, about)
}

/** Whether a leaf holds of the value at its path. */
export const leafHolds = (leaf: Leaf, value: Json, about: About): boolean => passes(leaf.test, value, about) !== leaf.negated

const holdsAny = (parts: readonly Condition[], document: Json, about: About): boolean =>
  parts.length === 0 || parts.some((part) => evaluate(part, document, about))

const passes = (test: Test, value: Json, about: About): boolean => {
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
      return isAmong(value, about.groups.get(test.group) ?? NOBODY, false)
    case 'contains':
      return Array.isArray(value) && test.each.every((wanted) => value.some((entry) => evaluate(wanted, entry, about)))
    case 'some-entry':
      return Array.isArray(value) && value.some((entry) => evaluate(test.holds, entry, about))
    case 'size':
      return Array.isArray(value) && evaluate(test.holds, value.length, about)
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
