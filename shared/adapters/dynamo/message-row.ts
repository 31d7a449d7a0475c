/**
 * The rows of a message. With its customer: `b` what it is, `st` its status, `mv` what the status says, `oa` when it was owed, `q` and `t`
 * where somebody has to come back to it, `mf` the facts of moves that changed nothing else (fact-row.ts). Under its own id: `c` whose it is.
 */
import type { Message, Settlement, StatusName } from '../../domain/messaging/message.ts'
import type { Fact } from '../../domain/fact/fact.ts'
import { type CustomerId, customerId, epochMs, type EpochMs, messageId, type MessageId } from '../../kernel/words.ts'
import { decodeMessage, encodeMessage, encodeStatus, pendingAtOf } from '../codec/message.ts'
import { moveText } from './fact-row.ts'
import { type Item, keyOf, sortOf, text, textOf, texts, textsOf, whole, wholeOf } from './items.ts'
import { lists, ONLY, partitions, PENDING_SHARDS, PREFIXES, rows, shardOf } from './layout.ts'
import { customerOf } from './state-row.ts'
import type { Action, Update } from './table.ts'

export const messageKey = (customer: CustomerId, id: MessageId): Item => keyOf(partitions.customer(customer), rows.message(id))

export const pointerKey = (id: MessageId): Item => keyOf(partitions.message(id), ONLY)

export const pointedAt = (pointer: Item): CustomerId => customerId(textOf(pointer, 'c'))

export const pointerOf = ({ id, customerId: customer }: Message): Item => ({ ...pointerKey(id), c: text(customer) })

export const isMessageRow = (item: Item): boolean => sortOf(item).startsWith(PREFIXES.message)

export const messageOf = (item: Item): Message =>
  decodeMessage({
    id: messageId(sortOf(item).slice(PREFIXES.message.length)),
    customerId: customerOf(item),
    owedAt: epochMs(wholeOf(item, 'oa')),
    body: textOf(item, 'b'),
    status: textOf(item, 'st'),
    moved: textOf(item, 'mv'),
  })

/** When a message that was read has to be looked at again. */
export const lookAtOf = ({ status, owedAt }: Message): EpochMs | null => pendingAtOf(status, owedAt)

export const createMessage = (message: Message): Action => {
  const { id, customerId: customer, status, owedAt } = message
  const lookAt = pendingAtOf(status, owedAt)
  const listed = lookAt === null ? {} : { q: text(listOf(id, status.name)), t: whole(lookAt) }
  const Item = {
    ...messageKey(customer, id),
    ...{ b: text(encodeMessage(message)), st: text(status.name), mv: text(encodeStatus(status)), oa: whole(owedAt) },
    ...listed,
  }
  return { Put: { Item, ConditionExpression: 'attribute_not_exists(pk)' } }
}

/** A message's way to its next status, on condition that it still has the one it is said to come from. `told`: facts to be kept with it. */
export const settle = (customer: CustomerId, { id, from, to }: Settlement, told: readonly string[] = []) => {
  const set = ['st = :st', 'mv = :mv']
  const values: Record<string, Item[string]> = { ':from': text(from), ':st': text(to.name), ':mv': text(encodeStatus(to)) }
  let remove = ''
  if (to.name === 'owed') {
    set.push('q = :q', 't = oa')
    values[':q'] = text(listOf(id, to.name))
  } else {
    const lookAt = pendingAtOf(to, epochMs(0))
    if (lookAt === null) remove = ' REMOVE q, t'
    else {
      set.push('q = :q', 't = :t')
      Object.assign(values, { ':q': text(listOf(id, to.name)), ':t': whole(lookAt) })
    }
  }
  if (told.length > 0) {
    set.push('mf = list_append(if_not_exists(mf, :none), :mf)')
    Object.assign(values, { ':none': texts([]), ':mf': texts(told) })
  }
  return {
    Key: messageKey(customer, id),
    UpdateExpression: `SET ${set.join(', ')}${remove}`,
    ConditionExpression: 'st = :from',
    ExpressionAttributeValues: values,
  } satisfies Update
}

/** A commit that left the state as it was and moved one message: the one write it needs. */
export const moveAlone = (
  customer: CustomerId,
  settlement: Settlement,
  facts: readonly Fact[],
  version: number,
  writtenAt: EpochMs,
): Update => ({
  ...settle(
    customer,
    settlement,
    facts.map((fact) => moveText(fact, version, writtenAt)),
  ),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
})

/** Whether a stored message went through just these moves: how a writer whose answer was lost knows its own. Nobody takes them away. */
export const wasMovedBy = (item: Item, update: Update): boolean => {
  const ours = (update.ExpressionAttributeValues?.[':mf']?.L ?? []).map(({ S }) => S)
  const told: readonly (string | undefined)[] = textsOf(item, 'mf')
  return ours.length > 0 && ours.every((move) => told.includes(move))
}

/** The list of those somebody has to come back to: the owed apart, for they may be many. */
const listOf = (id: MessageId, status: StatusName): string => {
  const shard = shardOf(id, PENDING_SHARDS)
  return status === 'owed' ? lists.owed(shard) : lists.asked(shard)
}
