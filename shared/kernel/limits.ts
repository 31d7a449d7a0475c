/** Every bound of the system, with its reason. A number that is not here is not a limit. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

// What comes in
/** Ids are the publisher's; DynamoDB allows 1 kB in a sort key, and we put a prefix before them. */
export const ID_LENGTH_MAX = 256
/** Names of events appear in keys and in every campaign's index. */
export const EVENT_NAME_LENGTH_MAX = 128
/** Segment's own limit for one call. */
export const EVENT_BYTES_MAX = 32 * 1024
/** Nesting beyond this is an attack or an accident; parsers and explanations stay readable below it. */
export const EVENT_DEPTH_MAX = 20
/** Clocks of publishers differ by this much without anybody being wrong. */
export const FUTURE_TOLERANCE_MS = 5 * MINUTE_MS
/** A quarantined text keeps at most so much of what came, for a person to read. */
export const QUARANTINE_TEXT_MAX = 8 * 1024

// What a customer's state may hold (DynamoDB: 400 kB an item, but every write pays for all of it)
/** Beyond this, new attributes and event names are refused with the reason. */
export const STATE_BYTES_MAX = 64 * 1024
/** Attributes of one customer: more than any CRM export seen, and still within the size of a state. */
export const TRAITS_MAX = 200
/** One attribute: a long address or note, not a document. */
export const TRAIT_BYTES_MAX = 2 * 1024
/** All attributes together: half of the state is left for what we must remember ourselves. */
export const TRAITS_BYTES_MAX = 24 * 1024
/** Event names counted one by one; further names share a counter. */
export const EVENT_NAMES_MAX = 64
/** Days for which each day has its own count. Older days share a block of 28 days, then one total. */
export const DAILY_BUCKET_DAYS = 92
export const BLOCK_BUCKET_DAYS = 420
/** Day buckets over all event names of a customer; beyond, the oldest days share blocks: room for five names every day of the reach, or eight for two months. */
export const DAY_BUCKETS_MAX = 512
/** Block buckets over all event names; beyond, the oldest go into the bare totals. */
export const BLOCK_BUCKETS_MAX = 512
/** Topics one customer has a word about: more than any preference page offers. */
export const CONSENT_TOPICS_MAX = 32
export const TOPIC_LENGTH_MAX = 64
/** Where a word about consent was said: the name of a form or a page. */
export const SOURCE_LENGTH_MAX = 64
/** Campaigns of which only a refused entry is remembered: what a person can read when asking why. */
export const REFUSALS_KEPT = 32
/** Currencies a single customer pays in. */
export const CURRENCIES_MAX = 8
/** Duplicates return within a day and a half (SQS keeps four days, but redrives are looked up in the timeline). */
export const RECEIPT_REACH_MS = 36 * HOUR_MS
/** Ids kept although older than the reach, so that quiet customers are exact for ever. */
export const RECEIPTS_KEPT = 16
/** Above this many ids within the reach, the older half spills into rows of its own. */
export const RECEIPTS_MAX = 128
/** Ids longer than this are kept as a digest; UUIDs and Segment's ids stay readable. */
export const RECEIPT_ID_LENGTH_MAX = 40
/** Merges between an id and the customer it belongs to now. Longer would be read row by row for each event: a merge that would make it so is refused. */
export const MERGES_FOLLOWED_MAX = 32
/** Ids one person had whose story is told, their own among them: who visits from a new device every week comes to half of it in a year. */
export const IDS_TOLD_MAX = 100
/** How long the timeline keeps an event, and how long a duplicate can be told. */
export const TIMELINE_TTL_MS = 400 * DAY_MS

