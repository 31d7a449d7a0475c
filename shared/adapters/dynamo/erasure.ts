/**
 * Erasing, in two steps, for one transaction does not hold a person. First, at once: the state is moved to where nobody can read back whose
 * it was, and a row under the keyed digest of the id (`E#`) says so; from then on nobody meets them again. That row also remembers what is
 * left to do: `id` whose rows go, `n` by which names entries of the quarantine are found, `q` and `t` among the unfinished. Then the rows go,
 * those that counters are made of to where the state is. A write that was on its way when they were erased may come after that, so the
 * row forgets the id only when everything must have arrived, and what came is gone.
 */
import { assert } from '../../kernel/assert.ts'
import { ERASED_AT_ONCE, TABLE_CALLS_AT_ONCE, WRITTEN_WITHIN_MS } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import {
  type CustomerDigest,
  customerDigest,
  type CustomerId,
  customerId,
  erasedId,
  type EpochMs,
  epochMs,
  type MessageId,
} from '../../kernel/words.ts'
import type { Commit } from '../../ports/customer-store.ts'
import type { Erasure, Remains } from '../../ports/privacy.ts'
import { encodeState } from '../codec/state.ts'
import { encodeStatus } from '../codec/message.ts'
import { besideOf } from './beside.ts'
import { couponKey } from './coupon-row.ts'
import { countingKey } from './counting-row.ts'
import { erasureKey } from './erased.ts'
import { createFacts, factsIn, isFactRow, moveText } from './fact-row.ts'
import { type Item, keyOf, keyOfItem, partitionOf, sortOf, text, textOf, texts, textsOf, whole, wholeOf } from './items.ts'
import { lists, partitions, PREFIXES, rows } from './layout.ts'
import { isMessageRow, messageKey, messageOf, pointerKey, settle } from './message-row.ts'
import { quarantineKey } from './quarantine-row.ts'
import { inParallel } from './pool.ts'
import { stateKey } from './state-row.ts'
import { forgetTasks } from './task-list.ts'
import type { Action, Query, Table, Update } from './table.ts'
import { visitRows } from './visits.ts'

/** One id that goes. `names`: with the first of a ring, those of all. */
export type Leaving = { readonly commit: Commit; readonly digest: CustomerDigest; readonly names: readonly string[] }

/**
 * The first step of one id. Facts of the erasure itself are written where they stay, and counted from there; a recount must not go over
 * rows that move, so none begins that has not ended.
 */
