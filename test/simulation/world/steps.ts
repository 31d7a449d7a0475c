/** Steps of simulated campaigns that use the whole language: ways, waits of every kind, and what steps do beside sending. */
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { durationOf, HOUR_MS, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { EVENTS } from './policies.ts'

/** What steps are drawn with. Names grow in the order of writing, so that a later version that keeps them keeps their order. */
export type Pen = { readonly random: Random; readonly withCode: boolean; readonly hasKey: boolean; names: number; splits: number }

export const penOf = (random: Random, withCode: boolean, hasKey: boolean): Pen => ({ random, withCode, hasKey, names: 0, splits: 0 })

/** A list of steps that begins with any and ends with one that does something. */
export const richSteps = (pen: Pen): readonly JsonObject[] => {
  const { random } = pen
  const steps: JsonObject[] = random.chance(0.6) ? [mail(pen)] : [deed(pen)]
  for (let more = 1 + random.below(3); more > 0; more -= 1) {
    steps.push(random.chance(0.75) ? pause(pen) : way(pen, 2))
    steps.push(random.pick([mail, mail, mail, deed])(pen))
  }
  if (random.chance(0.4)) steps.push(way(pen, 2), ...(random.chance(0.5) ? [deed(pen)] : []))
  return steps
}

/** Milestones with nudges, and a reward for who has reached all. */
export const checklistOf = (pen: Pen): JsonObject => {
  const { random } = pen
  const events = [EVENTS.quiz, EVENTS.view, EVENTS.card, EVENTS.order].slice(random.below(3)).slice(0, 2)
  return {
    milestones: events.map((event, index) => ({
      name: `milestone-${index}`,
      event,
      ...(event === EVENTS.quiz && random.chance(0.5) ? { where: { score: { $gte: 60 } } } : {}),
      nudge: { after: durationOf((6 + 20 * index + random.below(12)) * HOUR_MS), send: words(pen) },
    })),
    within: durationOf((60 + random.below(40)) * HOUR_MS),
    ...(random.chance(0.7) ? { complete: [random.chance(0.5) ? mail(pen) : deed(pen)] } : {}),
  }
}

type Drawn = (pen: Pen) => JsonObject

const named = (pen: Pen): { readonly id: string } => {
  pen.names += 1
  return { id: `step-${pen.names}` }
}

const words = ({ withCode }: Pen): JsonObject => ({ subject: 'Rich', text: withCode ? '{{ coupon }}' : 'Rich' })

const mail: Drawn = (pen) => ({ ...named(pen), send: words(pen) })

const hours = (random: Random): string => durationOf((6 * 60 + random.below(40 * 60)) * MINUTE_MS)

const pause: Drawn = (pen) => ({
  ...named(pen),
  wait: pen.random.pick([longWait, longWait, localWait, eventWait, eventWait, eventWait])(pen),
})

type Waited = (pen: Pen) => string | JsonObject
const longWait: Waited = ({ random }) => hours(random)

const localWait: Waited = ({ random }) => ({
  until: {
    at: random.pick(['09:00', '02:30', '00:00', '23:59', '17:45']),
    ...(random.chance(0.3) ? { days: random.pick([['mon', 'thu'], ['sun'], ['sat', 'sun', 'tue']]) } : {}),
  },
})

const eventWait: Waited = (pen) => {
  const { random } = pen
  const event = random.pick([EVENTS.order, EVENTS.quiz, EVENTS.view, EVENTS.card])
  const where = event === EVENTS.quiz ? { where: { score: { $gte: 40 } } } : {}
  return {
    for: { event, ...where, ...(pen.hasKey && event === EVENTS.order ? { sameKey: true } : {}) },
    atMost: hours(random),
    ...(random.chance(0.7) ? { then: [deed(pen)] } : {}),
    ...(random.chance(0.5) ? { timeout: [deed(pen)] } : {}),
  }
}

const deed: Drawn = (pen) => pen.random.pick([update, emit, task, webhook, webhook, task])(pen)

const INCLUDE = ['traits.plan', 'traits.nothing'] as const

const update: Drawn = ({ random }) => ({
  update: random.pick<JsonObject>([
    { add: { points: 10 } },
    { traits: { plan: 'pro' } },
    { traits: { plan: 'none', vip: true }, add: { points: -3 } },
    { add: { plan: 1 } },
  ]),
})
const emit: Drawn = () => ({ emit: { event: 'Reward Earned', properties: { points: 10 }, include: [...INCLUDE] } })
const task: Drawn = ({ random }) => ({
  task: {
    title: 'Call them',
    ...(random.chance(0.5) ? { due: '2d' } : {}),
    ...(random.chance(0.5) ? { assignee: 'sales', include: [...INCLUDE] } : {}),
  },
})
const webhook: Drawn = ({ random }) => ({
  webhook: { url: 'https://shop.example/hook', body: { about: 'reward' }, ...(random.chance(0.5) ? { include: [...INCLUDE] } : {}) },
})

/** One of several ways, which end or join again. */
const way = (pen: Pen, depth: number): JsonObject => (pen.random.chance(0.55) ? branch(pen, depth) : split(pen, depth))

const inside = (pen: Pen, depth: number): readonly JsonObject[] => {
  const { random } = pen
  if (depth > 0 && random.chance(0.2)) return [way(pen, depth - 1)]
  return random.chance(0.35) ? [pause(pen), mail(pen)] : [deed(pen)]
}

export const QUESTIONS: readonly JsonObject[] = [
  { 'traits.plan': 'pro' },
  { 'traits.points': { $gte: 10 } },
  { 'activity.count': { $gte: 2 } },
  { 'revenue.USD': { $gte: 80 } },
  { stage: { $in: ['at-risk', 'dormant'] } },
  { $did: { event: EVENTS.quiz } },
  { $did: { event: EVENTS.order, atLeast: 2 } },
  { $didNot: { event: EVENTS.card } },
  { $inSegment: 'vip' },
]

const branch = (pen: Pen, depth: number): JsonObject => {
  const { random } = pen
  const ways = Array.from({ length: 1 + random.below(2) }, () => ({ if: random.pick(QUESTIONS), then: inside(pen, depth) }))
  const ends = random.chance(0.25) ? [{ exit: random.chance(0.5) ? true : 'they have what they need' }] : inside(pen, depth)
  return { branch: [...ways, ...(random.chance(0.6) ? [{ else: ends }] : [])] }
}

const split = (pen: Pen, depth: number): JsonObject => {
  pen.splits += 1
  const name = `split-${pen.splits}`
  const shares = pen.random.pick([
    [5_000, 5_000],
    [2_500, 7_500],
    [1_000, 3_000, 6_000],
  ])
  return {
    split: {
      name,
      variants: shares.map((shareBps, index) => ({ name: `way-${index}`, shareBps, steps: index === 0 ? [] : inside(pen, depth) })),
    },
  }
}

/** The same steps, some of them otherwise: waits that are longer, for something else, or a mail now; things done that were not. */
export const otherwise = (random: Random, version: number, steps: readonly JsonObject[]): readonly JsonObject[] => {
  const changed = (list: readonly JsonObject[]): readonly JsonObject[] => list.flatMap(changedStep)
  const changedStep = (step: JsonObject): readonly JsonObject[] => {
    const before = random.chance(0.2) ? [{ emit: { event: 'Step Added', properties: { version } } }] : []
    if (step.wait !== undefined && random.chance(0.15)) return [...before, { id: step.id as string, task: { title: 'Instead of a wait' } }]
    if (step.wait !== undefined) return [...before, { ...step, wait: random.chance(0.5) ? step.wait : anotherWait(random) }]
    if (step.branch !== undefined) return [...before, { branch: (step.branch as JsonObject[]).map(within) }]
    if (step.split !== undefined) {
      const { variants, ...rest } = step.split as JsonObject & { variants: JsonObject[] }
      return [...before, { split: { ...rest, variants: variants.map(within) } }]
    }
    return [...before, step]
  }
  const within = (way: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(way).map(([name, value]) => [
        name,
        ['then', 'else', 'steps'].includes(name) ? [...changed(value as JsonObject[])] : value,
      ]),
    )
  return changed(steps)
}

const anotherWait = (random: Random): string | JsonObject =>
  random.pick([hours, (one: Random) => localWait(penOf(one, false, false)), laterView])(random)

const laterView = (random: Random): JsonObject => ({ for: { event: EVENTS.view }, atMost: hours(random) })
