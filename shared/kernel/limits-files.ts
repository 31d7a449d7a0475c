/** Bounds of the files marketers write, with their reasons. */
import { DAY_MS } from './time.ts'

/** Characters of one file: as many as one publishing takes bytes; a hundred steps that each say the longest mail fill three quarters of it. */
export const FILE_LENGTH_MAX = 4 * 1024 * 1024
/** Values in one file, each with its place: a campaign of a hundred steps has some thousand, an audience of the largest size as many again. */
export const FILE_VALUES_MAX = 200_000
/** Objects and lists within each other: a variant's steps nested as deep as they may be, with the deepest condition, come to fifty. */
export const FILE_DEPTH_MAX = 64
/** Ways of one branch: beyond, it is a table, and a trait says the same. */
export const WAYS_MAX = 20
/** Journeys of one campaign that one customer is in at once: five orders under way; more would be a robot's. */
export const CONCURRENT_MAX = 5
/** Milestones of a checklist: people finish what fits a card. */
export const MILESTONES_MAX = 20
/** Traits, counters or paths that one step names. */
export const STEP_FIELDS_MAX = 50
/** A task's title and its note: a line, and a page. */
export const TASK_NOTE_LENGTH_MAX = 4_000
/** A step's body or properties: what other systems are told of one customer, and well within an event. */
export const STEP_BODY_BYTES_MAX = 8 * 1024
/** Where a webhook leads: what browsers and proxies still take. */
export const URL_LENGTH_MAX = 2_048
/** Days before or after a date a trait holds: within the longest wait. */
export const OFFSET_DAYS_MAX = 400
/** Why a journey ends, in words: a line of the story of a customer. */
export const WHY_LENGTH_MAX = 200
/** What a task is due within: a year and a leap day's grace. */
export const TASK_DUE_MS_MAX = 400 * DAY_MS
/** Amount one outcome is worth, in units of its currency: above any price, and exact in minor units. */
export const VALUE_AMOUNT_MAX = 1_000_000_000
/** Who published it, and what they say about it. */
export const AUTHOR_LENGTH_MAX = 200
export const NOTE_LENGTH_MAX = 1_000

// Looking at customers before publishing
/** Customers looked at to say what is usual: one has to be read as many others are, and a share of them is known to two in a hundred. */
export const SEEN_CUSTOMERS_MAX = 2_000
/** Of so many the newest events are read, too, for the properties they have. */
export const SEEN_TIMELINES_MAX = 100
export const SEEN_EVENTS_EACH = 20
/** Pages of customers one look takes at most, however few each brings. */
export const SEEN_PAGES_MAX = 200
/** Customers of whom an audience is asked to say how many it has: beyond, the answer is a share of these. */
export const AUDIENCE_CUSTOMERS_MAX = 20_000
