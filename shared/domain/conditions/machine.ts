/** Runs a program over one document after another. */
import type { Json } from '../../kernel/json.ts'
import { type About, NOTHING_BESIDE } from './about.ts'
import { answering } from './answer.ts'
import { ask } from './ask.ts'
import { type Code, HELD, type Slot } from './assemble.ts'
import type { AnyLeaf } from './condition.ts'
import { reading } from './reading.ts'
import { remembering, UNANSWERED } from './remembering.ts'
import { sieveOf } from './sieve.ts'

export type Machine = {
  /** Forgets what counts for one document only; returns which turn this is. */
  readonly begin: (document: Json) => number
  readonly isAt: (turn: number) => boolean
  readonly run: (index: number, about: About) => boolean
  /** Whether the condition that was run last met a leaf that nobody can answer yet. */
  readonly wasOpen: () => boolean
  /** A bit for each condition that no attribute by itself rules out. */
  readonly left: () => Int32Array
}

export const machineOf = ({ entries, steps, slots, required }: Code): Machine => {
  const look = lookingAt(slots)
  const { rows, table } = look
  const sieve = sieveOf(required, look.rowsKept, (slot, column, row) => look.answer(slot, column, row, NOTHING_BESIDE) === 1)
  const left = new Int32Array(sieve.all.length)
  let turn = 0
  let isOpen = false

  return {
    begin: (document) => {
      look.begin(document)
      turn += 1
      return turn
    },
    isAt: (one) => one === turn,
    wasOpen: () => isOpen,
    run: (index, about) => {
      isOpen = false
      let at = entries[index] as number
      while (at >= 0) {
        const slot = steps[at] as number
        const column = steps[at + 1] as number
        let row = rows[slot] as number
        if (row < 0) row = look.open(slot)
        let held = table[row + column] as number
        if (held === UNANSWERED) held = look.answer(slot, column, row, about)
        if (held === UNANSWERED) {
          isOpen = true
          held = 0
        }
        at = steps[at + 2 + held] as number
      }
      return at === HELD
    },
    left: () => {
      left.set(sieve.all)
      // For a few, looking at every attribute costs more than it saves.
      if (entries.length < SIEVED_MIN) return left
      for (let slot = 0; slot < slots.length; slot += 1) {
        const row = (rows[slot] as number) < 0 ? look.open(slot) : (rows[slot] as number)
        if (look.isKept(slot, row)) sieve.sift(left, slot, row)
      }
      return left
    },
  }
}

/** Conditions from which on those that cannot hold are sorted out first. */
const SIEVED_MIN = 16

/** One document, read slot by slot, and the answers to its leaves. */
const lookingAt = (slots: readonly Slot[]) => {
  const read = reading(slots.map(({ path }) => path))
  const memory = remembering(slots.map(({ leaves }) => leaves))
  const answers = slots.map(({ leaves }) => answering(leaves))
  const values: Json[] = slots.map(() => null)
  // Of each slot, where in `table` the answers to its leaves stand, for the document at hand; below 0: it was not read yet.
  const rows = new Int32Array(slots.length)
  const { table } = memory
  let given: Json = null

  return {
    rows,
    table,
    isKept: memory.isKept,
    rowsKept: memory.rows,
    begin: (document: Json): void => {
      rows.fill(NOT_READ)
      read.from(document)
      given = document
    },
    open: (slot: number): number => {
      const value = read.at(slot)
      values[slot] = value
      const row = memory.rowOf(slot, value)
      rows[slot] = row
      return row
    },
    /** 0 or 1, noted in the row; `UNANSWERED` where nobody can tell yet: each condition that depends on it has to learn that. */
    answer: (slot: number, column: number, row: number, about: About): number => {
      const known = table[row + column] as number
      if (known !== UNANSWERED) return known
      const { path, leaves } = slots[slot] as Slot
      const held = path === null ? ask(leaves[column] as AnyLeaf, given, about) : answers[slot]?.(column, values[slot] as Json, about)
      if (typeof held !== 'boolean') return UNANSWERED
      table[row + column] = held ? 1 : 0
      return held ? 1 : 0
    },
  }
}

const NOT_READ = -1
