import { describe, expect, it } from 'vitest'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import { FUTURE_TOLERANCE_MS } from '../../../shared/kernel/limits.ts'
import { experimentId } from '../../../shared/kernel/words.ts'
import {
  day,
  days,
  drawn,
  EMAIL,
  event,
  given,
  onEvent,
  ORDER,
  ORDERS,
  outside,
  rules,
  send,
  steps,
  tested,
  wait,
  welcome,
  winBack,
  variants,
} from './world.ts'

const DRAWN = ['entered', 'assigned', 'outcome'] as const

describe('the point of assignment', () => {
  it.each([
    { what: 'one variant for all', shares: { plain: 100 }, arm: 'plain', held: '' },
    { what: 'the other for all', shares: { plain: 0, gift: 100 }, arm: 'gift', held: '' },
    {
      what: 'all held out, and on the path of their variant',
      shares: { plain: 0, gift: 100, holdout: 100 },
      arm: 'holdout',
      held: ', held',
    },
  ])('$what', ({ shares, arm, held }) => {
    const variant = shares.plain === 100 ? 'plain' : 'gift'
    const ann = given(rules({ campaigns: [tested(shares)] }))
    ann.does(ORDER, day(0))
    ann.wakes(day(120))
    expect(ann.story(...DRAWN)).toEqual([`120: win-back 1 enters as ${variant}${held}`, `120: assigned ${arm} in win-back`])
    expect(ann.state().exposures[experimentId('win-back')]).toEqual({
      ...{ arm, phase: 1, assignedAt: day(120), outcomes: {}, segments: {}, before: 1 },
      bucket: expect.any(Number),
    })
  })

  it.each([
    { what: 'outside the traffic', shares: { traffic: 0 } },
    { what: 'outside every share', shares: { plain: 0 } },
  ])('$what nobody enters, is assigned, or counts', ({ shares }) => {
    const ann = given(rules({ campaigns: [tested(shares)] }))
    ann.does(ORDER, day(0))
    const { reasons } = ann.wakes(day(120))
    ann.does(ORDER, day(121))
    expect(ann.story(...DRAWN)).toEqual([])
    expect(reasons).toEqual([
      { type: 'entry-refused', campaign: 'win-back', because: { type: 'outside-traffic', bucket: expect.any(Number) } },
    ])
  })

  it('is reached once: later entries keep the arm though the shares changed, and are no new assignment', () => {
    const ann = given(rules({ campaigns: [tested({ plain: 100 })] }))
    ann.does(ORDER, day(0))
    ann.wakes(day(120))
    ann.does(ORDER, day(200))
    ann.under(rules({ campaigns: [tested({ plain: 100 }), tested({ plain: 0, gift: 100, holdout: 100 }, { version: 2 })] }))
    ann.wakes(day(320))
    expect(ann.story('entered', 'assigned')).toEqual([
      '120: win-back 1 enters as plain',
      '120: assigned plain in win-back',
      '320: win-back 2 enters as plain',
    ])
  })

  it('the held stay held though nobody would be any more, and a variant that is gone becomes the control', () => {
    const path = variants({ plain: [send()] })
    const held = given(rules({ campaigns: [tested({ plain: 0, gift: 100, holdout: 100 })] }))
    const treated = given(rules({ campaigns: [tested({ plain: 0, gift: 100 })] }))
    for (const ann of [held, treated]) {
      ann.does(ORDER, day(0))
      ann.wakes(day(120))
      ann.does(ORDER, day(200))
    }
    held.under(rules({ campaigns: [tested({ plain: 100 }, { version: 2, paths: path }), tested({})] }))
    treated.under(rules({ campaigns: [tested({ plain: 100 }, { version: 2, paths: path }), tested({})] }))
    expect(held.wakes(day(320)).facts).toContainEqual(expect.objectContaining({ type: 'entered', variant: 'plain', held: true }))
    expect(treated.wakes(day(320)).facts).toContainEqual(expect.objectContaining({ type: 'entered', variant: 'plain', held: false }))
  })

  it('a campaign whose experiment is assigned outside assigns nobody', () => {
    const ann = given(rules({ campaigns: [welcome({ experiment: outside('spring') })] }))
    ann.does('Signed Up', day(0))
    expect(ann.story(...DRAWN)).toEqual(['0: welcome 1 enters as all'])
  })
})

