import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact, FactBody } from '../../../shared/domain/fact/fact.ts'
import {
  breakdownScope,
  campaignScope,
  counterOf,
  experimentScope,
  foldTally,
  type Increment,
  partsOf,
  tallyOf,
} from '../../../shared/domain/kpi/tally.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { callId, campaignId, customerId, epochDay, epochMs, experimentId, messageId, minor, taskId } from '../../../shared/kernel/words.ts'

const journey = { campaign: campaignId('win-back'), entry: 1 }
const experiment = experimentId('win-back')
const message = { message: messageId('m'), step: 2, variant: 'plain' }
const outcome = (converted: 0 | 1, sum: number, squares: string): FactBody => ({
  type: 'outcome',
  experiment,
  metric: 'orders',
  arm: 'plain',
  assignedDay: epochDay(100),
  outcomeDay: epochDay(107),
  converted,
  sumDelta: minor(sum),
  sumSquaresDelta: squares,
  phase: 1,
  own: { events: 1, sum: minor(sum), base: 0 },
  ratio: null,
  segments: {},
  before: 0,
})
const at = (body: FactBody, day = 100, ms = 0): Fact => ({ ...body, at: epochMs(day * DAY_MS + ms) })
const lines = (increments: readonly Increment[]) => increments.map(({ scope, counter, by }) => `${scope} ${counter} ${by}`)

/** Stored before it was told of which path a step is. */
const OF_OLD = { waitedAt: null, path: null } as const
const PATH = { path: { version: 3, variant: 'plain' } } as const
const FIRST = { phase: 1, bucket: 7, segments: {}, before: 0 } as const
const MOVED = { until: null, isZoneUnknown: false } as const

