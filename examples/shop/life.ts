import type { JsonObject } from '../../shared/kernel/json.ts'
import type { Random } from '../../shared/kernel/random.ts'
import { DAY_MS, HOUR_MS, isoOf, later, MINUTE_MS } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { type Product, PRODUCTS } from './assortment.ts'
import { type EventName, type Happening, inOrder, type ShopEvent } from './event.ts'
import { awake, chanceOf, type Habits } from './habits.ts'
import { endOf, liveSince, type ShopPlan } from './plan.ts'

/** What one customer does of their own accord, from joining to the end of the plan, in order. */
export const lifeOf = (plan: ShopPlan, habits: Habits): readonly ShopEvent[] => {
  const random = chanceOf(plan, habits.customer, 'life')
  const diary = openDiary(`${habits.customer}-`, habits, plan)
  join(diary, habits)
  const bought = habits.buysUnasked ? buy(diary, habits, random, firstOrderAt(habits, random)) : null
  if (random.chance(UNSUBSCRIBES_CHANCE))
    diary.write(later(habits.joinedAt, random.exponential(UNSUBSCRIBES_AFTER_MS)), track('Unsubscribed', {}))
  if (bought !== null && random.chance(DELETES_CHANCE)) leave(diary, habits, random, bought.lastAt)
  else if (bought !== null) goOn(diary, habits, chanceOf(plan, habits.customer, 'life', 'live'), bought)
  return diary.read()
}

/**
 * Events of one customer being written down, in any order; read in order, each with an id of its own. Later than the end is not written.
 * What happens live is numbered apart, so that the history is the same however long the shop goes on.
 */
export type Diary = {
  readonly write: (at: EpochMs, happening: Happening) => void
  readonly read: () => readonly ShopEvent[]
  readonly liveSince: EpochMs
  readonly endAt: EpochMs
}

export const openDiary = (prefix: string, { customer }: Habits, plan: ShopPlan): Diary => {
  const [since, endAt] = [liveSince(plan), endOf(plan)]
  const history: ShopEvent[] = []
  const live: ShopEvent[] = []
  return {
    write: (at, happening) => {
      if (at >= endAt) return
      const isLive = at >= since
      const written = isLive ? live : history
      const id = `${prefix}${isLive ? 'live-' : ''}${written.length + 1}`
      written.push({ ...happening, id, customer, at: epochMs(Math.floor(at)) })
    },
    read: () => inOrder([...history, ...live]),
    liveSince: since,
    endAt,
  }
}

export const track = (name: EventName, properties: JsonObject): Happening => ({ type: 'track', name, properties })

/** When somebody bought last, and when they will next, beyond the time that was told; null: they have left. */
export type Bought = { readonly lastAt: EpochMs; readonly nextAt: EpochMs | null }

/** Buys from a first order on, at the customer's own rate, until they leave or the time they began in ends: the history, or the plan. */
export const buy = (diary: Diary, habits: Habits, random: Random, firstAt: EpochMs, coupon: Coupon | null = null): Bought => {
  const untilAt = firstAt < diary.liveSince ? diary.liveSince : diary.endAt
  let at = firstAt
  for (let redeemed = coupon; ; redeemed = null) {
    order(diary, habits, random, at, redeemed)
    if (random.chance(habits.leaveChance)) return { lastAt: at, nextAt: null }
    const next = awake(later(at, HOUR_MS + random.exponential(DAY_MS / habits.ordersPerDay)), habits.country)
    if (next >= untilAt) return { lastAt: at, nextAt: next }
    visit(diary, habits, random, at, next)
    at = next
  }
}

/** Goes on buying when the history is over, with chance of its own: nothing that was drawn before it comes out differently. */
export const goOn = (diary: Diary, habits: Habits, random: Random, { nextAt }: Bought): void => {
  if (nextAt === null || nextAt >= diary.endAt) return
  const live: Diary = {
    ...diary,
    write: (at, happening) => {
      if (at >= diary.liveSince) diary.write(at, happening)
    },
  }
  visit(live, habits, random, diary.liveSince, nextAt)
  const { lastAt, nextAt: afterwards } = buy(live, habits, random, nextAt)
  if (afterwards === null && random.chance(DELETES_CHANCE)) leave(live, habits, random, lastAt)
}

