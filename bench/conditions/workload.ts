/** Entry conditions as marketers write them, and the customers they are put to: the same for every run, from a seed. */
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { type Random, seededRandom } from '../../shared/kernel/random.ts'

/** A rule in no engine's language: all of these, and of the rest any or none. */
export type Rule = { readonly all: readonly Asked[]; readonly rest: readonly Asked[]; readonly restHolds: 'any' | 'none' }

/** One question about one attribute. What is missing is compared with nothing, and is equal to and among nothing. */
export type Asked =
  | { readonly is: 'equal' | 'not-equal'; readonly path: string; readonly value: string | number | boolean }
  | { readonly is: 'among' | 'not-among'; readonly path: string; readonly values: readonly string[] }
  | { readonly is: 'more' | 'at-least' | 'less' | 'at-most'; readonly path: string; readonly value: number }
  | { readonly is: 'there' | 'missing'; readonly path: string }
  /** The list has this entry. */
  | { readonly is: 'tagged'; readonly path: string; readonly value: string }

export type Workload = { readonly rules: readonly Rule[]; readonly customers: readonly JsonObject[] }

/** Rules of three to eight leaves, customers of some 25 fields. */
export const workload = (rules: number, customers: number, seed = 20_261_122): Workload => {
  const random = seededRandom(seed)
  return { rules: times(rules, () => ruleFrom(random)), customers: times(customers, (index) => customerFrom(random, index)) }
}

const times = <T>(count: number, make: (index: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => make(index))

const STAGES = ['new', 'active', 'at-risk', 'dormant', 'churned']
const PLANS = ['free', 'starter', 'pro', 'team', 'enterprise']
const COUNTRIES = ['DE', 'FR', 'US', 'GB', 'NL', 'ES', 'IT', 'PL', 'SE', 'JP']
const SOURCES = ['ads', 'organic', 'referral', 'newsletter', 'partner']
const ROLES = ['owner', 'admin', 'member', 'guest']
const SECTORS = ['retail', 'travel', 'health', 'media', 'school']
const TAGS = ['vip', 'beta', 'b2b', 'press', 'wholesale']
const EVENTS = ['Order Completed', 'Product Viewed', 'Cart Viewed', 'Signed In']

const among = (random: Random, values: readonly string[]): readonly string[] =>
  values.toSorted(() => random.below(3) - 1).slice(0, 2 + random.below(2))

const QUESTIONS: readonly ((random: Random) => Asked)[] = [
  (random) => ({ is: 'equal', path: 'stage', value: random.pick(STAGES) }),
  (random) => ({ is: 'not-equal', path: 'stage', value: random.pick(STAGES) }),
  (random) => ({ is: 'equal', path: 'traits.plan', value: random.pick(PLANS) }),
  (random) => ({ is: 'among', path: 'traits.country', values: among(random, COUNTRIES) }),
  (random) => ({ is: 'not-among', path: 'traits.country', values: among(random, COUNTRIES) }),
  (random) => ({ is: 'not-among', path: 'traits.source', values: among(random, SOURCES) }),
  (random) => ({ is: 'equal', path: 'traits.newsletter', value: random.chance(0.5) }),
  () => ({ is: 'equal', path: 'traits.verified', value: true }),
  (random) => ({ is: 'among', path: 'traits.role', values: among(random, ROLES) }),
  (random) => ({ is: 'not-equal', path: 'traits.sector', value: random.pick(SECTORS) }),
  (random) => ({ is: 'at-least', path: 'traits.age', value: 18 + random.below(40) }),
  (random) => ({ is: 'less', path: 'traits.age', value: 25 + random.below(50) }),
  (random) => ({ is: random.chance(0.7) ? 'there' : 'missing', path: 'traits.nps' }),
  (random) => ({ is: 'at-most', path: 'traits.nps', value: random.below(11) }),
  (random) => ({ is: 'more', path: 'traits.seats', value: random.below(40) }),
  (random) => ({ is: 'tagged', path: 'traits.tags', value: random.pick(TAGS) }),
  (random) => ({ is: 'at-least', path: 'activity.count', value: random.below(40) }),
  (random) => ({ is: 'at-least', path: `events.${random.pick(EVENTS)}.count`, value: 1 + random.below(12) }),
  (random) => ({ is: random.chance(0.5) ? 'there' : 'missing', path: `events.${random.pick(EVENTS)}.count` }),
  (random) => ({ is: 'more', path: 'revenue.EUR', value: random.below(100) * 10 }),
  (random) => ({ is: 'at-most', path: 'revenue.EUR', value: 100 + random.below(100) * 10 }),
]

const ruleFrom = (random: Random): Rule => {
  const asked = times(3 + random.below(6), () => random.pick(QUESTIONS)(random))
  const cut = 1 + random.below(asked.length)
  return { all: asked.slice(0, cut), rest: asked.slice(cut), restHolds: random.chance(0.7) ? 'any' : 'none' }
}

const customerFrom = (random: Random, index: number): JsonObject => {
  const perhaps = (share: number, fields: JsonObject): JsonObject => (random.chance(share) ? fields : {})
  const day = (): string =>
    `2026-${String(1 + random.below(11)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}T08:00:00.000Z`
  return {
    id: `customer-${index}`,
    stage: random.pick(STAGES),
    stageSince: day(),
    traits: {
      email: `somebody${index}@example.com`,
      name: `Somebody ${index}`,
      plan: random.pick(PLANS),
      country: random.pick(COUNTRIES),
      source: random.pick(SOURCES),
      newsletter: random.chance(0.5),
      verified: random.chance(0.8),
      tags: TAGS.filter(() => random.chance(0.25)),
      ...perhaps(0.7, { role: random.pick(ROLES) }),
      ...perhaps(0.6, { sector: random.pick(SECTORS) }),
      ...perhaps(0.7, { age: 16 + random.below(70) }),
      ...perhaps(0.5, { nps: random.below(11) }),
      ...perhaps(0.5, { seats: 1 + random.below(60) }),
      ...perhaps(0.8, { timezone: 'Europe/Berlin' }),
    },
    activity: { count: random.below(60), firstAt: day(), lastAt: day() },
    events: Object.fromEntries(
      EVENTS.flatMap((name): readonly (readonly [string, Json])[] =>
        random.chance(0.7) ? [[name, { count: 1 + random.below(20), firstAt: day(), lastAt: day() }]] : [],
      ),
    ),
    revenue: perhaps(0.7, { EUR: random.below(2_000) }),
  }
}
