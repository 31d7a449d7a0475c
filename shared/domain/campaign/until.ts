/** How long a wait is: until a moment on somebody's clock, or one that an attribute names. */
import { assert } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { WAIT_MS_MAX } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { instantOf, localTimeOf } from '../../kernel/zone.ts'
import type { Until } from './campaign.ts'
import { momentNamed, nextLocalTime } from './schedule.ts'

/** `now`: its moment is here, or past. `never`: no such moment is in sight. */
export type Awaited = { readonly say: 'wait'; readonly until: EpochMs } | { readonly say: 'now' } | { readonly say: 'never' }

/** What a wait that is looked at `at` is for; `read`: the value of an attribute, null where there is none. */
export const awaited = (until: Until, zone: string, read: (path: readonly string[]) => Json, at: EpochMs): Awaited => {
  switch (until.by) {
    case 'duration':
      return { say: 'wait', until: later(at, until.ms) }
    case 'local-time': {
      const next = nextLocalTime(until.days, until.at, zone, at)
      assert(next !== null, 'a weekday comes every week')
      return { say: 'wait', until: next }
    }
    case 'date': {
      const moment = momentOf(until, zone, read(until.path))
      if (moment === null || moment > later(at, WAIT_MS_MAX)) return { say: 'never' }
      return moment > at ? { say: 'wait', until: moment } : { say: 'now' }
    }
  }
}

/** The moment that a value names, moved by whole days on the calendar and to its time of day. A whole day begins at midnight. */
const momentOf = ({ offsetDays, at }: Until & { by: 'date' }, zone: string, value: Json): EpochMs | null => {
  const named = momentNamed(value)
  if (named === null) return null
  if (named.type === 'day') return instantOf(zone, named.day + offsetDays, at ?? 0)
  if (offsetDays === 0 && at === null) return named.at
  const { day, minute } = localTimeOf(zone, named.at)
  return instantOf(zone, day + offsetDays, at ?? minute)
}
