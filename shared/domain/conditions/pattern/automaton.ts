/**
 * Runs the states of a pattern over a text. States that are held together become one combined state, made when first met and
 * remembered up to a limit, so that a character mostly costs one look-up; however the pattern is built, no character is taken twice.
 */
import { REGEX_CACHE_MAX } from '../../../kernel/limits.ts'
import { alphabetOf, classOf } from './alphabet.ts'
import { type CharSet, holdsUnit, WORD } from './charset.ts'
import type { State, States } from './states.ts'
import type { Edge } from './syntax.ts'

/** Where we stand before a character: every state held, and what came last, which `^` and `\b` ask for. */
type Combined = { readonly held: Uint16Array; readonly before: Side }
type Side = 'nothing' | 'word' | 'other'

/** What the table says where it does not name the row of a combined state. The first row belongs to none. */
const UNKNOWN = 0
const MATCHED = -1
const FAILED = -2

/** A function that says whether the pattern matches anywhere in a text. */
export const automatonOf = (unfolded: States): ((text: string) => boolean) => {
  const alphabet = alphabetOf(setsOf(unfolded.states))
  const { ascii, members } = alphabet
  const end = members.length
  const width = end + 1
  const first: Combined = { held: Uint16Array.of(unfolded.start), before: 'nothing' }
  const follow = followerOf(unfolded)

  let combined: Combined[] = []
  let rows = new Map<string, number>()
  /** A row for each combined state: by class of character, the last for the end of the text, the row it leads to. */
  let table = new Int32Array(0)

  const add = (next: Combined, key: string): number => {
    const row = combined.push(next) * width
    rows.set(key, row)
    if (row + width > table.length) {
      const larger = new Int32Array(2 * (row + width))
      larger.set(table)
      table = larger
    }
    return row
  }
  const startAfresh = (): number => {
    combined = []
    rows = new Map()
    table = new Int32Array(0)
    return add(first, keyOf(first))
  }
  const rowOf = (next: Combined): number => {
    const key = keyOf(next)
    const known = rows.get(key)
    if (known !== undefined) return known
    if (combined.length === REGEX_CACHE_MAX) startAfresh()
    return add(next, key)
  }
  const step = (row: number, unitClass: number): number => {
    const next = follow(combined[row / width - 1] as Combined, unitClass === end ? null : (members[unitClass] as number))
    // Noted in the table it was asked of: where that has just been replaced, by a larger or an empty one, it is found out once more.
    const cells = table
    const leadsTo = typeof next === 'number' ? next : rowOf(next)
    cells[row + unitClass] = leadsTo
    return leadsTo
  }

  const firstRow = startAfresh()
  return (text) => {
    let row = firstRow
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index)
      const unitClass = unit < 128 ? (ascii[unit] as number) : classOf(alphabet, unit)
      const next = table[row + unitClass] as number
      row = next === UNKNOWN ? step(row, unitClass) : next
      if (row < 0) return row === MATCHED
    }
    const last = table[row + end] as number
    return (last === UNKNOWN ? step(row, end) : last) === MATCHED
  }
}

const keyOf = ({ before, held }: Combined): string => before + String.fromCharCode(...held)

type Follower = (from: Combined, unit: number | null) => Combined | typeof MATCHED | typeof FAILED

/** Says where a character, or the end of the text for null, leads from a combined state. */
const followerOf = ({ states, start }: States): Follower => {
  const wordsMatter = states.some(asksForWords)
  const startsLater = mayStartLater(states, start)

  return (from, unit) => {
    const after = unit === null ? 'nothing' : wordsMatter && holdsUnit(WORD, unit) ? 'word' : 'other'
    const open = opened(states, from.held, (edge) => isAt(edge, from.before, after))
    if (open === 'matched') return MATCHED
    if (unit === null) return FAILED
    const marked = new Uint8Array(states.length)
    if (startsLater) marked[start] = 1
    for (const state of open) if (holdsUnit(state.set, unit)) marked[state.next] = 1
    return marked.includes(1) ? { held: placesOf(marked), before: after } : FAILED
  }
}

const placesOf = (marked: Uint8Array): Uint16Array => {
  const places = new Uint16Array(marked.length)
  let count = 0
  for (let place = 0; place < marked.length; place += 1) {
    if (marked[place] === 1) {
      places[count] = place
      count += 1
    }
  }
  return places.subarray(0, count)
}

type UnitState = Extract<State, { kind: 'unit' }>

/** The states that take a character, reached from those held through forks and the edges that are there; or that the pattern has matched. */
const opened = (states: readonly State[], held: Iterable<number>, isThere: (edge: Edge) => boolean): readonly UnitState[] | 'matched' => {
  const open: UnitState[] = []
  const seen = new Uint8Array(states.length)
  const waiting = [...held]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen[at] === 1) continue
    seen[at] = 1
    const state = states[at] as State
    if (state.kind === 'matched') return 'matched'
    if (state.kind === 'unit') open.push(state)
    else if (state.kind === 'fork') waiting.push(...state.to)
    else if (isThere(state.edge)) waiting.push(state.next)
  }
  return open
}

const isAt = (edge: Edge, before: Side, after: Side): boolean => {
  if (edge === 'start') return before === 'nothing'
  if (edge === 'end') return after === 'nothing'
  const changes = (before === 'word') !== (after === 'word')
  return edge === 'word-edge' ? changes : !changes
}

/** False for a pattern that begins with `^` whichever way: it is over as soon as its first try is. */
const mayStartLater = (states: readonly State[], start: number): boolean => {
  const open = opened(states, [start], (edge) => edge !== 'start')
  return open === 'matched' || open.length > 0
}

const asksForWords = (state: State): boolean => state.kind === 'edge' && (state.edge === 'word-edge' || state.edge === 'no-word-edge')

/** Every set the pattern tells characters apart by, once. */
const setsOf = (states: readonly State[]): readonly CharSet[] => {
  const sets = states.flatMap((state) => (state.kind === 'unit' ? [state.set] : asksForWords(state) ? [WORD] : []))
  return [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()]
}
