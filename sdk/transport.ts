/** How events leave: what fits into one request, and what became of each event of it. */

/** An event that waits, written down once: every attempt sends the same. */
export type Prepared = { readonly messageId: string; readonly text: string; readonly bytes: number }

export type Transport = {
  /** How many from the head of the queue one request takes: at least one where there is one. */
  readonly fits: (queue: readonly Prepared[]) => number
  /** So many bytes fill what is paid for: with them nothing waits for more. */
  readonly fullBytes: number
  /** At most so many are looked at by `fits`. */
  readonly eventsMax: number
  /** Sends them in one request. Answers for each, in order, and does not throw. */
  readonly send: (events: readonly Prepared[]) => Promise<readonly Outcome[]>
}

export type Outcome =
  | { readonly say: 'taken' }
  /** An outage, a limit, or an answer that got lost: it is sent again, with the same id, not before `afterMs`. */
  | { readonly say: 'again'; readonly because: string; readonly afterMs: number }
  /** It would be refused again. */
  | { readonly say: 'refused'; readonly because: string }

export const bytesOf = (text: string): number => encoder.encode(text).length
const encoder = new TextEncoder()

/** A reason as it may stand in a log: the name of an error, and none of its words. */
export const reasonOf = (name: unknown): string => (typeof name === 'string' && /^[\w.-]{1,64}$/.test(name) ? name : 'unknown')
