/** What campaigns of simulated companies compare, and what of it changes while they run. */
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { DAY_MS, durationOf, HOUR_MS } from '../../../shared/kernel/time.ts'
import { type CampaignFile, goalFile } from './campaigns.ts'
import { EVENTS } from './policies.ts'

/** Everybody who is new in a month is drawn anew; windows are shorter than the shortest. */
export const globalHoldoutFile = (random: Random): JsonObject => ({
  holdoutBps: random.pick([2_000, 4_000]),
  period: 'month',
  goal: { name: 'order', event: EVENTS.order, window: durationOf((2 + random.below(20)) * DAY_MS), ...moneyPart(random) },
})

type Variants = readonly (JsonObject & { readonly name: string; readonly shareBps: number })[]

/** A campaign as it was drawn, with more that is compared and counted. */
export const compared = (random: Random, file: CampaignFile): CampaignFile => {
  const { goal, experiment, ...rest } = withVariants(random, file)
  if (goal === undefined) return file
  const counted = { ...rest, goal: goalPart(random, goal), metrics: metricFiles(random) } as CampaignFile
  return experiment === undefined
    ? counted
    : { ...counted, experiment: { ...(experiment as JsonObject), ...besidePart(random, experiment) } }
}

/** Campaigns with steps of their own compare two variants of them, most of the time; where there are splits, one with those who are held out. */
const withVariants = (random: Random, file: CampaignFile): CampaignFile => {
  const { steps, ...rest } = file
  if (file.experiment !== undefined || file.purpose !== undefined || steps === undefined || random.chance(0.3)) return file
  const names = JSON.stringify(steps).includes('"split"') ? ['plain'] : ['plain', 'bold']
  const variants = names.map((name) => ({ name, shareBps: 10_000 / names.length, steps }))
  const experiment = { control: 'plain', holdoutBps: names.length === 1 ? 2_000 : random.pick([0, 2_000]), variants }
  return { ...rest, goal: file.goal ?? goalFile(random), experiment } as CampaignFile
}

const moneyPart = (random: Random): JsonObject =>
  random.pick<JsonObject>([
    {},
    { revenue: { currency: 'USD' } },
    { revenue: { currency: 'USD', cap: random.pick([30, 90]) } },
    { revenue: { currency: 'USD', cap: random.pick([30, 90]) } },
    { value: { amount: 10, currency: 'USD', cap: 25 } },
  ])

/** A goal with money that is capped, a ratio, or one that counts only after a while. */
const goalPart = (random: Random, goal: JsonObject): JsonObject => {
  const { revenue: _, ...rest } = goal
  const window = durationOf((3 + random.below(12)) * DAY_MS)
  const ratio = random.chance(0.25) ? { per: { event: random.pick([EVENTS.quiz, EVENTS.view]) } } : {}
  const money = 'per' in ratio ? (random.chance(0.5) ? { revenue: { currency: 'USD', cap: 90 } } : {}) : moneyPart(random)
  return { ...rest, window, ...money, ...ratio, ...(random.chance(0.15) ? { after: durationOf(12 * HOUR_MS) } : {}) }
}

/** Each may be left out of a version, and come back with the next. */
const METRICS: readonly JsonObject[] = [
  { name: 'returned', event: EVENTS.quiz, after: '1d', window: '4d' },
  { name: 'refunded', event: EVENTS.refund, window: '5d', guardrail: true },
  { name: 'declined', event: EVENTS.card, window: '6d', better: 'less' },
  { name: 'money-per-quiz', event: EVENTS.order, window: '6d', revenue: { currency: 'USD', cap: 60 }, per: { event: EVENTS.quiz } },
  { name: 'orders-per-view', event: EVENTS.order, window: '7d', per: { event: EVENTS.view } },
  { name: 'large-share', event: EVENTS.order, where: { revenue: { $gte: 50 } }, window: '7d', per: { event: EVENTS.order } },
]