describe('what one fact adds', () => {
  const because = { type: 'silent', sinceAt: epochMs(0), thresholdMs: 1 } as const
  it.each<{ fact: Fact; adds: readonly string[] }>([
    { fact: at({ type: 'appeared' }), adds: ['lifecycle customers 1'] },
    {
      fact: at({ type: 'merged', into: customerId('bob'), from: 'active' }),
      adds: ['lifecycle customers -1', 'lifecycle transition/active%3Emerged/100 1'],
    },
    { fact: at({ type: 'merged', into: customerId('bob'), from: null }), adds: ['lifecycle customers -1'] },
    { fact: at({ type: 'redirected', into: customerId('bob') }), adds: [] },
    { fact: at({ type: 'merge-begun', into: customerId('bob') }), adds: [] },
    { fact: at({ type: 'merge-lifted' }), adds: [] },
    { fact: at({ type: 'absorbed', source: customerId('ann'), depth: 1, exposures: {}, entered: {}, coupons: {} }), adds: [] },
    { fact: at({ type: 'stage-changed', from: null, to: 'new', because }), adds: ['lifecycle transition/none%3Enew/100 1'] },
    {
      fact: at({ type: 'stage-changed', from: 'at-risk', to: 'dormant', because }, 7),
      adds: ['lifecycle transition/at-risk%3Edormant/7 1'],
    },
    {
      fact: at({
        type: 'entered',
        ...journey,
        version: 1,
        variant: 'plain',
        held: true,
        heldBy: 'campaign',
        trigger: { type: 'event', event: 'x' },
        key: null,
      }),
      adds: ['campaign/win-back entered/plain/held 1'],
    },
    {
      fact: at({ type: 'message-moved', ...journey, ...message, from: 'owed', to: 'claimed', because: null, ...MOVED }),
      adds: ['campaign/win-back message/plain/2/claimed/ 1'],
    },
    {
      fact: at({ type: 'message-moved', ...journey, ...message, from: 'owed', to: 'refused', because: { type: 'no-address' }, ...MOVED }),
      adds: ['campaign/win-back message/plain/2/refused/no-address 1'],
    },
    {
      fact: at({
        type: 'message-moved',
        ...journey,
        ...message,
        from: 'owed',
        to: 'claimed',
        because: null,
        ...MOVED,
        isZoneUnknown: true,
      }),
      adds: ['campaign/win-back message/plain/2/claimed/ 1', 'campaign/win-back zone-unknown/plain 1'],
    },
    {
      fact: at({ type: 'journey-ended', ...journey, end: { outcome: 'completed' }, ...OF_OLD }),
      adds: ['campaign/win-back ended/completed 1'],
    },
    {
      fact: at({ type: 'assigned', experiment, arm: 'holdout', ...FIRST }, 99, DAY_MS - 1),
      adds: ['experiment/win-back assigned/holdout/99 1'],
    },
    {
      fact: at({
        type: 'assigned',
        experiment,
        phase: 3,
        arm: 'gift',
        bucket: 7,
        segments: { stage: 'new', 'traits.plan': 'a/b' },
        before: 3,
      }),
      adds: [
        'experiment/win-back#3 assigned/gift/100 1',
        'experiment/win-back#3 by stage new/assigned/gift/100 1',
        'experiment/win-back#3 by traits.plan a%2Fb/assigned/gift/100 1',
        'experiment/win-back#3 before/gift/100 3',
        'experiment/win-back#3 before-squares/gift/100 9',
      ],
    },
    {
      fact: at({ ...outcome(1, 1_250, '1562500'), phase: 3, segments: { stage: 'new' }, before: 3 } as FactBody),
      adds: [
        'experiment/win-back#3 conversions/plain/orders/100/107 1',
        'experiment/win-back#3 sum/plain/orders/100/107 1250',
        'experiment/win-back#3 squares/plain/orders/100/107 1562500',
        'experiment/win-back#3 by stage new/conversions/plain/orders/100/107 1',
        'experiment/win-back#3 by stage new/sum/plain/orders/100/107 1250',
        'experiment/win-back#3 by stage new/squares/plain/orders/100/107 1562500',
        'experiment/win-back#3 before-conversions/plain/orders/100/107 3',
        'experiment/win-back#3 before-sums/plain/orders/100/107 3750',
      ],
    },
    {
      fact: at({
        ...outcome(0, 0, '0'),
        ...{ own: { events: 0, sum: minor(0), base: 1 }, ratio: { baseDelta: 1, baseSquaresDelta: '3', productsDelta: '500' } },
      } as FactBody),
      adds: [
        'experiment/win-back base/plain/orders/100/107 1',
        'experiment/win-back base-squares/plain/orders/100/107 3',
        'experiment/win-back products/plain/orders/100/107 500',
      ],
    },
    { fact: at({ type: 'crossover', experiment, arm: 'plain', seen: 'gift' }), adds: ['experiment/win-back crossover/plain 1'] },
    {
      fact: at(outcome(1, 1_250, '1562500')),
      adds: [
        'experiment/win-back conversions/plain/orders/100/107 1',
        'experiment/win-back sum/plain/orders/100/107 1250',
        'experiment/win-back squares/plain/orders/100/107 1562500',
      ],
    },
    { fact: at(outcome(1, 0, '0')), adds: ['experiment/win-back conversions/plain/orders/100/107 1'] },
    {
      fact: at(outcome(0, -500, '-50000')),
      adds: ['experiment/win-back sum/plain/orders/100/107 -500', 'experiment/win-back squares/plain/orders/100/107 -50000'],
    },
    { fact: at({ type: 'consent-changed', topic: '*', status: 'granted', saidAt: epochMs(0), basis: 'opt-in', source: null }), adds: [] },
    { fact: at({ type: 'owed', ...journey, message: messageId('m'), step: 0, path: null }), adds: ['campaign/win-back owed/0 1'] },
    { fact: at({ type: 'waiting', ...journey, step: 1, wakeAt: epochMs(0), path: null }), adds: [] },
    { fact: at({ type: 'settling', ...journey }), adds: [] },
    {
      fact: at({ type: 'journey-ended', ...journey, end: { outcome: 'completed' }, waitedAt: null, ...PATH }),
      adds: ['campaign/win-back ended/completed 1'],
    },
    {
      fact: at({ type: 'journey-ended', ...journey, end: { outcome: 'exited', because: { type: 'merged' } }, waitedAt: 1, ...PATH }),
      adds: ['campaign/win-back ended/exited 1', 'campaign/win-back at/3/plain/1 -1'],
    },
    {
      fact: at({ type: 'owed', ...journey, message: messageId('m'), step: 0, ...PATH }),
      adds: ['campaign/win-back owed/0 1', 'campaign/win-back through/3/plain/0 1'],
    },
    { fact: at({ type: 'waiting', ...journey, step: 1, wakeAt: epochMs(0), ...PATH }), adds: ['campaign/win-back at/3/plain/1 1'] },
    {
      fact: at({ type: 'waited', ...journey, step: 1, by: 'event', ...PATH }),
      adds: ['campaign/win-back at/3/plain/1 -1', 'campaign/win-back through/3/plain/1 1', 'campaign/win-back way/3/plain/1/event 1'],
    },
    {
      fact: at({ type: 'waited', ...journey, step: 1, by: 'at-once', ...PATH }),
      adds: ['campaign/win-back through/3/plain/1 1', 'campaign/win-back way/3/plain/1/at-once 1'],
    },
    { fact: at({ type: 'waited', ...journey, step: 1, by: 'moved', ...PATH }), adds: ['campaign/win-back at/3/plain/1 -1'] },
    {
      fact: at({ type: 'chose', ...journey, step: 1, way: 'else', ...PATH }),
      adds: ['campaign/win-back through/3/plain/1 1', 'campaign/win-back way/3/plain/1/else 1'],
    },
    {
      fact: at({ type: 'took', ...journey, step: 1, what: 'emit', withheld: true, ...PATH }),
      adds: ['campaign/win-back through/3/plain/1 1'],
    },
    {
      fact: at({ type: 'leaving', ...journey, step: 1, because: { type: 'step', why: null }, ...PATH }),
      adds: ['campaign/win-back through/3/plain/1 1'],
    },
    { fact: at({ type: 'paused', ...journey, step: 2, ...PATH }), adds: ['campaign/win-back at/3/plain/2 1'] },
    { fact: at({ type: 'resumed', ...journey, step: 2, ...PATH }), adds: ['campaign/win-back at/3/plain/2 -1'] },
    {
      fact: at({ type: 'journey-moved', ...journey, variant: 'plain', from: { version: 3, step: 1 }, to: { version: 4, step: 2 } }),
      adds: ['campaign/win-back at/3/plain/1 -1', 'campaign/win-back at/4/plain/2 1'],
    },
    { fact: at({ type: 'milestone', ...journey, name: 'profile', ...PATH }), adds: ['campaign/win-back milestone/plain/profile 1'] },
    {
      fact: at({ type: 'task-closed', ...journey, task: taskId('t'), outcome: 'done', by: 'Bo', note: null }),
      adds: ['campaign/win-back task/done 1'],
    },
    {
      fact: at({ type: 'call-settled', ...journey, call: callId('c'), outcome: 'failed', status: 503, attempts: 6 }),
      adds: ['campaign/win-back call/failed 1'],
    },
  ])('$fact.type: $adds', ({ fact, adds }) => {
    expect(lines(tallyOf(fact))).toEqual(adds)
  })

  it('squares that are no whole number are a defect', () => {
    expect(() => tallyOf(at(outcome(0, 1, '1.5')))).toThrow('squares are whole numbers')
  })
})

