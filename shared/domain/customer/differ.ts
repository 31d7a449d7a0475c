import type { Dependencies } from '../campaign/segment.ts'
import type { Draft } from './draft.ts'
import type { CustomerState } from './state.ts'

/**
 * Whether a condition may be answered otherwise than before this input: it asks about an attribute, an event or a segment of which something
 * has changed. Says yes too often rather than once too rarely.
 */
export const mayDiffer = ({ loaded, state, timeline, facts }: Draft, { paths, events, segments }: Dependencies): boolean => {
  // What was merged into somebody came with a timeline of its own; another segment may have been published anew.
  if (segments.size > 0 || facts.some(({ type }) => type === 'absorbed')) return true
  for (const event of events) {
    if (timeline.some(({ name }) => name === event) || own(loaded.metrics.counts, event) !== own(state.metrics.counts, event)) return true
  }
  for (const path of paths) if (isTouched(path.split('.'), loaded, state)) return true
  return false
}

const isTouched = ([root = '', name]: readonly string[], before: CustomerState, after: CustomerState): boolean => {
  switch (root) {
    case 'id':
      return false
    case 'stage':
    case 'stageSince':
      return before.standing !== after.standing
    case 'traits':
      return name === undefined ? before.traits !== after.traits : own(before.traits, name) !== own(after.traits, name)
    case 'events':
      return name === undefined || own(before.metrics.counts, name) !== own(after.metrics.counts, name)
    case 'revenue':
      return before.metrics.revenue !== after.metrics.revenue
    default:
      return before.metrics !== after.metrics
  }
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined
