/** Which steps of a way stand under each other and which beside each other: ways that part, and the place where they come together again. */
import type { JourneyVariant } from '../../shared/contract/api-journey.ts'

/** A step by its index, or one of the places that are none. */
export type Place = number | 'start' | 'checklist' | 'end'

/** Places one after the other, until the line joins what comes after it, or ends. */
export type Line = { readonly parts: readonly Part[]; readonly joins: boolean }

/** `lanes`: the ways that part here, as they are told; the next part of the line is where they come together. */
export type Part = { readonly place: Place; readonly lanes: readonly Line[] }

type Variant = Pick<JourneyVariant, 'onComplete'> & {
  readonly steps: readonly (Pick<JourneyVariant['steps'][number], 'next'> & {
    readonly ways: readonly { readonly to: number }[]
    readonly says: { readonly verb: string }
  })[]
  readonly milestones: readonly unknown[]
}

/** The whole way, from its start to its end. */
export const shapeOf = (variant: Variant): Line => {
  const end = variant.steps.length
  const follows = (at: number): readonly number[] => followersOf(variant, at)
  const joins = joinsOf(follows, end)
  const placed = new Set<number>()
  const line = (from: number, until: number | null): Line => {
    const parts: Part[] = []
    let at: number | null = from
    while (at !== null && at !== until && !placed.has(at)) {
      placed.add(at)
      const next: readonly number[] = follows(at)
      const join: number | null = next.length > 1 ? (joins.get(at) ?? null) : (next[0] ?? null)
      parts.push({ place: placeOf(at, end), lanes: next.length > 1 ? next.map((to) => line(to, join)) : [] })
      at = join
    }
    return { parts, joins: at !== null && at === until }
  }
  return line(START, null)
}

const START = -2
const CHECKLIST = -1

const placeOf = (at: number, end: number): Place => (at === START ? 'start' : at === CHECKLIST ? 'checklist' : at === end ? 'end' : at)

/** A way never leads back: all that follows has a greater number. */
const followersOf = ({ steps, milestones, onComplete }: Variant, at: number): readonly number[] => {
  if (at === START) return [milestones.length > 0 ? CHECKLIST : 0]
  if (at === CHECKLIST) return [0, onComplete ?? steps.length]
  const step = steps[at]
  if (step === undefined || step.says.verb === 'exit') return []
  return step.ways.length > 0 ? step.ways.map(({ to }) => to) : [step.next]
}

/**
 * Where all ways from each place come together first. Ways that end on their way do not count, but where all do: then the first place that
 * all of them come through, if there is one.
 */
const joinsOf = (follows: (at: number) => readonly number[], end: number): ReadonlyMap<number, number | null> => {
  const joins = new Map<number, number | null>([[end, null]])
  const goesOn = new Set([end])
  for (let at = end - 1; at >= START; at -= 1) {
    const next = follows(at)
    const alive = next.filter((to) => goesOn.has(to))
    if (alive.length > 0) goesOn.add(at)
    const [first = null, ...others] = alive.length > 0 ? alive : next
    joins.set(
      at,
      others.reduce<number | null>((a, b) => meeting(joins, a, b), first),
    )
  }
  return joins
}

const meeting = (joins: ReadonlyMap<number, number | null>, one: number | null, other: number): number | null => {
  let [a, b]: [number | null, number | null] = [one, other]
  while (a !== b) {
    if (a === null || b === null) return null
    if (a < b) a = joins.get(a) ?? null
    else b = joins.get(b) ?? null
  }
  return a
}