describe('the holdout is the last gate', () => {
  const company = (holdout: number) => rules({ campaigns: [tested({ holdout }, { exits: [] })] })

  it('both sides take every step at the same instants and differ in the mail alone', () => {
    const [treated, held] = [given(company(0)), given(company(100))]
    for (const ann of [treated, held]) {
      ann.does(ORDER, day(0), EMAIL)
      for (const at of [day(120), day(127)]) {
        ann.wakes(at)
        ann.claims(at === day(120) ? 0 : 2, at)
      }
    }
    expect(held.story('owed', 'waiting', 'settling')).toEqual(treated.story('owed', 'waiting', 'settling'))
    expect(treated.messages().map(({ status }) => status.name)).toEqual(['claimed', 'claimed'])
    expect(held.messages().map(({ status }) => status.name)).toEqual(['withheld', 'withheld'])
    expect(held.story('journey-ended')).toEqual(['127: win-back 1 completed'])
  })

  it.each([
    { what: 'without an address', with: {}, status: 'refused' },
    { what: 'with a stale mail', with: EMAIL, at: day(123), status: 'stale' },
    { what: 'with nothing else in the way', with: EMAIL, at: day(123, -1), status: 'withheld' },
  ])('$what a held customer meets the same gates: $status', ({ with: who, at = day(120), status }) => {
    const ann = given(company(100))
    ann.does(ORDER, day(0), who)
    ann.wakes(day(120))
    ann.claims(0, at)
    expect(ann.message(0).status.name).toBe(status)
  })
})

describe('outcomes of a campaign, within 30 days of day 120', () => {
  it.each([
    { what: 'an order right after', orders: [[120, 1]], told: [`120+1ms: orders of plain in win-back: 1 500`] },
    { what: 'at the end of the window', orders: [[150, 0]], told: [`150: orders of plain in win-back: 1 500`] },
    { what: 'after it', orders: [[150, 1]], told: [] },
    {
      what: 'two',
      orders: [
        [121, 0],
        [122, 0],
      ],
      told: [`121: orders of plain in win-back: 1 500`, `122: orders of plain in win-back: 0 500`],
    },
  ] as const)('$what', ({ orders, told }) => {
    const ann = given(rules({ campaigns: [tested()] }))
    ann.does(ORDER, day(0))
    ann.wakes(day(120))
    for (const [n, ms] of orders) ann.does(ORDER, day(n, ms), { properties: { revenue: 5 } })
    expect(ann.story('outcome')).toEqual(told)
  })

  it('belong to the first entry: later ones change no statistic', () => {
    const ann = given(rules({ campaigns: [tested()] }))
    for (const n of [0, 121, 250, 400]) ann.does(ORDER, day(n))
    expect(ann.story(...DRAWN)).toEqual([
      '120: win-back 1 enters as plain',
      '120: assigned plain in win-back',
      '121: orders of plain in win-back: 1 0',
      '241: win-back 2 enters as plain',
      '370: win-back 3 enters as plain',
    ])
  })

  it('count by when they happened, not by when they were told', () => {
    const ann = given(rules({ campaigns: [tested()] }))
    ann.does(ORDER, day(0))
    ann.wakes(day(160))
    ann.does(ORDER, day(119), { receivedAt: day(160) })
    ann.does(ORDER, day(130), { receivedAt: day(161) })
    expect(ann.facts().filter(({ type }) => type === 'outcome')).toEqual([
      expect.objectContaining({ at: day(161), assignedDay: dayNumber(120), outcomeDay: dayNumber(130) }),
    ])
  })

  it('only those a condition lets through', () => {
    const where = parseCondition({ kind: 'first' })
    assert(where.ok, 'a condition')
    const metric = { ...ORDERS, where: where.value }
    const ann = given(rules({ campaigns: [tested({}, { experiment: drawn('win-back', {}, [metric]) })] }))
    ann.does(ORDER, day(0))
    ann.wakes(day(120))
    ann.does(ORDER, day(121), { properties: { kind: 'second' } })
    ann.does(ORDER, day(122), { properties: { kind: 'first' } })
    expect(ann.story('outcome')).toEqual(['122: orders of plain in win-back: 1 0'])
  })
})

