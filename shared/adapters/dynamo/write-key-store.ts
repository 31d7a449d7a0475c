/**
 * Keys of publishers. `K#hash` is what a request is looked up by; the list of them (`K#`: `L#hash`, and `N#name` so that no name is given
 * twice, and `#` how many there are) is what people look at. A key is found by its hash, so nothing is compared byte by byte.
 */
import { ROW_ATTEMPTS_MAX, WRITE_KEYS_MAX } from '../../kernel/limits.ts'
import { epochMs } from '../../kernel/words.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { WriteKey, WriteKeyStore } from '../../ports/write-keys.ts'
import { type Item, keyOf, text, textOf, whole, wholeOf, wholeOrNull } from './items.ts'
import { ONLY, partitions } from './layout.ts'
import type { Action, Table } from './table.ts'

export const writeKeyStoreOf = (table: Table): WriteKeyStore => {
  const find = async (hash: string): Promise<WriteKey | null> => {
    const item = await table.get(keyKey(hash))
    return item === null ? null : writeKeyOf(item)
  }
  return {
    find,
    list: async () => {
      const { items } = await table.query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': text(LIST), ':sk': text(LISTED) },
      })
      return items.map(writeKeyOf).sort((a, b) => b.madeAt - a.madeAt || (a.hash < b.hash ? -1 : 1))
    },
    put: async (key) => {
      for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
        const count = wholeOrNull((await table.get(COUNT)) ?? {}, 'n') ?? 0
        if (count >= WRITE_KEYS_MAX) return 'full'
        const written = await table.transact([
          countTo(count, count + 1),
          putNew({ ...nameKey(key.name), h: text(key.hash) }),
          putNew({ ...keyKey(key.hash), ...valuesOf(key) }),
          putNew({ ...listKey(key.hash), ...valuesOf(key) }),
        ])
        if (written.type === 'written') return 'made'
        if (written.type === 'condition' && written.failed.some((place) => place > 0)) return 'taken'
      }
      throw new Transient('others make keys at the same time')
    },
    revoke: async (hash) => {
      for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
        const [key, counted] = await Promise.all([find(hash), table.get(COUNT)])
        if (key === null) return false
        const count = wholeOrNull(counted ?? {}, 'n') ?? 0
        const written = await table.transact([
          countTo(count, count - 1),
          { Delete: { Key: keyKey(hash), ConditionExpression: 'attribute_exists(pk)' } },
          { Delete: { Key: listKey(hash) } },
          { Delete: { Key: nameKey(key.name) } },
        ])
        if (written.type === 'written') return true
      }
      throw new Transient('others take keys back at the same time')
    },
  }
}

const LIST = partitions.writeKey('')
const LISTED = 'L#'
const COUNT = keyOf(LIST, ONLY)
const keyKey = (hash: string): Item => keyOf(partitions.writeKey(hash), ONLY)
const listKey = (hash: string): Item => keyOf(LIST, LISTED + hash)
const nameKey = (name: string): Item => keyOf(LIST, `N#${name}`)

const countTo = (from: number, to: number): Action => ({
  Update: {
    Key: COUNT,
    UpdateExpression: 'SET n = :to',
    ConditionExpression: from === 0 ? 'attribute_not_exists(n) OR n = :from' : 'n = :from',
    ExpressionAttributeValues: { ':from': whole(from), ':to': whole(to) },
  },
})

const putNew = (Item: Item): Action => ({ Put: { Item, ConditionExpression: 'attribute_not_exists(pk)' } })

const valuesOf = ({ hash, name, madeAt, madeBy }: WriteKey): Item => ({
  ...{ h: text(hash), n: text(name), i: whole(madeAt), y: text(madeBy) },
})

const writeKeyOf = (item: Item): WriteKey => ({
  hash: textOf(item, 'h'),
  name: textOf(item, 'n'),
  madeAt: epochMs(wholeOf(item, 'i')),
  madeBy: textOf(item, 'y'),
})
