import { assert } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { answering } from './answer.ts'
import { assemble, HELD } from './assemble.ts'
import { type Condition, type Groups, NO_GROUPS } from './condition.ts'
import { type Path, read } from './path.ts'

/** Many conditions as one: each attribute is read at most once for a document, and each question they share is answered once. */
export type Program = {
  /** Whether the condition of this index holds. */
  readonly matches: (index: number, document: Json, groups?: Groups) => boolean
  /** The indexes of all conditions that hold, ascending. */
  readonly matchesAll: (document: Json, groups?: Groups) => readonly number[]
}

/** Prepares conditions for document after document (decision record 0005). The answers are those of `evaluate`; nothing is generated. */
export const compile = (conditions: readonly Condition[]): Program => {
  const { entries, steps, leaves, slotOf, paths } = assemble(conditions)
  const answer = answering(leaves)
  const values: Json[] = paths.map(() => null)
  // What is noted here counts for the document at hand if it is not below `turn`: so nothing needs clearing between two documents.
  const readAt = new Int32Array(paths.length)
  const answered = new Int32Array(leaves.length)
  let turn = 0

  const nextTurn = (): void => {
    turn += 2
    if (turn < TURN_MAX) return
    readAt.fill(0)
    answered.fill(0)
    turn = 2
  }
  const ask = (leaf: number, document: Json, groups: Groups): number => {
    const slot = slotOf[leaf] as number
    if (readAt[slot] !== turn) {
      values[slot] = read(document, paths[slot] as Path)
      readAt[slot] = turn
    }
    const held = answer(leaf, values[slot] as Json, groups) ? 1 : 0
    answered[leaf] = turn + held
    return held
  }
  const run = (index: number, document: Json, groups: Groups): boolean => {
    let at = entries[index] as number
    while (at >= 0) {
      const leaf = steps[at] as number
      const known = (answered[leaf] as number) - turn
      at = steps[at + 1 + (known >= 0 ? known : ask(leaf, document, groups))] as number
    }
    return at === HELD
  }

  return {
    matches: (index, document, groups = NO_GROUPS) => {
      assert(index >= 0 && index < entries.length, `a program of ${entries.length} conditions has none at ${index}`)
      nextTurn()
      return run(index, document, groups)
    },
    matchesAll: (document, groups = NO_GROUPS) => {
      nextTurn()
      const matched: number[] = []
      for (let index = 0; index < entries.length; index += 1) if (run(index, document, groups)) matched.push(index)
      return matched
    },
  }
}

/** Turns are kept in 32 bits. */
const TURN_MAX = 0x7fff_fff0