describe('the event that triggers an entry never is its outcome', () => {
  const signup = { ...ORDERS, name: 'signups', event: 'Signed Up' }
  const early = FUTURE_TOLERANCE_MS
  it.each([
    {
      what: 'entry by the event',
      campaign: welcome({ experiment: drawn('welcome', {}, [signup]), paths: variants({ plain: [] }) }),
      name: 'Signed Up',
    },
    {
      what: 'entry by the stage it makes',
      campaign: winBack({
        entry: { on: 'stage', stage: 'new', from: null },
        experiment: drawn('win-back'),
        paths: variants({ plain: [] }),
        exits: [],
      }),
      name: ORDER,
    },
  ])('$what', ({ campaign, name }) => {
    for (const aheadMs of [0, early]) {
      const ann = given(rules({ campaigns: [campaign] }))
      ann.does(name, day(0, aheadMs), { receivedAt: day(0) })
      expect(ann.story('assigned', 'outcome')).toEqual([`0: assigned plain in ${campaign.id}`])
    }
  })

  it('but the next one is, and so is one that ends the journey', () => {
    const ann = given(rules({ campaigns: [welcome({ experiment: drawn('welcome', {}, [signup]), paths: variants({ plain: [] }) })] }))
    ann.does('Signed Up', day(0))
    ann.does('Signed Up', day(1))
    expect(ann.story('assigned', 'outcome')).toEqual(['0: assigned plain in welcome', '1: signups of plain in welcome: 1 0'])
  })
})

describe('assigned outside', () => {
  const viewed = (variant: string | number, experiment = 'spring') => ({ properties: { experiment_id: experiment, variation_id: variant } })
  const spring = (more = {}) => rules({ outside: [outside('spring')], ...more })

  it.each([
    { what: 'by id', properties: { experiment_id: 'spring', variation_id: 'gift' }, arm: 'gift' },
    { what: 'by name', properties: { experiment_id: 'spring', variation_id: 'x7', variation_name: 'gift' }, arm: 'gift' },
    { what: 'by name alone', properties: { experiment_id: 'spring', variation_name: 'plain' }, arm: 'plain' },
    { what: 'in an experiment nobody knows', properties: { experiment_id: 'autumn', variation_id: 'gift' }, arm: null },
    {
      what: 'in an experiment named like what objects inherit',
      properties: { experiment_id: 'constructor', variation_id: 'gift' },
      arm: null,
    },
    { what: 'in none', properties: {}, arm: null },
  ])('$what', ({ properties, arm }) => {
    const ann = given(spring())
    ann.does('Experiment Viewed', day(0), { properties })
    expect(ann.story('assigned')).toEqual(arm === null ? [] : [`0: assigned ${arm} in spring`])
  })

  it('an id may be a number', () => {
    const numbered = { ...outside('7'), arms: outside('7').arms.map((arm, index) => ({ ...arm, name: `${index}` })) }
    const ann = given(rules({ outside: [numbered] }))
    ann.does('Experiment Viewed', day(0), { properties: { experiment_id: 7, variation_id: 1 } })
    expect(ann.story('assigned')).toEqual(['0: assigned 1 in 7'])
  })

  it('the first recorded exposure stands, another variant later is a crossover, the same again is nothing', () => {
    const ann = given(spring())
    ann.does('Experiment Viewed', day(1), viewed('plain'))
    ann.does('Experiment Viewed', day(2), viewed('gift'))
    ann.does('Experiment Viewed', day(3), viewed('plain'))
    expect(ann.story('assigned', 'crossover')).toEqual(['1: assigned plain in spring', '2: seen in gift, stays plain in spring'])
  })

  it('an unknown variant is a doubt for a person, and no exposure', () => {
    const ann = given(spring())
    const { doubts } = ann.does('Experiment Viewed', day(1), viewed('blue'))
    expect(doubts).toEqual([
      expect.objectContaining({ because: 'unknown-variant', path: 'properties.variation_id', hint: 'send one of plain, gift' }),
    ])
    expect(ann.story()).toEqual(['1: appeared'])
  })

  it.each([
    { what: 'the instant of the exposure', at: day(10), counts: false },
    { what: 'right after it', at: day(10, 1), counts: true },
    { what: 'the end of the window', at: day(40), counts: true },
    { what: 'after the window', at: day(40, 1), counts: false },
  ])('an outcome that arrived before the exposure, at $what: $counts', ({ at, counts }) => {
    const ann = given(spring())
    ann.does(ORDER, at, { receivedAt: day(41), properties: { revenue: 5 } })
    ann.does('Experiment Viewed', day(10), { receivedAt: day(42), ...viewed('gift') })
    expect(ann.story('assigned', 'outcome').slice(1)).toHaveLength(counts ? 1 : 0)
    expect(ann.state().exposures[experimentId('spring')]).toEqual({
      ...{ arm: 'gift', phase: 1, bucket: null, assignedAt: day(10), segments: {}, before: 0 },
      outcomes: counts ? { orders: { events: 1, sum: 500, base: 0 } } : {},
    })
  })

  it('however old it is: the age of entries is not asked', () => {
    const ann = given(spring())
    ann.does('Experiment Viewed', day(-300), { receivedAt: day(0), ...viewed('gift') })
    expect(ann.story('assigned')).toEqual(['-300: assigned gift in spring'])
  })

  it('outcomes before and after the exposure arrived are counted once each', () => {
    const ann = given(spring())
    ann.does(ORDER, day(12), { receivedAt: day(12) })
    ann.does(ORDER, day(11), { receivedAt: day(13) })
    ann.does('Experiment Viewed', day(10), { receivedAt: day(14), ...viewed('gift') })
    ann.does(ORDER, day(15))
    ann.does(ORDER, day(12))
    expect(ann.story('outcome')).toEqual([
      '11: orders of gift in spring: 1 0',
      '12: orders of gift in spring: 0 0',
      '15: orders of gift in spring: 0 0',
    ])
  })

  it('one that may have been told before is nobody’s exposure', () => {
    const ann = given(spring())
    ann.does('Experiment Viewed', day(0), { ...viewed('gift'), seen: 'uncertain' })
    expect(ann.state().exposures).toEqual({})
  })

  it('an experiment and a campaign may hope for the same order', () => {
    const ann = given(rules({ campaigns: [tested()], outside: [outside('spring')] }))
    ann.does(ORDER, day(0))
    ann.does('Experiment Viewed', day(119), viewed('gift'))
    ann.wakes(day(120))
    ann.does(ORDER, day(121))
    expect(ann.story('outcome')).toEqual(['121: orders of plain in win-back: 1 0', '121: orders of gift in spring: 1 0'])
  })
})

