import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import type { StepBody } from '../../../shared/domain/campaign/campaign.ts'
import { inputId } from '../../../shared/kernel/words.ts'
import { byDate, checklist, condition, update, waitFor, way } from './laid.ts'
import { day, EMAIL, given, ORDER, rules, send, wait, type Watched, welcome, winBack } from './world.ts'

const known = (ann: Watched): Watched => {
  ann.does(ORDER, day(0), EMAIL)
  return ann
}
const sent = (ann: Watched): readonly number[] => ann.messages().map(({ step }) => step)

describe('a wait for an event', () => {
  const paths = way(waitFor('Opened', 3, 1, 2), { ...send('came'), next: 3 }, { ...send('did not'), next: 3 }, send('both'))
  const begun = (more = {}): Watched => {
    const ann = known(given(rules({ campaigns: [welcome({ paths, ...more })] })))
    ann.does('Signed Up', day(1))
    return ann
  }

  it.each([
    { what: 'the event ends it at once', comes: day(2), steps: [1, 3], at: '2: welcome 1 waited for step 0, event' },
    { what: 'also at the last instant', comes: day(4), steps: [1, 3], at: '4: welcome 1 waited for step 0, event' },
    { what: 'a millisecond later its time is over', comes: day(4, 1), steps: [2, 3], at: '4: welcome 1 waited for step 0, time' },
  ])('$what', ({ comes, steps, at }) => {
    const ann = begun()
    ann.does('Opened', comes)
    expect(ann.story('waited')).toEqual([at])
    expect(sent(ann)).toEqual(steps)
  })

  it('hears no other event, and none whose properties do not fit', () => {
    const ann = begun({ paths: way(waitFor('Opened', 3, 1, 2, { where: { page: 'price' } }), send('came')) })
    ann.does('Visited', day(2), { properties: { page: 'price' } })
    ann.does('Opened', day(2))
    expect(ann.story('waited')).toEqual([])
    ann.does('Opened', day(3), { properties: { page: 'price' } })
    expect(ann.story('waited')).toEqual(['3: welcome 1 waited for step 0, event'])
  })

  it('does not hear the event that led to it', () => {
    const ann = begun({ paths: way(waitFor('Signed Up', 3, 1, 1), waitFor('Signed Up', 3, 2, 2), send('twice')) })
    expect(ann.story('waited')).toEqual([])
    ann.does('Signed Up', day(2))
    expect(ann.story('waited', 'owed')).toEqual(['2: welcome 1 waited for step 0, event'])
    ann.does('Signed Up', day(3))
    expect(sent(ann)).toEqual([2])
  })

  it('an event that ends the journey ends no wait; nor does an old one from before', () => {
    const left = begun({ exits: [{ on: 'event', event: 'Opened', where: null, sameKey: false }] })
    left.does('Opened', day(2))
    expect(left.story('waited', 'journey-ended')).toEqual(['2: welcome 1 exited by Opened'])
    const old = begun()
    old.does('Opened', day(0, 5), { receivedAt: day(3) })
    expect(old.story('waited')).toEqual([])
    // Fresh, it counts though it happened before, as for ends.
    const fresh = begun()
    fresh.does('Opened', day(1, -5), { receivedAt: day(1, HOUR_MS) })
    expect(fresh.story('waited')).toEqual([`1+${HOUR_MS}ms: welcome 1 waited for step 0, event`])
  })

  it('an event of its own stage that moves them out comes after what the stage ends', () => {
    const dormant = { on: 'stage', stage: 'dormant', from: null } as const
    const stays = winBack({ entry: dormant, paths: way(waitFor(ORDER, 30, 1, 1), send('back')), exits: [{ on: 'stage', stage: 'active' }] })
    const ann = known(given(rules({ campaigns: [stays] })))
    ann.wakes(day(120))
    ann.does(ORDER, day(130))
    expect(ann.story('waited', 'owed', 'journey-ended')).toEqual(['130: win-back 1 exited by active'])
  })
})

