/**
 * Evaluations a second: 100 rules of three to eight leaves over 10,000 customers, compiled and one by one.
 * `node test/domain/conditions/speed.ts` prints it.
 */
import { compile } from '../../../shared/domain/conditions/compile.ts'
import { evaluate } from '../../../shared/domain/conditions/evaluate.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { type Random, seededRandom } from '../../../shared/kernel/random.ts'
import { conditionOf } from './read.ts'

export type Workload = { readonly rules: readonly Json[]; readonly customers: readonly Json[] }

export const workload = (rules: number, customers: number): Workload => {
  const random = seededRandom(7)
  return {
    rules: Array.from({ length: rules }, () => ruleFrom(random)),
    customers: Array.from({ length: customers }, () => customerFrom(random)),
  }
}

const PLANS = ['free', 'starter', 'pro', 'team']
const COUNTRIES = ['DE', 'FR', 'US', 'GB', 'NL', 'ES', 'IT', 'PL']
const STAGES = ['new', 'active', 'at-risk', 'dormant']
const SOURCES = ['ads', 'organic', 'referral', 'newsletter']
const TAGS = ['vip', 'beta', 'b2b', 'press']

const LEAVES: readonly ((random: Random) => Json)[] = [
  (random) => ({ 'traits.plan': random.pick(PLANS) }),
  (random) => ({ 'traits.country': { $in: [random.pick(COUNTRIES), random.pick(COUNTRIES), random.pick(COUNTRIES)] } }),
  (random) => ({ 'metrics.orders': { $gte: random.below(12) } }),
  (random) => ({ 'metrics.revenue': { $exists: true, $gt: random.below(50) * 1_000 } }),
  (random) => ({ stage: { $ne: random.pick(STAGES) } }),
  (random) => ({ 'traits.newsletter': random.chance(0.5) }),
  (random) => ({ 'metrics.daysSinceOrder': { $exists: true, $lt: 5 + random.below(60) } }),
  (random) => ({ 'traits.source': { $nin: [random.pick(SOURCES)] } }),
  (random) => ({ 'traits.tags': { $in: [random.pick(TAGS)] } }),
  (random) => ({ 'traits.email': { $regex: random.pick(['@gmail\\.com$', '@example\\.(com|org)$', '^a']) } }),
  (random) => ({ 'traits.nps': { $exists: random.chance(0.7) } }),
  (random) => ({ 'traits.app': { $exists: true, $vgte: `${1 + random.below(3)}.${random.below(9)}.0` } }),
]

const ruleFrom = (random: Random): Json => {
  const leaves = Array.from({ length: 3 + random.below(6) }, () => random.pick(LEAVES)(random))
  const cut = 1 + random.below(leaves.length - 1)
  const rest = leaves.slice(cut)
  return random.chance(0.5) ? { $and: leaves.slice(0, cut), $or: rest } : { $and: [...leaves.slice(0, cut), { $not: { $and: rest } }] }
}

const customerFrom = (random: Random): Json => ({
  stage: random.pick(STAGES),
  traits: {
    plan: random.pick(PLANS),
    country: random.pick(COUNTRIES),
    newsletter: random.chance(0.5),
    source: random.pick(SOURCES),
    email: `${random.pick(['anna', 'bob', 'alexandra.long-name'])}${random.below(100_000)}@${random.pick(['gmail.com', 'example.com', 'shop.example'])}`,
    tags: TAGS.filter(() => random.chance(0.3)),
    app: `${1 + random.below(4)}.${random.below(12)}.${random.below(20)}`,
    ...(random.chance(0.5) ? { nps: random.below(11) } : {}),
  },
  metrics: { orders: random.below(20), revenue: random.below(90_000), daysSinceOrder: random.below(120) },
})

/** By processor time and the best of several runs, as machines have other things to do. */
const millionsPerSecond = (evaluations: number, run: () => void): string => {
  const seconds = Array.from({ length: 8 }, () => {
    const before = process.cpuUsage()
    run()
    return process.cpuUsage(before).user / 1e6
  })
  return `${(evaluations / Math.min(...seconds) / 1e6).toFixed(1)} M`
}

if (import.meta.main) {
  for (const count of [100, 1_000]) {
    const { rules, customers } = workload(count, 10_000)
    const conditions = rules.map((rule) => conditionOf(rule))
    const program = compile(conditions)
    const sample = customers.slice(0, 1_000)
    const compiled = millionsPerSecond(count * customers.length, () => customers.forEach((customer) => void program.matchesAll(customer)))
    const single = millionsPerSecond(count * sample.length, () => {
      for (const customer of sample) for (const condition of conditions) evaluate(condition, customer)
    })
    console.log(`${count} rules, evaluations a second of processor time: ${compiled} compiled, ${single} one by one`)
  }
}
