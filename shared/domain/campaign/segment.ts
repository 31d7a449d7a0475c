/** Segments: who belongs to them, and what they ask about. */
import { SEGMENT_DEPTH_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { attributesOf, didsOf, segmentsIn } from '../conditions/attributes.ts'
import type { Condition, Did } from '../conditions/condition.ts'

/** One immutable version of a segment, compiled from its file. */
export type Segment = {
  readonly id: string
  readonly version: number
  readonly publishedAt: EpochMs
  readonly name: string
  readonly description: string | null
  readonly condition: Condition
}

/** As they stand, by id. */
export type Conditions = ReadonlyMap<string, { readonly condition: Condition }>

/** What a condition asks about, the segments it names among it: only where something of this changes may its answer change. */
export type Dependencies = {
  /** Dotted paths of the customer document. */
  readonly paths: ReadonlySet<string>
  /** Names of events it asks the history of. */
  readonly events: ReadonlySet<string>
  readonly segments: ReadonlySet<string>
}

/** All that a condition asks about. Segments that nobody has defined ask nothing. */
export const dependsOn = (condition: Condition, segments: Conditions): Dependencies => {
  const conditions = [condition, ...conditionsWithin(condition, segments)]
  return {
    paths: new Set(conditions.flatMap(attributesOf)),
    events: new Set(conditions.flatMap(didsOf).map(({ event }) => event)),
    segments: reachedFrom(condition, segments),
  }
}

/** What a condition asks about history, the segments it names among it. */
export const didsWithin = (condition: Condition, segments: Conditions): readonly Did[] => {
  const own = didsOf(condition)
  const named = segmentsIn(condition)
  return named.length === 0 ? own : [...own, ...conditionsWithin(condition, segments).flatMap(didsOf)]
}

/**
 * The latest version of each, by id. One that names itself or goes too deep was refused when it was published; should one have come all
 * the same, nobody is in it: whoever asks would never come to an end.
 */
export const soundSegments = (versions: readonly Segment[]): ReadonlyMap<string, Segment> => {
  const latest = new Map<string, Segment>()
  for (const segment of versions) if (segment.version > (latest.get(segment.id)?.version ?? 0)) latest.set(segment.id, segment)
  const isSound = ({ id, condition }: Segment): boolean =>
    circleFrom(id, latest) === null && 1 + depthBelow(condition, latest) <= SEGMENT_DEPTH_MAX
  return new Map([...latest].map(([id, segment]) => [id, isSound(segment) ? segment : { ...segment, condition: NOBODY }]))
}

const NOBODY: Condition = { kind: 'none', of: [] }

/** Segments within each other below a condition; counted no further than it takes to see that there are too many. */
const depthBelow = (condition: Condition, segments: Conditions, left = SEGMENT_DEPTH_MAX + 1): number => {
  if (left === 0) return 0
  const below = segmentsIn(condition).map((id) => {
    const segment = segments.get(id)
    return segment === undefined ? 0 : 1 + depthBelow(segment.condition, segments, left - 1)
  })
  return Math.max(0, ...below)
}

/** The way from a segment back to itself; null: there is none. */
const circleFrom = (id: string, segments: Conditions): readonly string[] | null => {
  const seen = new Set<string>()
  const walk = (at: string, way: readonly string[]): readonly string[] | null => {
    const segment = segments.get(at)
    for (const next of segment === undefined ? [] : segmentsIn(segment.condition)) {
      if (next === id) return [...way, next]
      if (seen.has(next)) continue
      seen.add(next)
      const found = walk(next, [...way, next])
      if (found !== null) return found
    }
    return null
  }
  return walk(id, [id])
}

const reachedFrom = (condition: Condition, segments: Conditions): ReadonlySet<string> => {
  const reached = new Set(segmentsIn(condition))
  // A set is walked in the order of insertion, and goes on with what is added meanwhile.
  for (const id of reached) {
    const segment = segments.get(id)
    if (segment !== undefined) for (const next of segmentsIn(segment.condition)) reached.add(next)
  }
  return reached
}

const conditionsWithin = (condition: Condition, segments: Conditions): readonly Condition[] =>
  [...reachedFrom(condition, segments)].flatMap((id) => segments.get(id)?.condition ?? [])
