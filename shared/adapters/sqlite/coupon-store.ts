import type { CouponStore, Pool } from '../../ports/coupons.ts'
import { type Database, key } from './database.ts'

/**
 * Codes lie in the order in which they are given. A redemption knows no case, so a code is in a pool once whatever its case; the index
 * folds the letters of ASCII, and codes have no others.
 */
export const couponStoreOf = (database: Database): CouponStore => {
  const counted = 'SELECT pool AS name, count(*) AS total, count(customer) AS given, count(*) - count(customer) AS free FROM coupons'
  const all = database.prepare<Pool>(`${counted} GROUP BY pool ORDER BY pool`)
  const one = database.prepare<Pool>(`${counted} WHERE pool = ? GROUP BY pool`)
  const insert = database.prepare('INSERT INTO coupons (pool, code) VALUES (?, ?) ON CONFLICT DO NOTHING')
  return {
    pools: async () => all.all().map((row) => ({ ...row })),
    pool: async (name) => {
      const row = one.get(key(name))
      return row === undefined ? null : { ...row }
    },
    add: async (pool, codes) =>
      database.transaction(() => {
        const known = codes.filter((code) => insert.run(key(pool), key(code)) === 0)
        return { added: codes.length - known.length, known }
      }),
  }
}