describe('a wait on a clock', () => {
  const nine = (days: ReadonlySet<number> | null = null): StepBody => ({ type: 'wait', until: { by: 'local-time', days, at: 9 * 60 } })
  const zoned = (paths: ReturnType<typeof way>, timezone: string | null, zone: string | null = null): Watched => {
    const ann = given(rules({ campaigns: [welcome({ paths, zone })] }))
    ann.does('Signed Up', day(0, 12 * HOUR_MS), { traits: { email: 'a@b.example', ...(timezone === null ? {} : { timezone }) } })
    return ann
  }
  // 1 January 2026 is a Thursday; it is noon in UTC.
  it.each([
    { what: 'in their own zone', timezone: 'Asia/Tokyo', zone: null, days: null, hours: 24 },
    { what: 'in the campaign’s, where it has one', timezone: 'Asia/Tokyo', zone: 'America/New_York', days: null, hours: 14 },
    { what: 'in the company’s, where nobody knows theirs', timezone: null, zone: null, days: null, hours: 33 },
    { what: 'nor where it is none', timezone: 'Atlantis', zone: null, days: null, hours: 33 },
    { what: 'on a weekday', timezone: null, zone: null, days: new Set([2]), hours: 9 + 24 * 5 },
  ])('until nine $what', ({ timezone, zone, days, hours }) => {
    const ann = zoned(way(nine(days), send()), timezone, zone)
    expect(ann.facts().flatMap((fact) => (fact.type === 'waiting' ? [(fact.wakeAt - day(0)) / HOUR_MS] : []))).toEqual([hours])
  })

  it('at nine it waits until nine again', () => {
    const ann = zoned(way(nine(), nine(), send()), null)
    ann.wakes(day(10))
    expect(ann.story('waited').map((line) => line.split(':')[0])).toEqual([`1+${9 * HOUR_MS}ms`, `2+${9 * HOUR_MS}ms`])
  })
})

describe('a wait for a day of theirs', () => {
  const begun = (traits: Record<string, string | number | null>, step = byDate('renewalAt', { offsetDays: -3 })): Watched => {
    const ann = given(rules({ campaigns: [welcome({ paths: way(step, send('soon')) })] }))
    ann.does('Signed Up', day(1), { traits: { email: 'a@b.example', ...traits } })
    return ann
  }
  const AT_NINE = 9 * HOUR_MS

  it.each([
    { what: 'a date', renewalAt: '2026-01-11', from: `7+${AT_NINE}ms` },
    { what: 'an instant, at the time the step says', renewalAt: '2026-01-11T22:30:00Z', from: `7+${AT_NINE}ms` },
  ])('until so many days before: $what', ({ renewalAt, from }) => {
    const ann = begun({ renewalAt })
    expect(ann.story('waiting')).toEqual([`1: welcome 1 waits until ${from}`])
    ann.wakes(day(20))
    expect(ann.story('waited', 'owed')).toEqual([`${from}: welcome 1 waited for step 0, time`, `${from}: welcome 1 owes step 1`])
  })

  it('an instant is waited for to the millisecond where the step names no time', () => {
    const ann = begun({ renewalAt: '2026-01-11T22:30:00.007Z' }, byDate('renewalAt', { at: null }))
    expect(ann.story('waiting')).toEqual([`1: welcome 1 waits until 10+${22.5 * HOUR_MS + 7}ms`])
  })

  it.each([
    { what: 'past already', renewalAt: '2026-01-03', story: ['1: welcome 1 waited for step 0, at-once', '1: welcome 1 owes step 1'] },
    { what: 'missing', renewalAt: null, story: ['1: welcome 1 leaves at step 0', '1: welcome 1 exited by no-date'] },
    { what: 'no date', renewalAt: 'soon', story: ['1: welcome 1 leaves at step 0', '1: welcome 1 exited by no-date'] },
    { what: '400 days away', renewalAt: '2027-02-08', story: [] },
    {
      what: 'more than 400 days away',
      renewalAt: '2027-02-09',
      story: ['1: welcome 1 leaves at step 0', '1: welcome 1 exited by no-date'],
    },
  ])('$what', ({ renewalAt, story }) => {
    expect(begun({ renewalAt }).story('waited', 'leaving', 'owed', 'journey-ended')).toEqual(story)
  })

  it('may go on where there is none', () => {
    const ann = begun({}, byDate('renewalAt', { otherwise: 'continue' }))
    expect(ann.story('waited', 'owed')).toEqual(['1: welcome 1 waited for step 0, at-once', '1: welcome 1 owes step 1'])
  })

  it.each([
    { what: 'later', to: '2026-01-15', story: ['4: welcome 1 waited for step 0, moved', `4: welcome 1 waits until 11+${AT_NINE}ms`] },
    {
      what: 'past',
      to: '2026-01-05',
      story: ['4: welcome 1 waited for step 0, moved', '4: welcome 1 waited for step 0, at-once', '4: welcome 1 owes step 1'],
    },
    {
      what: 'gone',
      to: null,
      story: ['4: welcome 1 waited for step 0, moved', '4: welcome 1 leaves at step 0', '4: welcome 1 exited by no-date'],
    },
    { what: 'the same', to: '2026-01-11', story: [] },
  ])('moves when the day is another now: $what', ({ to, story }) => {
    const ann = begun({ renewalAt: '2026-01-11' })
    const before = ann.facts().length
    ann.does('Visited', day(4), { traits: { renewalAt: to } })
    expect(
      ann
        .story()
        .slice(before)
        .filter((line) => line.includes('welcome')),
    ).toEqual(story)
  })

  it('moves with the clock they live by', () => {
    const ann = begun({ renewalAt: '2026-01-11' })
    ann.does('Visited', day(4), { traits: { timezone: 'Asia/Tokyo' } })
    expect(ann.story('waiting').at(-1)).toBe('4: welcome 1 waits until 7')
  })

  it('moves when a step of another campaign says so, and what that leads to may move it again', () => {
    const updating = winBack({
      entry: { on: 'event', event: 'Renewed', where: null },
      paths: way(update({ renewalAt: '2026-01-21' }), wait(5), update({ renewalAt: '2026-01-31' })),
      exits: [],
    })
    const ann = given(rules({ campaigns: [welcome({ paths: way(byDate('renewalAt'), send('soon')) }), updating] }))
    ann.does('Signed Up', day(1), { traits: { renewalAt: '2026-01-11' } })
    ann.does('Renewed', day(2))
    ann.wakes(day(40))
    expect(ann.story('waiting', 'waited').filter((line) => line.includes('welcome'))).toEqual([
      `1: welcome 1 waits until 10+${AT_NINE}ms`,
      '2: welcome 1 waited for step 0, moved',
      `2: welcome 1 waits until 20+${AT_NINE}ms`,
      '7: welcome 1 waited for step 0, moved',
      `7: welcome 1 waits until 30+${AT_NINE}ms`,
      `30+${AT_NINE}ms: welcome 1 waited for step 0, time`,
    ])
  })
})

