/** Bounds of what an experiment's analysis looks at. */
import { HOUR_MS, SECOND_MS } from './time.ts'

/** Daily looks that are judged one by one: ten years and a half. Later only the newest is added, so that a reading stays below a second. */
export const LOOKS_MAX = 3_840

/** Looks a Lan-DeMets plan is laid out for: one a day for almost two years, bounds within two seconds. */
export const LAN_DEMETS_LOOKS_MAX = 700

// Experiments as files write them
/** People who see a variant whatever is drawn: a team, not a list of customers. */
export const TESTERS_MAX = 50
/** Each break-down keeps every counter once more for each of its segments. */
export const BREAKDOWNS_MAX = 3
/** Where ranges of a number end: more segments than a page can show side by side say nothing. */
export const BREAKDOWN_EDGES_MAX = 9
/** Customers of a plan, and its days: more than any company has, and ten years. */
export const PLAN_CUSTOMERS_MAX = 1_000_000_000
export const PLAN_DAYS_MAX = 3_650

/** Phases of one experiment that are read, the newest: three years of monthly holdouts. Each is one read of counters. */
export const PHASES_READ_MAX = 36

/** Segments of a break-down that are shown one by one, the largest; the rest stand together as one. */
export const SEGMENTS_SHOWN_MAX = 20

/** Points of an estimate over time, of each comparison: more than a screen has pixels for, and a page of fifty comparisons stays below 3 MB. */
export const PATH_POINTS_MAX = 400

/** Of a text by which results are broken down, as many characters name a segment: each has counters of its own, and people read it in a table. */
export const SEGMENT_LENGTH_MAX = 40

/** How often experiments are judged by themselves: harm should not last a night, and what is found is found by days. */
export const JUDGE_EVERY_MS = HOUR_MS
/** On one's own machine, where an hour of the demo may last a moment: pages are answered in between. */
export const JUDGE_REST_MS = 5 * SECOND_MS
/** What one experiment takes to judge at most, as measured with years of looks: with less time left none is begun. */
export const JUDGE_ONE_MS = 5 * SECOND_MS
/** Days for which an older phase is still judged after its last window has closed: whoever judges may have been away, and news come late. */
export const JUDGED_LATE_DAYS = 7

// Thompson sampling
/** Of new customers each variant goes on getting at least so many, in hundredths of a percent: what looks worst today may not be. */
export const THOMPSON_FLOOR_BPS = 500
/** Shares are published anew where one of them moves by a percent of all customers at least. */
export const SHARES_MOVE_BPS = 100
/** Phases whose customers are looked at together: as many days as a run with daily shares goes on. */
export const RUN_PHASES_MAX = 90
