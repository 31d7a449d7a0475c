/** What a simulated company decided: a policy, campaigns and experiments as JSON files, drawn from the seed and read through the contract. */
import { parseExperiment } from '../../../shared/contract/experiment.ts'
import { parsePolicy } from '../../../shared/contract/policy.ts'
import type { Policy } from '../../../shared/domain/customer/rules.ts'
import type { Experiment } from '../../../shared/domain/experiment/experiment.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { ALWAYS, crowdFile, draftOf } from './campaigns.ts'
import { compared, globalHoldoutFile } from './compared.ts'
import { erasOf } from './changes.ts'
import { type Era, LARGE, OUTSIDE, parsed, publish, type Published, SALT, sensible } from './eras.ts'
import type { Focus, Plan } from './focus.ts'
import { richFile } from './journeys.ts'
import { EVENTS, type Manner, NIGHTS, policyFile, POOL, TOPICS } from './policies.ts'

export type { CampaignFile } from './campaigns.ts'
export { type Era, eraOf, OUTSIDE, parsed, publish, type Published } from './eras.ts'
export { EVENTS, TOPICS } from './policies.ts'

/** All that is decided before the first event. */
export type Company = {
  readonly manner: Manner
  readonly policy: Policy
  readonly outside: readonly Experiment[]
  readonly eras: readonly Era[]
  readonly topics: readonly string[]
  /** Codes by pool. */
  readonly pools: ReadonlyMap<string, readonly string[]>
}

export const companyOf = (random: Random, plan: Plan): Company => {
  const { focus, start, end } = plan
  const manner: Manner = MANNERS[focus] ?? (random.chance(focus === 'journeys' ? 0.6 : 0.4) ? 'eager' : 'careful')
  const hours = manner === 'eager' ? ALWAYS : random.pick(NIGHTS)
  const drawn = policyFile(random, hours, manner, plan)
  // What is asked of those who subscribe is no marketing, whatever is held back.
  const asks = plan.compares && manner === 'careful' && random.chance(0.6)
  const file = asks ? { ...drawn, consent: { ...(drawn.consent as JsonObject), doubleOptIn: true } } : drawn
  const globalHoldout = plan.compares && random.chance(0.6) ? globalHoldoutFile(random) : null
  const policy = parsed(parsePolicy(globalHoldout === null ? file : { ...file, globalHoldout }, SALT))
  const outside = random.chance(0.7) ? [parsed(parseExperiment(experimentFile()))] : []
  const crowded = focus === 'everything' && random.chance(0.03)
  const count = crowded ? 23 : focus === 'journeys' ? 3 + random.below(3) : 4 + random.below(4)
  const withMore = (one: Published): Published => (plan.compares ? sensible(() => compared(random, one.file)) : one)
  const campaigns = Array.from({ length: count }, (_, index) => {
    if (!crowded && random.chance(RICH[focus] ?? 0)) return withMore(sensible(() => richFile(random, index)))
    if (crowded) return publish(crowdFile(index), 1)
    return withMore(sensible(() => draftOf({ random, policy, hours, focus, manner, start, end }, index)))
  })
  const written = { outside: outside.length === 0 ? null : experimentFile(), globalHoldout }
  const eras = erasOf(random, plan, { policy, outside, campaigns, said: new Map(), sendingOn: true, written })
  const codes = Array.from(
    { length: focus === 'last places' ? 4 + random.below(16) : 1 + random.below(5) },
    (_, index) => `SPRING-${index}`,
  )
  return { manner, policy, outside, eras, topics: TOPICS, pools: new Map([[POOL, codes]]) }
}

/** How many of a world's campaigns use the whole language. */
const RICH: Readonly<Partial<Record<Focus, number>>> = { journeys: 0.85, everything: 0.2, circles: 0.25 }

const MANNERS: Readonly<Partial<Record<Focus, Manner>>> = { clocks: 'careful', 'last places': 'eager', 'held-up senders': 'eager' }

const experimentFile = (): JsonObject => ({
  id: OUTSIDE.id,
  control: 'old',
  variants: OUTSIDE.variants.map((name) => ({ name, weight: 1 })),
  metrics: [
    { name: 'order', event: EVENTS.order, window: '6d', revenue: { currency: 'USD' } },
    { name: 'large-order', event: EVENTS.order, where: LARGE, window: '5d' },
  ],
})
