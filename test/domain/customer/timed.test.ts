/** Campaigns that time starts: by a schedule, and by a day that an attribute names. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Campaign, Entry, Schedule } from '../../../shared/domain/campaign/campaign.ts'
import { nextOf } from '../../../shared/domain/campaign/schedule.ts'
import { timedOf, type Whose } from '../../../shared/domain/campaign/timed.ts'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import { HOUR_MS, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { campaignId, type EpochMs, epochMs } from '../../../shared/kernel/words.ts'
import { day, EMAIL, given, ORDER, RETAIL, rules, send, steps, winBack } from './world.ts'

const NINE = 9 * 60
const nine = (n: number): EpochMs => day(n, 9 * HOUR_MS)
const daily: Schedule = { type: 'every', every: 'day', at: NINE }
const scheduled = (schedule: Schedule, more: Partial<Campaign> = {}): Campaign =>
  winBack({ id: campaignId('news'), entry: { on: 'schedule', schedule }, zone: 'UTC', paths: steps(send()), exits: [], ...more })
const birthday = (more: Partial<Entry & { on: 'date' }> = {}, of: Partial<Campaign> = {}): Campaign =>
  winBack({
    id: campaignId('birthday'),
    entry: { on: 'date', path: ['traits', 'birthday'], offsetDays: 0, at: NINE, yearly: true, ...more },
    zone: 'UTC',
    paths: steps(send()),
    exits: [],
    ...of,
  })

describe('a campaign that comes on a schedule', () => {
  it('lets in whoever is there, each time', () => {
    const ann = given(rules({ campaigns: [scheduled(daily)] }))
    ann.does(ORDER, day(3, 10 * HOUR_MS), EMAIL)
    expect(nextDueAt(ann.state(), rules({ campaigns: [scheduled(daily)] }))).toBe(nine(4))
    ann.wakes(nine(4))
    ann.wakes(nine(5))
    expect(ann.facts().find(({ type }) => type === 'entered')).toMatchObject({ trigger: { type: 'schedule', at: nine(4) } })
    expect(ann.story('entered')).toEqual([`4+${9 * HOUR_MS}ms: news 1 enters as all`])
    ann.claims(0, nine(5), 'news')
    ann.reports(0, { type: 'sent' }, nine(5), 'news')
    ann.wakes(nine(6))
    expect(ann.story('entered')).toEqual([`4+${9 * HOUR_MS}ms: news 1 enters as all`, `6+${9 * HOUR_MS}ms: news 2 enters as all`])
  })

  it('is walked through once, by whatever comes first', () => {
    const ann = given(rules({ campaigns: [scheduled(daily)] }))
    ann.does(ORDER, day(3), EMAIL)
    ann.does('Visited', day(3, 20 * HOUR_MS))
    ann.wakes(day(3, 21 * HOUR_MS))
    ann.does('Visited', day(3, 22 * HOUR_MS))
    expect(ann.story('entered')).toEqual([`3+${9 * HOUR_MS}ms: news 1 enters as all`])
  })

  it('comes after an event of the same instant, and once', () => {
    const ann = given(rules({ campaigns: [scheduled(daily)] }))
    ann.does(ORDER, day(3), EMAIL)
    ann.does('Visited', nine(3))
    ann.does('Seen', nine(3))
    ann.wakes(nine(3))
    expect(
      ann
        .facts()
        .map(({ type }) => type)
        .filter((type) => type === 'entered'),
    ).toHaveLength(1)
  })

  it('lets nobody in who was not there yet', () => {
    const ann = given(rules({ campaigns: [scheduled(daily)] }))
    ann.does(ORDER, nine(3), EMAIL)
    expect(ann.story('entered')).toEqual([])
  })

  it.each<{ what: string; more: Partial<Campaign>; at: EpochMs | null }>([
    { what: 'before it was published', more: { publishedAt: day(5) }, at: nine(5) },
    { what: 'before it starts', more: { startAt: day(6) }, at: nine(6) },
    { what: 'at its start', more: { startAt: nine(6) }, at: nine(6) },
    { what: 'after it is over', more: { endAt: nine(4) }, at: null },
    { what: 'while it is a draft', more: { status: 'draft' }, at: null },
    { what: 'when it has ended', more: { status: 'ended' }, at: null },
  ])('does not come $what', ({ more, at }) => {
    const quiet = { ...RETAIL, lifecycle: { ...RETAIL.lifecycle, activity: new Set(['Nothing']) } }
    const under = rules({ policy: quiet, campaigns: [scheduled(daily, more)] })
    const ann = given(under)
    ann.does('Visited', day(3, 10 * HOUR_MS), EMAIL)
    expect(nextDueAt(ann.state(), under)).toBe(at)
  })

  it('is missed where it is looked at too late, and that is remembered', () => {
    const ann = given(rules({ campaigns: [scheduled(daily)] }))
    ann.does(ORDER, day(3, 10 * HOUR_MS), EMAIL)
    const { reasons } = ann.wakes(day(6, 8 * HOUR_MS))
    expect(reasons).toEqual([
      { type: 'entry-refused', campaign: 'news', because: { type: 'missed', dueAt: nine(4), entryMaxAgeMs: RETAIL.entryMaxAgeMs } },
    ])
    expect(ann.story('entered')).toEqual([`5+${9 * HOUR_MS}ms: news 1 enters as all`])
  })

  it('that is paused lets nobody in, and says so', () => {
    const ann = given(rules({ campaigns: [scheduled(daily, { status: 'paused' })] }))
    ann.does(ORDER, day(3, 10 * HOUR_MS), EMAIL)
    expect(ann.wakes(nine(4)).reasons).toEqual([{ type: 'entry-refused', campaign: 'news', because: { type: 'campaign-paused' } }])
  })

  it('comes by the clock of the customer, or where nobody knows it by that of the company', () => {
    const under = rules({ campaigns: [scheduled(daily, { zone: null })] })
    const ann = given(under)
    ann.does(ORDER, day(3, 10 * HOUR_MS), { traits: { email: 'ann@example.com', timezone: 'America/New_York' } })
    expect(nextDueAt(ann.state(), under)).toBe(day(3, 14 * HOUR_MS))
    const bob = given(under)
    bob.does(ORDER, day(3, 10 * HOUR_MS), EMAIL)
    expect(nextDueAt(bob.state(), under)).toBe(nine(4))
  })
})

describe('a campaign that comes on a day of somebody', () => {
  const under = rules({ campaigns: [birthday({ offsetDays: -3 })] })
  it('comes every year, so many days before', () => {
    const ann = given(under)
    ann.does(ORDER, day(3), { traits: { email: 'ann@example.com', birthday: '1990-01-10' } })
    ann.wakes(nine(6))
    expect(ann.facts().find(({ type }) => type === 'entered')).toMatchObject({
      trigger: { type: 'date', path: 'traits.birthday', at: nine(6) },
    })
    ann.claims(0, day(7), 'birthday')
    ann.reports(0, { type: 'sent' }, day(7), 'birthday')
    ann.wakes(nine(6 + 365))
    expect(ann.story('entered')).toHaveLength(2)
  })

  it.each([undefined, 'some day', 19_900_110, null])('never comes to whose day is %j', (value) => {
    const ann = given(under)
    ann.does(ORDER, day(3), { traits: { email: 'ann@example.com', ...(value === undefined ? {} : { birthday: value }) } })
    expect(under.campaigns.timed.nextAfter({ zone: 'UTC', read: () => value as string }, day(3))).toBeNull()
    ann.wakes(day(40))
    expect(ann.story('entered')).toEqual([])
  })

  it('follows a day that is another one now', () => {
    const ann = given(under)
    ann.does(ORDER, day(3), { traits: { email: 'ann@example.com', birthday: '1990-01-10' } })
    ann.does('Visited', day(4), { traits: { birthday: '1990-01-20' } })
    ann.wakes(day(15))
    expect(ann.story('entered')).toEqual([])
    ann.wakes(nine(16))
    expect(ann.story('entered')).toHaveLength(1)
  })
})

describe('an index of what time starts', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu']
  const schedule: fc.Arbitrary<Schedule> = fc.oneof(
    fc.integer({ min: 0, max: 95 }).map((n): Schedule => ({ type: 'every', every: 'day', at: n * 15 })),
    fc.integer({ min: 0, max: 1439 }).map((at): Schedule => ({ type: 'every', every: 'week', days: new Set([1, 5]), at })),
    fc.integer({ min: 20_454, max: 20_500 }).map((one): Schedule => ({ type: 'once', day: one, at: NINE })),
  )
  const campaigns = fc.array(
    fc.record({
      schedule,
      zone: fc.constantFrom(null, ...zones),
      published: fc.integer({ min: -10, max: 30 }),
      end: fc.option(fc.integer({ min: 20, max: 60 }), { nil: null }),
    }),
    { maxLength: 12 },
  )

  it('says what asking each campaign says, whenever it is asked and in whatever order', () => {
    fc.assert(
      fc.property(
        campaigns,
        fc.array(fc.tuple(fc.constantFrom(...zones), fc.integer({ min: 0, max: 50 * 1440 })), { maxLength: 30 }),
        (some, asked) => {
          const all = some.map(({ schedule: one, zone, published, end }, n) =>
            scheduled(one, { id: campaignId(`c${n}`), zone, publishedAt: day(published), endAt: end === null ? null : day(end) }),
          )
          const timed = timedOf(all)
          for (const [zone, minute] of asked) {
            const whose: Whose = { zone, read: () => null }
            const after = epochMs(day(0) + minute * MINUTE_MS)
            const nexts = all.flatMap(({ entry, zone: own, publishedAt, endAt, id }) => {
              const next = entry.on === 'schedule' ? nextOf(entry.schedule, own ?? zone, publishedAt > after ? publishedAt : after) : null
              return next === null || (endAt !== null && next >= endAt) ? [] : [{ id, next }]
            })
            const earliest = nexts.length === 0 ? null : epochMs(Math.min(...nexts.map(({ next }) => next)))
            expect(timed.nextAfter(whose, after)).toBe(earliest)
            if (earliest === null) continue
            const coming = nexts.filter(({ next }) => next === earliest).map(({ id }) => id)
            expect(timed.comingAt(whose, earliest).map(({ id }) => id)).toEqual(coming.sort())
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('of a thousand campaigns answers in microseconds, once a day was looked at', () => {
    const many = Array.from({ length: 1_000 }, (_, n) =>
      scheduled({ type: 'every', every: 'week', days: new Set([(n % 7) + 1]), at: n }, { id: campaignId(`c${n}`), zone: null }),
    )
    const timed = timedOf(many)
    const ask = (times: number): number => {
      const begun = performance.now()
      for (let n = 0; n < times; n += 1) timed.nextAfter({ zone: 'Europe/Berlin', read: () => null }, day(3, n * MINUTE_MS))
      return performance.now() - begun
    }
    ask(1)
    // A thousand campaigns asked one by one would take more than a millisecond each time.
    expect(ask(1_000)).toBeLessThan(300)
  })
})
