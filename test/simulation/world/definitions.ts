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
import { DAY_MS, durationOf, HOUR_MS, isoOf, later, MINUTE_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import { EVENTS, type Manner, NIGHTS, type Night, policyFile, POOL, TOPICS } from './policies.ts'

export { EVENTS, TOPICS } from './policies.ts'

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

export const companyOf = (random: Random, start: EpochMs, end: EpochMs): Company => {
  const manner: Manner = random.chance(0.4) ? 'eager' : 'careful'
  const hours = manner === 'eager' ? ALWAYS : random.pick(NIGHTS)
  const policy = parsed(parsePolicy(policyFile(random, hours, manner)))
  const outside = random.chance(0.7) ? [parsed(parseExperiment(experimentFile()))] : []
  const crowded = random.chance(0.03)
  const count = crowded ? 23 : 4 + random.below(4)
  const first = Array.from({ length: count }, (_, index) =>
    publish(
      crowded ? crowdFile(index) : manner === 'eager' ? eagerFile(random, index) : campaignFile(random, policy, hours, index, start, end),
      1,
    ),
  )
  const eras: Era[] = [eraOf(policy, outside, first, true, start)]
  for (const at of switchInstants(random, start, end)) eras.push(nextEra(random, policy, outside, eras.at(-1) as Era, at))
  const last = eras.at(-1) as Era
  if (!last.sendingOn) eras.push(eraOf(policy, outside, last.campaigns, true, later(last.from, 36 * HOUR_MS)))
  const codes = Array.from({ length: 1 + random.below(5) }, (_, index) => `SPRING-${index}`)
  return { manner, policy, outside, eras, topics: TOPICS, pools: new Map([[POOL, codes]]) }
}

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

const campaignFile = (random: Random, policy: Policy, night: Night, index: number, start: EpochMs, end: EpochMs): CampaignFile => {
  const span = end - start
  const variants = 1 + random.below(3)
  const compares = random.chance(0.8)
  const delivery = deliveryPart(random, policy, night, index)
  const withCode = delivery.couponPool !== undefined
  return {
    id: `campaign-${index}`,
    name: `Campaign ${index}`,
    topic: random.pick(TOPICS),
    status: 'active',
    ...(random.chance(0.1) ? { start: isoOf(later(start, Math.floor(span * 0.3 * random.next()))) } : {}),
    ...(random.chance(0.1) ? { end: isoOf(later(start, Math.floor(span * (0.4 + 0.4 * random.next())))) } : {}),
    entry: asksToConfirm(policy, index) ? { event: 'Subscribed' } : entryFile(random),
    ...(random.chance(0.2) ? { audience: random.pick(AUDIENCES) } : {}),
    reentry: random.pick(['never', 'each', 'each', 'each', { after: durationOf((1 + random.below(8)) * DAY_MS) }]),
    exits: random.chance(0.5) ? exitFiles(random) : [],
    ...(random.chance(0.4) ? { staleAfter: durationOf((30 + random.below(300)) * MINUTE_MS) } : {}),
    ...delivery,
    ...(compares ? experimentPart(random, variants, withCode) : { steps: stepFiles(random, withCode) }),
    ...(compares || random.chance(0.5) ? { goal: goalFile(random) } : {}),
  }
}

const ALWAYS: Night = { quiet: null, windows: [{ from: '00:00', until: '23:59' }] }

/** Mail on every occasion, again and again: several campaigns at one instant, for the same few codes and mails a day. */
const eagerFile = (random: Random, index: number): CampaignFile => {
  const withCode = random.chance(0.25)
  const steps = random.chance(0.7) ? [{ send: { subject: 'Now', text: withCode ? '{{ coupon }}' : 'Now' } }] : stepFiles(random, withCode)
  const limits = { whenFull: random.pick(['defer', 'defer', 'drop']), ...(random.chance(0.2) ? { perDay: 1 + random.below(4) } : {}) }
  return {
    id: `campaign-${index}`,
    name: `Campaign ${index}`,
    topic: random.pick(TOPICS),
    status: 'active',
    entry: random.pick<JsonObject>([
      { event: EVENTS.order },
      { event: EVENTS.order },
      { event: EVENTS.quiz },
      { event: EVENTS.card },
      { event: EVENTS.signUp },
    ]),
    reentry: 'each',
    exits: random.chance(0.2) ? exitFiles(random) : [],
    priority: random.pick([10, 50, 90]),
    limits,
    ...(withCode ? { couponPool: POOL } : {}),
    ...(random.chance(0.25) ? experimentPart(random, 1 + random.below(2), withCode) : { steps }),
    goal: goalFile(random),
  }
}

/** With double opt-in the first campaign asks those who subscribe to confirm it. */
const asksToConfirm = ({ consent }: Policy, index: number): boolean => consent.isDouble && index === 0

const deliveryPart = (random: Random, policy: Policy, { windows }: Night, index: number): JsonObject => {
  const limits = {
    whenFull: random.pick(['defer', 'defer', 'defer', 'drop']),
    ...(random.chance(0.2) ? { perDay: 1 + random.below(2) } : {}),
  }
  const days = random.pick<readonly string[] | null>([null, null, null, ['mon', 'wed', 'sun'], ['sat', 'sun']])
  return {
    ...(asksToConfirm(policy, index) ? { purpose: 'confirmation' } : {}),
    ...(random.chance(0.6) ? { priority: random.pick([10, 50, 90]) } : {}),
    ...(random.chance(0.7) ? { limits } : {}),
    ...(random.chance(0.25) ? { sendWindow: { ...random.pick(windows), ...(days === null ? {} : { days }) } } : {}),
    ...(random.chance(0.3) && !asksToConfirm(policy, index) ? { couponPool: POOL } : {}),
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
    { event: EVENTS.quiz, where: { score: { $gte: 20 } } },
    { event: EVENTS.order },
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
const stepFiles = (random: Random, withCode: boolean): readonly JsonObject[] => {
  const steps: JsonObject[] = []
  const mails = 1 + random.below(3)
  for (let mail = 0; mail < mails; mail += 1) {
    if (mail > 0 || random.chance(0.25))
      steps.push({ wait: durationOf((10 + random.below(mail === 0 ? 2_000 : 9_000)) * MINUTE_MS + 5 * HOUR_MS) })
    steps.push({ send: { subject: `Mail ${mail}`, text: withCode ? '{{ coupon }}' : '{{ links.confirm }}' } })
  }
  return steps
}

const experimentPart = (random: Random, count: number, withCode: boolean): JsonObject => {
  const names = ['plain', 'bold', 'long'].slice(0, count)
  const shares = { 1: [10_000], 2: [5_000, 5_000], 3: [2_000, 3_000, 5_000] }[count] as readonly number[]
  return {
    experiment: {
      control: 'plain',
      holdoutBps: count === 1 ? 1_000 + random.below(4_001) : random.pick([0, 500, 1_000, 5_000]),
      trafficBps: random.chance(0.25) ? 7_000 : 10_000,
      variants: names.map((name, index) => ({ name, shareBps: shares[index] as number, steps: stepFiles(random, withCode) })),
    },
  }
}

const goalFile = (random: Random): JsonObject => ({
  name: 'order',
  event: EVENTS.order,
  window: durationOf((1 + random.below(12)) * DAY_MS),
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
  campaign: parsed(parseCampaign(file, { version, saltSeed: 'simulation', checkTemplate: () => null, templates: NO_TEMPLATES })),
})

/** What a file of our own says; it is never wrong. */
export const parsed = <T>(result: Parsed<T>): T => {
  assert(result.ok, result.ok ? '' : JSON.stringify(result.problems))
  return result.value
}
