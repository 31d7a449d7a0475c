/** Campaigns that use the whole language of campaigns, and the segments they are about. */
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { durationOf, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { type CampaignFile, goalFile } from './campaigns.ts'
import { EVENTS, POOL, TOPICS } from './policies.ts'
import { checklistOf, otherwise, type Pen, penOf, QUESTIONS, richSteps } from './steps.ts'

/** Segments of every simulated company: nothing they ask about changes by time alone, but for the stage. */
export const SEGMENTS: readonly (JsonObject & { readonly id: string; readonly condition: JsonObject })[] = [
  { id: 'vip', name: 'Very important', condition: { 'revenue.USD': { $gte: 60 } } },
  { id: 'pros', name: 'Professionals', condition: { 'traits.plan': 'pro' } },
  { id: 'quiet', name: 'Silent for long', condition: { stage: { $in: ['at-risk', 'dormant'] } } },
  { id: 'pointed', name: 'Have points and are important', condition: { 'traits.points': { $gte: 10 }, $inSegment: 'vip' } },
]

/** One of a company's campaigns with ways, waits of every kind and deeds. */
export const richFile = (random: Random, index: number): CampaignFile => {
  const hasKey = random.chance(0.25)
  const withCode = random.chance(0.15)
  const pen = penOf(random, withCode, hasKey)
  return {
    id: `campaign-${index}`,
    name: `Rich campaign ${index}`,
    topic: random.pick(TOPICS),
    status: 'active',
    entry: hasKey ? { event: EVENTS.order } : entryFile(random),
    reentry: hasKey ? { each: 'orderId' } : random.pick(['each', 'each', 'each', 'each', 'never', { after: '30h' }]),
    ...(hasKey || random.chance(0.5) ? { maxConcurrent: 1 + random.below(3) } : {}),
    ...(random.chance(0.3) ? { audience: random.pick(QUESTIONS) } : {}),
    ...(random.chance(0.15) ? { zone: random.pick(['Europe/Berlin', 'Australia/Lord_Howe']) } : {}),
    exits: random.chance(0.4) ? exitFiles(random, hasKey) : [],
    staleAfter: durationOf((60 + random.below(240)) * MINUTE_MS),
    priority: random.pick([10, 50, 90]),
    limits: { whenFull: random.pick(['defer', 'defer', 'drop']) },
    ...(withCode ? { couponPool: POOL } : {}),
    ...waysThrough(pen),
  }
}

const entryFile = (random: Random): JsonObject =>
  random.pick<JsonObject>([
    ...[EVENTS.order, EVENTS.order, EVENTS.order, EVENTS.quiz, EVENTS.quiz, EVENTS.card, EVENTS.card, EVENTS.signUp].map((event) => ({
      event,
    })),
    { segment: 'vip' },
    { segment: 'pros', on: random.pick(['entered', 'left']), existing: random.chance(0.4) },
    { segment: 'quiet', on: random.pick(['entered', 'left']) },
    { segment: 'pointed', existing: random.chance(0.4) },
    { stage: 'at-risk' },
    { schedule: { every: 'day', at: random.pick(['08:00', '02:30']) } },
    { schedule: { every: 'week', on: ['mon', 'thu'], at: '12:00' } },
  ])

const exitFiles = (random: Random, hasKey: boolean): readonly JsonObject[] =>
  random.pick<readonly JsonObject[]>([
    [hasKey ? { event: EVENTS.refund, sameKey: true } : { event: EVENTS.refund }],
    [{ event: EVENTS.quiz, where: { score: { $gte: 110 } } }, { event: EVENTS.end }],
    [{ segment: 'vip', on: 'left' }],
    [{ segment: 'pros' }, { stage: 'at-risk' }],
  ])

/** Steps or a checklist; compared in one of three, and then with people who are held out. */
const waysThrough = (pen: Pen): JsonObject => {
  const { random } = pen
  const path = (): JsonObject => (random.chance(0.15) ? { checklist: checklistOf(pen) } : { steps: [...richSteps(pen)] })
  if (random.chance(0.65)) return { ...path(), ...(random.chance(0.4) ? { goal: goalFile(random) } : {}) }
  return {
    experiment: {
      control: 'plain',
      holdoutBps: random.pick([0, 2_000, 4_000]),
      variants: [
        { name: 'plain', shareBps: 4_000, ...path() },
        { name: 'bold', shareBps: 6_000, ...path() },
      ],
    },
    goal: goalFile(random),
  }
}

/** The next version of such a campaign, with steps that are partly others; who is under way finishes theirs or moves. */
export const movedFile = (random: Random, file: CampaignFile, version: number): CampaignFile => {
  const changed = <T extends JsonObject>(one: T): T =>
    one.steps === undefined ? one : { ...one, steps: [...otherwise(random, version, one.steps as JsonObject[])] }
  const { experiment } = file
  const migrate = random.chance(0.75) ? 'move' : 'finish'
  if (experiment === undefined) return { ...changed(file), status: 'active', migrate }
  const { variants, ...rest } = experiment as JsonObject & { variants: JsonObject[] }
  return { ...file, status: 'active', migrate, experiment: { ...rest, variants: variants.map(changed) } }
}
