/** Bounds of what steps have others do: tasks for people, and calls to somebody's server. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

// Calls
/** From connecting to the last byte of the answer. Receivers should answer first and work later; 15 to 30 seconds are what senders wait. */
export const CALL_TIMEOUT_MS = 15 * SECOND_MS
/** What is read of an answer before the line is dropped: nothing of it is kept, and a polite server has said all by then. */
export const CALL_ANSWER_BYTES_MAX = 64 * 1024
/** A call that was owed so long ago is given up: what it tells is news no more. */
export const CALL_KEPT_MS = 2 * DAY_MS
/**
 * How long after each attempt the next one comes, at most (half of it is drawn): a short outage costs seconds, a night costs nothing, and
 * two days of silence end it. SQS hides a message for twelve hours at most.
 */
export const CALL_RETRIES_MS: readonly number[] = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  12 * HOUR_MS,
  12 * HOUR_MS,
  12 * HOUR_MS,
]
/** Attempts at a server that says the call itself is wrong (4xx): a few, for a deployment of theirs may be under way. */
export const CALL_REFUSALS_MAX = 4
/** Calls under way at once: one slow server must not hold up the others, and none is to be flooded. */
export const CALLS_AT_ONCE = 10
/** SQS hides a message for twelve hours from when it was handed out, and an attempt takes some of that. */
export const QUEUE_HIDDEN_MS_MAX = 11 * HOUR_MS + 50 * MINUTE_MS
/** That a call is settled is remembered so long: above the two days in which the queue may bring it again. */
export const CALL_SETTLED_KEPT_MS = 7 * DAY_MS
/** Facts that are looked through at once for what is to be carried out. */
export const CARRY_OUT_BATCH = 500

// Tasks
/** A note to a closed task: a few sentences. */
export const TASK_NOTE_MAX = 2_000
/** One name of a person or a team, as the campaign file takes it. */
export const ASSIGNEE_LENGTH_MAX = 128
/** A closed task is remembered so long, so that one whose opening comes again is not opened again: the stream keeps a day. */
export const TASK_CLOSED_KEPT_MS = 30 * DAY_MS
