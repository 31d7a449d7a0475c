import { digestOf } from '../kernel/digest.ts'
import type { Problem } from '../kernel/problem.ts'
import type { CustomerId, EpochMs } from '../kernel/words.ts'

/** Something that came in and could not be taken as it is: kept with the reason until a person decides. Never dropped, never retried blindly. */
export type QuarantineEntry = {
  /** Derived from what came and where, so that taking it twice keeps it once. */
  readonly id: string
  readonly at: EpochMs
  readonly because: QuarantineReason
  /** The customer it is about, where that much could be read. */
  readonly customerId: CustomerId | null
  readonly problems: readonly Problem[]
  /** What came, as text, cut at a bound. */
  readonly text: string
  /** Absent: it came through no door, or what is kept of it could not be read there again. */
  readonly cameBy?: CameBy
}

/** What stands in the place of an entry about somebody who was erased: always the same one, without a word of what came. */
export const aboutErased = (as: CustomerId, { path, problem, hint }: Problem, at: EpochMs): QuarantineEntry => ({
  id: digestOf('erased', as),
  at,
  because: 'erased',
  customerId: as,
  problems: [{ path, problem, hint }],
  text: '',
})

/** How a text was read when it came, so that a mended one is read in the same way. */
export type CameBy = {
  /** The request whose body it was. Null: it is one event in the envelope of the Segment Spec, as a door read it. */
  readonly request: { readonly path: string; readonly headers: Readonly<Record<string, string>> } | null
  /** What the publisher's clock was taken to show then, where ours shows another time on purpose. */
  readonly assumedSentAt: EpochMs | null
}

export type QuarantineReason =
  /** It could not be parsed. */
  | 'invalid'
  /** It claims to have happened more than five minutes from now. */
  | 'in-the-future'
  /** It may have been counted before, and nobody can tell any more. */
  | 'uncertain'
  /** Older than anything we keep. */
  | 'too-late'
  /** It names a variant the experiment does not have. */
  | 'unknown-variant'
  /** The customer's state has no room for what it says. */
  | 'state-full'
  /** It is of somebody who was erased. One entry each, under what is left of their id; nothing of what came is kept. */
  | 'erased'
  /** A wake that failed again and again. */
  | 'wake-failed'

/** Dismissed: a person looked at it, and nothing is to be done. */
export type QuarantineState = 'open' | 'dismissed'

export type QuarantineStore = {
  /** Puts entries that may be there already. What is dismissed stays so when the same thing comes again. */
  readonly put: (entries: readonly QuarantineEntry[]) => Promise<void>
  /** Oldest first, after an id, at most `limit`. */
  readonly list: (after: string | null, limit: number, state?: QuarantineState) => Promise<readonly QuarantineEntry[]>
  readonly find: (id: string) => Promise<{ readonly entry: QuarantineEntry; readonly state: QuarantineState } | null>
  /** How many are open. */
  readonly count: () => Promise<number>
  /** How many found no room since the store was made: each was told to whoever sent it, and what it said is gone. */
  readonly notKept: () => Promise<number>
  /** Whether there was one in the state it comes from. */
  readonly dismiss: (id: string) => Promise<boolean>
  readonly restore: (id: string) => Promise<boolean>
  /** Forgets one that was mended and taken. */
  readonly resolve: (id: string) => Promise<boolean>
}