export type Coupon = { readonly code: string; readonly discount: number }

/** Looks at one to three products and stays away again. */
export const browse = (diary: Diary, random: Random, untilAt: EpochMs): void => {
  const looks = 1 + random.below(3)
  for (let look = looks; look > 0; look -= 1) {
    diary.write(
      later(untilAt, -look * (MINUTE_MS + random.below(9 * MINUTE_MS))),
      track('Product Viewed', productOf(random.pick(PRODUCTS))),
    )
  }
}

const FIRST_ORDER_AFTER_MS = 3 * DAY_MS
const UNSUBSCRIBES_CHANCE = 0.04
const UNSUBSCRIBES_AFTER_MS = 60 * DAY_MS
const DELETES_CHANCE = 0.04
const REOPENS_CHANCE = 0.3
const REFUND_CHANCE = 0.04

const join = (diary: Diary, { joinedAt, firstName, lastName, country, subscribes, customer }: Habits): void => {
  const email = `${firstName}.${lastName}.${customer.slice(1)}@example.com`.toLowerCase()
  const traits = { email, firstName, lastName, country: country.code, timezone: country.timezone, createdAt: isoOf(joinedAt) }
  diary.write(joinedAt, { type: 'identify', traits })
  if (subscribes) diary.write(joinedAt, track('Subscribed', {}))
  diary.write(joinedAt, track('Account Created', {}))
}

const firstOrderAt = ({ joinedAt, country }: Habits, random: Random): EpochMs =>
  awake(later(joinedAt, 10 * MINUTE_MS + random.exponential(FIRST_ORDER_AFTER_MS)), country)

/** Deletes the account some days after the last order; some reopen it and buy again. */
const leave = (diary: Diary, habits: Habits, random: Random, lastOrderAt: EpochMs): void => {
  const deletedAt = later(lastOrderAt, DAY_MS + random.exponential(10 * DAY_MS))
  diary.write(deletedAt, track('Account Deleted', {}))
  if (!random.chance(REOPENS_CHANCE)) return
  const reopenedAt = later(deletedAt, DAY_MS + random.exponential(20 * DAY_MS))
  diary.write(reopenedAt, track('Account Reopened', {}))
  const orderAt = awake(later(reopenedAt, HOUR_MS), habits.country)
  if (orderAt < diary.endAt) buy(diary, habits, random, orderAt)
}

const visit = (diary: Diary, { country, visitsPerDay }: Habits, random: Random, fromAt: EpochMs, toAt: EpochMs): void => {
  for (let at = fromAt; ; ) {
    at = awake(later(at, HOUR_MS + random.exponential(DAY_MS / visitsPerDay)), country)
    if (at >= toAt) return
    browse(diary, random, at)
  }
}

const order = (diary: Diary, { customer, country }: Habits, random: Random, at: EpochMs, coupon: Coupon | null): void => {
  browse(diary, random, at)
  const products = Array.from({ length: 1 + random.below(3) }, () => ({
    ...productOf(random.pick(PRODUCTS)),
    quantity: 1 + random.below(2),
  }))
  const total = products.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  const revenue = Math.round(total * (1 - (coupon?.discount ?? 0)) * 100) / 100
  const orderId = `${customer}-${Math.floor(at / MINUTE_MS).toString(36)}`
  const properties = { order_id: orderId, revenue, currency: country.currency, products }
  diary.write(at, track('Order Completed', coupon === null ? properties : { ...properties, coupon: coupon.code }))
  if (!random.chance(REFUND_CHANCE)) return
  const refundedAt = later(at, 2 * DAY_MS + random.exponential(5 * DAY_MS))
  diary.write(refundedAt, track('Order Refunded', { order_id: orderId, revenue, currency: country.currency }))
}

const productOf = ({ id, name, price }: Product) => ({ product_id: id, name, price })