describe('the name of a counter', () => {
  it.each([
    ['message', 'a/b', '2', '', 'x'],
    ['assigned', '50 % off', '7'],
    ['transition', 'none>new'],
    ['ü', '%2F'],
  ])('%s comes apart again', (...parts) => {
    expect(partsOf(counterOf(...parts))).toEqual(parts)
  })

  it('scopes do not meet', () => {
    const x = experimentId('x')
    const scopes = [
      campaignScope(campaignId('x')),
      ...[1, 2, 12].flatMap((phase) => [experimentScope(x, phase), ...['a', 'b'].map((name) => breakdownScope(x, phase, name))]),
    ]
    expect(new Set(scopes).size).toBe(scopes.length)
  })
})

describe('many facts folded', () => {
  const fact = fc.oneof(
    fc.constant(at({ type: 'appeared' })),
    fc
      .record({ day: fc.nat({ max: 3 }), arm: fc.constantFrom('a', 'b') })
      .map(({ day, arm }) => at({ type: 'assigned', experiment, arm, ...FIRST }, day)),
    fc.integer({ min: -5, max: 5 }).map((sum) => at(outcome(sum > 0 ? 1 : 0, sum, String(sum * 2 ** 60)))),
  )
  const sumOf = (increments: readonly Increment[]) => {
    const sums = new Map<string, bigint>()
    for (const { scope, counter, by } of increments) sums.set(`${scope} ${counter}`, (sums.get(`${scope} ${counter}`) ?? 0n) + by)
    return sums
  }

  it('are what each adds, each counter once, however the facts are cut', () => {
    fc.assert(
      fc.property(fc.array(fact), fc.nat({ max: 20 }), (facts, cut) => {
        const folded = foldTally(facts)
        expect(new Set(folded.map(({ scope, counter }) => `${scope} ${counter}`)).size).toBe(folded.length)
        expect(sumOf(folded)).toEqual(sumOf(facts.flatMap(tallyOf)))
        expect(sumOf([...foldTally(facts.slice(0, cut)), ...foldTally(facts.slice(cut))])).toEqual(sumOf(folded))
      }),
    )
  })
})
