/** Amounts of what AWS charges for, and their arithmetic. */

/** What something takes of each service. */
export type Use = {
  readonly readUnits: number
  readonly writeUnits: number
  /** Calls of the table: each keeps a core busy for about a millisecond. */
  readonly calls: number
  /** Write units of rows of the timeline. */
  readonly keptUnits: number
  /** Mails handed to the queue, and our own events put on the bus. */
  readonly queued: number
  readonly published: number
}

export const NONE: Use = { readUnits: 0, writeUnits: 0, calls: 0, keptUnits: 0, queued: 0, published: 0 }
const combined = (a: Use, b: Use, by: (one: number, other: number) => number): Use => ({
  readUnits: by(a.readUnits, b.readUnits),
  writeUnits: by(a.writeUnits, b.writeUnits),
  calls: by(a.calls, b.calls),
  keptUnits: by(a.keptUnits, b.keptUnits),
  queued: by(a.queued, b.queued),
  published: by(a.published, b.published),
})
export const plus = (a: Use, b: Use): Use => combined(a, b, (one, other) => one + other)
export const less = (a: Use, b: Use): Use => combined(a, b, (one, other) => Math.max(0, one - other))
export const times = (use: Use, count: number): Use => combined(use, NONE, (one) => one * count)
