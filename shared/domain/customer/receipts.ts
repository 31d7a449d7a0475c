import { digestOf } from '../../kernel/digest.ts'
import {
  FUTURE_TOLERANCE_MS,
  RECEIPT_ID_LENGTH_MAX,
  RECEIPT_REACH_MS,
  RECEIPTS_KEPT,
  RECEIPTS_MAX,
  TIMELINE_TTL_MS,
} from '../../kernel/limits.ts'
import { type EpochMs, epochMs, type InputId } from '../../kernel/words.ts'

/** Ids of inputs we took, by time of receipt: how a state tells a duplicate without asking anybody. */
export type Receipts = {
  /** Every id received at or after this instant is in `ids` or was spilled; null: since ever. */
  readonly completeSince: EpochMs | null
  readonly ids: readonly Receipt[]
  /** When the first and the last of the ids were received that stand in rows of their own; null: none does. */
  readonly spilled: { readonly from: EpochMs; readonly until: EpochMs } | null
}

export type Receipt = readonly [id: string, receivedAt: EpochMs]

export const NO_RECEIPTS: Receipts = { completeSince: null, ids: [], spilled: null }

/** What the state alone can say about an input, or whom to ask. */
export type Lookup = 'duplicate' | 'fresh' | 'ask-spilled' | 'ask-timeline' | 'too-late'

/** Whether an event was taken before. An event cannot have been received before it occurred, less what clocks may differ. */
export const lookUp = (receipts: Receipts, id: InputId, occurredAt: EpochMs, now: EpochMs): Lookup => {
  const key = receiptKey(id)
  if (receipts.ids.some(([known]) => known === key)) return 'duplicate'
  const earliestReceipt = occurredAt - FUTURE_TOLERANCE_MS
  const { completeSince, spilled } = withoutExpired(receipts, now)
  if (completeSince !== null && earliestReceipt < completeSince) {
    return occurredAt < now - TIMELINE_TTL_MS ? 'too-late' : 'ask-timeline'
  }
  return spilled !== null && earliestReceipt <= spilled.until ? 'ask-spilled' : 'fresh'
}

/** The receipts after one more, and those that must become rows of their own because the customer is so busy. */
export const received = (
  before: Receipts,
  id: InputId,
  now: EpochMs,
): { readonly receipts: Receipts; readonly spilled: readonly Receipt[] } => {
  const ids = [...before.ids, [receiptKey(id), now] as const]
  const outOfReach = now - RECEIPT_REACH_MS
  let drop = 0
  while (ids.length - drop > RECEIPTS_KEPT && (ids[drop] as Receipt)[1] < outOfReach) drop += 1
  const spill = ids.length - drop > RECEIPTS_MAX ? Math.ceil((ids.length - drop) / 2) : 0

  const standing = withoutExpired(before, now)
  const dropped = ids[drop - 1]
  const spilled = ids.slice(drop, drop + spill)
  const [first, last] = [spilled[0], spilled.at(-1)]
  return {
    receipts: {
      completeSince: dropped === undefined ? standing.completeSince : epochMs(dropped[1] + 1),
      ids: ids.slice(drop + spill),
      spilled: first === undefined || last === undefined ? standing.spilled : { from: standing.spilled?.from ?? first[1], until: last[1] },
    },
    spilled,
  }
}

/** Under this key an id is kept and looked up, in the state and in the spilled rows. No id can be written so as to meet another's digest. */
export const receiptKey = (id: InputId): string => (SHORT_AND_PLAIN.test(id) ? id : `~${digestOf(id)}`)

/** ASCII without `~`: one byte a character. */
const SHORT_AND_PLAIN = new RegExp(`^[ -}]{0,${RECEIPT_ID_LENGTH_MAX}}$`)

/** A spilled row may be gone once it is out of reach; from then on the receipts are complete only from there. */
const withoutExpired = (receipts: Receipts, now: EpochMs): Receipts => {
  const { completeSince, spilled } = receipts
  const reach = epochMs(now - RECEIPT_REACH_MS)
  if (spilled === null || spilled.from >= reach) return receipts
  const isGone = spilled.until < reach
  const since = isGone ? epochMs(spilled.until + 1) : reach
  return {
    ...receipts,
    completeSince: completeSince === null || completeSince < since ? since : completeSince,
    spilled: isGone ? null : { from: reach, until: spilled.until },
  }
}
