/** Pools of codes: a row for each code (coupon-row.ts), one that says how many ever came in (`#`), and one that lists the pools (`P#`). */
import { ROW_ATTEMPTS_MAX, TABLE_CALLS_AT_ONCE, TRANSACTION_ACTIONS_MAX } from '../../kernel/limits.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { CouponStore, Pool } from '../../ports/coupons.ts'
import { COUPON_PLACES, addCode, couponKey } from './coupon-row.ts'
import { type Item, keyOf, keyOfItem, nameOf, sortOf, text, whole, wholeOrNull } from './items.ts'
import { lists, ONLY, partitions } from './layout.ts'
import { countOf } from './lists.ts'
import { inLists, inParallel } from './pool.ts'
import type { Action, Table } from './table.ts'

export const couponStoreOf = (table: Table): CouponStore => {
  const pool = async (name: string): Promise<Pool | null> => {
    const total = wholeOrNull((await table.get(poolKey(name))) ?? {}, 'n')
    if (total === null) return null
    const free = await freeIn(table, name)
    return { name, total, given: total - free, free }
  }
  return {
    pool,
    pools: async () => {
      const { items } = await table.query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': text(POOLS) },
      })
      const pools = await inParallel(items.map(sortOf), TABLE_CALLS_AT_ONCE, pool)
      return pools.flatMap((one) => one ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    add: async (name, codes) => {
      await table.put({ Item: keyOf(POOLS, name) })
      const known: string[] = []
      // One after another: all of them write the one count of the pool.
      for (const some of inLists(codes, CODES_AT_ONCE)) known.push(...(await addSome(table, name, some)))
      return { added: codes.length - known.length, known }
    },
  }
}

/** The partition of no pool lists them. */
const POOLS = partitions.coupons('')
const poolKey = (name: string): Item => keyOf(partitions.coupons(name), ONLY)

/** Beside the codes the count of the pool is written. */
const CODES_AT_ONCE = TRANSACTION_ACTIONS_MAX - 1

/** Adds what is not there, all at once with the pool's count; done again, nothing changes. Answers those that were there. */
const addSome = async (table: Table, pool: string, codes: readonly string[]): Promise<readonly string[]> => {
  for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
    const there = new Set((await table.batchGet(codes.map((code) => couponKey(pool, code)))).map((row) => nameOf(keyOfItem(row))))
    const fresh: string[] = []
    const known: string[] = []
    for (const code of codes) {
      const name = nameOf(couponKey(pool, code))
      ;(there.has(name) ? known : fresh).push(code)
      there.add(name)
    }
    if (fresh.length === 0) return known
    const done = await table.transact([countMore(pool, fresh.length), ...fresh.map((code) => addCode(pool, code))])
    if (done.type === 'written') return known
  }
  throw new Transient('others bring codes into this pool at the same time')
}

const countMore = (pool: string, count: number): Action => ({
  Update: { Key: poolKey(pool), UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': whole(count) } },
})

/** Counts in parts side by side: a pool may have a million. */
const freeIn = async (table: Table, pool: string): Promise<number> => {
  const size = COUPON_PLACES / PARTS
  const counts = await inParallel([...Array(PARTS).keys()], PARTS, (part) =>
    countOf(table, lists.freeCoupons(pool), { from: part * size, to: (part + 1) * size - 1 }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}
const PARTS = 8
