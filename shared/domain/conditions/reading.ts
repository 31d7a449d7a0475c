import type { Json, JsonObject } from '../../kernel/json.ts'
import { NEVER_RESOLVED, type Path } from './path.ts'

/** Reads many paths from document after document. The values are those of `read`; what several paths have in common is read once. */
export type Reading = {
  readonly from: (document: Json) => void
  /** The value at the path of this index, in the document given last. */
  readonly at: (index: number) => Json
}

/** Prepares paths; null for those that name nothing to read. */
export const reading = (paths: readonly (Path | null)[]): Reading => {
  const { names, parents, places } = sharing(paths)
  const values: Json[] = names.map(() => null)
  const readAt = new Int32Array(names.length)
  let turn = 0

  const valueAt = (place: number): Json => {
    if (readAt[place] === turn) return values[place] as Json
    readAt[place] = turn
    const value = ownValue(valueAt(parents[place] as number), names[place] as string)
    values[place] = value
    return value
  }
  return {
    from: (document) => {
      turn += 1
      if (turn === TURN_MAX) {
        readAt.fill(0)
        turn = 1
      }
      values[ROOT] = document
      readAt[ROOT] = turn
    },
    at: (index) => {
      const place = places[index] as number
      return place === NOWHERE ? null : (valueAt(place) ?? null)
    },
  }
}

/** Paths laid into a tree: of each place the name that leads to it and the place it leads from. */
const sharing = (paths: readonly (Path | null)[]) => {
  const names: string[] = ['']
  const parents: number[] = [ROOT]
  const known = new Map<string, number>()
  const step = (parent: number, name: string): number => {
    const key = `${parent} ${name}`
    const place = known.get(key) ?? names.push(name) - 1
    known.set(key, place)
    parents[place] = parent
    return place
  }
  const placeOf = (path: Path | null): number =>
    path === null || path.some((name) => NEVER_RESOLVED.includes(name)) ? NOWHERE : path.reduce(step, ROOT)
  const places = paths.map(placeOf)
  return { names, parents, places }
}

const ROOT = 0
const NOWHERE = -1
/** Turns are kept in 32 bits. */
const TURN_MAX = 0x7fff_ffff

const ownValue = (value: Json | undefined, name: string): Json =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? ((value as JsonObject)[name] as Json) : null
