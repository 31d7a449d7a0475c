import { describe, expect, it } from 'vitest'
import { foldTally, type Increment } from '../../../shared/domain/kpi/tally.ts'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import { journeysOf, peopleByVersion } from '../../../shared/flow/query/journey.ts'
import type { Fact, FactBody } from '../../../shared/domain/fact/fact.ts'
import { JOURNEYS_SHOWN_MAX } from '../../../shared/kernel/limits.ts'
import { campaignId, epochMs } from '../../../shared/kernel/words.ts'
import { byDate, checklist, condition, laid, split, update, waitFor, way } from '../../domain/customer/laid.ts'
import { days, welcome } from '../../domain/customer/world.ts'
import { plainMail } from '../../../shared/domain/campaign/campaign.ts'

const WELCOME = campaignId('welcome')
const on = (version: number, variant = 'all') => ({ campaign: WELCOME, entry: 1, path: { version, variant } })
const counters = (...bodies: readonly FactBody[]): ReadonlyMap<string, bigint> => {
  const facts = bodies.map((body): Fact => ({ ...body, at: epochMs(1) }))
  return new Map(foldTally(facts).map(({ counter, by }: Increment) => [counter, by]))
}
const waiting = (step: number, version = 1, variant = 'all'): FactBody =>
  ({ ...on(version, variant), type: 'waiting', step, wakeAt: epochMs(9) }) as FactBody
const chose = (step: number, taken: string): FactBody => ({ ...on(1), type: 'chose', step, way: taken }) as FactBody

const viewed = (change: Partial<Campaign>, ...facts: readonly FactBody[]) => {
  const campaign = welcome(change)
  const [view] = journeysOf([campaign], campaign.version, counters(...facts))
  return { view, steps: view?.variants[0]?.steps ?? [] }
}
const BRANCH = {
  type: 'branch',
  ways: [{ when: condition({ 'traits.plan': 'pro' }), to: 1 }],
  next: 2,
} as const

