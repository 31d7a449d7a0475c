/**
 * Conditions laid out flat. Each instruction puts one leaf to the document and names the instruction to go on with where it held,
 * and where it did not; so there is no stack, and nothing is asked that cannot change the answer.
 */
import type { Json } from '../../kernel/json.ts'
import type { Condition, Leaf } from './condition.ts'
import type { Path } from './path.ts'

export type Code = {
  /** For each condition, where in `steps` it begins; or how it ends, where nothing needs asking. */
  readonly entries: Int32Array
  /** Three numbers an instruction: the leaf, where to go on if it did not hold, and where if it did. */
  readonly steps: Int32Array
  /** Leaves that say the same are one, whichever conditions they stand in. */
  readonly leaves: readonly Leaf[]
  /** Of each leaf, the slot its attribute is read into. */
  readonly slotOf: Int32Array
  /** Of each slot, the path it is read from. */
  readonly paths: readonly Path[]
}

/** How a condition ends instead of going on. */
export const HELD = -1
const NOT_HELD = -2

export const assemble = (conditions: readonly Condition[]): Code => {
  const leaves = gathering<Leaf>()
  const slots = gathering<Path>()
  const steps: number[] = []
  const slotOf: number[] = []

  const leafOf = (leaf: Leaf): number => {
    const slot = slots.placeOf(keyOf(leaf.path), leaf.path)
    const place = leaves.placeOf(keyOf([slot, leaf.operator, leaf.expected]), leaf)
    slotOf[place] = slot
    return place
  }
  /** Lays out a condition from its end backwards, so that every part knows where to go on; returns where it begins. */
  const lay = (condition: Condition, ifHeld: number, ifNot: number): number => {
    switch (condition.kind) {
      case 'all':
        return condition.of.reduceRight((next, part) => lay(part, next, ifNot), ifHeld)
      case 'any':
        return layAny(condition.of, ifHeld, ifNot)
      case 'none':
        return layAny(condition.of, ifNot, ifHeld)
      case 'not':
        return lay(condition.of, ifNot, ifHeld)
      case 'leaf':
        return steps.push(leafOf(condition), ifNot, ifHeld) - 3
    }
  }
  const layAny = (parts: readonly Condition[], ifHeld: number, ifNot: number): number =>
    parts.length === 0 ? ifHeld : parts.reduceRight((next, part) => lay(part, ifHeld, next), ifNot)

  const entries = Int32Array.from(conditions.map((condition) => lay(condition, HELD, NOT_HELD)))
  return { entries, steps: Int32Array.from(steps), leaves: leaves.things, slotOf: Int32Array.from(slotOf), paths: slots.things }
}

type Gathering<T> = { readonly things: readonly T[]; readonly placeOf: (key: string, thing: T) => number }

/** Things in order of first sight, one for each key. */
const gathering = <T>(): Gathering<T> => {
  const places = new Map<string, number>()
  const things: T[] = []
  const placeOf = (key: string, thing: T): number => {
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, things.length)
    return things.push(thing) - 1
  }
  return { things, placeOf }
}

const keyOf = (said: Json): string => JSON.stringify(said)