// What a decision may do
/** Due instants one decision walks through: five stages and the waits of all journeys over the longest catch-up. */
export const ADVANCES_MAX = 10_000
/** Journeys one customer is in at once: more would be noise to them. */
export const JOURNEYS_MAX = 20
/** Steps of a path: what one person can still read as one story. */
export const STEPS_MAX = 100
/** Steps within steps: what one person can still read, and flat once it is compiled. */
export const STEP_DEPTH_MAX = 5
/** Versions of a campaign whose way is drawn: the live one, and the latest of those somebody is still in. */
export const JOURNEYS_SHOWN_MAX = 10
/** Keys of a campaign's journeys one customer is remembered with: an order a week for a year. Beyond, the oldest may enter again. */
export const JOURNEY_KEYS_KEPT = 50
/** What a journey is about, as text: longer than any id of an order. */
export const JOURNEY_KEY_LENGTH_MAX = 128
/** Journeys of one campaign a customer is in at once: each writes mails of its own. */
export const CONCURRENT_MAX = 5
/** Things people are to do about one customer: beyond, nobody does them, and the oldest are closed. */
export const TASKS_OPEN_MAX = 20
/** What a step tells of a customer, beside what its author wrote: half of what an event may hold. */
export const INCLUDED_BYTES_MAX = 16 * 1024
/** The longest wait: a year and a leap day's grace, and within the timeline's reach. */
export const WAIT_MS_MAX = 400 * DAY_MS
/** The shortest wait: the tick comes once a minute. */
export const WAIT_MS_MIN = MINUTE_MS
/** A message older than this is no longer what the moment asked for, unless the campaign says otherwise. */
export const STALE_AFTER_MS = 3 * DAY_MS
/** Days within which a schedule comes again: from 31 January to 31 March at the longest, and a day or two where clocks are put back at midnight. */
export const SCHEDULE_REACH_DAYS = 64
/** Days of each zone for which it is remembered what schedules bring: customers are decided on about now, wherever they live. */
export const TIMED_DAYS_REMEMBERED = 1_000
/** Looks at segments after one input: what a change lets in may change another segment, and five such steps are a circle. */
export const SEGMENT_REVIEWS_MAX = 5
/** Over how long those who waited for a campaign go on when it is resumed, unless somebody says otherwise: nobody's mailbox provider sees a burst. */
export const RESUME_SPREAD_MS = HOUR_MS
/** A week: longer, and it would be a campaign of its own. */
export const RESUME_SPREAD_MS_MAX = 7 * DAY_MS
export const VARIANTS_MAX = 20
export const METRICS_MAX = 20
export const EXITS_MAX = 20

// The flow
/** Version conflicts on one customer before the work goes back to its queue. */
export const ATTEMPTS_MAX = 8
/** Wakes one tick takes at a time. */
export const TICK_BATCH = 500
/** Messages claimed in one commit of the file, or read from the queue at once. */
export const SEND_BATCH = 200
/** Facts folded into the tallies in one transaction. */
export const TALLY_BATCH = 2_000
/** A wake that failed so often is pushed back and quarantined, so that it blocks nobody. */
export const WAKE_FAILURES_MAX = 3
export const WAKE_PUSHBACK_MS = 6 * HOUR_MS

// Conditions
/** Objects and lists within each other: people stop following well before, and parsing, explaining and compiling may recurse. */
export const CONDITION_DEPTH_MAX = 20
/** Operators, fields and list entries of one condition: beyond this it is a program, or a list that belongs in a saved group. */
export const CONDITION_NODES_MAX = 2_000
/** Entries of one list or fields of one object; longer lists of ids are saved groups, which are looked up, not carried along. */
export const CONDITION_LIST_MAX = 1_000
/** One text or attribute name in a condition: longer than any name, address or id we accept. */
export const CONDITION_TEXT_MAX = 1_024
/** A regular expression: longer ones are lists in disguise. */
export const REGEX_LENGTH_MAX = 256
/** States a regular expression unfolds into (`a{100}` has a hundred): the work for each character, at worst. */
export const REGEX_STATES_MAX = 250
/** Text a regular expression looks at: twice the longest attribute. Longer text matches nothing, so that the work stays bounded. */
export const REGEX_TEXT_MAX = 4_096
/** Combined states one regular expression remembers (about 1 kB each) before it forgets them all and starts again. */
export const REGEX_CACHE_MAX = 256
/** semver's own limit for a version; longer text satisfies no version comparison. */
export const VERSION_LENGTH_MAX = 256
/** Earlier outcomes one exposure looks at: a customer with more in one window is a robot. */
export const HISTORY_MAX = 1_000
/** Timeline rows of a merged customer copied at a time. */
export const TIMELINE_PAGE = 500
/** A file's lines folded into one commit unless a due instant cuts the batch. */
export const REPLAY_BATCH = 1_000
/** What a replay commits in this time becomes durable together: a tenth of the bytes written, and a crash costs two seconds of work. */
export const REPLAY_GROUP_MS = 2 * SECOND_MS

