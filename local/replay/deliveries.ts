import TinyQueue from 'tinyqueue'
import { isJsonObject } from '../../shared/kernel/json.ts'
import { EVENT_BYTES_MAX } from '../../shared/kernel/limits.ts'
import { later, parseIso } from '../../shared/kernel/time.ts'
import { epochMs, type EpochMs } from '../../shared/kernel/words.ts'
import { type Chaos, delayOf } from './chaos.ts'
import { readLines } from './lines.ts'

/** One line as it arrives: in what order, when, and what it says. The sequence is the same in every run of the same replay. */
export type Delivery = {
  /** 1 for the first line of the first file. */
  readonly line: number
  readonly text: string
  /** The parsed line; `undefined` where it is no JSON, or too long to be an event. */
  readonly raw: unknown
  readonly receivedAt: EpochMs
  readonly bytesRead: number
}

export type DeliveryPlan = {
  readonly paths: readonly string[]
  readonly seed: string
  readonly chaos: Chaos
  /** Instants at which a run of this replay stopped or will stop, ascending: nothing that happened before one arrives after it. */
  readonly untils: readonly EpochMs[]
  /** What happened later is left unread; null: everything is read. */
  readonly until: EpochMs | null
  /** Lines that claim to be later than this never move the clock. */
  readonly horizon: EpochMs
}

/**
 * The deliveries of a replay in order of receipt, some at a time. A line is received at the running maximum of the file's timestamps
 * plus its injected delay.
 */
export async function* deliveries(plan: DeliveryPlan): AsyncGenerator<readonly Delivery[]> {
  const waiting = new TinyQueue<Queued>([], (a, b) => a.receivedAt - b.receivedAt || a.order - b.order)
  let clock = epochMs(0)
  let line = 0
  for await (const { lines, bytesRead } of readLines(plan.paths)) {
    const arrived: Delivery[] = []
    for (const text of lines) {
      line += 1
      const raw = parsed(text)
      const claimed = timestampOf(raw)
      if (claimed !== null && claimed > clock && claimed <= plan.horizon) clock = claimed
      if (plan.until !== null && clock > plan.until) {
        drain(waiting, null, arrived)
        yield arrived
        return
      }
      for (let copy = 0; copy < plan.chaos.copies; copy += 1) {
        const receivedAt = clamped(clock, delayOf(plan.chaos, plan.seed, line, copy), plan.untils)
        waiting.push({ line, text, raw, receivedAt, bytesRead, order: line * plan.chaos.copies + copy })
      }
      drain(waiting, clock, arrived)
    }
    yield arrived
  }
  const rest: Delivery[] = []
  drain(waiting, null, rest)
  yield rest
}

type Queued = Delivery & { readonly order: number }

/** Takes what has arrived by an instant; all of it when null. Later lines cannot arrive before it. */
const drain = (waiting: TinyQueue<Queued>, until: EpochMs | null, into: Delivery[]): void => {
  for (let next = waiting.peek(); next !== undefined && (until === null || next.receivedAt <= until); next = waiting.peek()) {
    waiting.pop()
    into.push(next)
  }
}

const clamped = (clock: EpochMs, delayMs: number, untils: readonly EpochMs[]): EpochMs => {
  if (delayMs === 0) return clock
  const delayed = later(clock, delayMs)
  const stop = untils.find((until) => until >= clock)
  return stop !== undefined && stop < delayed ? stop : delayed
}

const parsed = (text: string): unknown => {
  if (text.length > EVENT_BYTES_MAX) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const timestampOf = (raw: unknown): EpochMs | null =>
  isJsonObject(raw) && typeof raw.timestamp === 'string' ? parseIso(raw.timestamp) : null
