import { digestOf } from '../kernel/digest.ts'
import { QUARANTINE_TEXT_MAX } from '../kernel/limits.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { RefusedEvent } from './event.ts'

/** A refused event as the quarantine keeps it: what came, as text, and everything that was wrong with it. */
export type QuarantinedEvent = Omit<RefusedEvent, 'ok'> & { readonly id: string; readonly at: EpochMs; readonly text: string }

/**
 * What the quarantine keeps of a refused event. `source` says where it came from (file and line, bus entry), so that the same thing
 * taken twice is kept once, and two of the same at different places are kept as two.
 */
export const quarantineOf = (text: string, source: string, receivedAt: EpochMs, refused: Omit<RefusedEvent, 'ok'>): QuarantinedEvent => ({
  id: digestOf('quarantine', source, text),
  at: receivedAt,
  because: refused.because,
  customerId: refused.customerId,
  problems: refused.problems,
  // A cut may fall within a character; what is stored must be valid Unicode.
  text: text.slice(0, QUARANTINE_TEXT_MAX).toWellFormed(),
})