describe('journeys about something', () => {
  const each = { type: 'each-key', property: 'orderId' } as const
  const paths = way(waitFor('Shipped', 9, 1, 2, { sameKey: true }), { ...send('shipped'), next: 3 }, send('late'))
  const ordering = (more = {}): Watched =>
    known(
      given(
        rules({
          campaigns: [welcome({ entry: { on: 'event', event: 'Ordered', where: null }, paths, reentry: each, maxConcurrent: 3, ...more })],
        }),
      ),
    )
  const about = (orderId: string | number) => ({ properties: { orderId }, id: inputId(`${orderId} ${Math.random()}`) })

  it('begin once for each key, and so many at once', () => {
    const ann = ordering({ maxConcurrent: 2 })
    for (const key of ['a', 'a', 7, 'b']) ann.does('Ordered', day(1), about(key))
    expect(ann.state().journeys.map(({ entry, key }) => [entry, key])).toEqual([
      [1, 'a'],
      [2, '7'],
    ])
    expect(ann.state().campaigns['welcome' as never]).toMatchObject({
      entries: 2,
      refused: { count: 2, because: { type: 'already-in', entry: 2 } },
    })
  })

  it('hear what is about them, and their mails stay apart', () => {
    const ann = ordering()
    for (const key of ['a', 'b', 'c']) ann.does('Ordered', day(1), about(key))
    ann.does('Shipped', day(2), about('b'))
    ann.does('Shipped', day(3), about('d'))
    ann.wakes(day(10))
    expect(ann.story('waited')).toEqual([
      '2: welcome 2 waited for step 0, event',
      '10: welcome 1 waited for step 0, time',
      '10: welcome 3 waited for step 0, time',
    ])
    expect(ann.messages().map(({ entry, step }) => [entry, step])).toEqual([
      [2, 1],
      [1, 2],
      [3, 2],
    ])
    expect(new Set(ann.messages().map(({ id }) => id)).size).toBe(3)
  })

  it('end by what is about them', () => {
    const ann = ordering({ exits: [{ on: 'event', event: 'Cancelled', where: null, sameKey: true }] })
    for (const key of ['a', 'b']) ann.does('Ordered', day(1), about(key))
    ann.does('Cancelled', day(2), about('a'))
    expect(ann.story('journey-ended')).toEqual(['2: welcome 1 exited by Cancelled'])
  })

  it('an event without the key begins none; a key of any length is told from others', () => {
    const ann = ordering()
    ann.does('Ordered', day(1))
    expect(ann.state().campaigns['welcome' as never]?.refused?.because).toEqual({ type: 'no-key', property: 'orderId' })
    for (const key of ['x'.repeat(200), `${'x'.repeat(199)}y`]) ann.does('Ordered', day(1), about(key))
    expect(ann.state().journeys).toHaveLength(2)
  })

  it('only so many keys are remembered, the latest', () => {
    const ann = ordering({ paths: way(send()), maxConcurrent: 5 })
    ann.decides({ type: 'wake' }, day(0))
    const short = ordering({ paths: way() })
    for (let key = 0; key <= 50; key += 1) short.does('Ordered', day(1), about(`order ${key}`))
    expect(short.state().campaigns['welcome' as never]?.keys).toHaveLength(50)
    short.does('Ordered', day(2), about('order 1'))
    expect(short.state().campaigns['welcome' as never]?.refused?.because).toEqual({ type: 'entered-for-key', key: 'order 1' })
    short.does('Ordered', day(2), about('order 0'))
    expect(short.state().campaigns['welcome' as never]?.entries).toBe(52)
  })
})

