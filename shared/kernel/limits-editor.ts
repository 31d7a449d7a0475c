/** Bounds of writing campaigns in the console, with their reasons. */
import { DAY_MS } from './time.ts'

/** Campaigns that are being written at once: a list that people still read, and a few reads of the store. */
export const DRAFTS_MAX = 200
/** A language tag: BCP 47 asks for room for 35 characters. */
export const LOCALE_LENGTH_MAX = 35
/** Mails shown of one text: as many as a campaign of the most steps has, in some variants; each is filled while somebody waits. */
export const PREVIEWED_MAILS_MAX = 200
/** How far back a simulation goes where nobody says how far: a quarter. */
export const SIMULATED_QUARTER_MS = 91 * DAY_MS
/** Rows of each list that a page is told of a simulation: more nobody reads there; the command line writes all of them. */
export const SIMULATED_SHOWN_MAX = 200
/** Customers whose story a page is told. */
export const SIMULATED_STORIES_SHOWN = 10
/** Runs whose end is remembered: of those who looked away for a while. */
export const SIMULATIONS_REMEMBERED = 5
/** Memory of one simulation, in megabytes: its report of the longest lists is some sixty, the rest is batches and caches. */
export const SIMULATION_MEGABYTES_MAX = 1_024
/** How often a draft is read again that others save at the same moment. */
export const DRAFT_ATTEMPTS_MAX = 5
