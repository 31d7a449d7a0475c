import { fnv32a } from '../../shared/kernel/hash.ts'
import { type Random, seededRandom } from '../../shared/kernel/random.ts'
import { DAY_MS, HOUR_MS } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { COUNTRIES, type Country, FIRST_NAMES, LAST_NAMES } from './assortment.ts'
import { endOf, liveSince, type ShopPlan } from './plan.ts'

/**
 * What drives one customer and nobody is told. Buying is that of the BG/NBD model (Fader, Hardie and Lee 2005): while alive, orders
 * come at a rate of their own, and after each order one may leave for good.
 */
export type Habits = {
  readonly customer: string
  readonly firstName: string
  readonly lastName: string
  readonly country: Country
  readonly joinedAt: EpochMs
  /** Agrees to be written to before having bought anything. */
  readonly subscribes: boolean
  /** Would order without any mail. */
  readonly buysUnasked: boolean
  readonly ordersPerDay: number
  readonly visitsPerDay: number
  /** Chance to leave after an order. */
  readonly leaveChance: number
  /** Reactions to mails are as strong as usual times this; 1 on average. */
  readonly openness: number
}

const FIRST_ORDER_CHANCE = 0.6
const SUBSCRIBES_CHANCE = 0.85
/** The mean of a gamma distribution of shape 2: one order in three weeks while alive, and very different between people. */
const ORDERS_PER_DAY_MEAN = 1 / 21
const LEAVE_CHANCE = { least: 0.15, most: 0.75 }
const OPENNESS = { least: 0.5, most: 1.5 }

/** Chance of their own for each thing that is drawn about a customer, so that no draw depends on which were made before. */
export const chanceOf = ({ seed }: ShopPlan, ...about: readonly (string | number)[]): Random =>
  seededRandom(fnv32a(`${seed}/${about.join('/')}`))

/** Customer number `index` of a plan; they are numbered in the order they join. */
export const habitsOf = (plan: ShopPlan, index: number): Habits => {
  const customer = `c${String(index + 1).padStart(5, '0')}`
  const random = chanceOf(plan, customer, 'habits')
  const between = ({ least, most }: { least: number; most: number }) => least + (most - least) * random.next()
  const country = random.pick(COUNTRIES)
  const ordersPerDay = random.exponential(ORDERS_PER_DAY_MEAN / 2) + random.exponential(ORDERS_PER_DAY_MEAN / 2)
  return {
    customer,
    firstName: random.pick(FIRST_NAMES),
    lastName: random.pick(LAST_NAMES),
    country,
    joinedAt: awake(joinedAt(plan, index, random), country),
    subscribes: random.chance(SUBSCRIBES_CHANCE),
    buysUnasked: random.chance(FIRST_ORDER_CHANCE),
    ordersPerDay,
    visitsPerDay: ordersPerDay * (0.5 + random.next()),
    leaveChance: between(LEAVE_CHANCE),
    openness: between(OPENNESS),
  }
}

/** How many people have joined by the end of the plan. */
export const customersOf = (plan: ShopPlan): number => plan.customers + Math.floor((endOf(plan) - liveSince(plan)) / msPerCustomer(plan))

/** A shop that opens with a bang: half of its customers join in the first quarter of its history. Then they go on joining at the pace it ends with. */
const joinedAt = (plan: ShopPlan, index: number, random: Random): EpochMs => {
  const place = index + random.next()
  if (index >= plan.customers) return epochMs(Math.floor(liveSince(plan) + (place - plan.customers) * msPerCustomer(plan)))
  const share = (place / plan.customers) ** 2
  return epochMs(Math.floor(plan.startAt + share * (liveSince(plan) - plan.startAt)))
}

const msPerCustomer = (plan: ShopPlan): number => (2 * (liveSince(plan) - plan.startAt)) / plan.customers

/** What would fall into the small hours where the customer lives comes seven hours later. */
export const awake = (at: EpochMs, { hoursFromUtc }: Country): EpochMs => {
  const local = (((at + hoursFromUtc * HOUR_MS) % DAY_MS) + DAY_MS) % DAY_MS
  return local < 7 * HOUR_MS ? epochMs(at + 7 * HOUR_MS) : at
}
