/**
 * The row of a customer's state: `v` its version, `s` its text; `q` and `t` where it is due, absent where it is not; `wf` how often its wake
 * failed since it last succeeded.
 */
import type { CustomerState } from '../../domain/customer/state.ts'
import { type CustomerId, customerId, type EpochMs, epochMs } from '../../kernel/words.ts'
import type { Commit, DueWake } from '../../ports/customer-store.ts'
import { decodeState, encodeState } from '../codec/state.ts'
import { type Item, keyOf, partitionOf, text, textOf, whole, wholeOf, wholeOrNull } from './items.ts'
import { DUE_SHARDS, LIST_INDEX, lists, partitions, rows, shardOf } from './layout.ts'
import type { Action, Query, Update } from './table.ts'

export const stateKey = (id: CustomerId): Item => keyOf(partitions.customer(id), rows.state)

export const customerOf = (item: Item): CustomerId => customerId(partitionOf(item).slice(partitions.customer(customerId('')).length))

export const stateOf = (item: Item): CustomerState => decodeState(customerOf(item), wholeOf(item, 'v'), textOf(item, 's'))

/** When a stored state stands in the due index. */
export const dueAtOf = (item: Item): EpochMs | null => {
  const at = wholeOrNull(item, 't')
  return at === null ? null : epochMs(at)
}

/** What a commit does to the entry of the due index: it only ever moves earlier, but where a wake fired. */
export type DueChange = { readonly to: EpochMs | null } | 'none'

export const dueChange = ({ dueAt, wakeFired }: Pick<Commit, 'dueAt' | 'wakeFired'>, standsAt: EpochMs | null): DueChange => {
  if (wakeFired) return { to: dueAt }
  return dueAt === null || (standsAt !== null && standsAt <= dueAt) ? 'none' : { to: dueAt }
}

/** The first state of a customer; on condition that there is none. */
export const createState = ({ state, dueAt }: Commit): Action => {
  const due = dueAt === null ? {} : { q: dueList(state.id), t: whole(dueAt) }
  return {
    Put: {
      Item: { ...stateKey(state.id), v: whole(1), s: text(encodeState(state)), ...due },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/** The next state of a customer; on condition that the version still is the one it was loaded with. */
export const updateState = (commit: Commit, due: DueChange): Update & { readonly UpdateExpression: string } => {
  const { state, wakeFired } = commit
  const set = ['v = :w', 's = :s']
  const remove = wakeFired ? ['wf'] : []
  const values: Record<string, Item[string]> = {
    ':v': whole(state.version),
    ':w': whole(state.version + 1),
    ':s': text(encodeState(state)),
  }
  if (due !== 'none' && due.to !== null) {
    set.push('q = :q', 't = :t')
    values[':q'] = dueList(state.id)
    values[':t'] = whole(due.to)
  }
  if (due !== 'none' && due.to === null) remove.push('q', 't')
  return {
    Key: stateKey(state.id),
    UpdateExpression: `SET ${set.join(', ')}${remove.length === 0 ? '' : ` REMOVE ${remove.join(', ')}`}`,
    ConditionExpression: 'v = :v',
    ExpressionAttributeValues: values,
  }
}

/** Whether a stored state is what a commit writes: how a writer whose answer was lost knows its own. */
export const isWrittenBy = (item: Item, { state }: Commit): boolean =>
  wholeOf(item, 'v') === state.version + 1 && textOf(item, 's') === encodeState(state)

export const countFailure = (id: CustomerId): Update => ({
  Key: stateKey(id),
  UpdateExpression: 'ADD wf :one',
  ConditionExpression: 'attribute_exists(pk)',
  ExpressionAttributeValues: { ':one': whole(1) },
  ReturnValues: 'UPDATED_NEW',
})

export const moveWake = (id: CustomerId, until: EpochMs): Update => ({
  Key: stateKey(id),
  UpdateExpression: 'SET q = :q, t = :t',
  ConditionExpression: 'attribute_exists(pk)',
  ExpressionAttributeValues: { ':q': dueList(id), ':t': whole(until) },
})

export const dueQuery = (shard: number, until: EpochMs): Query => listQuery(lists.due(shard), until)

/** What a list of the index holds until an instant, oldest first. */
export const listQuery = (list: string, until: EpochMs): Query => ({
  IndexName: LIST_INDEX.name,
  KeyConditionExpression: 'q = :q AND t <= :t',
  ExpressionAttributeValues: { ':q': text(list), ':t': whole(until) },
})

export const wakeOf = (entry: Item): DueWake => ({ customerId: customerOf(entry), dueAt: epochMs(wholeOf(entry, 't')) })

const dueList = (id: CustomerId) => text(lists.due(shardOf(id, DUE_SHARDS)))
