/** A condition as a plain value, for whoever words or draws it: without tests made ready, sets or patterns. */
import type { Condition, DidLeaf, Leaf, Sum } from '../domain/conditions/condition.ts'
import type { Testing } from '../domain/conditions/operators.ts'
import type { Path } from '../domain/conditions/path.ts'
import type { Json } from '../kernel/json.ts'
import { isoOf } from '../kernel/time.ts'

export type ConditionView =
  | { readonly kind: 'all' | 'any' | 'none'; readonly of: readonly ConditionView[] }
  | { readonly kind: 'not'; readonly of: ConditionView }
  | LeafView
  | DidView
  | { readonly kind: 'segment'; readonly segment: string }

/** `path` is dotted as it was written; empty: what is asked about itself, an entry of a list or a number. */
export type LeafView = {
  readonly kind: 'leaf'
  readonly path: string
  readonly operator: Operator
  readonly expected: Json
  /** What is asked of entries of a list, or of how many there are. */
  readonly within: readonly ConditionView[]
}

/** `is`: implied equality. */
export type Operator = Testing | 'is'

export type DidView = {
  readonly kind: 'did'
  readonly event: string
  readonly atLeast: number
  readonly atMost: number | null
  readonly reach:
    | { readonly since: 'ever' | 'entry' }
    | { readonly since: 'within'; readonly ms: number }
    | { readonly since: 'instant'; readonly at: string }
  readonly where: ConditionView | null
  readonly sums: readonly { readonly of: Sum['of']; readonly property: string; readonly holds: ConditionView }[]
}

/** The same question, told as a value. */
export const viewOfCondition = (condition: Condition): ConditionView => {
  switch (condition.kind) {
    case 'leaf':
      return leafView(condition)
    case 'did':
      return didView(condition)
    case 'in-segment':
      return { kind: 'segment', segment: condition.segment }
    case 'not':
      return { kind: 'not', of: viewOfCondition(condition.of) }
    default:
      return { kind: condition.kind, of: condition.of.map(viewOfCondition) }
  }
}

const leafView = ({ path, operator, expected, test }: Leaf): LeafView => ({
  kind: 'leaf',
  path: dotted(path),
  // The parser makes leaves of these alone.
  operator: operator as Operator,
  expected,
  within: test.kind === 'contains' ? test.each.map(viewOfCondition) : 'holds' in test ? [viewOfCondition(test.holds)] : [],
})

const didView = ({ did: { event, atLeast, atMost, reach, where, sums } }: DidLeaf): DidView => ({
  kind: 'did',
  event,
  atLeast,
  atMost,
  reach: reach.since === 'instant' ? { since: reach.since, at: isoOf(reach.at) } : reach,
  where: where === null ? null : viewOfCondition(where),
  sums: sums.map(({ of, property, holds }) => ({ of, property: dotted(property), holds: viewOfCondition(holds) })),
})

const dotted = (path: Path): string => path.join('.')
