import { assert } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { type About, NOTHING_BESIDE } from './about.ts'
import { ask as askInDepth } from './ask.ts'
import { assemble } from './assemble.ts'
import type { Condition, Did } from './condition.ts'
import { machineOf } from './machine.ts'
import { eachOf, isMarked } from './sieve.ts'

/** Many conditions as one: each attribute is read at most once for a document, and each question they share is answered once. */
export type Program = {
  /** Whether the condition of this index holds. What nobody has looked up yet never holds; where that may be, `asking` tells. */
  readonly matches: (index: number, document: Json, about?: About) => boolean
  /** The indexes of all conditions that hold, ascending. */
  readonly matchesAll: (document: Json, about?: About) => readonly number[]
  /** To ask one condition after another of the same document: what is answered stays answered. */
  readonly asking: (document: Json, about: About) => Asking
}

/** Whether the condition of an index holds, or what has to be looked up before anybody can say. */
export type Asking = (index: number) => boolean | readonly Did[]

/** Prepares conditions for document after document (decision record 0005). The answers are those of `evaluate`; nothing is generated. */
export const compile = (conditions: readonly Condition[]): Program => {
  const machine = machineOf(assemble(conditions))
  const conditionAt = (index: number): Condition => {
    const condition = conditions[index]
    // The text is made only where it is needed: this is asked for every audience.
    if (condition === undefined) assert(false, `a program of ${conditions.length} conditions has none at ${index}`)
    return condition as Condition
  }
  return {
    matches: (index, document, about = NOTHING_BESIDE) => {
      conditionAt(index)
      machine.begin(document)
      return machine.run(index, about)
    },
    matchesAll: (document, about = NOTHING_BESIDE) => {
      machine.begin(document)
      const matched: number[] = []
      eachOf(machine.left(), (index) => {
        if (machine.run(index, about)) matched.push(index)
      })
      return matched
    },
    asking: (document, about) => {
      let mine = machine.begin(document)
      let asked = 0
      let left: Int32Array | null = null
      return (index) => {
        const condition = conditionAt(index)
        if (!machine.isAt(mine)) {
          // Somebody asked of another document meanwhile.
          mine = machine.begin(document)
          left = null
          asked = 0
        }
        asked += 1
        // Whoever asks so often asks on: then those that cannot hold are sorted out at once.
        if (asked === ASKED_OFTEN) left = machine.left()
        if (left !== null && !isMarked(left, index)) return false
        const held = machine.run(index, about)
        return machine.wasOpen() ? askInDepth(condition, document, about) : held
      }
    },
  }
}

const ASKED_OFTEN = 3