/** What may be counted under the same name instead. */
const OTHERWISE: Readonly<Record<string, JsonObject>> = {
  returned: { window: '3d' },
  'money-per-quiz': { revenue: { currency: 'USD', cap: 40 } },
  'large-share': { where: { revenue: { $gte: 70 } } },
}

const metricFiles = (random: Random, otherwise = 0): readonly JsonObject[] =>
  METRICS.filter(() => random.chance(0.35))
    .slice(0, 4)
    .map((file) => (random.chance(otherwise) ? { ...file, ...OTHERWISE[String(file.name)] } : file))

const BREAKDOWNS: readonly (readonly Json[])[] = [
  [],
  ['stage', 'traits.plan'],
  ['traits.plan', { path: 'revenue.USD', edges: [20, 80] }],
  ['stage', { path: 'activity.count', edges: [1, 2, 4] }],
  [{ path: 'activity.count', edges: [2] }, { path: 'traits.points', edges: [10] }, 'traits.vip'],
]

/** All that may be said of an experiment without another phase. */
const besidePart = (random: Random, experiment: Json): JsonObject => {
  const { variants, holdoutBps } = experiment as JsonObject & { variants: Variants; holdoutBps?: number }
  const arms = [...variants.map(({ name }) => name), ...((holdoutBps ?? 0) > 0 ? ['holdout'] : [])]
  const testers = Object.fromEntries(['c0', 'c1'].filter(() => random.chance(0.5)).map((id) => [id, random.pick(arms)]))
  return {
    ...(random.chance(0.7) ? { breakdowns: random.pick(BREAKDOWNS) } : {}),
    ...(random.chance(0.3) ? { group: 'welcome' } : {}),
    ...(random.chance(0.5) ? { testers } : {}),
  }
}

/** The next version of a campaign, which compares otherwise, or says other things of it. */
export const comparedOtherwise = (random: Random, file: CampaignFile): CampaignFile => {
  const { goal, experiment } = file
  if (goal === undefined) return file
  const choice = random.below(experiment === undefined ? 2 : 10)
  if (choice === 0) return { ...file, goal: { ...goal, window: durationOf((2 + random.below(12)) * DAY_MS) } }
  if (choice === 1) return { ...file, metrics: metricFiles(random, 0.3) } as CampaignFile
  const { breakdowns: _, group: __, testers: ___, ...before } = experiment as JsonObject & { variants: Variants }
  const changed = { ...(experiment as JsonObject), ...otherwise(random, before, choice) }
  return { ...file, experiment: choice === 2 ? { ...before, ...besidePart(random, before) } : withoutNull(changed) }
}

const otherwise = (
  random: Random,
  { variants, holdoutBps = 0, promoted }: JsonObject & { variants: Variants },
  choice: number,
): JsonObject => {
  const names = variants.map(({ name }) => name)
  switch (choice) {
    case 3:
    case 4:
      return { variants: moved(variants) as unknown as Json }
    case 5:
      return { holdoutBps: random.pick([500, 1_000, 2_000, 3_000].filter((bps) => bps !== holdoutBps)) }
    case 6:
      return { trafficBps: random.pick([5_000, 7_000, 8_000, 10_000]) }
    case 7:
      return { trafficBps: 10_000 }
    case 8:
      return { method: random.pick(['bayesian', 'always-valid']) }
    default:
      return { promoted: promoted === undefined && names.length > 1 ? random.pick(names) : null }
  }
}

/** The first gives a part of its share to the last, or gets it back. */
const moved = (variants: Variants): Variants =>
  variants.map((one, index) => {
    const by = (variants[0]?.shareBps ?? 0) > 1_500 ? 1_000 : -1_000
    if (variants.length === 1) return one
    return { ...one, shareBps: one.shareBps + (index === 0 ? -by : index === variants.length - 1 ? by : 0) }
  })

const withoutNull = (one: JsonObject): JsonObject => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null))
