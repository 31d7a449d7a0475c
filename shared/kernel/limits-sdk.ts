/** Bounds of the publisher that product backends use (sdk/): a part of limits.ts, which hands it on. */
import { MINUTE_MS, SECOND_MS } from './time.ts'

/** EventBridge bills an entry by chunks of 64 kB: many events in one entry cost as one, as long as they fit (https://aws.amazon.com/eventbridge/pricing/). */
export const BUS_CHUNK_BYTES = 64 * 1024
/** Events in one entry: what one call of the intake takes in a second or two, however small they are. */
export const BUS_ENTRY_EVENTS_MAX = 200
/** Events that wait in a publisher's memory: a minute of a busy backend; beyond, who publishes waits. */
export const PUBLISHER_EVENTS_MAX = 10_000
/** The same in bytes, so that large events cannot fill the memory of a small container. */
export const PUBLISHER_BYTES_MAX = 16 * 1024 * 1024
/** How long an event waits for others to travel with. What a crash loses is younger than this. */
export const PUBLISHER_LINGER_MS = 250
/** Requests under way at once: enough for some thousand events a second, and no flood after an outage. */
export const PUBLISHER_REQUESTS_MAX = 4
/** How long an event is tried before it is given back: longer than a deploy or a throttled minute, shorter than anybody's patience with memory. */
export const PUBLISHER_BUDGET_MS = 2 * MINUTE_MS
/** Attempts at one event, whatever the time. */
export const PUBLISHER_ATTEMPTS_MAX = 12
/** The pause after the first failure is at most this, after each further one twice as much, up to the last; each is drawn by chance (full jitter). */
export const PUBLISHER_PAUSE_MS = 100
export const PUBLISHER_PAUSE_MS_MAX = 20 * SECOND_MS
/** One request over HTTP: longer than API Gateway lets a function take. */
export const PUBLISHER_REQUEST_MS_MAX = 31 * SECOND_MS
/** On shutdown: containers are killed ten to thirty seconds after they are asked to end. */
export const PUBLISHER_CLOSE_MS = 8 * SECOND_MS
/** Problems of one event that its publisher is told at once. */
export const PUBLISHER_PROBLEMS_MAX = 20

// A catalogue of events
/** Events of a catalogue: as many as a person can still read, and a generated file an editor still opens. */
export const CATALOGUE_EVENTS_MAX = 500
/** Properties of one event or object. */
export const CATALOGUE_PROPERTIES_MAX = 200
/** Objects and lists within each other: as an event may nest, less its own. */
export const CATALOGUE_DEPTH_MAX = 10
/** Texts one property may have. */
export const CATALOGUE_VALUES_MAX = 200
/** A sentence or three that editors show. */
export const CATALOGUE_DESCRIPTION_MAX = 1_000