// Our own files
/** What a person calls a campaign: one line of a list. */
export const TITLE_LENGTH_MAX = 200
/** Mail clients show some seventy characters of a subject; the rest is room for a template. */
export const SUBJECT_LENGTH_MAX = 400
/** A mail people read is a page or two; Gmail clips what is longer than 102 kB. */
export const MAIL_TEXT_LENGTH_MAX = 32_000
/** Gmail shows so much of a mail's HTML and hides the rest, the way to unsubscribe among it. */
export const CLIPPED_BYTES = 102_000
/** A template's HTML with its Liquid: twice what Gmail shows, for what conditions leave out. */
export const HTML_LENGTH_MAX = 256_000
/** The same with its addresses in words that Liquid reads: half as much again at worst. */
export const LINKED_LENGTH_MAX = 400_000
/** Characters one customer's mail may become: loops over long lists end here. */
export const RENDERED_LENGTH_MAX = 1_000_000
/** Texts kept read for the next mail: each part of each template of every live version, in each language. */
export const TEXTS_READ_MAX = 1_000
/** Characters of the texts kept read; a text that is read takes some ten times as much memory. */
export const TEXTS_READ_LENGTH_MAX = 8_000_000
/** Languages of one template. */
export const LOCALES_MAX = 50
/** Words of a template in one language: a mail of a page has twenty. */
export const WORDS_MAX = 200
/** One of them: a long paragraph. */
export const WORD_LENGTH_MAX = 4_000
/** Parts within parts of a template's layout. */
export const INCLUDE_DEPTH_MAX = 5
/** Files of one folder of templates, so that a folder named by mistake is not read whole. */
export const TEMPLATE_FILES_MAX = 2_000
/** The name of a property of an event, such as `revenue`. */
export const PROPERTY_NAME_LENGTH_MAX = 128
/** Names that others give their variants (`variation_id`). */
export const OUTSIDE_NAME_LENGTH_MAX = 128
/** The longest silence a policy waits for: ten years, and far from where dates end. */
export const SILENCE_MS_MAX = 3_650 * DAY_MS

// Imports
/** The name of a column: spreadsheets allow any text, and people still want to read it in a problem. */
export const COLUMN_NAME_LENGTH_MAX = 256
/** Columns a map takes into one event: an export of a CRM has some hundred, and an event holds so many properties at most. */
export const MAPPED_COLUMNS_MAX = 500
/** Events one row makes: an order with its milestones. */
export const EVENTS_OF_ROW_MAX = 20
/** Columns that make a key together. */
export const KEY_COLUMNS_MAX = 10
/** Values of one column that a map knows by name: states of an order, kinds of a record. */
export const MAPPED_VALUES_MAX = 500
/** Rows decided and committed together: as many as a replay folds into one commit. */
export const IMPORT_BATCH = 1_000
/** One row, its quoted line ends included: twice what an event may hold, so that a quote that never closes ends somewhere. */
export const ROW_CHARACTERS_MAX = 2 * EVENT_BYTES_MAX
/** Customers and keys that are told apart while a file is only looked at; beyond, "at least". About 100 MB. */
export const SURVEY_DISTINCT_MAX = 1_000_000
/** Problems and rows that a look at a file prints: a screen of each. */
export const SURVEY_PROBLEMS_MAX = 20
export const SURVEY_ROWS_MAX = 3

// The doors
/** Segment's own limit for one batch, and what its libraries keep to. */
export const BATCH_BYTES_MAX = 500 * 1000
/** Segment's own limit for the events of one batch. */
export const BATCH_EVENTS_MAX = 2_500
/** EventBridge: entries of one PutEvents. */
export const BUS_ENTRIES_MAX = 10
/** EventBridge: bytes of all entries of one PutEvents, since 2026-01. */
export const BUS_BYTES_MAX = 1024 * 1024
/** Refused events that one answer names; all of them are in quarantine. */
export const REFUSALS_ANSWERED_MAX = 100
/** EventBridge multiplies `$or` out and allows so many combinations. */
export const PATTERN_ALTERNATIVES_MAX = 1_000
/** Fields within each other in an event pattern. */
export const PATTERN_DEPTH_MAX = 50

