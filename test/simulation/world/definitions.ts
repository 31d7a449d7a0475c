/** What a simulated company decided: a policy, campaigns and experiments as JSON files, drawn from the seed and read through the contract. */
import { parseCampaign } from '../../../shared/contract/campaign.ts'
import { parseExperiment } from '../../../shared/contract/experiment.ts'
import { parsePolicy } from '../../../shared/contract/policy.ts'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import { type Policy, type Rules, rulesOf } from '../../../shared/domain/customer/rules.ts'
import type { Experiment } from '../../../shared/domain/experiment/experiment.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Parsed } from '../../../shared/kernel/problem.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { DAY_MS, durationOf, HOUR_MS, isoOf, later, MINUTE_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'

/** A campaign as the flow reads it, and as it was written: the auditor reads conditions from the file, with code of its own. */
export type Published = { readonly campaign: Campaign; readonly file: CampaignFile }
export type CampaignFile = JsonObject & {
  readonly id: string
  readonly entry: JsonObject
  readonly audience?: JsonObject
  readonly exits?: readonly JsonObject[]
  readonly goal?: JsonObject
}

/** The rules in force from an instant until the next era begins. */
export type Era = {
  readonly from: EpochMs
  readonly rules: Rules
  readonly sendingOn: boolean
  /** Every version so far. */
  readonly campaigns: readonly Published[]
  /** What metrics ask of an event, by `experiment/metric`, as written in the files. */
  readonly wheres: ReadonlyMap<string, JsonObject>
}

/** All that is decided before the first event. */
export type Company = {
  readonly policy: Policy
  readonly outside: readonly Experiment[]
  readonly eras: readonly Era[]
  readonly topics: readonly string[]
}

/** Events of the simulated shop. Activity is what the policy says it is. */
export const EVENTS = {
  order: 'Order Completed',
  refund: 'Order Refunded',
  signUp: 'Account Created',
  end: 'Account Deleted',
  back: 'Account Reopened',
  view: 'Product Viewed',
  quiz: 'Quiz Taken',
  card: 'Card Declined',
} as const

export const TOPICS = ['offers', 'tips'] as const

export const companyOf = (random: Random, start: EpochMs, end: EpochMs): Company => {
  const policy = parsed(parsePolicy(policyFile(random)))
  const outside = random.chance(0.7) ? [parsed(parseExperiment(experimentFile()))] : []
  const crowded = random.chance(0.08)
  const count = crowded ? 23 : 2 + random.below(4)
  const first = Array.from({ length: count }, (_, index) =>
    publish(crowded ? crowdFile(index) : campaignFile(random, index, start, end), 1),
  )
  const eras: Era[] = [eraOf(policy, outside, first, true, start)]
  for (const at of switchInstants(random, start, end)) eras.push(nextEra(random, policy, outside, eras.at(-1) as Era, at))
  return { policy, outside, eras, topics: TOPICS }
}

const policyFile = (random: Random): JsonObject => {
  const atRisk = 5 + random.below(20)
  const dormant = atRisk + 3 + random.below(20)
  return {
    lifecycle: {
      activity: random.chance(0.3) ? [EVENTS.order, EVENTS.signUp] : [EVENTS.order],
      newFor: durationOf((3 + random.below(28)) * DAY_MS),
      atRiskAfter: durationOf(atRisk * DAY_MS),
      dormantAfter: durationOf(dormant * DAY_MS),
      churnedAfter: durationOf((dormant + 5 + random.below(40)) * DAY_MS),
      churnedBy: [EVENTS.end],
      returnedBy: [EVENTS.back],
    },
    revenue: { events: [EVENTS.order], refunds: [EVENTS.refund], currency: 'USD' },
    consent: { basis: random.chance(0.6) ? 'soft-opt-in' : 'opt-in' },
    entryMaxAge: durationOf(random.pick([2, 6, 24, 48]) * HOUR_MS),
  }
}

export const OUTSIDE = { id: 'onboarding-page', variants: ['old', 'new', 'newest'] } as const

const LARGE: JsonObject = { revenue: { $gte: 50 } }

const experimentFile = (): JsonObject => ({
  id: OUTSIDE.id,
  control: 'old',
  variants: OUTSIDE.variants.map((name) => ({ name, weight: 1 })),
  metrics: [
    { name: 'order', event: EVENTS.order, window: '12d', revenue: { currency: 'USD' } },
    { name: 'large-order', event: EVENTS.order, where: LARGE, window: '5d' },
  ],
})

const campaignFile = (random: Random, index: number, start: EpochMs, end: EpochMs): CampaignFile => {
  const span = end - start
  const variants = 1 + random.below(3)
  const compares = random.chance(0.8)
  return {
    id: `campaign-${index}`,
    name: `Campaign ${index}`,
    topic: random.pick(TOPICS),
    status: 'active',
    ...(random.chance(0.15) ? { start: isoOf(later(start, Math.floor(span * 0.3 * random.next()))) } : {}),
    ...(random.chance(0.2) ? { end: isoOf(later(start, Math.floor(span * (0.4 + 0.4 * random.next())))) } : {}),
    entry: entryFile(random),
    ...(random.chance(0.4) ? { audience: random.pick(AUDIENCES) } : {}),
    reentry: random.pick(['never', 'each', 'each', { after: durationOf((1 + random.below(20)) * DAY_MS) }]),
    exits: random.chance(0.7) ? exitFiles(random) : [],
    ...(random.chance(0.4) ? { staleAfter: durationOf((30 + random.below(300)) * MINUTE_MS) } : {}),
    ...(compares ? experimentPart(random, variants) : { steps: stepFiles(random) }),
    ...(compares || random.chance(0.5) ? { goal: goalFile(random) } : {}),
  }
}

const entryFile = (random: Random): JsonObject =>
  random.pick<JsonObject>([
    { stage: 'at-risk' },
    { stage: 'dormant', from: ['at-risk'] },
    { stage: 'new' },
    { stage: 'active', from: ['dormant', 'at-risk', 'churned'] },
    { stage: 'churned' },
    { event: EVENTS.signUp },
    { event: EVENTS.quiz, where: { score: { $gte: 50 } } },
    { event: EVENTS.order },
    { event: EVENTS.card },
  ])

const AUDIENCES: readonly JsonObject[] = [
  { 'traits.plan': 'pro' },
  { 'activity.count': { $gte: 2 } },
  { 'revenue.USD': { $gte: 100 } },
  { 'traits.plan': { $in: ['free', 'pro'] } },
]

const exitFiles = (random: Random): readonly JsonObject[] =>
  random.pick<readonly JsonObject[]>([
    [{ event: EVENTS.order }],
    [{ event: EVENTS.order, where: { revenue: { $gte: 50 } } }, { event: EVENTS.end }],
    [{ event: EVENTS.quiz }],
    [{ event: EVENTS.view }],
  ])

/** Mails with waits between them; some paths begin with a wait. */
const stepFiles = (random: Random): readonly JsonObject[] => {
  const steps: JsonObject[] = []
  const mails = 1 + random.below(3)
  for (let mail = 0; mail < mails; mail += 1) {
    if (mail > 0 || random.chance(0.4))
      steps.push({ wait: durationOf((10 + random.below(mail === 0 ? 4_000 : 12_000)) * MINUTE_MS + 5 * HOUR_MS) })
    steps.push({ send: { subject: `Mail ${mail}`, text: '{{ customer.traits.name }}' } })
  }
  return steps
}

const experimentPart = (random: Random, count: number): JsonObject => {
  const names = ['plain', 'bold', 'long'].slice(0, count)
  const shares = { 1: [10_000], 2: [5_000, 5_000], 3: [2_000, 3_000, 5_000] }[count] as readonly number[]
  return {
    experiment: {
      control: 'plain',
      holdoutBps: count === 1 ? 1_000 + random.below(4_001) : random.pick([0, 500, 1_000, 5_000]),
      trafficBps: random.chance(0.25) ? 7_000 : 10_000,
      variants: names.map((name, index) => ({ name, shareBps: shares[index] as number, steps: stepFiles(random) })),
    },
  }
}

const goalFile = (random: Random): JsonObject => ({
  name: 'order',
  event: EVENTS.order,
  window: durationOf((1 + random.below(30)) * DAY_MS),
  ...(random.chance(0.7) ? { revenue: { currency: 'USD' } } : {}),
  ...(random.chance(0.3) ? { where: { revenue: { $gte: 20 } } } : {}),
})

/** Many campaigns on one event, so that somebody is in too many at once. */
const crowdFile = (index: number): CampaignFile => ({
  id: `crowd-${index}`,
  name: `Crowd ${index}`,
  topic: 'tips',
  status: 'active',
  entry: { event: EVENTS.signUp },
  reentry: 'never',
  steps: [{ wait: '2d' }, { send: { subject: 'One of many', text: 'Hello' } }],
})

/** Sending is switched off for a while, a campaign ends, a new version is published. */
const switchInstants = (random: Random, start: EpochMs, end: EpochMs): readonly EpochMs[] => {
  const count = random.below(4)
  return Array.from({ length: count }, () => later(start, Math.floor((end - start) * (0.2 + 0.7 * random.next())))).sort((a, b) => a - b)
}

const nextEra = (random: Random, policy: Policy, outside: readonly Experiment[], before: Era, at: EpochMs): Era => {
  if (!before.sendingOn) return eraOf(policy, outside, before.campaigns, true, at)
  const choice = random.below(3)
  if (choice === 0) return eraOf(policy, outside, before.campaigns, false, at)
  const changed = random.pick([...before.rules.campaigns.live.values()])
  const latest = before.campaigns.find(({ campaign }) => campaign === changed) as Published
  const file = choice === 1 ? { ...latest.file, status: 'ended' } : withOtherSteps(random, latest.file)
  return eraOf(policy, outside, [...before.campaigns, publish(file, changed.version + 1)], before.sendingOn, at)
}

/** A second version takes other steps. */
const withOtherSteps = (random: Random, file: CampaignFile): CampaignFile => {
  const { experiment, staleAfter: _, ...rest } = file
  if (experiment === undefined) return { ...rest, steps: stepFiles(random) }
  const { variants, ...others } = experiment as unknown as { variants: readonly JsonObject[] }
  return { ...rest, experiment: { ...others, variants: variants.map((variant) => ({ ...variant, steps: stepFiles(random) })) } }
}

export const eraOf = (
  policy: Policy,
  outside: readonly Experiment[],
  campaigns: readonly Published[],
  sendingOn: boolean,
  from: EpochMs,
): Era => {
  const versions = campaigns.map(({ campaign }) => campaign)
  return { from, sendingOn, campaigns, wheres: wheresOf(campaigns), rules: rulesOf(policy, versions, outside, sendingOn) }
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
  campaign: parsed(parseCampaign(file, { version, saltSeed: 'simulation', checkTemplate: () => null })),
})

/** What a file of our own says; it is never wrong. */
export const parsed = <T>(result: Parsed<T>): T => {
  assert(result.ok, result.ok ? '' : JSON.stringify(result.problems))
  return result.value
}
