import type { Json } from '../../kernel/json.ts'
import { type Condition, type Groups, NO_GROUPS } from './condition.ts'
import { leafHolds } from './evaluate.ts'
import { read } from './path.ts'

/** A condition in the shape it was written, with what held and what was seen. */
export type Explanation =
  | { readonly kind: 'all' | 'any' | 'none' | 'not'; readonly held: boolean; readonly parts: readonly Explanation[] }
  | {
      readonly kind: 'leaf'
      readonly held: boolean
      /** Dotted, as it was written. */
      readonly path: string
      /** `is` for implied equality. */
      readonly operator: string
      readonly expected: Json
      /** The value at the path; null where it is missing. */
      readonly seen: Json
    }

/** Says of every part of a condition whether it held, skipping none: `held` of the whole is what `evaluate` answers. */
export const explainCondition = (condition: Condition, document: Json, groups: Groups = NO_GROUPS): Explanation => {
  if (condition.kind === 'leaf') {
    const { path, operator, expected } = condition
    const seen = read(document, path)
    return { kind: 'leaf', held: leafHolds(condition, seen, groups), path: path.join('.'), operator, expected, seen }
  }
  const of = condition.kind === 'not' ? [condition.of] : condition.of
  const parts = of.map((part) => explainCondition(part, document, groups))
  return { kind: condition.kind, held: heldOf(condition.kind, parts), parts }
}

const heldOf = (kind: 'all' | 'any' | 'none' | 'not', parts: readonly Explanation[]): boolean => {
  const some = parts.length === 0 || parts.some((part) => part.held)
  switch (kind) {
    case 'all':
      return parts.every((part) => part.held)
    case 'any':
      return some
    case 'none':
    case 'not':
      return !some
  }
}
