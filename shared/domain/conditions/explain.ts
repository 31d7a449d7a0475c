import type { Json, JsonObject } from '../../kernel/json.ts'
import { isoOf } from '../../kernel/time.ts'
import { type About, type Done, NOTHING_BESIDE } from './about.ts'
import type { AnyLeaf, Condition, Did } from './condition.ts'
import { didSo, leafHolds } from './evaluate.ts'
import { read } from './path.ts'

/** A condition in the shape it was written, with what held and what was seen. */
export type Explanation =
  | { readonly kind: 'all' | 'any' | 'none' | 'not'; readonly held: boolean; readonly parts: readonly Explanation[] }
  /** What the segment asks; no part: nobody has defined it. */
  | { readonly kind: 'segment'; readonly held: boolean; readonly segment: string; readonly parts: readonly Explanation[] }
  | {
      readonly kind: 'leaf'
      readonly held: boolean
      /** Dotted, as it was written; of `$did` and `$didNot` the name of the event. */
      readonly path: string
      /** `is` for implied equality. */
      readonly operator: string
      readonly expected: Json
      /**
       * The value at the path; null where it is missing. Of `$did`: `times`, `atLeast: true` where nobody looked at more, `since` when, and
       * the sums asked for; null where nobody looked.
       */
      readonly seen: Json
    }

/** Says of every part of a condition whether it held, skipping none: `held` of the whole is what `evaluate` answers. */
export const explainCondition = (condition: Condition, document: Json, about: About = NOTHING_BESIDE): Explanation => {
  switch (condition.kind) {
    case 'leaf':
    case 'did':
    case 'in-segment':
      return explainLeaf(condition, document, about)
    default: {
      const of = condition.kind === 'not' ? [condition.of] : condition.of
      const parts = of.map((part) => explainCondition(part, document, about))
      return { kind: condition.kind, held: heldOf(condition.kind, parts), parts }
    }
  }
}

const explainLeaf = (leaf: AnyLeaf, document: Json, about: About): Explanation => {
  switch (leaf.kind) {
    case 'leaf': {
      const { path, operator, expected } = leaf
      const seen = read(document, path)
      return { kind: 'leaf', held: leafHolds(leaf, seen, about), path: path.join('.'), operator, expected, seen }
    }
    case 'did': {
      const { operator, expected, did } = leaf
      const seen = about.history(did, about.now, about.entryAt)
      return {
        kind: 'leaf',
        held: didSo(leaf, about) ?? false,
        path: did.event,
        operator,
        expected: rest(expected),
        seen: seenOf(did, seen),
      }
    }
    case 'in-segment': {
      const segment = about.segments.get(leaf.segment)
      const parts = segment === undefined ? [] : [explainCondition(segment.condition, document, about)]
      return { kind: 'segment', held: parts.every(({ held }) => held) && parts.length > 0, segment: leaf.segment, parts }
    }
  }
}

/** What was said beside the event's name. */
const rest = (expected: Json): Json => {
  const { event: _, ...others } = expected as JsonObject
  return others
}

const seenOf = (did: Did, done: Done | null): Json =>
  done === null
    ? null
    : {
        times: done.times,
        ...(done.isAtLeast ? { atLeast: true } : {}),
        ...(done.after === null ? {} : { since: isoOf(done.after) }),
        ...Object.fromEntries(did.sums.map(({ of }, index) => [of, done.sums[index] ?? null])),
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
