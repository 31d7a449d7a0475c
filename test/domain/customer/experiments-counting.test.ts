import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import type { Experiment, Metric } from '../../../shared/domain/experiment/experiment.ts'
import { GRANTING_EVENT, WITHDRAWING_EVENT } from '../../../shared/domain/messaging/consent.ts'
import type { News } from '../../../shared/domain/messaging/news.ts'
import { bps, currency, experimentId, minor } from '../../../shared/kernel/words.ts'
import {
  day,
  days,
  drawn,
  EMAIL,
  given,
  onEvent,
  ORDER,
  ORDERS,
  outside,
  RETAIL,
  rules,
  send,
  variants,
  type Watched,
  welcome,
} from './world.ts'

const MONEY = { property: 'revenue', currencyProperty: 'currency', currency: currency('USD') }

/** Greets whoever signs up; a mail to all, and what is counted. */
const measuring = (metrics: readonly Metric[], experiment: Partial<Experiment> = {}, more: Partial<Campaign> = {}): Campaign =>
  welcome({
    entry: onEvent('Signed Up'),
    paths: variants({ plain: [send()], gift: [send()] }),
    experiment: { ...drawn('welcome', {}, metrics), ...experiment },
    ...more,
  })

/** Signed up on day 0, having ordered before. */
const assigned = (campaign: Campaign, policy = RETAIL): Watched => {
  const ann = given(rules({ policy, campaigns: [campaign] }))
  ann.does(ORDER, day(-10), EMAIL)
  ann.does('Signed Up', day(0))
  return ann
}

describe('retention: a visit from day 7 to day 14', () => {
  const visits: Metric = { ...ORDERS, name: 'back', event: 'Visited', revenue: null, afterMs: days(7), windowMs: days(14) }
  it.each([
    { what: 'at once', at: day(0, 1), told: [] },
    { what: 'as the seventh day begins', at: day(7), told: [] },
    { what: 'right after', at: day(7, 1), told: ['7+1ms: back of plain in welcome: 1 0'] },
    { what: 'at the end', at: day(14), told: ['14: back of plain in welcome: 1 0'] },
    { what: 'after the end', at: day(14, 1), told: [] },
  ])('$what', ({ at, told }) => {
    const ann = assigned(measuring([visits]))
    ann.does('Visited', at)
    expect(ann.story('outcome')).toEqual(told)
  })
})

describe('money up to 100', () => {
  it('counts what a customer brought in all, as it rises and falls', () => {
    const ann = assigned(measuring([{ ...ORDERS, revenue: { ...MONEY, cap: minor(10_000) } }]))
    for (const [n, revenue] of [80, 50, -60, 10].entries()) ann.does(ORDER, day(n + 1), { properties: { revenue } })
    expect(ann.story('outcome')).toEqual([
      '1: orders of plain in welcome: 1 8000',
      '2: orders of plain in welcome: 0 2000',
      '3: orders of plain in welcome: 0 -3000',
      '4: orders of plain in welcome: 0 1000',
    ])
    expect(ann.state().exposures[experimentId('welcome')]?.outcomes.orders).toEqual({ events: 4, sum: 8_000, base: 0 })
  })
})

describe('what a phase asked for', () => {
  const asked = (phase: number, cap: number, windowMs: number, event = ORDER): Campaign =>
    measuring([{ ...ORDERS, event, windowMs, revenue: { ...MONEY, cap: minor(cap) } }], { phase }, { version: phase })

  it('goes on for whoever was assigned in it: its cap, its window, its event', () => {
    const first = asked(1, 5_000, days(14))
    const ann = assigned(first)
    ann.does(ORDER, day(1), { properties: { revenue: 80 } })
    ann.under(rules({ campaigns: [first, asked(2, 10_000, days(5), 'Visited')] }))
    ann.does('Visited', day(2))
    ann.does(ORDER, day(10), { properties: { revenue: 30 } })
    expect(ann.story('outcome')).toEqual(['1: orders of plain in welcome: 1 5000', '10: orders of plain in welcome: 0 0'])
  })

  it('counts visits in its window, and nothing any more once that is over', () => {
    const first = asked(1, 5_000, days(5))
    const ann = assigned(first)
    ann.under(rules({ campaigns: [first, asked(2, 5_000, days(30))] }))
    ann.does('$page', day(6), { type: 'page' })
    ann.does(ORDER, day(6), { properties: { revenue: 30 } })
    expect(ann.story('outcome')).toEqual([])
  })

  it('is what it is now where the version that asked is not known any more', () => {
    const ann = assigned(asked(1, 5_000, days(14)))
    ann.under(rules({ campaigns: [{ ...asked(2, 10_000, days(14)), version: 1 }] }))
    ann.does(ORDER, day(1), { properties: { revenue: 80 } })
    expect(ann.story('outcome')).toEqual(['1: orders of plain in welcome: 1 8000'])
  })
})