describe('a checklist', () => {
  const open = (event: string) => condition({ $didNot: { event } })
  const milestones = [
    { name: 'profile', event: 'Profile Completed', where: null },
    { name: 'invite', event: 'Invited', where: condition({ many: { $gte: 2 } }) },
  ]
  const nudged = checklist(
    milestones,
    6,
    wait(2),
    { type: 'branch', ways: [{ when: open('Profile Completed'), to: 2 }], next: 3 },
    send('profile'),
    wait(3),
    { type: 'branch', ways: [{ when: condition({ $didNot: { event: 'Invited', where: { many: { $gte: 2 } } } }), to: 5 }], next: 7 },
    { ...send('invite'), next: 7 },
    { ...update({ onboarded: true }), next: 7 },
  )
  const begun = (): Watched => given(rules({ campaigns: [welcome({ paths: nudged, exits: [] })] }))
  const many = (n: number) => ({ properties: { many: n } })

  it('goes on at once when all is done, in whatever order', () => {
    const ann = begun()
    ann.does('Signed Up', day(0), EMAIL)
    ann.does('Invited', day(1), many(1))
    ann.does('Invited', day(1, 5), many(2))
    ann.wakes(day(2))
    ann.does('Profile Completed', day(3))
    expect(ann.story('milestone', 'waited', 'owed', 'took', 'journey-ended')).toEqual([
      '1+5ms: welcome 1 has done invite',
      '2: welcome 1 waited for step 0, time',
      '2: welcome 1 owes step 2',
      '3: welcome 1 has done profile',
      '3: welcome 1 waited for step 3, complete',
      '3: welcome 1 update at step 6',
    ])
    expect(ann.state().journeys[0]?.milestones).toEqual(['invite', 'profile'])
  })

  it('what was done before counts; where all was, it goes on at once', () => {
    const ann = begun()
    ann.does('Profile Completed', day(0))
    ann.does('Signed Up', day(1))
    expect(ann.story('milestone')).toEqual(['1: welcome 1 has done profile'])
    const all = given(rules({ campaigns: [welcome({ paths: checklist([milestones[0] as never], 1, wait(5), update({ done: true })) })] }))
    all.does('Profile Completed', day(0))
    all.does('Signed Up', day(1))
    expect(all.story('milestone', 'waiting', 'took', 'journey-ended')).toEqual([
      '1: welcome 1 has done profile',
      '1: welcome 1 update at step 1',
      '1: welcome 1 completed',
    ])
  })

  it('the event that begins it may be one of them, and an old one counts, too', () => {
    const paths = checklist(
      [
        { name: 'start', event: 'Signed Up', where: condition({ plan: 'pro' }) },
        { name: 'profile', event: 'Profile Completed', where: null },
      ],
      1,
      wait(5),
      update({ done: true }),
    )
    const ann = given(rules({ campaigns: [welcome({ paths })] }))
    ann.does('Signed Up', day(5), { properties: { plan: 'pro' } })
    ann.does('Profile Completed', day(0), { receivedAt: day(8) })
    expect(ann.story('milestone', 'waited', 'took')).toEqual([
      '5: welcome 1 has done start',
      '8: welcome 1 has done profile',
      '8: welcome 1 waited for step 0, complete',
      '8: welcome 1 update at step 1',
    ])
  })

  it('ends when its time is over', () => {
    const ann = begun()
    ann.does('Signed Up', day(0), EMAIL)
    ann.does('Profile Completed', day(1))
    ann.does('Invited', day(1), many(1))
    ann.wakes(day(9))
    expect(ann.story('owed', 'took', 'journey-ended')).toEqual(['5: welcome 1 owes step 5'])
  })
})

describe('after a wake', () => {
  it.each([
    way(wait(1), send()),
    way({ type: 'wait', until: { by: 'local-time', days: null, at: 0 } }, send()),
    way(byDate('renewalAt', { at: 0 }), send()),
    way(waitFor('Opened', 1, 1, 1), send()),
  ])('nothing is due at that instant any more', (paths) => {
    const company = rules({ campaigns: [welcome({ paths })] })
    const ann = given(company)
    ann.does('Signed Up', day(0, MINUTE_MS), { traits: { email: 'a@b.example', renewalAt: '2026-01-05' } })
    for (let dueAt = nextDueAt(ann.state(), company); dueAt !== null; dueAt = nextDueAt(ann.state(), company)) {
      ann.wakes(dueAt)
      expect(nextDueAt(ann.state(), company) ?? Infinity).toBeGreaterThan(dueAt)
    }
    expect(sent(ann)).toEqual([1])
  })
})
