/** Bounds of simulating a campaign over history, and of telling one customer's way through it. */
import { DAY_MS } from './time.ts'

/** Entries, refusals and mails told one by one, of each so many; beyond they are only counted. A report of all three is some sixty megabytes at most. */
export const SIMULATED_ROWS_MAX = 100_000
/** Customers whose story is told; more nobody reads. */
export const SIMULATED_EXAMPLES_MAX = 100
/** Lines of one such story: a path has a hundred steps, each of which waits and tells of its mail. */
export const SIMULATED_STORY_MAX = 300
/** Facts read at a time once all is over: what memory holds, whatever history does. */
export const SIMULATED_FACTS_AT_ONCE = 5_000
/** Events that arrive together: one read of all their customers. */
export const SIMULATED_EVENTS_AT_ONCE = 500
/** Codes a pool is given where nobody knows how many are left: more than a preview's customers take. */
export const SIMULATED_CODES_AT_ONCE = 10_000
/** How long a preview goes on: twice the longest wait there is. */
export const PREVIEW_REACH_MS = 800 * DAY_MS
/** What is said to have happened meanwhile: a story, not a load. */
export const PREVIEW_DIDS_MAX = 200
/**
 * Rows that one answer of a system's past is made of: half a megabyte as they usually are. On AWS it ends at a megabyte before, for a scan does;
 * told as JSON that is three at most, and a function may answer six.
 */
export const PAST_ROWS_AT_ONCE = 2_000
/** Characters of published versions in one answer, but for one that is longer by itself: what may be published at once is four megabytes. */
export const DEFINITIONS_TOLD_AT_ONCE = 1024 * 1024
/** Addresses looked up at a time. */
export const SUPPRESSIONS_ASKED_AT_ONCE = 50
