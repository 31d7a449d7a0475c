import { describe, expect, it } from 'vitest'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import { unknownCustomer } from '../../../shared/domain/customer/state.ts'
import { campaignId } from '../../../shared/kernel/words.ts'
import { ANN, day, days, EMAIL, given, ORDER, RETAIL, rules, send, steps, storyOf, wait, welcome, winBack } from './world.ts'

describe('a customer who ordered once, on day 0', () => {
  const silence = [
    '0: appeared',
    '0: none > new',
    '30: new > active',
    '60: active > at-risk',
    '120: at-risk > dormant',
    '365: dormant > churned',
  ]

  it.each([
    { wake: day(30, -1), facts: 2, dueAt: day(30) },
    { wake: day(30), facts: 3, dueAt: day(60) },
    { wake: day(60, -1), facts: 3, dueAt: day(60) },
    { wake: day(60), facts: 4, dueAt: day(120) },
    { wake: day(120), facts: 5, dueAt: day(365) },
    { wake: day(365, -1), facts: 5, dueAt: day(365) },
    { wake: day(365), facts: 6, dueAt: null },
    { wake: day(3_000), facts: 6, dueAt: null },
  ])('woken at $wake has been through $facts, each at the instant it was due', ({ wake, facts, dueAt }) => {
    const ann = given(rules())
    ann.does(ORDER, day(0))
    ann.wakes(wake)
    expect(ann.story()).toEqual(silence.slice(0, facts))
    expect(nextDueAt(ann.state(), rules())).toBe(dueAt)
  })

  it('woken at each instant, or once after a year, is the same customer', () => {
    const often = given(rules())
    const once = given(rules())
    for (const ann of [often, once]) ann.does(ORDER, day(0))
    for (const n of [30, 45, 60, 61, 120, 365]) often.wakes(day(n))
    once.wakes(day(365))
    expect(often.state()).toEqual(once.state())
    expect(often.story()).toEqual(once.story())
  })

  it('is walked through what was due before the next event is applied', () => {
    const ann = given(rules())
    ann.does(ORDER, day(0))
    ann.does(ORDER, day(130))
    expect(ann.story()).toEqual([...silence.slice(0, 5), '130: dormant > active'])
  })

  it('a wake that finds nothing due says nothing', () => {
    const ann = given(rules())
    ann.does(ORDER, day(0))
    expect(ann.wakes(day(5))).toMatchObject({ facts: [], messages: [], settlements: [], reasons: [] })
  })
})

describe('at one instant the event comes first', () => {
  it.each([
    { what: 'an order a millisecond before silence', at: day(60, -1), told: [] },
    { what: 'an order at the instant of silence', at: day(60), told: [] },
    { what: 'an order a millisecond after', at: day(60, 1), told: ['60: active > at-risk', '60+1ms: at-risk > active'] },
  ])('$what', ({ at, told }) => {
    const ann = given(rules())
    ann.does(ORDER, day(0))
    ann.does(ORDER, at)
    ann.wakes(day(60, 1))
    expect(ann.story().slice(3)).toEqual(told)
  })

  it('an event that is no activity lets silence have its instant, right after', () => {
    const ann = given(rules({ campaigns: [winBack({ entry: { on: 'stage', stage: 'at-risk', from: null } })] }))
    ann.does(ORDER, day(0))
    ann.does('Page Viewed', day(60))
    expect(nextDueAt(ann.state(), rules())).toBe(day(60))
    ann.wakes(day(60))
    expect(ann.story().slice(3)).toEqual([
      '60: active > at-risk',
      '60: win-back 1 enters as all',
      '60: win-back 1 owes step 0',
      '60: win-back 1 waits until 67',
    ])
  })

  it.each([
    { what: 'an old event of an import', does: { receivedAt: day(60) }, occurredAt: day(-400) },
    { what: 'an event that may have been counted', does: { receivedAt: day(60), seen: 'uncertain' as const }, occurredAt: day(20) },
    { what: 'an event too old to tell', does: { receivedAt: day(60), seen: 'too-late' as const }, occurredAt: day(-900) },
  ])('$what at the very instant takes no campaign away', ({ does, occurredAt }) => {
    const ann = given(rules({ campaigns: [winBack({ entry: { on: 'stage', stage: 'at-risk', from: null } })] }))
    ann.does(ORDER, day(0))
    ann.does('Page Viewed', occurredAt, does)
    ann.wakes(day(61))
    expect(ann.story('stage-changed', 'entered').slice(2)).toEqual(['60: active > at-risk', '60: win-back 1 enters as all'])
  })

  it('a claim at the very instant of silence takes no transition away', () => {
    const ann = given(rules({ campaigns: [welcome({ staleAfterMs: days(100) })] }))
    ann.does(ORDER, day(0), EMAIL)
    ann.does('Signed Up', day(1))
    ann.claims(0, day(60), 'welcome')
    ann.wakes(day(61))
    expect(ann.story('stage-changed', 'message-moved')).toEqual([
      '0: none > new',
      '30: new > active',
      '60: welcome 1 step 0 owed > claimed',
      '60: active > at-risk',
    ])
  })
})