describe('a ratio', () => {
  const perVisit: Metric = { ...ORDERS, name: 'per-visit', revenue: null, per: { event: 'Visited', where: null } }

  it('hears both of its events', () => {
    const ann = assigned(measuring([perVisit]))
    for (const [n, name] of ['Visited', ORDER, 'Visited'].entries()) ann.does(name, day(n + 1))
    expect(ann.story('outcome')).toEqual([
      '1: per-visit of plain in welcome: 0 0 over 1 (0)',
      '2: per-visit of plain in welcome: 1 1 over 0 (1)',
      '3: per-visit of plain in welcome: 0 0 over 1 (1)',
    ])
  })

  it('counts an event that is both once on either side', () => {
    const ann = assigned(measuring([{ ...perVisit, revenue: ORDERS.revenue, per: { event: ORDER, where: null } }]))
    ann.does(ORDER, day(1), { properties: { revenue: 5 } })
    expect(ann.story('outcome')).toEqual(['1: per-visit of plain in welcome: 1 500 over 1 (500)'])
  })

  it('keeps both of its events in the timeline', () => {
    const company = rules({ campaigns: [measuring([perVisit])] })
    expect([company.namedEvents.has('Visited'), company.namedEvents.has(ORDER)]).toEqual([true, true])
    expect(company.metricsByEvent.get('Visited')).toHaveLength(1)
  })

  it('of an exposure that is told late finds both among what was told before', () => {
    const ann = given(rules({ outside: [outside('spring', [perVisit])] }))
    ann.does('Visited', day(11))
    ann.does(ORDER, day(12))
    const viewed = { properties: { experiment_id: 'spring', variation_id: 'gift' } }
    ann.does('Experiment Viewed', day(10), { receivedAt: day(13), ...viewed })
    expect(ann.story('outcome')).toEqual([
      '11: per-visit of gift in spring: 0 0 over 1 (0)',
      '12: per-visit of gift in spring: 1 1 over 0 (1)',
    ])
  })
})

const leaves = (ann: Watched, topic = 'welcome', at = day(1)) => ann.does(WITHDRAWING_EVENT, at, { properties: { topic } })
const hears = (ann: Watched, news: News, at = day(2), heard: readonly News[] = []) =>
  ann.decides({ type: 'news', message: ann.message(0, 'welcome'), news, heard }, at)
const complaint: News = { type: 'complained', saidAt: day(1), detail: 'abuse' }
const bounce = (kind: 'permanent' | 'transient'): News => ({ type: 'bounced', saidAt: day(1), kind, detail: '5.1.1' })
const click = (by: 'person' | 'machine', saidAt = day(1)): News => ({
  ...{ type: 'clicked', saidAt, by, link: 'https://shop.example/', source: 'link' },
})

