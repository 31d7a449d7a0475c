/** Bounds of conditions that ask what somebody did, and of segments. */
import { DAY_MS, MINUTE_MS } from './time.ts'

/** Events of one name that a question about history looks at, the newest: who has more in its reach is told "at least so many". */
export const DID_EVENTS_MAX = 1_000
/** How often something may be asked to have happened: as often as we look. */
export const DID_TIMES_MAX = DID_EVENTS_MAX
/** The longest reach of such a question: what the timeline keeps (`TIMELINE_TTL_MS`). */
export const DID_WITHIN_MS_MAX = 400 * DAY_MS
/** The shortest: the tick comes once a minute. */
export const DID_WITHIN_MS_MIN = MINUTE_MS
/** Questions about history in one condition: each may be a read of its own. */
export const DIDS_MAX = 20
/** Rounds in which a decision may name events it has to see; the last one brings all that can be asked about. */
export const HISTORY_ROUNDS_MAX = 4
/** Names of events whose history one read brings; more are read in several. */
export const HISTORY_NAMES_AT_ONCE = 10
/** Segments that name segments that name segments: nobody follows more. */
export const SEGMENT_DEPTH_MAX = 5
/** Values of one attribute for which a program keeps its answers: more than there are countries. */
export const CONDITION_ROWS_MAX = 256
/** Bytes one attribute's answers may take: a few megabytes for a program that asks about everything there is. */
export const CONDITION_ROWS_BYTES_MAX = 64 * 1024
/** Bytes in which one attribute's values rule conditions out at once: enough for a thousand conditions and all values that are kept. */
export const CONDITION_SIEVE_BYTES_MAX = 64 * 1024
