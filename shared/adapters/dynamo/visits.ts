/**
 * Visits beside the mail they are of: `N#instant#random`, with `c` whose mail it was, `b` the rest, `q` and `t` until somebody told of it. The
 * row `#` counts them, so that a mail has no more than are kept.
 */
import { randomBytes } from 'node:crypto'
import { TIMELINE_TTL_MS, VISITS_OF_MESSAGE_MAX } from '../../kernel/limits.ts'
import { customerId, epochMs, type MessageId, messageId } from '../../kernel/words.ts'
import type { KeptVisit, Visits } from '../../ports/visits.ts'
import type { Erased } from './erased.ts'
import { expiryOf, type Item, keyOf, keyOfItem, partitionOf, sortOf, text, textOf, whole } from './items.ts'
import { EXPIRY, LIST_INDEX, lists, ONLY, partitions } from './layout.ts'
import { rowsOf } from './lists.ts'
import type { Query, Table } from './table.ts'

export const visitsOf = (table: Table, erased: Erased): Visits => ({
  note: async ({ message, customerId: customer, url, visit, visitor }) => {
    if ((await erased.leftOf([customer])).size > 0) return
    const ttl = expiryOf(visit.at, TIMELINE_TTL_MS)
    const counted = await table.update({
      Key: keyOf(partitions.visits(message), ONLY),
      UpdateExpression: 'SET #ttl = :ttl ADD n :one',
      ConditionExpression: 'attribute_not_exists(n) OR n < :max',
      ExpressionAttributeNames: { '#ttl': EXPIRY },
      ExpressionAttributeValues: { ':one': whole(1), ':max': whole(VISITS_OF_MESSAGE_MAX), ':ttl': ttl },
    })
    if (counted.type !== 'written') return
    const key = keyOf(partitions.visits(message), `${instantRow(visit.at)}#${randomBytes(8).toString('hex')}`)
    const body = text(JSON.stringify({ url, visit, visitor }))
    await table.put({ Item: { ...key, c: text(customer), b: body, q: text(lists.untoldVisits), t: whole(visit.at), ttl } })
  },
  around: async (message, at, withinMs) =>
    (await table.query(visitsBetween(message, instantRow(at - withinMs + 1), instantRow(at + withinMs)))).items.map(keptOf),
  judge: async (id, visitor) => {
    const row = await table.get(keyIn(id))
    if (row === null) return
    await table.update({
      Key: keyOfItem(row),
      UpdateExpression: 'SET b = :b',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':b': text(JSON.stringify({ ...JSON.parse(textOf(row, 'b')), visitor })) },
    })
  },
  untold: async (until, limit) => {
    const { items } = await table.query(
      {
        IndexName: LIST_INDEX.name,
        KeyConditionExpression: 'q = :q AND t <= :t',
        ExpressionAttributeValues: { ':q': text(lists.untoldVisits), ':t': whole(until) },
      },
      limit,
    )
    return (await rowsOf(table, items, lists.untoldVisits)).map(keptOf)
  },
  told: async (ids) => {
    for (const id of ids)
      await table.update({ Key: keyIn(id), UpdateExpression: 'REMOVE q, t', ConditionExpression: 'attribute_exists(pk)' })
  },
  countsOf: async (message) => {
    const kept = (await table.query(visitsBetween(message, VISIT, AFTER_VISITS))).items.map(keptOf)
    const persons = kept.filter(({ visitor }) => visitor === 'person').length
    return { persons, machines: kept.length - persons }
  },
})

const VISIT = 'N#'
const AFTER_VISITS = 'N$'
/** Instants sort as texts. Tests have some from before 1970. */
const instantRow = (at: number): string => VISIT + String(Math.max(0, at)).padStart(15, '0')

/** All rows of the visits of a mail. */
export const visitRows = (message: MessageId): Query => ({
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': text(partitions.visits(message)) },
})

const visitsBetween = (message: MessageId, from: string, before: string): Query => ({
  KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :before',
  ExpressionAttributeValues: { ':pk': text(partitions.visits(message)), ':from': text(from), ':before': text(before) },
})

/** Which row a visit is, as whoever was told of it says. */
const idOf = (item: Item): string => JSON.stringify([partitionOf(item), sortOf(item)])
const keyIn = (id: string): Item => {
  const [partition, sort] = JSON.parse(id) as [string, string]
  return keyOf(partition, sort)
}

export const isVisit = (item: Item): boolean => sortOf(item) !== ONLY

export const keptOf = (item: Item): KeptVisit => {
  const { url, visit, visitor } = JSON.parse(textOf(item, 'b')) as Pick<KeptVisit, 'url' | 'visit' | 'visitor'>
  const message = messageId(partitionOf(item).slice(partitions.visits(messageId('')).length))
  return { id: idOf(item), message, customerId: customerId(textOf(item, 'c')), url, visit: { ...visit, at: epochMs(visit.at) }, visitor }
}
