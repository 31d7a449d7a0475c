/**
 * The row of an address nobody may write to, under its digest: `b` why, `m` the mail that led to it (empty: none did), `q` and `t` where it
 * stands in the list. When it is lifted these go, and `l` keeps which reports were: none of them puts it there again, however often it is told.
 */
import type { Suppression, SuppressionReason } from '../../domain/messaging/message.ts'
import { type AddressDigest, epochMs, messageId } from '../../kernel/words.ts'
import { type Item, keyOf, text, textOf, textOrNull, texts, textsOf, whole, wholeOf } from './items.ts'
import { lists, ONLY, partitions } from './layout.ts'
import type { Action, Update } from './table.ts'

export const suppressionKey = (address: AddressDigest): Item => keyOf(partitions.suppression(address), ONLY)

/** Null: nobody keeps us from writing there, or not any more. */
export const suppressionOf = (address: AddressDigest, item: Item | null): Suppression | null => {
  const because = item === null ? null : textOrNull(item, 'b')
  if (item === null || because === null) return null
  const message = textOf(item, 'm')
  return {
    address,
    because: because as SuppressionReason,
    at: epochMs(wholeOf(item, 't')),
    message: message === '' ? null : messageId(message),
  }
}

/** Whether a report would change anything: the first reason stands, and what was lifted stays so. */
export const isNews = (suppression: Suppression, item: Item | null): boolean =>
  suppressionOf(suppression.address, item) === null && (item === null || !textsOf(item, 'l').includes(reportOf(suppression)))

/** Puts an address there, on condition that it is not; what was lifted before is kept. */
export const suppress = (suppression: Suppression): Update => ({
  Key: suppressionKey(suppression.address),
  UpdateExpression: 'SET b = :b, m = :m, q = :q, t = :t',
  ConditionExpression: 'attribute_not_exists(b)',
  ExpressionAttributeValues: {
    ':b': text(suppression.because),
    ':m': text(suppression.message ?? ''),
    ':q': text(lists.suppressed),
    ':t': whole(suppression.at),
  },
})

/** Takes one away, on condition that it stands there for the same reason. Whoever puts it there by hand may do so again. */
export const lift = (suppression: Suppression): Update => {
  const isReport = suppression.message !== null
  return {
    Key: suppressionKey(suppression.address),
    UpdateExpression: `${isReport ? 'SET l = list_append(if_not_exists(l, :none), :l) ' : ''}REMOVE b, m, q, t`,
    ConditionExpression: 'b = :b AND m = :m AND t = :t',
    ExpressionAttributeValues: {
      ...(isReport ? { ':none': texts([]), ':l': texts([reportOf(suppression)]) } : {}),
      ...{ ':b': text(suppression.because), ':m': text(suppression.message ?? ''), ':t': whole(suppression.at) },
    },
  }
}

export const notSuppressed = (address: AddressDigest): Action => ({
  ConditionCheck: { Key: suppressionKey(address), ConditionExpression: 'attribute_not_exists(b)' },
})

const reportOf = ({ because, message }: Suppression): string => `${because} ${message ?? ''}`