// The local server
/** From the first byte of a request to its last: a body of a megabyte over the slowest line that still makes sense. */
export const REQUEST_MS_MAX = 15 * SECOND_MS
/** How often connections are looked at for requests that take too long: Node's own half minute would let them last three times as long. */
export const CONNECTIONS_LOOKED_AT_MS = SECOND_MS
/** A connection on which nothing moves either way, not even an answer that is read: longer than any answer takes, and than a page that listens hears nothing. */
export const IDLE_MS_MAX = MINUTE_MS
/** How long we go on reading, into nothing, what was refused: a client that still sends does not hear the answer. */
export const DRAIN_MS = 2 * SECOND_MS
/** Connections at once: far above any backend on one machine, far below its file handles. */
export const CONNECTIONS_MAX = 1_000
/** Bytes of all bodies being read or waiting for their commit; beyond, publishers are asked to come back. */
export const BODIES_BYTES_MAX = 64 * 1024 * 1024
/** Events waiting for their commit; beyond, publishers are asked to come back: about a second's work. */
export const WAITING_EVENTS_MAX = 20_000
/** Events of several requests committed together: one transaction of about 50 ms, in which nothing else is answered. */
export const INTAKE_BATCH = 1_000
/** What the console's own page may send at once: a campaign, a policy. */
export const API_BYTES_MAX = 1024 * 1024
/** Where a list goes on: an id, or two keys of a table that hold one each. */
export const PLACE_LENGTH_MAX = 4_000
/** Rows of one page: two screens. */
export const API_PAGE = 50
/** What one types to find a customer: an address and a name. */
export const SEARCH_LENGTH_MAX = 200
/** Words of it that are looked for. */
export const SEARCH_WORDS_MAX = 5
/** States one search looks at: about a second of a machine; it goes on where that ended. One that has to be read counts as many. */
export const SEARCH_ROWS_MAX = 200_000
export const SEARCH_READ_COUNTS_AS = 20
/** States looked at before others have a turn: five milliseconds, twenty where each has to be read. */
export const SEARCH_ROWS_AT_ONCE = 1_000
/** Entries of a customer's timeline that a page shows, the newest. */
export const TIMELINE_SHOWN_MAX = 300
/** Days over which the flow through the stages is drawn: a year, and the day it began. */
export const STAGE_FLOW_DAYS = 366
/** Pages that listen at once; each holds a connection. */
export const LISTENERS_MAX = 32
/** Messages that wait for one listener; one who is so far behind connects again. */
export const LISTENER_QUEUE_MAX = 200
/** Arrivals told again to whoever begins to listen: a screen. */
export const ARRIVALS_KEPT = 50
/** Arrivals told in a second: what can still be read. */
export const ARRIVALS_A_SECOND = 5
/** Entries the quarantine keeps: at eight kilobytes each at worst, 400 MB. Beyond, dismissed ones make room, oldest first; where none are left, what comes is counted. */
export const QUARANTINE_ROWS_MAX = 50_000
/** Unsettled messages that are looked at to say how many there are. */
export const UNSETTLED_SHOWN_MAX = 1_000
/** Keys of publishers at a time: more than one a backend and environment, and a list that is read at a glance. */
export const WRITE_KEYS_MAX = 50
/** What a key is called: a backend and where it runs. */
export const WRITE_KEY_NAME_MAX = 64
/** Random bytes of a key: nobody guesses 192 bits, and its hash needs no salt. */
export const WRITE_KEY_BYTES = 24
/** How long a process takes its list of keys for true: a key that is taken back still publishes so long. */
export const WRITE_KEYS_KEPT_MS = 60_000

export * from './limits-sdk.ts'
export * from './limits-sending.ts'
export * from './limits-aws.ts'
export * from './limits-files.ts'
export * from './limits-conditions.ts'
