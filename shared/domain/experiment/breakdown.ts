/** Which segment of each break-down somebody is in. */
import type { Json, JsonObject } from '../../kernel/json.ts'
import { SEGMENT_LENGTH_MAX } from '../../kernel/limits-experiments.ts'
import { read } from '../conditions/path.ts'
import type { Breakdown } from './experiment.ts'

/** Where the attribute is missing, or is nothing that people could be told apart by. */
const NO_SEGMENT = '–'

/** By the name of each break-down, the segment of a customer as conditions see them. */
export const segmentsOf = (breakdowns: readonly Breakdown[], customer: JsonObject): Readonly<Record<string, string>> =>
  Object.fromEntries(breakdowns.map(({ name, path, edges }) => [name, segmentOf(read(customer, path), edges)]))

const segmentOf = (value: Json, edges: Breakdown['edges']): string => {
  if (edges !== null) return typeof value === 'number' ? rangeOf(value, edges) : NO_SEGMENT
  switch (typeof value) {
    case 'string':
      // Half a character would be no name of a counter.
      return [...value].slice(0, SEGMENT_LENGTH_MAX).join('').toWellFormed() || NO_SEGMENT
    case 'number':
    case 'boolean':
      return String(value)
    default:
      return NO_SEGMENT
  }
}

/** A range holds the edge it begins at. */
const rangeOf = (value: number, edges: readonly number[]): string => {
  const at = edges.findIndex((edge) => value < edge)
  if (at < 0) return edges.length === 0 ? NO_SEGMENT : `${edges.at(-1)}+`
  return at === 0 ? `<${edges[0]}` : `${edges[at - 1]}-${edges[at]}`
}
