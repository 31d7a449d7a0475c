import { foldTally } from '../domain/kpi/tally.ts'
import { assert, unreachable } from '../kernel/assert.ts'
import { isJsonObject, type Json } from '../kernel/json.ts'
import { RECOUNT_WAIT_MS_MAX } from '../kernel/limits.ts'
import type { Clock } from '../ports/clock.ts'
import { Transient } from '../ports/customer-store.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { FactPage, Recount, RecountPart } from '../ports/recount.ts'

/** `waits`: what is being written now must be readable first. `more`: there was no time left. */
export type RecountStep = { readonly type: 'none' | 'done' | 'more' } | { readonly type: 'waits'; readonly until: EpochMs }

/**
 * Goes on with a recount as long as there is time, from where it stands: each part remembers how far its facts are counted, in the same
 * transaction as what they count. Any number of callers may do so at once; who comes second with a piece finds it done.
 */
export const recountStep = async (recount: Recount, clock: Clock, hasTime: () => boolean): Promise<RecountStep> => {
  const progress = await recount.progress()
  if (progress === null) return { type: 'none' }
  if (clock.now() < progress.readFrom) return { type: 'waits', until: progress.readFrom }
  for (const part of progress.parts) {
    for (let place = part.place, isRead = part.isRead; !isRead; ) {
      if (!hasTime()) return { type: 'more' }
      const page = await recount.facts(part.part, place)
      await addPage(recount, { ...part, place }, page, progress.since)
      place = page.next
      isRead = page.next === null
    }
  }
  return (await recount.finish()) ? { type: 'done' } : { type: 'more' }
}

/** Adds what a page counts in as many transactions as it takes; the last one also says that the page is read. */
const addPage = async (recount: Recount, part: RecountPart, page: FactPage, since: EpochMs): Promise<void> => {
  const old = page.facts.filter(({ writtenAt }) => writtenAt < since)
  const end = { place: page.next, isEnd: page.next === null }
  let [at, rest, size] = [part.place, old, old.length]
  for (;;) {
    const piece = rest.slice(0, size)
    const isLast = piece.length === rest.length
    const to = isLast ? end : { place: piece.at(-1)?.place ?? at, isEnd: false }
    const added = await recount.add({ ...part, place: at }, to, foldTally(piece.map(({ fact }) => fact)))
    if (added === 'stale') throw new Transient('somebody else goes on with this part of the recount')
    if (added === 'too-many') {
      assert(size > 1, 'one fact fits into a transaction')
      size = Math.ceil(size / 2)
      continue
    }
    if (isLast) return
    ;[at, rest] = [to.place, rest.slice(size)]
  }
}

/** A recount that waits in a queue to be gone on with. */
export type RecountPiece = { readonly recount: true }

/** Reads a piece; null: it is none. */
export const readRecount = (json: Json): RecountPiece | null => (isJsonObject(json) && json.recount === true ? { recount: true } : null)

/** Goes on with a recount; answers when to go on again, null where nothing is left to do. */
export const recountOn = async (recount: Recount, clock: Clock, hasTime: () => boolean): Promise<{ readonly inMs: number } | null> => {
  const step = await recountStep(recount, clock, hasTime)
  switch (step.type) {
    case 'none':
    case 'done':
      return null
    case 'more':
      return { inMs: 0 }
    case 'waits':
      return { inMs: Math.min(RECOUNT_WAIT_MS_MAX, Math.max(0, step.until - clock.now())) }
    default:
      return unreachable(step)
  }
}
