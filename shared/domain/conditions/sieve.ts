import { CONDITION_SIEVE_BYTES_MAX } from '../../kernel/limits.ts'
import type { Condition, Leaf } from './condition.ts'

/** A leaf without which a condition cannot hold, or with which it cannot. */
export type Required = { readonly slot: number; readonly column: number; readonly holds: boolean }

/**
 * Tells at once which of many conditions a value rules out: for each value that is kept (`remembering`), one bit a condition. Most conditions
 * fall to the first attributes that are looked at, and need not be run.
 */
export type Sieve = {
  /** Takes out of `left` whom the value of a slot, whose answers stand in this row, rules out. */
  readonly sift: (left: Int32Array, slot: number, row: number) => void
  /** Bits of all conditions. */
  readonly all: Int32Array
}

/** `answerOf`: whether the leaf of a slot and column holds of the value the row is of. */
export const sieveOf = (
  required: readonly (readonly Required[])[],
  rowsOf: readonly number[],
  answerOf: (slot: number, column: number, row: number) => boolean,
): Sieve => {
  const words = Math.ceil(required.length / BITS)
  const needs = rowsOf.map((rows) =>
    rows * words * Int32Array.BYTES_PER_ELEMENT <= CONDITION_SIEVE_BYTES_MAX ? new Map<number, Int32Array>() : null,
  )
  for (const [index, parts] of required.entries()) {
    for (const { slot, column, holds } of parts) {
      const of = needs[slot]
      if (of === null || of === undefined) continue
      const key = column * 2 + (holds ? 1 : 0)
      const bits = of.get(key) ?? new Int32Array(words)
      of.set(key, bits)
      mark(bits, index)
    }
  }
  const ruledOut = rowsOf.map(() => new Map<number, Int32Array>())
  const ruleOut = (slot: number, row: number, of: ReadonlyMap<number, Int32Array>): Int32Array => {
    const out = new Int32Array(words)
    for (const [key, bits] of of) if (answerOf(slot, key >> 1, row) !== (key % 2 === 1)) or(out, bits)
    ruledOut[slot]?.set(row, out)
    return out
  }
  const all = new Int32Array(words)
  for (let index = 0; index < required.length; index += 1) mark(all, index)
  return {
    all,
    sift: (left, slot, row) => {
      const of = needs[slot]
      if (of === null || of === undefined || of.size === 0) return
      const out = ruledOut[slot]?.get(row) ?? ruleOut(slot, row, of)
      for (let word = 0; word < words; word += 1) left[word] = (left[word] as number) & ~(out[word] as number)
    },
  }
}

/** Leaves about an attribute that a condition cannot do without, whatever else it says. */
export const requiredBy = (condition: Condition, holds = true): readonly { readonly leaf: Leaf; readonly holds: boolean }[] => {
  switch (condition.kind) {
    case 'leaf':
      return [{ leaf: condition, holds }]
    case 'not':
      return requiredBy(condition.of, !holds)
    case 'all':
      return holds || condition.of.length === 1 ? condition.of.flatMap((part) => requiredBy(part, holds)) : []
    case 'any':
      return !holds || condition.of.length === 1 ? condition.of.flatMap((part) => requiredBy(part, holds)) : []
    case 'none':
      return holds || condition.of.length === 1 ? condition.of.flatMap((part) => requiredBy(part, !holds)) : []
    default:
      return []
  }
}

/** The indexes whose bits are set, ascending. */
export const eachOf = (bits: Int32Array, visit: (index: number) => void): void => {
  for (let word = 0; word < bits.length; word += 1) {
    let rest = bits[word] as number
    while (rest !== 0) {
      visit(word * BITS + (BITS - 1 - Math.clz32(rest & -rest)))
      rest &= rest - 1
    }
  }
}

export const isMarked = (bits: Int32Array, index: number): boolean => (((bits[index >> 5] as number) >> (index & 31)) & 1) === 1

const BITS = 32

const mark = (bits: Int32Array, index: number): void => {
  bits[index >> 5] = (bits[index >> 5] as number) | (1 << (index & 31))
}

const or = (into: Int32Array, bits: Int32Array): void => {
  for (let word = 0; word < into.length; word += 1) into[word] = (into[word] as number) | (bits[word] as number)
}