export const leave = ({ commit, digest, names }: Leaving, remains: Remains, { at, by }: Erasure, writtenAt: EpochMs): readonly Action[] => {
  const { state, settlements } = commit
  assert(commit.messages.length === 0 && commit.premises.length === 0, 'who is erased is owed nothing')
  const as = erasedId(digest)
  const facts = commit.facts.flatMap((fact) => remains.fact(fact, as) ?? [])
  return [
    { Delete: { Key: stateKey(state.id), ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': whole(state.version) } } },
    { Put: { Item: { ...stateKey(as), v: whole(state.version + 1), s: text(encodeState(state)) } } },
    {
      Put: {
        Item: {
          ...erasureKey(digest),
          ...{ i: whole(at), y: text(by), id: text(state.id), n: texts(names), q: text(lists.erasing), t: whole(at) },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    ...settlements.map((one): Action => ({ Update: settle(state.id, one) })),
    ...createFacts(as, state.version + 1, facts, writtenAt),
  ]
}

export const NO_RECOUNT: Action = { ConditionCheck: { Key: countingKey, ConditionExpression: 'attribute_not_exists(n)' } }

/** What is still to be done about one id. */
export type Unfinished = {
  readonly id: CustomerId
  readonly digest: CustomerDigest
  readonly at: EpochMs
  readonly names: readonly string[]
}

export const unfinishedIn = (row: Item): Unfinished => ({
  id: customerId(textOf(row, 'id')),
  digest: customerDigest(partitionOf(row).slice(partitions.erasure(customerDigest('')).length)),
  at: epochMs(wholeOf(row, 'i')),
  names: textsOf(row, 'n'),
})

/** The second step: takes away every row there is. Answers whether all that could still come has come and is gone. */
export const takeAway = async (table: Table, unfinished: Unfinished, remains: Remains, now: EpochMs): Promise<boolean> => {
  const { id, digest, at, names } = unfinished
  const { quarantine, coupons } = await besideOf(table, [id], names)
  await table.batchWrite(quarantine.map((entry) => ({ delete: quarantineKey(entry.id) })))
  for (const { pool, code } of coupons) await table.update(nobodys(pool, code, id))
  await forgetTasks(table, id)
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const { items } = await table.query(everything(id), ERASED_AT_ONCE)
    if (items.length === 0) {
      if (now < later(at, WRITTEN_WITHIN_MS)) return false
      await table.update({ Key: erasureKey(digest), UpdateExpression: 'REMOVE id, n, q, t', ConditionExpression: 'attribute_exists(pk)' })
      return true
    }
    await moveRows(table, items, erasedId(digest), remains)
  }
  return false
}

/** What is left after so many belongs to somebody with a million rows, and to the next call. */
const ROUNDS_MAX = 25_000

/** In place of the holder of a code: it is given, and nobody can tell to whom. */
const NOBODY = '~erased'

const nobodys = (pool: string, code: string, id: CustomerId): Update => ({
  Key: couponKey(pool, code),
  UpdateExpression: 'SET u = :nobody',
  ConditionExpression: 'u = :id',
  ExpressionAttributeValues: { ':nobody': text(NOBODY), ':id': text(id) },
})

const everything = (id: CustomerId): Query => ({
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': text(partitions.customer(id)) },
})

/** Facts and messages go to where the state is, each in one transaction; the rest just goes. A message that moved on meanwhile is met again. */
const moveRows = async (table: Table, items: readonly Item[], as: CustomerId, remains: Remains): Promise<void> => {
  const messages = items.filter(isMessageRow)
  await inParallel(messages, TABLE_CALLS_AT_ONCE, (item) => forgetVisits(table, messageOf(item).id))
  const moved = [
    ...items.filter(isFactRow).map((item) => moveFacts(item, as, remains)),
    ...messages.map((item) => moveMessage(item, as, remains)),
  ]
  await inParallel(moved, TABLE_CALLS_AT_ONCE, table.transact)
  const rest = items.filter((item) => !isFactRow(item) && !isMessageRow(item))
  assert(!rest.some((item) => sortOf(item) === rows.state), 'nobody decides about somebody who was erased')
  await table.batchWrite(rest.map((item) => ({ delete: keyOfItem(item) })))
}

const moveFacts = (item: Item, as: CustomerId, remains: Remains): readonly Action[] => [
  { Delete: { Key: keyOfItem(item) } },
  ...remaining(item, as, remains, PREFIXES.remains + sortOf(item).slice(PREFIXES.fact.length)),
]

const moveMessage = (item: Item, as: CustomerId, remains: Remains): readonly Action[] => {
  const message = messageOf(item)
  const moves = textsOf(item, 'mf').length
  const { mf: _, ...row } = item
  return [
    {
      Delete: {
        Key: keyOfItem(item),
        ConditionExpression: `st = :st AND mv = :mv AND ${moves === 0 ? 'attribute_not_exists(mf)' : 'size(mf) = :moves'}`,
        ExpressionAttributeValues: {
          ...{ ':st': text(textOf(item, 'st')), ':mv': text(textOf(item, 'mv')) },
          ...(moves === 0 ? {} : { ':moves': whole(moves) }),
        },
      },
    },
    { Put: { Item: { ...row, ...messageKey(as, message.id), mv: text(encodeStatus(remains.status(message.status))) } } },
    {
      Update: { Key: pointerKey(message.id), UpdateExpression: 'SET c = :as', ExpressionAttributeValues: { ':as': text(as) } },
    },
    ...remaining(item, as, remains, `${PREFIXES.remains}${sortOf(item)}`),
  ]
}

/** What counters are made of, where nobody who follows the stream counts it again. */
const remaining = (item: Item, as: CustomerId, remains: Remains, sort: string): readonly Action[] => {
  const left = factsIn(item).flatMap(({ fact, version, writtenAt }) => {
    const bare = remains.fact(fact, as)
    return bare === null ? [] : [moveText(bare, version, writtenAt)]
  })
  return left.length === 0 ? [] : [{ Put: { Item: { ...keyOf(partitions.customer(as), sort), mf: texts(left) } } }]
}

const forgetVisits = async (table: Table, message: MessageId): Promise<void> => {
  const { items } = await table.query(visitRows(message))
  await table.batchWrite(items.map((item) => ({ delete: keyOfItem(item) })))
}
