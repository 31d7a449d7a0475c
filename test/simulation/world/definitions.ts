/** What a simulated company decided: a policy, campaigns and experiments as JSON files, drawn from the seed and read through the contract. */
import { parseCampaign } from '../../../shared/contract/campaign.ts'
import { NO_TEMPLATES } from '../../../shared/contract/campaign-steps.ts'
import { parseExperiment } from '../../../shared/contract/experiment.ts'
import { parsePolicy } from '../../../shared/contract/policy.ts'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import { type Policy, type Rules, rulesOf } from '../../../shared/domain/customer/rules.ts'
import type { Stop } from '../../../shared/domain/messaging/breaker.ts'
import type { Experiment } from '../../../shared/domain/experiment/experiment.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Parsed } from '../../../shared/kernel/problem.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { HOUR_MS, later } from '../../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../../shared/kernel/words.ts'
import type { Focus, Plan } from './focus.ts'
import { ALWAYS, type CampaignFile, crowdFile, draftOf, stepFiles } from './campaigns.ts'
import { EVENTS, type Manner, NIGHTS, policyFile, POOL, TOPICS } from './policies.ts'

export type { CampaignFile } from './campaigns.ts'
export { EVENTS, TOPICS } from './policies.ts'

/** A campaign as the flow reads it, and as it was written: the auditor reads conditions from the file, with code of its own. */
export type Published = { readonly campaign: Campaign; readonly file: CampaignFile }

/** The rules in force from an instant until the next era begins. */
export type Era = {
  readonly from: EpochMs
  readonly rules: Rules
  readonly sendingOn: boolean
  /** What is stopped: all sending under `*`, or a campaign. */
  readonly stops: ReadonlyMap<string, Stop>
  /** Every version so far. */
  readonly campaigns: readonly Published[]
  /** What metrics ask of an event, by `experiment/metric`, as written in the files. */
  readonly wheres: ReadonlyMap<string, JsonObject>
}

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
  const manner: Manner = MANNERS[focus] ?? (random.chance(0.4) ? 'eager' : 'careful')
  const hours = manner === 'eager' ? ALWAYS : random.pick(NIGHTS)
  const policy = parsed(parsePolicy(policyFile(random, hours, manner, plan)))
  const outside = random.chance(0.7) ? [parsed(parseExperiment(experimentFile()))] : []
  const crowded = focus === 'everything' && random.chance(0.03)
  const count = crowded ? 23 : 4 + random.below(4)
  const first = Array.from({ length: count }, (_, index) =>
    publish(crowded ? crowdFile(index) : draftOf({ random, policy, hours, focus, manner, start, end }, index), 1),
  )
  const eras: Era[] = [eraOf(policy, outside, first, true, start)]
  for (const at of switchInstants(random, start, end)) eras.push(nextEra(random, policy, outside, eras.at(-1) as Era, at))
  const last = eras.at(-1) as Era
  if (!last.sendingOn) eras.push(eraOf(policy, outside, last.campaigns, true, later(last.from, 36 * HOUR_MS)))
  const codes = Array.from(
    { length: focus === 'last places' ? 4 + random.below(16) : 1 + random.below(5) },
    (_, index) => `SPRING-${index}`,
  )
  return { manner, policy, outside, eras, topics: TOPICS, pools: new Map([[POOL, codes]]) }
}

const MANNERS: Readonly<Partial<Record<Focus, Manner>>> = { clocks: 'careful', 'last places': 'eager', 'held-up senders': 'eager' }

export const OUTSIDE = { id: 'onboarding-page', variants: ['old', 'new', 'newest'] } as const

const LARGE: JsonObject = { revenue: { $gte: 50 } }

const experimentFile = (): JsonObject => ({
  id: OUTSIDE.id,
  control: 'old',
  variants: OUTSIDE.variants.map((name) => ({ name, weight: 1 })),
  metrics: [
    { name: 'order', event: EVENTS.order, window: '6d', revenue: { currency: 'USD' } },
    { name: 'large-order', event: EVENTS.order, where: LARGE, window: '5d' },
  ],
})

/** Sending is switched off for a while, a campaign ends, a new version is published. */
const switchInstants = (random: Random, start: EpochMs, end: EpochMs): readonly EpochMs[] => {
  const count = random.below(4)
  return Array.from({ length: count }, () => later(start, Math.floor((end - start) * (0.2 + 0.7 * random.next())))).sort((a, b) => a - b)
}

const nextEra = (random: Random, policy: Policy, outside: readonly Experiment[], before: Era, at: EpochMs): Era => {
  // Off for a day or two at most.
  if (!before.sendingOn) return eraOf(policy, outside, before.campaigns, true, later(before.from, Math.min(at - before.from, 36 * HOUR_MS)))
  const choice = random.below(5)
  if (choice === 0) return eraOf(policy, outside, before.campaigns, false, at)
  const changed = random.pick([...before.rules.campaigns.live.values()])
  const latest = before.campaigns.find(({ campaign }) => campaign === changed) as Published
  const file = choice === 1 ? { ...latest.file, status: 'ended' } : withOtherSteps(random, latest.file)
  return eraOf(policy, outside, [...before.campaigns, publish(file, changed.version + 1)], before.sendingOn, at)
}

/** A second version takes other steps. */
const withOtherSteps = (random: Random, file: CampaignFile): CampaignFile => {
  const { experiment, staleAfter: _, ...rest } = file
  const withCode = file.couponPool !== undefined
  if (experiment === undefined) return { ...rest, steps: stepFiles(random, withCode) }
  const { variants, ...others } = experiment as unknown as { variants: readonly JsonObject[] }
  return { ...rest, experiment: { ...others, variants: variants.map((variant) => ({ ...variant, steps: stepFiles(random, withCode) })) } }
}

export const eraOf = (
  policy: Policy,
  outside: readonly Experiment[],
  campaigns: readonly Published[],
  sendingOn: boolean,
  from: EpochMs,
): Era => {
  const versions = campaigns.map(({ campaign }) => campaign)
  return { from, sendingOn, stops: new Map(), campaigns, wheres: wheresOf(campaigns), rules: rulesOf(policy, versions, outside, sendingOn) }
}

const wheresOf = (campaigns: readonly Published[]): ReadonlyMap<string, JsonObject> => {
  const wheres = new Map<string, JsonObject>([[`${OUTSIDE.id}/large-order`, LARGE]])
  for (const { file } of campaigns)
    if (file.goal?.where !== undefined) wheres.set(`${file.id}/${file.goal.name}`, file.goal.where as JsonObject)
  return wheres
}

/** A version of a campaign, read from its file as everybody's is. */
export const publish = (file: CampaignFile, version: number): Published => ({
  file,
  campaign: parsed(
    parseCampaign(file, { version, publishedAt: epochMs(0), saltSeed: 'simulation', checkTemplate: () => null, templates: NO_TEMPLATES }),
  ),
})

/** What a file of our own says; it is never wrong. */
export const parsed = <T>(result: Parsed<T>): T => {
  assert(result.ok, result.ok ? '' : JSON.stringify(result.problems))
  return result.value
}