describe('an event that comes late', () => {
  it('corrects the stage with a new fact, and leaves what was', () => {
    const ann = given(rules())
    ann.does(ORDER, day(0))
    ann.wakes(day(61))
    ann.does(ORDER, day(55), { receivedAt: day(62) })
    ann.wakes(day(200))
    expect(ann.story('stage-changed').slice(2)).toEqual([
      '60: active > at-risk',
      '62: at-risk > active',
      '115: active > at-risk',
      '175: at-risk > dormant',
    ])
  })

  it('may find nothing to correct', () => {
    const ann = given(rules())
    ann.does(ORDER, day(0))
    ann.wakes(day(61))
    ann.does(ORDER, day(-2), { receivedAt: day(61) })
    expect(ann.story('stage-changed')).toHaveLength(3)
    expect(ann.state().metrics.firstSeenAt).toBe(day(-2))
  })

  it('never turns the clock of a customer back', () => {
    const ann = given(rules())
    ann.does(ORDER, day(10))
    ann.does('Page Viewed', day(5), { receivedAt: day(5) })
    expect(ann.state().at).toBe(day(10))
  })
})

describe('an explicit end, and a return', () => {
  it.each([
    { what: 'the end comes at once', does: [['Account Deleted', 10]], told: ['10: new > churned'] },
    { what: 'silence says nothing more', does: [['Account Deleted', 10]], wake: 999, told: ['10: new > churned'] },
    {
      what: 'an order is no return',
      does: [
        ['Account Deleted', 10],
        [ORDER, 20],
      ],
      told: ['10: new > churned'],
    },
    {
      what: 'a return is one, and activity',
      does: [
        ['Account Deleted', 10],
        ['Account Reopened', 20],
      ],
      told: ['10: new > churned', '20: churned > new'],
    },
    {
      what: 'then silence counts again',
      does: [
        ['Account Deleted', 10],
        ['Account Reopened', 40],
      ],
      wake: 100,
      told: ['10: new > churned', '40: churned > active', '100: active > at-risk'],
    },
    {
      what: 'a return that happened before the end changes nothing',
      does: [
        ['Account Deleted', 10],
        ['Account Reopened', 9, 12],
      ],
      told: ['10: new > churned'],
    },
    {
      what: 'at one instant the end counts',
      does: [
        ['Account Reopened', 10],
        ['Account Deleted', 10],
      ],
      told: ['10: new > churned'],
    },
    {
      what: 'and counts as well when it was told first',
      does: [
        ['Account Deleted', 10],
        ['Account Reopened', 10],
      ],
      told: ['10: new > churned'],
    },
  ] as const)('$what', ({ does, told, ...more }) => {
    const ann = given(rules())
    ann.does(ORDER, day(0))
    for (const [name, at, received = at] of does) ann.does(name, day(at), { receivedAt: day(received) })
    if ('wake' in more) ann.wakes(day(more.wake))
    expect(ann.story('stage-changed').slice(1)).toEqual(told)
  })

  it('of somebody who never acted makes no stage', () => {
    const ann = given(rules())
    ann.does('Account Deleted', day(0))
    expect(ann.story()).toEqual(['0: appeared'])
    expect(ann.state().standing).toBeNull()
  })
})

describe('somebody new', () => {
  it('appears once, with whatever comes first', () => {
    const ann = given(rules())
    ann.does('$identify', day(0), { type: 'identify', traits: { email: 'ann@example.com' } })
    ann.does(ORDER, day(1))
    expect(ann.story()).toEqual(['0: appeared', '1: none > new'])
  })

  it('a wake of nobody we know is a stale hint: the first event still finds them unknown', () => {
    const ann = given(rules())
    expect(ann.wakes(day(0)).state).toEqual(unknownCustomer(ANN))
    ann.does(ORDER, day(1))
    expect(ann.story()).toEqual(['1: appeared', '1: none > new'])
  })
})

describe('under another policy', () => {
  it('what it calls at risk already is so from the last decision on', () => {
    const lifecycle = { ...RETAIL.lifecycle, atRiskMs: days(40) }
    const ann = given(rules())
    ann.does(ORDER, day(0))
    ann.does('Page Viewed', day(50))
    ann.under(rules({ policy: { ...RETAIL, lifecycle } }))
    ann.wakes(day(51))
    expect(ann.story('stage-changed').slice(2)).toEqual(['50: active > at-risk'])
  })
})

describe('one instant, many things', () => {
  it('the stage, what it ends, what it starts, and only then the waits', () => {
    const onAtRisk = { on: 'stage', stage: 'at-risk', from: null } as const
    const brief = winBack({
      id: campaignId('brief'),
      entry: onAtRisk,
      paths: steps(send(), wait(90), send()),
      exits: [{ on: 'stage', stage: 'dormant' }],
    })
    const long = winBack({ id: campaignId('long'), entry: onAtRisk, paths: steps(wait(60), send()) })
    const ann = given(rules({ campaigns: [brief, long, winBack()] }))
    ann.does(ORDER, day(0))
    ann.wakes(day(60))
    expect(storyOf(ann.wakes(day(120)).facts)).toEqual([
      '120: at-risk > dormant',
      '120: brief 1 step 0 owed > refused (journey-ended)',
      '120: brief 1 exited by dormant',
      '120: win-back 1 enters as all',
      '120: win-back 1 owes step 0',
      '120: win-back 1 waits until 127',
      '120: long 1 waited for step 0, time',
      '120: long 1 owes step 1',
      '120: long 1 took all steps',
    ])
  })
})