describe('what is counted by itself', () => {
  const campaign = measuring([ORDERS])
  it.each<{ what: string; act: (ann: Watched) => unknown; counts: string | null }>([
    { what: 'a topic that is left', act: (ann) => leaves(ann), counts: '$unsubscribe' },
    { what: 'another topic, too', act: (ann) => leaves(ann, 'news'), counts: '$unsubscribe' },
    { what: 'a grant is nothing', act: (ann) => ann.does(GRANTING_EVENT, day(1), { properties: { topic: 'news' } }), counts: null },
    { what: 'a complaint', act: (ann) => hears(ann, complaint), counts: '$complaint' },
    { what: 'a mail that came back for good', act: (ann) => hears(ann, bounce('permanent')), counts: '$bounce' },
    { what: 'one that came back for now is nothing', act: (ann) => hears(ann, bounce('transient')), counts: null },
    { what: 'a click', act: (ann) => hears(ann, click('person')), counts: '$click' },
    { what: 'a program’s click is nothing', act: (ann) => hears(ann, click('machine')), counts: null },
    { what: 'an opened mail is nothing', act: (ann) => hears(ann, { type: 'opened', saidAt: day(1), by: 'person' }), counts: null },
    { what: 'a page', act: (ann) => ann.does('$page', day(1), { type: 'page' }), counts: '$visit' },
    { what: 'a screen', act: (ann) => ann.does('$screen', day(1), { type: 'screen' }), counts: '$visit' },
    { what: 'an event of that name is none', act: (ann) => ann.does('$page', day(1)), counts: null },
  ])('$what', ({ act, counts }) => {
    const ann = assigned(campaign)
    act(ann)
    const outcomes = ann.facts().filter((fact) => fact.type === 'outcome')
    expect(outcomes.map(({ metric, converted, sumDelta, outcomeDay }) => [metric, converted, sumDelta, outcomeDay])).toEqual(
      counts === null ? [] : [[counts, 1, 0, day(1) / days(1)]],
    )
  })

  it('of those held out, too, on the same clock', () => {
    const ann = assigned(measuring([ORDERS], drawn('welcome', { holdout: 100 })))
    leaves(ann)
    ann.does('$page', day(2), { type: 'page' })
    expect(ann.story('outcome')).toEqual(['1: $unsubscribe of holdout in welcome: 1 0', '2: $visit of holdout in welcome: 1 0'])
  })

  it.each([
    { what: 'at the end of the first window', at: day(30), counts: true },
    { what: 'after it, though another is longer', at: day(30, 1), counts: false },
  ])('$what: $counts', ({ at, counts }) => {
    const ann = assigned(measuring([ORDERS, { ...ORDERS, name: 'late', windowMs: days(60) }]))
    leaves(ann, 'welcome', at)
    expect(ann.story('outcome')).toHaveLength(counts ? 1 : 0)
  })

  it('once a customer, however often it happens and is told', () => {
    const ann = assigned(campaign)
    leaves(ann, 'welcome', day(1))
    leaves(ann, 'news', day(2))
    hears(ann, click('person'), day(3))
    hears(ann, click('person', day(2)), day(3), [click('person')])
    hears(ann, complaint, day(4))
    hears(ann, complaint, day(5), [complaint])
    for (const n of [6, 7]) ann.does('$page', day(n), { type: 'page' })
    expect(ann.story('outcome').map((line) => line.split(' ')[1])).toEqual(['$unsubscribe', '$click', '$complaint', '$visit'])
  })

  it('a word that is taken back already is said to nobody again', () => {
    const ann = given(rules({ campaigns: [campaign] }))
    leaves(ann, 'news', day(-1))
    ann.does('Signed Up', day(0))
    leaves(ann, 'news', day(-2))
    expect(ann.story('outcome')).toEqual([])
  })

  it('what was said before the assignment is no outcome, though it is heard later', () => {
    const ann = assigned(campaign)
    hears(ann, { ...complaint, saidAt: day(-1) })
    expect(ann.story('outcome')).toEqual([])
  })

  it('a click counts for the campaign whose mail it was, and for its splits', () => {
    const split = { type: 'split', name: 'colour', ways: [{ name: 'red', shareBps: bps(10_000), to: 1 }] } as const
    const split0 = measuring([ORDERS], {}, { paths: variants({ plain: [split, send()] }) })
    const other = measuring([ORDERS], { id: experimentId('other') }, { id: drawn('other').campaign ?? split0.id })
    const ann = given(rules({ campaigns: [split0, { ...other, experiment: drawn('other') }], outside: [outside('spring')] }))
    ann.does('Experiment Viewed', day(-1), { properties: { experiment_id: 'spring', variation_id: 'gift' } })
    ann.does('Signed Up', day(0), EMAIL)
    ann.decides({ type: 'news', message: ann.message(1, 'welcome'), news: click('person'), heard: [] }, day(2))
    leaves(ann, 'welcome', day(3))
    expect(ann.story('outcome')).toEqual([
      '2: $click of plain in welcome: 1 0',
      '2: $click of red in welcome.colour: 1 0',
      '3: $unsubscribe of gift in spring: 1 0',
      '3: $unsubscribe of plain in other: 1 0',
      '3: $unsubscribe of plain in welcome: 1 0',
      '3: $unsubscribe of red in welcome.colour: 1 0',
    ])
  })

  it('a campaign that measures nothing counts nothing', () => {
    const ann = assigned(welcome())
    leaves(ann)
    expect(ann.story('outcome')).toEqual([])
  })
})