describe('rules, indexed', () => {
  const late = tested({}, { version: 2, entry: onEvent('Signed Up'), paths: steps(wait(1), send()) })
  const company = rules({ campaigns: [tested(), late], outside: [outside('spring', [{ ...ORDERS, name: 'visits', event: 'Visited' }])] })

  it('who counts an event: of a campaign only the newest version', () => {
    expect(company.metricsByEvent.get(ORDER)?.map(({ experiment, metric }) => `${experiment.id} ${metric.name}`)).toEqual([
      'win-back orders',
    ])
    expect(company.metricsByEvent.get('Visited')?.map(({ experiment }) => experiment.id)).toEqual(['spring'])
    expect(company.metricsByEvent.get('constructor')).toBeUndefined()
  })

  it('which events the timeline keeps: those anybody named', () => {
    const named = ['Account Deleted', 'Account Reopened', 'Experiment Viewed', ORDER, 'Order Refunded', 'Signed Up', 'Visited']
    expect([...company.namedEvents].toSorted()).toEqual(named.toSorted())
    expect(rules().namedEvents.has('Experiment Viewed')).toBe(false)
  })

  it('the timeline keeps them, and no others', () => {
    const ann = given(company)
    expect(ann.does(ORDER, day(0)).timeline).toEqual([event(ORDER, day(0))])
    expect(ann.does('Something Else', day(1)).timeline).toEqual([])
  })

  it('exits of versions somebody may still be in are named, too', () => {
    const old = tested({}, { exits: [{ on: 'event', event: 'Called Us', where: null, sameKey: false }] })
    expect(rules({ campaigns: [old, late] }).namedEvents.has('Called Us')).toBe(true)
  })

  it('experiments by id', () => {
    expect([...company.experiments.keys()]).toEqual(['win-back', 'spring'])
  })
})

const dayNumber = (n: number): number => day(n) / days(1)
