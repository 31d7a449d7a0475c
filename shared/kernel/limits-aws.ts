/** The bounds of running on AWS, each with its reason: a part of limits.ts, which hands them on. */
import { MAIL_CALL_MS } from './limits-sending.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

// Functions
/** How old the rules may be that a process decides by: as old as the switches. */
export const RULES_KEPT_MS = MINUTE_MS
/** Before its time is over a function stops taking work up, so that what it began is committed and the rest goes back in good order. */
export const RESERVED_MS = 8 * SECOND_MS
/** AWS: SQS takes so many messages in one call. */
export const QUEUE_BATCH_MAX = 10
/** AWS: SQS keeps a message back for 15 minutes at most. */
export const QUEUE_DELAY_MS_MAX = 15 * MINUTE_MS
/** Entries that SQS or EventBridge did not take are offered again so often, each time after twice as long. */
export const ENTRY_ATTEMPTS_MAX = 5
export const ENTRY_RETRY_MS = 50
/** A sender waits so long within one invocation for mail to be let go; what waits longer goes back to the queue. */
export const PACE_WAIT_MS_MAX = 5 * SECOND_MS
/** Rounds of one sender: a clock that stands still must not keep it for ever. */
export const SEND_ROUNDS_MAX = 200
/** Bytes of a request's body that API Gateway hands to a function after base64 (its own limit is 10 MB, Lambda's 6 MB). */
export const HTTP_BODY_BYTES_MAX = 6 * 1024 * 1024
/** Wrong write keys a process remembers for a minute, so that a stranger who tries them costs no read each. */
export const WRONG_KEYS_REMEMBERED = 1_000
/** Files of one publishing: HTTP APIs take ten megabytes, Lambda six. */
export const PUBLISHED_FILES_MAX = 2_500
export const PUBLISHED_BYTES_MAX = 4 * 1024 * 1024
/** Wakes a function takes at a time: a second's work, so that it stops in good time. */
export const WAKES_AT_ONCE = 100
/** A task of the tick that waited longer is dropped: one that was put since does the same. */
export const TASK_KEPT_MS = 90 * SECOND_MS

// DynamoDB
/** AWS: actions of one transaction. */
export const TRANSACTION_ACTIONS_MAX = 100
/** AWS: keys of one BatchGetItem, requests of one BatchWriteItem. */
export const BATCH_GET_MAX = 100
export const BATCH_WRITE_MAX = 25
/** A row of facts ends here, below the 400 kB that AWS allows an item; a commit with more writes another row. */
export const FACT_ROW_BYTES_MAX = 256 * 1024
/** AWS: 4 MB of a transaction, less the state, messages and what is quarantined. */
export const FACT_ROWS_MAX = 12
/** Tries of one call that was throttled, lost or stood in somebody's way, with pauses that double up to the longest: four seconds at most, then the work goes back to its queue. */
export const TABLE_ATTEMPTS_MAX = 8
export const TABLE_PAUSE_MS = 25
export const TABLE_PAUSE_MS_MAX = 1_000
/** Tries of a write that stood in another's way: others wait for what this one holds, too. */
export const CONTENTION_ATTEMPTS_MAX = 4
/** To open a connection, and for an answer: AWS answers within ten milliseconds, and a try that hangs must leave time for another. */
export const TABLE_CONNECT_MS = SECOND_MS
export const TABLE_CALL_MS = 5 * SECOND_MS
/** Calls one process makes at once: each holds a connection, and more wait for the one processor anyway. */
export const TABLE_CALLS_AT_ONCE = 32
/** Customers of whom a process remembers when they are due, so that a write need not ask: a few batches of them. */
export const DUE_REMEMBERED = 10_000
/** Rows a fold has when it takes no more inputs, so that what one more brings still goes into its transaction: 64 spilled ids, messages and moves. */
export const FOLD_ROWS_FULL = 16
/** The same of facts, which share rows: some hundred kilobytes of them. */
export const FOLD_FACTS_FULL = 1_000
/** Between the bus and the queue behind it lie less than this; what takes longer was put there another time. */
export const CLOCKS_APART_MS = MINUTE_MS

// Counters
/** Counters of one scope lie in so many lanes, by the shard they come from, and are summed when they are read: shards hardly ever meet at an item. */
export const TALLY_LANES = 16
/** Counters one write of an item adds to: an update expression has 4 kB and 300 operators at most. */
export const TALLY_COUNTERS_AT_ONCE = 140
/** DynamoDB keeps the records of a stream for 24 hours. */
export const STREAM_KEPT_MS = 24 * HOUR_MS
/** How often the tick leaves a mark for whoever follows the stream, and over how many keys, so that hardly any shard is without. */
export const HEARTBEAT_MS = HOUR_MS
export const HEARTBEATS = 16
/** From the stamp of a fact to its commit, and the difference of clocks: Lambda stops a function after 15 minutes. A recount waits twice as long. */
export const WRITTEN_WITHIN_MS = 20 * MINUTE_MS
/** Parts of the table a recount reads side by side, and rows of one read. */
export const RECOUNT_PARTS = 4
export const RECOUNT_ROWS = 500
/** How long the watermark of a shard stays: shards end after some hours, and their records are gone a day later. */
export const WATERMARK_KEPT_MS = 14 * DAY_MS

// Rows beside the customers'
/** One part of a definition: an item holds 400 kB. */
export const DEFINITION_PART_BYTES = 350 * 1000
/** Pages of a megabyte that one search for customers reads: a few seconds. */
export const SCAN_PAGES_AT_ONCE = 24
/** Entries a process keeps after it looked how much room the quarantine has. */
export const QUARANTINE_ROOM_AT_ONCE = 500
/** Tries of a change of one row that others change, too. */
export const ROW_ATTEMPTS_MAX = 20
/** Rows an erasure reads at a time, before it moves or removes them. */
export const ERASED_AT_ONCE = 40
/** What a hand-over may take from claim to settlement: a call to the mail service at its longest, and the commits before and after. */
export const HAND_OVER_RESERVED_MS = MAIL_CALL_MS + 10 * SECOND_MS
/** A day's budget is asked for on that day, anywhere on earth; later only by who looks back. */
export const BUDGET_KEPT_MS = 32 * DAY_MS

// Calls
/** Receipts until a message of the queue of calls is put aside: above all attempts, for receipts that end in an outage of ours count, too. */
export const CALL_RECEIPTS_MAX = 50

// Sweeps
/** Parts of a sweep that go on beside each other: a page of a scan takes longer than what is decided about it. */
export const SWEEP_PARTS = 4
/**
 * A sweep begins so long after what it is for was published: whoever looks, and whoever decides about the same people meanwhile, then
 * decides by it. Rules are kept for a minute, and what began by the old ones takes some seconds.
 */
export const SWEEP_DELAY_MS = RULES_KEPT_MS + 30 * SECOND_MS
/** Customers a second that a sweep looks at: at most an eighth of what a new table takes, so that events go on as ever. */
export const SWEEP_PER_SECOND = 200
/** A recount that waits for writes to settle is looked at again after this long at most. */
export const RECOUNT_WAIT_MS_MAX = 5 * MINUTE_MS
/** Events that the intake decides about together: some seconds' work, so that it stops in good time. */
export const EVENTS_AT_ONCE = 500
/** Customers of one page of a sweep: a second's share of the pace. */
export const ROSTER_ROWS = 200
/** What one page may take: a megabyte of the table may hold a thousand customers. */
export const SWEEP_PAGE_MS = 40 * SECOND_MS
