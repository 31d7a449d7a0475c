import { isJsonObject, type Json } from '../kernel/json.ts'
import { QUARANTINE_TEXT_MAX } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import { isoOf, later, parseIso } from '../kernel/time.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { QuarantineEntry } from '../ports/quarantine.ts'
import { readJson } from './doors/door.ts'
import { type Taken, take } from './doors/take.ts'
import type { Engine } from './engine.ts'
import { sortArrival } from './intake.ts'

/**
 * Whether a mended text may be sent in for an entry: what was refused whole, and is here whole. Of anything else a part was taken
 * already, or a part is gone.
 */
export const isRetriable = ({ because, text }: QuarantineEntry): boolean =>
  (because === 'invalid' || because === 'in-the-future') && text.length < QUARANTINE_TEXT_MAX

export type Retried = { readonly taken: Taken | null; readonly problems: readonly Problem[] }

/**
 * Sends a mended text in, through the same door as everything. Its id stays the publisher's, so that it counts once when the publisher
 * mends it, too. Where it is taken, the entry is forgotten; where not, the entry stays, and the problems are those of the new text.
 */
export const retry = async (
  engine: Engine,
  entry: QuarantineEntry,
  text: string,
  now: EpochMs,
  assumeSentAt?: EpochMs,
): Promise<Retried> => {
  const read = readJson(text)
  if (!read.ok) return { taken: null, problems: read.problems }
  const sorted = sortArrival(
    { text, raw: asOfArrival(read.value, entry.at, now), source: 'retry', receivedAt: now },
    { correctSkew: true, assumeSentAt },
  )
  if (sorted.type === 'quarantine') return { taken: null, problems: sorted.entry.problems }
  const taken: Taken = { sorted, receivedAt: now }
  await take(engine, [taken])
  await engine.quarantine.resolve(entry.id)
  return { taken, problems: [] }
}

/** It happened before it came the first time: the days it lay here are no error of the publisher's clock. */
const asOfArrival = (raw: Json, arrivedAt: EpochMs, now: EpochMs): Json => {
  if (!isJsonObject(raw)) return raw
  if ((raw.timestamp ?? null) === null) return { ...raw, timestamp: isoOf(arrivedAt), sentAt: isoOf(now) }
  const sentAt = typeof raw.sentAt === 'string' ? parseIso(raw.sentAt) : null
  return sentAt === null ? raw : { ...raw, sentAt: isoOf(later(sentAt, now - arrivedAt)) }
}
