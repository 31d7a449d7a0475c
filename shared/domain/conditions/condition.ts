import type { Json } from '../../kernel/json.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Path } from './path.ts'
import type { Pattern } from './pattern/pattern.ts'

/** A question about one document, parsed and bounded. Made by `parseCondition` alone. */
export type Condition =
  /** Every part holds. With no part it holds. */
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  /** Some part holds. With no part it holds too: GrowthBook's `$or: []` does. */
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  /** The opposite of `any`: with no part it never holds. */
  | { readonly kind: 'none'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | Leaf
  /** How often they did something: `$did`, `$didNot`. */
  | DidLeaf
  /** Its condition holds, asked at once. Of a segment nobody has defined nobody is a member. */
  | SegmentLeaf

/** One attribute put to one test. */
export type Leaf = {
  readonly kind: 'leaf'
  readonly path: Path
  /** As it was written, or `is` for implied equality. With `expected` it says all about the test. */
  readonly operator: string
  readonly expected: Json
  readonly test: Test
  /** The leaf holds where the test does not: `$ne`, `$nin`, `$exists: false` … */
  readonly negated: boolean
}

/** What is asked as a whole, whatever it asks about. */
export type AnyLeaf = Leaf | DidLeaf | SegmentLeaf

export const isLeaf = (condition: Condition): condition is AnyLeaf =>
  condition.kind === 'leaf' || condition.kind === 'did' || condition.kind === 'in-segment'

export type DidLeaf = {
  readonly kind: 'did'
  /** As it was written. With `expected` it says all about the question. */
  readonly operator: '$did' | '$didNot'
  readonly expected: Json
  readonly did: Did
}

export type SegmentLeaf = { readonly kind: 'in-segment'; readonly segment: string }

/** A question about what somebody did: all that is said must hold. */
export type Did = {
  readonly event: string
  readonly atLeast: number
  /** Null: any number. */
  readonly atMost: number | null
  readonly reach: Reach
  /** Only events whose properties are such; null: all of the name. */
  readonly where: Condition | null
  readonly sums: readonly Sum[]
}

/** Since when it counts. `entry`: after the journey began. */
export type Reach =
  | { readonly since: 'ever' }
  | { readonly since: 'within'; readonly ms: number }
  | { readonly since: 'instant'; readonly at: EpochMs }
  | { readonly since: 'entry' }

/** A number over those of one property, of all events that count, and what is asked of it. */
export type Sum = { readonly of: SumKind; readonly property: Path; readonly holds: Condition }

export type SumKind = 'sum' | 'avg' | 'min' | 'max'

/** What a value is put to, with operands made ready once. A missing attribute is null: it equals null, and has neither order, version, text nor entries. */
export type Test =
  /** Implied equality: `"8"` is like 8, as GrowthBook has it; lists and objects are compared in depth. */
  | { readonly kind: 'like'; readonly value: Json }
  | { readonly kind: 'like-folded'; readonly text: string }
  | { readonly kind: 'equal'; readonly value: Json }
  | { readonly kind: 'order'; readonly order: Order; readonly than: Json }
  | { readonly kind: 'version'; readonly order: Order; readonly than: string }
  | { readonly kind: 'among'; readonly values: ReadonlySet<Json>; readonly folded: boolean }
  | { readonly kind: 'in-group'; readonly group: string }
  /** The list has, for each of these, an entry of which it holds. */
  | { readonly kind: 'contains'; readonly each: readonly Condition[] }
  | { readonly kind: 'some-entry'; readonly holds: Condition }
  | { readonly kind: 'size'; readonly holds: Condition }
  | { readonly kind: 'present' }
  | { readonly kind: 'type'; readonly type: Json }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }

export type Order = 'lt' | 'lte' | 'gt' | 'gte' | 'eq'

/** Saved groups by name: the values that belong to each. A group nobody has saved has no members. */
export type Groups = ReadonlyMap<string, ReadonlySet<Json>>

export const NO_GROUPS: Groups = new Map()
