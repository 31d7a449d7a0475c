import { ROW_ATTEMPTS_MAX } from '../../kernel/limits.ts'
import { type AddressDigest, addressDigest, epochMs, messageId } from '../../kernel/words.ts'
import type { Suppression, SuppressionReason } from '../../domain/messaging/message.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { SuppressionChange, SuppressionStore } from '../../ports/suppressions.ts'
import { type Item, keyOf, partitionOf, text, textOf, whole, wholeOf } from './items.ts'
import { lists, partitions } from './layout.ts'
import { listed } from './lists.ts'
import { lift, suppress, suppressionKey, suppressionOf } from './suppression-row.ts'
import type { Action, Table, Update } from './table.ts'

/** What people changed lies beside the row of an address (`L#`, numbered), written in one transaction with the change. */
export const suppressionStoreOf = (table: Table): SuppressionStore => {
  const find = async (address: AddressDigest): Promise<Suppression | null> =>
    suppressionOf(address, await table.get(suppressionKey(address)))
  const changes = async (address: AddressDigest): Promise<readonly Item[]> => {
    const request = {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': text(partitions.suppression(address)), ':sk': text(CHANGE) },
    }
    return (await table.query(request)).items
  }
  /** `again` says what is to be done as things stand; null: nothing. */
  const change = async (
    address: AddressDigest,
    again: () => Promise<{ readonly row: Update; readonly change: SuppressionChange } | null>,
  ): Promise<boolean> => {
    for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
      const wanted = await again()
      if (wanted === null) return false
      const count = (await changes(address)).length
      const { ConditionExpression = '', ...row } = wanted.row
      const update: Action = { Update: { ...row, ConditionExpression, UpdateExpression: row.UpdateExpression ?? '' } }
      if ((await table.transact([update, note(address, count, wanted.change)])).type === 'written') return true
    }
    throw new Transient('somebody else changes whether this address may be written to')
  }
  return {
    find,
    list: async (after, limit) => {
      const row = after === null ? null : await table.get(suppressionKey(after))
      if (after !== null && row?.t === undefined) return []
      const rows = await listed(table, { list: lists.suppressed, after: row, limit, newestFirst: true })
      return rows.flatMap((item) => suppressionOf(addressIn(item), item) ?? [])
    },
    // They may be as many as a tenth of all customers, and each would be read.
    count: async () => null,
    put: (address, word) =>
      change(address, async () => {
        if ((await find(address)) !== null) return null
        const suppression: Suppression = { address, because: 'by-hand', at: word.at, message: null }
        return { row: suppress(suppression), change: { ...word, what: 'put', because: 'by-hand', message: null } }
      }),
    lift: (address, word) =>
      change(address, async () => {
        const stands = await find(address)
        if (stands === null) return null
        return { row: lift(stands), change: { ...word, what: 'lifted', because: stands.because, message: stands.message } }
      }),
    changes: async (address) => (await changes(address)).map(changeOf),
  }
}

const CHANGE = 'L#'

const addressIn = (item: Item): AddressDigest => addressDigest(partitionOf(item).slice(partitions.suppression(addressDigest('')).length))

const note = (address: AddressDigest, n: number, { what, at, by, why, because, message }: SuppressionChange): Action => ({
  Put: {
    Item: {
      ...keyOf(partitions.suppression(address), CHANGE + String(n).padStart(6, '0')),
      ...{ w: text(what), i: whole(at), y: text(by), x: text(why), b: text(because), m: text(message ?? '') },
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
})

const changeOf = (item: Item): SuppressionChange => ({
  what: textOf(item, 'w') as SuppressionChange['what'],
  at: epochMs(wholeOf(item, 'i')),
  by: textOf(item, 'y'),
  why: textOf(item, 'x'),
  because: textOf(item, 'b') as SuppressionReason,
  message: textOf(item, 'm') === '' ? null : messageId(textOf(item, 'm')),
})
