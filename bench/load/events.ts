/** What the publishers of a busy shop say: a seeded stream of envelopes, with the duplicates and the mistakes that real ones bring. */
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { DAY_MS, isoOf } from '../../shared/kernel/time.ts'
import { epochMs } from '../../shared/kernel/words.ts'

/** `isFlawed`: nobody could take it, so it must come back as refused. */
export type Said = { readonly envelope: JsonObject; readonly isFlawed: boolean }

/** The next thing one of `customers` did. What has no instant of its own happens now. */
export type Stream = { readonly next: () => Said }

export const DUPLICATES = 0.02
export const FLAWS = 0.01

/** One publisher's stream, whose name is in every id: its customers are its own, so that what one of them did is published in one order. */
export const openStream = (name: string, seed: number, customers: readonly number[], clock: () => number): Stream => {
  const random = seededRandom(seed)
  const recent: Said[] = []
  let count = 0
  let kept = 0

  const fresh = (): Said => {
    const customer = random.pick(customers)
    count += 1
    const call = { messageId: `load-${name}-${count}`, timestamp: isoOf(epochMs(clock() - latenessOf(customer, random))) }
    const envelope = { ...call, ...somethingOf(customer, random) }
    if (!random.chance(FLAWS)) return { envelope, isFlawed: false }
    return { envelope: { ...envelope, ...random.pick(FLAWED) }, isFlawed: true }
  }
  return {
    next: () => {
      const isRepeat = recent.length === REPEATABLE && random.chance(DUPLICATES)
      if (isRepeat) return random.pick(recent)
      const said = fresh()
      if (!said.isFlawed) {
        recent[kept % REPEATABLE] = said
        kept += 1
      }
      return said
    },
  }
}

/** How far back a publisher repeats itself: a library that sends its last batches again. */
const REPEATABLE = 500

/** What is wrong with those that are refused; each is refused for one thing. */
const FLAWED: readonly JsonObject[] = [
  { timestamp: 'noon' },
  { timestamp: '2099-01-01T00:00:00Z' },
  { userId: null, anonymousId: null },
  { userId: 'x'.repeat(300) },
  { properties: ['a list'] },
]

type Random = ReturnType<typeof seededRandom>

/** Most customers are at it now, some events come late, and some customers fell silent long ago: so every stage has somebody. */
const latenessOf = (customer: number, random: Random): number => {
  const silentDays = customer % 5 < 3 ? 0 : 20 + ((customer * 7919) % 350)
  if (silentDays > 0) return Math.floor((silentDays + random.next() * 15) * DAY_MS)
  return random.chance(0.1) ? Math.floor(random.next() * 40 * DAY_MS) : 0
}

const somethingOf = (customer: number, random: Random): JsonObject => {
  const who = whoIs(customer)
  const roll = random.next()
  for (const [share, happening] of HAPPENINGS) if (roll < share) return { ...who, ...happening(customer, random) }
  return { ...who, ...viewed(customer, random) }
}

/** One in ten never says who they are. */
const whoIs = (customer: number): JsonObject =>
  customer % 10 === 1 ? { anonymousId: `visitor-${customer}` } : { userId: `customer-${customer}` }

type Happening = (customer: number, random: Random) => JsonObject

const track = (event: string, properties: JsonObject): JsonObject => ({ type: 'track', event, properties })

const ordered: Happening = (_customer, random) =>
  track('Order Completed', {
    revenue: random.below(20_000) / 100,
    currency: random.chance(0.9) ? 'USD' : 'EUR',
    products: [{ sku: 'a-1' }],
  })

const viewed: Happening = (_customer, random) =>
  track('Product Viewed', { sku: `p-${random.below(500)}`, price: random.below(9_900) / 100 })

const identified: Happening = (customer, random) => ({
  type: 'identify',
  traits: {
    email: `customer-${customer}@shop.example`,
    firstName: `Name ${random.below(50)}`,
    plan: random.pick(['free', 'pro']) as Json,
    visits: random.below(1_000),
  },
})

/** Assigned outside, always the same variant for the same customer. */
const exposed: Happening = (customer) =>
  track('Experiment Viewed', { experiment_id: 'spring-mail', variation_id: ['mens', 'womens', 'none'][customer % 3] as string })

/** Up to which roll of the dice what happens; the rest is somebody looking at products. */
const HAPPENINGS: readonly (readonly [number, Happening])[] = [
  [0.25, ordered],
  [0.4, () => track('Site Visited', {})],
  [0.5, identified],
  [0.53, (_, random) => track('Subscribed', random.chance(0.5) ? {} : { topic: 'news' })],
  [0.55, (_, random) => track('Unsubscribed', random.chance(0.5) ? {} : { topic: 'news' })],
  [0.6, exposed],
  [0.62, (_, random) => track('Order Refunded', { revenue: random.below(5_000) / 100, currency: 'USD' })],
  [0.622, () => track('Account Deleted', {})],
  [0.624, () => track('Account Reopened', {})],
  [0.7, (_, random) => ({ type: 'page', name: `Page ${random.below(20)}`, properties: { path: '/shop' } })],
]