describe('what is known before', () => {
  const breakdowns: Experiment['breakdowns'] = [
    { name: 'stage', path: ['stage'], edges: null },
    { name: 'traits.plan', path: ['traits', 'plan'], edges: null },
    { name: 'revenue', path: ['revenue', 'USD'], edges: [50, 200] },
  ]
  const campaign = measuring([ORDERS], { breakdowns })
  const known = (ann: Watched) => {
    const { segments, before } = ann.state().exposures[experimentId('welcome')] ?? {}
    return { segments, before }
  }

  it.each([
    { what: 'nothing', plan: undefined, spent: [], segments: ['–', '–', '–'], before: 0 },
    { what: 'below the first edge', plan: 'pro', spent: [49.99], segments: ['new', 'pro', '<50'], before: 1 },
    { what: 'at an edge', plan: 7, spent: [50], segments: ['new', '7', '50-200'], before: 1 },
    { what: 'between edges', plan: true, spent: [100, 99.99], segments: ['new', 'true', '50-200'], before: 2 },
    { what: 'above the last', plan: ['a'], spent: [200], segments: ['new', '–', '200+'], before: 1 },
    { what: 'a long text', plan: '😀'.repeat(41), spent: [], segments: ['–', '😀'.repeat(40), '–'], before: 0 },
    { what: 'an empty one', plan: '', spent: [], segments: ['–', '–', '–'], before: 0 },
    { what: 'half a character', plan: 'a\ud83d', spent: [], segments: ['–', 'a\ufffd', '–'], before: 0 },
  ])('$what', ({ plan, spent, segments, before }) => {
    const ann = given(rules({ campaigns: [campaign] }))
    if (plan !== undefined) ann.does('$identify', day(-9), { type: 'identify', traits: { plan } })
    for (const [n, revenue] of spent.entries()) ann.does(ORDER, day(n - 8), { properties: { revenue } })
    ann.does('Signed Up', day(0))
    const [stage, named, revenue] = segments
    expect(known(ann)).toEqual({ segments: { stage, 'traits.plan': named, revenue }, before })
    ann.does(ORDER, day(1))
    expect(known(ann).before).toBe(before)
    expect(ann.facts().filter(({ type }) => type === 'outcome')).toMatchObject([{ segments: { 'traits.plan': named }, before }])
  })

  it('purchases of the day itself are not before it, and a hundred are as many as any', () => {
    const ann = given(rules({ campaigns: [campaign] }))
    for (let n = 0; n < 120; n += 1) ann.does(ORDER, day(-200 + n))
    ann.does('Signed Up', day(0))
    const bob = given(rules({ campaigns: [campaign] }), 'bob')
    bob.does(ORDER, day(-1, days(1) - 1))
    bob.does(ORDER, day(0))
    bob.does('Signed Up', day(0, 1))
    expect([known(ann).before, known(bob).before]).toEqual([100, 1])
  })

  it('of an exposure that is told late is what was before it, and not what came after', () => {
    const ann = given(rules({ outside: [{ ...outside('spring'), breakdowns: [] }] }))
    for (const n of [8, 9, 11, 12]) ann.does(ORDER, day(n))
    ann.does('Experiment Viewed', day(10), { receivedAt: day(13), properties: { experiment_id: 'spring', variation_id: 'gift' } })
    expect(ann.state().exposures[experimentId('spring')]).toMatchObject({ before: 2, segments: {}, bucket: null })
  })
})
