/** Records of the table's stream, as Lambda hands them over, read into what they tell. */
import { messageId } from '../../kernel/words.ts'
import type { Change } from '../../ports/change-stream.ts'
import { factsIn, isFactRow } from './fact-row.ts'
import { type Item, sortOf, textOrNull } from './items.ts'
import { PREFIXES } from './layout.ts'
import { isMessageRow } from './message-row.ts'
import { customerOf } from './state-row.ts'

/** What of a record is looked at. */
export type StreamRecord = {
  readonly SequenceNumber?: string | undefined
  readonly NewImage?: Item | undefined
  readonly OldImage?: Item | undefined
}

/**
 * What a record tells: facts that were not in the row before, and a message that became owed. A record of any other row, or of one that
 * went, tells nothing. Throws where a row of ours cannot be read.
 */
export const changeOf = ({ SequenceNumber, NewImage: after, OldImage: before }: StreamRecord): Change | null => {
  if (after === undefined || SequenceNumber === undefined) return null
  if (!isFactRow(after) && !isMessageRow(after)) return null
  const row = sortOf(after)
  // Rows of facts are written once; to a message's facts more are added.
  const known = before === undefined ? 0 : factsIn(before).length
  const facts = factsIn(after)
    .map(({ fact, writtenAt }, n) => ({ fact, writtenAt, place: `${row}#${n}` }))
    .slice(known)
  const isOwed = isMessageRow(after) && textOrNull(after, 'st') === 'owed' && (before === undefined || textOrNull(before, 'st') !== 'owed')
  const owed = isOwed ? messageId(row.slice(PREFIXES.message.length)) : null
  return { position: BigInt(SequenceNumber), customerId: customerOf(after), facts, owed }
}
