/**
 * The row of a code in its pool: `c` the code as it came, `q` and `t` its place among the free ones; when it is given, `u` whose it is and `g`
 * by which campaign. A redemption knows no case, so neither does the key; codes have no letters beyond ASCII.
 */
import { randomInt } from 'node:crypto'
import { digestOf } from '../../kernel/digest.ts'
import type { CustomerId } from '../../kernel/words.ts'
import type { Premise } from '../../domain/customer/draft.ts'
import { type Item, keyOf, keyOfItem, sortOf, text, textOf, textOrNull, whole } from './items.ts'
import { LIST_INDEX, lists, partitions } from './layout.ts'
import type { Action, Query, Table } from './table.ts'

export const couponKey = (pool: string, code: string): Item => keyOf(partitions.coupons(pool), `C#${code.toLowerCase()}`)

/** A code becomes somebody's, on condition that it is there and nobody's. */
export const give = (customer: CustomerId, { pool, code, campaign }: Premise & { readonly type: 'coupon' }): Action => ({
  Update: {
    Key: couponKey(pool, code),
    UpdateExpression: 'SET u = :u, g = :g REMOVE q, t',
    ConditionExpression: 'c = :c AND attribute_not_exists(u)',
    ExpressionAttributeValues: { ':u': text(customer), ':g': text(campaign), ':c': text(code) },
  },
})

/** Where a code stands among the free ones: anywhere, so that codes brought in together do not lie together. */
export const COUPON_PLACES = 2 ** 30
const placeOfCode = (pool: string, code: string): number =>
  Buffer.from(digestOf('coupon', pool, code.toLowerCase()), 'base64url').readUInt32BE(0) % COUPON_PLACES

export const addCode = (pool: string, code: string): Action => ({
  Put: {
    Item: { ...couponKey(pool, code), c: text(code), q: text(lists.freeCoupons(pool)), t: whole(placeOfCode(pool, code)) },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
})

/** Free codes from a place on, and then from the first place to there. */
const freeOnes = (pool: string, range: string, from: number): Query => ({
  IndexName: LIST_INDEX.name,
  KeyConditionExpression: `q = :q AND t ${range} :from`,
  ExpressionAttributeValues: { ':q': text(lists.freeCoupons(pool)), ':from': whole(from) },
})

/** Codes looked at beyond those passed over: the index may still show some that others were just given. */
const SPARE = 10

/** Each process begins elsewhere among the free codes: two that ask at once are hardly ever told the same. */
const HERE = randomInt(COUPON_PLACES)

/** A code that is nobody's, after passing over so many; null: none is left. */
export const freeCoupon = async (table: Table, pool: string, passOver: number, from: number = HERE): Promise<string | null> => {
  const wanted = passOver + SPARE
  const behind = (await table.query(freeOnes(pool, '>=', from), wanted)).items
  const before = behind.length >= wanted ? [] : (await table.query(freeOnes(pool, '<', from), wanted - behind.length)).items
  const entries = [...behind, ...before]
  const places = new Map(entries.map((entry, place) => [sortOf(entry), place]))
  const codes = await table.batchGet(entries.map(keyOfItem))
  const free = codes.filter((item) => textOrNull(item, 'u') === null)
  free.sort((a, b) => (places.get(sortOf(a)) ?? 0) - (places.get(sortOf(b)) ?? 0))
  const chosen = free[passOver] ?? free.at(-1)
  return chosen === undefined ? null : textOf(chosen, 'c')
}
