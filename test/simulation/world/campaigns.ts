/** Campaigns of simulated companies, as their files say them: careful ones, eager ones, those of the night, and a crowd. */
import type { Policy } from '../../../shared/domain/customer/rules.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { DAY_MS, durationOf, HOUR_MS, isoOf, later, MINUTE_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import type { Focus } from './focus.ts'
import { EVENTS, type Manner, type Night, POOL, TOPICS } from './policies.ts'

export type CampaignFile = JsonObject & {
  readonly id: string
  readonly entry: JsonObject
  readonly audience?: JsonObject
  readonly exits?: readonly JsonObject[]
  readonly goal?: JsonObject
}

type Drawing = {
  readonly random: Random
  readonly policy: Policy
  readonly hours: Night
  readonly focus: Focus
  readonly manner: Manner
  readonly start: EpochMs
  readonly end: EpochMs
}

/** One campaign of a company, as its manner and the world's focus want it. */
export const draftOf = ({ random, policy, hours, focus, manner, start, end }: Drawing, index: number): CampaignFile => {
  if (focus === 'clocks') return nightFile(random, hours, index)
  return manner === 'eager' ? eagerFile(random, index, focus) : campaignFile(random, policy, hours, index, start, end)
}

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

export const ALWAYS: Night = { quiet: null, windows: [{ from: '00:00', until: '23:59' }] }

/** Mail on every occasion, again and again: several campaigns at one instant, for the same few codes and mails a day. */
const eagerFile = (random: Random, index: number, focus: Focus): CampaignFile => {
  const isScarce = focus === 'last places'
  const withCode = random.chance(isScarce ? 0.6 : 0.25)
  const steps = random.chance(0.7) ? [{ send: { subject: 'Now', text: withCode ? '{{ coupon }}' : 'Now' } }] : stepFiles(random, withCode)
  const limits = {
    whenFull: random.pick(['defer', 'defer', 'drop']),
    ...(random.chance(isScarce ? 0.5 : 0.2) ? { perDay: 1 + random.below(4) } : {}),
  }
  return {
    id: `campaign-${index}`,
    name: `Campaign ${index}`,
    topic: random.pick(TOPICS),
    status: 'active',
    // What a day has is still there when everybody comes.
    entry: isScarce
      ? { event: EVENTS.sale }
      : random.pick<JsonObject>([
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
    // What a slow sender brings back is near its end, or past it.
    ...(focus === 'held-up senders' && random.chance(0.5) ? { staleAfter: durationOf((15 + random.below(30)) * MINUTE_MS) } : {}),
    ...(withCode ? { couponPool: POOL } : {}),
    ...(random.chance(0.25) ? experimentPart(random, 1 + random.below(2), withCode) : { steps }),
    goal: goalFile(random),
  }
}

/** Mails on every occasion, most of them in a window of their own that spans midnight on some days only. */
const nightFile = (random: Random, { windows }: Night, index: number): CampaignFile => {
  const days = random.pick<readonly string[] | null>([null, ['sat'], ['sun'], ['sat', 'mon'], ['fri', 'sun']])
  const window = random.chance(0.5) ? random.pick(windows) : random.pick(PAST_MIDNIGHT)
  return {
    id: `campaign-${index}`,
    name: `Campaign ${index}`,
    topic: random.pick(TOPICS),
    status: 'active',
    entry: { event: random.pick([EVENTS.order, EVENTS.quiz, EVENTS.card]) },
    reentry: 'each',
    staleAfter: durationOf((2 + random.below(5)) * DAY_MS),
    ...(random.chance(0.6) ? { sendWindow: { ...window, ...(days === null ? {} : { days }) } } : {}),
    steps: [{ send: { subject: 'Tonight', text: 'Tonight' } }],
    goal: goalFile(random),
  }
}

const PAST_MIDNIGHT: Night['windows'] = [
  { from: '22:30', until: '02:15' },
  { from: '23:00', until: '05:30' },
]

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
export const stepFiles = (random: Random, withCode: boolean): readonly JsonObject[] => {
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

export const goalFile = (random: Random): JsonObject => ({
  name: 'order',
  event: EVENTS.order,
  window: durationOf((1 + random.below(12)) * DAY_MS),
  ...(random.chance(0.7) ? { revenue: { currency: 'USD' } } : {}),
  ...(random.chance(0.3) ? { where: { revenue: { $gte: 20 } } } : {}),
})

/** Many campaigns on one event, so that somebody is in too many at once. */
export const crowdFile = (index: number): CampaignFile => ({
  id: `crowd-${index}`,
  name: `Crowd ${index}`,
  topic: 'tips',
  status: 'active',
  entry: { event: EVENTS.signUp },
  reentry: 'never',
  steps: [{ wait: '2d' }, { send: { subject: 'One of many', text: 'Hello' } }],
})