describe('the way of a campaign, as a value', () => {
  it('tells each step with who is at it, how many took it, and which way', () => {
    const { steps } = viewed(
      { paths: way(BRANCH, { type: 'wait', until: { by: 'duration', ms: days(7) } }, { type: 'exit', why: 'enough' }) },
      ...[chose(0, '0'), chose(0, '0'), chose(0, 'else')],
      ...[waiting(1), waiting(1)],
      { ...on(1), type: 'waited', step: 1, by: 'time' } as FactBody,
    )
    expect(steps).toEqual([
      {
        ...{ index: 0, id: null, next: 2, now: 0, through: 3, says: { verb: 'branch' } },
        ways: [
          { way: 'when', when: { kind: 'leaf', path: 'traits.plan', operator: 'is', expected: 'pro', within: [] }, to: 1, taken: 2 },
          { way: 'else', to: 2, taken: 1 },
        ],
      },
      { index: 1, id: null, next: 2, now: 1, through: 1, ways: [], says: { verb: 'wait', until: { by: 'duration', ms: days(7) } } },
      { index: 2, id: null, next: 3, now: 0, through: 0, ways: [], says: { verb: 'exit', why: 'enough' } },
    ])
  })

  it('tells what every verb says, without sets, maps or patterns', () => {
    const path = laid(
      { type: 'send', content: plainMail('Hello', 'Text') },
      { type: 'wait', until: { by: 'local-time', days: new Set([5, 2]), at: 540 } },
      byDate('renewalAt', { offsetDays: -14 }),
      waitFor('Order', 7, 4, 4, { where: { total: { $gt: 5 } }, sameKey: true }),
      split(
        'tone',
        [
          ['warm', 50, 5],
          ['plain', 50, 5],
        ],
        5,
      ),
      update({ vip: true }, { points: 5 }),
      { type: 'emit', event: 'Won Back', properties: { a: 1 }, include: [['traits', 'plan']] },
      { type: 'task', title: 'Telephone', note: null, dueMs: days(2), assignee: 'Ann', include: [] },
      { type: 'webhook', url: 'https://a.example/', body: {}, include: [] },
    )
    const { steps } = viewed({ paths: new Map([['all', path]]) })
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps)
    expect(steps.map(({ says }) => says)).toMatchObject([
      { verb: 'send', template: null, subject: 'Hello', locales: ['en'] },
      { verb: 'wait', until: { by: 'local-time', days: [2, 5], at: 540 } },
      { verb: 'wait', until: { by: 'date', path: 'traits.renewalAt', offsetDays: -14, otherwise: 'exit' } },
      { verb: 'wait-for', event: 'Order', sameKey: true, where: { path: 'total', operator: '$gt' } },
      { verb: 'split', name: 'tone' },
      { verb: 'update', set: { vip: true }, add: { points: 5 } },
      { verb: 'emit', include: ['traits.plan'] },
      { verb: 'task', title: 'Telephone', assignee: 'Ann' },
      { verb: 'webhook', url: 'https://a.example/' },
    ])
    expect(steps[3]?.ways.map(({ way, to }) => [way, to])).toEqual([
      ['came', 4],
      ['not-in-time', 4],
    ])
    expect(steps[4]?.ways).toMatchObject([{ way: 'variant', name: 'warm', shareBps: 5_000 }, { name: 'plain' }])
  })

  it('tells what lets people in, who may, and what lets them out', () => {
    const { view } = viewed({
      entry: { on: 'schedule', schedule: { type: 'every', every: 'month', days: new Set([15, 'last']), at: 540 } },
      audience: condition({ $inSegment: 'vip' }),
      exits: [{ on: 'event', event: 'Order', where: null, sameKey: false }],
    })
    expect(view).toMatchObject({
      entry: { on: 'schedule', schedule: { every: 'month', days: [15, 'last'], at: 540 } },
      audience: { kind: 'segment', segment: 'vip' },
      exits: [{ on: 'event', event: 'Order' }],
    })
    expect(viewed({ entry: { on: 'schedule', schedule: { type: 'once', day: 20_000, at: 1 } } }).view?.entry).toMatchObject({
      schedule: { every: 'once', day: '2024-10-04' },
    })
    expect(viewed({ entry: { on: 'stage', stage: 'dormant', from: new Set(['at-risk']) } }).view?.entry).toMatchObject({
      from: ['at-risk'],
    })
  })

  it('tells milestones and how many are done', () => {
    const paths = checklist([{ name: 'profile', event: 'Profile Completed', where: null }], 1, BRANCH, update({}))
    const { view } = viewed({ paths }, { ...on(1), type: 'milestone', name: 'profile' } as FactBody)
    expect(view?.variants[0]).toMatchObject({ milestones: [{ name: 'profile', done: 1, where: null }], onComplete: 1 })
  })

  it('tells who entered where there is one version, and nobody where there are more', () => {
    const entered = { type: 'entered', campaign: WELCOME, entry: 1, variant: 'all', held: false } as unknown as FactBody
    expect(viewed({}, entered).view?.variants[0]?.entered).toBe(1)
    const views = journeysOf([welcome(), welcome({ version: 2 })], 2, counters(entered))
    expect(views.map(({ variants }) => variants[0]?.entered)).toEqual([null])
  })
})

describe('versions', () => {
  const versions = [1, 2, 3].map((version) => welcome({ version }))

  it('are the live one first, then those in which somebody is', () => {
    const views = journeysOf(versions, 3, counters(waiting(0, 1), waiting(1, 1), waiting(0, 3)))
    expect(views.map(({ version, isLive, waiting: there }) => [version, isLive, there])).toEqual([
      [3, true, 1],
      [1, false, 2],
    ])
    expect(journeysOf(versions, 3, new Map()).map(({ version }) => version)).toEqual([3])
  })

  it('are bounded, and the live one is among them', () => {
    const many = Array.from({ length: JOURNEYS_SHOWN_MAX + 5 }, (_, index) => welcome({ version: index + 1 }))
    const views = journeysOf(many, 1, counters(...many.map(({ version }) => waiting(0, version))))
    expect(views.length).toBe(JOURNEYS_SHOWN_MAX)
    expect(views[0]?.version).toBe(1)
  })

  it('say whom they would take over, by the names of steps in the same variant', () => {
    const named = (version: number, id: string, migrate: 'move' | 'finish' = 'move') =>
      welcome({ version, migrate, paths: way({ type: 'wait', until: { by: 'duration', ms: 1 }, id }, update({})) })
    const some = [named(1, 'first'), named(2, 'first', 'finish'), named(3, 'other')]
    const there = counters(waiting(0, 1), waiting(0, 1), waiting(0, 2), waiting(0, 3), waiting(1, 3))
    expect(peopleByVersion(some, there)).toEqual([
      { version: 1, waiting: 2, wouldMove: 3 },
      { version: 2, waiting: 1, wouldMove: 0 },
      { version: 3, waiting: 2, wouldMove: 1 },
    ])
  })
})
