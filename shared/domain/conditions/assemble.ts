/**
 * Conditions laid out flat. Each instruction puts one leaf to the document and names the instruction to go on with where it held,
 * and where it did not; so there is no stack, and nothing is asked that cannot change the answer.
 */
import type { Json } from '../../kernel/json.ts'
import { type AnyLeaf, type Condition, isLeaf } from './condition.ts'
import type { Path } from './path.ts'
import { type Required, requiredBy } from './sieve.ts'

export type Code = {
  /** For each condition, where in `steps` it begins; or how it ends, where nothing needs asking. */
  readonly entries: Int32Array
  /** An instruction: the slot and the place in it of the leaf, where to go on if it did not hold, and where if it did. */
  readonly steps: Int32Array
  readonly slots: readonly Slot[]
  /** Of each condition, what it cannot do without. */
  readonly required: readonly (readonly Required[])[]
}

/** One attribute and all that is asked about it. Leaves that say the same are one, whichever conditions they stand in. */
export type Slot = {
  /** Null: one leaf that asks about more than the document. */
  readonly path: Path | null
  readonly leaves: readonly AnyLeaf[]
}

/** How a condition ends instead of going on. */
export const HELD = -1
const NOT_HELD = -2

/** Numbers of one instruction. */
const STEP_LENGTH = 4

export const assemble = (conditions: readonly Condition[]): Code => {
  const slots: { readonly path: Path | null; readonly leaves: AnyLeaf[] }[] = []
  const slotOf = new Map<string, number>()
  const places = new Map<string, readonly [slot: number, column: number]>()
  const steps: number[] = []

  const slotFor = (leaf: AnyLeaf): number => {
    const path = leaf.kind === 'leaf' ? leaf.path : null
    const known = path === null ? undefined : slotOf.get(keyOf(path))
    if (known !== undefined) return known
    const slot = slots.push({ path, leaves: [] }) - 1
    if (path !== null) slotOf.set(keyOf(path), slot)
    return slot
  }
  const placeOf = (leaf: AnyLeaf): readonly [slot: number, column: number] => {
    const key = keyOf(saidBy(leaf))
    const known = places.get(key)
    if (known !== undefined) return known
    const slot = slotFor(leaf)
    const place = [slot, (slots[slot]?.leaves.push(leaf) ?? 1) - 1] as const
    places.set(key, place)
    return place
  }
  /** Lays out a condition from its end backwards, so that every part knows where to go on; returns where it begins. */
  const lay = (condition: Condition, ifHeld: number, ifNot: number): number => {
    if (isLeaf(condition)) return steps.push(...placeOf(condition), ifNot, ifHeld) - STEP_LENGTH
    switch (condition.kind) {
      case 'all':
        return condition.of.reduceRight((next, part) => lay(part, next, ifNot), ifHeld)
      case 'any':
        return layAny(condition.of, ifHeld, ifNot)
      case 'none':
        return layAny(condition.of, ifNot, ifHeld)
      case 'not':
        return lay(condition.of, ifNot, ifHeld)
    }
  }
  const layAny = (parts: readonly Condition[], ifHeld: number, ifNot: number): number =>
    parts.length === 0 ? ifHeld : parts.reduceRight((next, part) => lay(part, ifHeld, next), ifNot)

  const entries = Int32Array.from(conditions.map((condition) => lay(condition, HELD, NOT_HELD)))
  const required = conditions.map((condition) =>
    requiredBy(condition).map(({ leaf, holds }): Required => {
      const [slot, column] = placeOf(leaf)
      return { slot, column, holds }
    }),
  )
  return { entries, steps: Int32Array.from(steps), slots, required }
}

/** All that makes one leaf another. */
const saidBy = (leaf: AnyLeaf): Json => {
  switch (leaf.kind) {
    case 'leaf':
      return [leaf.path, leaf.operator, leaf.expected]
    case 'did':
      return [leaf.operator, leaf.expected]
    case 'in-segment':
      return ['$inSegment', leaf.segment]
  }
}

const keyOf = (said: Json): string => JSON.stringify(said)
