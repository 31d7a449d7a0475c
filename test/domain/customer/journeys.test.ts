import { describe, expect, it } from 'vitest'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { JOURNEYS_MAX, REFUSALS_KEPT } from '../../../shared/kernel/limits.ts'
import { campaignId } from '../../../shared/kernel/words.ts'
import { day, days, EMAIL, given, onEvent, ORDER, RETAIL, rules, send, steps, wait, welcome, winBack } from './world.ts'

const condition = (json: Json) => {
  const parsed = parseCondition(json)
  assert(parsed.ok, 'a condition of a test is one')
  return parsed.value
}

describe('a win-back campaign: two mails a week apart, an order ends it', () => {
  const dormant = () => {
    const ann = given(rules({ campaigns: [winBack()] }))
    ann.does(ORDER, day(0), EMAIL)
    ann.wakes(day(120))
    return ann
  }
  const entered = ['120: win-back 1 enters as all', '120: win-back 1 owes step 0', '120: win-back 1 waits until 127']
  const journey = ['entered', 'owed', 'waiting', 'settling', 'journey-ended', 'message-moved'] as const

  it('begins at the instant of the stage', () => {
    const ann = dormant()
    expect(ann.story(...journey)).toEqual(entered)
    expect(nextDueAt(ann.state(), rules({ campaigns: [winBack()] }))).toBe(day(127))
  })

  it.each([
    { what: 'nothing happens', does: null, told: ['127: win-back 1 owes step 2', '127: win-back 1 took all steps'] },
    {
      what: 'an order a millisecond before the second mail',
      does: day(127, -1),
      told: ['126+86399999ms: win-back 1 step 0 owed > refused (journey-ended)', `126+86399999ms: win-back 1 exited by ${ORDER}`],
    },
    {
      what: 'an order at the instant of the second mail: the event comes first',
      does: day(127),
      told: ['127: win-back 1 step 0 owed > refused (journey-ended)', `127: win-back 1 exited by ${ORDER}`],
    },
    {
      what: 'an order a millisecond after',
      does: day(127, 1),
      told: [
        '127: win-back 1 owes step 2',
        '127: win-back 1 took all steps',
        '127+1ms: win-back 1 step 0 owed > refused (journey-ended)',
        '127+1ms: win-back 1 step 2 owed > refused (journey-ended)',
        `127+1ms: win-back 1 exited by ${ORDER}`,
      ],
    },
  ])('$what', ({ does, told }) => {
    const ann = dormant()
    if (does !== null) ann.does(ORDER, does)
    ann.wakes(day(127, 1))
    expect(ann.story(...journey).slice(3)).toEqual(told)
  })

  it('what is sent stays sent when the journey ends, what is only owed is refused', () => {
    const ann = dormant()
    ann.claims(0, day(120, 5))
    ann.reports(0, { type: 'sent' }, day(120, 9))
    ann.wakes(day(127))
    ann.does(ORDER, day(128))
    expect(ann.messages().map(({ step, status }) => [step, status.name])).toEqual([
      [0, 'sent'],
      [2, 'refused'],
    ])
    expect(ann.state().journeys).toEqual([])
  })

  it('is complete when the last mail is', () => {
    const ann = dormant()
    for (const [step, at] of [
      [0, day(120)],
      [2, day(127)],
    ] as const) {
      ann.wakes(at)
      ann.claims(step, at)
      ann.reports(step, { type: 'sent' }, at)
    }
    expect(ann.story('journey-ended')).toEqual(['127: win-back 1 completed'])
  })

  it('a wait runs from the instant the mail was due, however late we come', () => {
    const ann = given(rules({ campaigns: [winBack()] }))
    ann.does(ORDER, day(0))
    ann.wakes(day(125))
    ann.wakes(day(140))
    expect(ann.story('owed')).toEqual(['120: win-back 1 owes step 0', '127: win-back 1 owes step 2'])
  })
})

describe('entry by an event', () => {
  it.each([
    { what: 'whatever it says', where: null, properties: {}, enters: true },
    { what: 'where it says so', where: { plan: 'gold' }, properties: { plan: 'gold' }, enters: true },
    { what: 'not where it says otherwise', where: { plan: 'gold' }, properties: { plan: 'tin' }, enters: false },
  ])('$what', ({ where, properties, enters }) => {
    const entry = { on: 'event', event: 'Signed Up', where: where === null ? null : condition(where) } as const
    const ann = given(rules({ campaigns: [welcome({ entry })] }))
    ann.does('Signed Up', day(0), { properties })
    expect(ann.story('entered')).toEqual(enters ? ['0: welcome 1 enters as all'] : [])
  })

  it.each([
    { what: 'a trait the very event brings', audience: { 'traits.plan': 'gold' }, because: null },
    { what: 'another trait', audience: { 'traits.plan': 'tin' }, because: { type: 'not-in-audience' } },
    { what: 'the stage the very event makes', audience: { stage: 'new' }, because: null },
    { what: 'the count the very event makes', audience: { 'events.Signed Up.count': 1 }, because: null },
    { what: 'a higher count', audience: { 'events.Signed Up.count': { $gte: 2 } }, because: { type: 'not-in-audience' } },
  ])('an audience by $what', ({ audience, because }) => {
    const policy = { ...RETAIL, lifecycle: { ...RETAIL.lifecycle, activity: new Set(['Signed Up']) } }
    const ann = given(rules({ policy, campaigns: [welcome({ audience: condition(audience) })] }))
    const { reasons } = ann.does('Signed Up', day(0), { traits: { plan: 'gold' } })
    expect(reasons).toEqual(because === null ? [] : [{ type: 'entry-refused', campaign: 'welcome', because }])
    expect(ann.story('entered')).toHaveLength(because === null ? 1 : 0)
  })

  it('campaigns that share an event let in in the order of their ids', () => {
    const ann = given(rules({ campaigns: [welcome({ id: campaignId('b') }), welcome({ id: campaignId('a') })] }))
    ann.does('Signed Up', day(0))
    expect(ann.story('entered')).toEqual(['0: a 1 enters as all', '0: b 1 enters as all'])
  })

  it('an event that ends and starts the same campaign does both, in this order', () => {
    const again = welcome({
      paths: steps(send(), wait(7), send()),
      exits: [{ on: 'event', event: 'Signed Up', where: null, sameKey: false }],
    })
    const ann = given(rules({ campaigns: [again] }))
    ann.does('Signed Up', day(0))
    ann.does('Signed Up', day(3))
    expect(ann.story('entered', 'journey-ended')).toEqual([
      '0: welcome 1 enters as all',
      '3: welcome 1 exited by Signed Up',
      '3: welcome 2 enters as all',
    ])
  })
})

describe('entry by a stage', () => {
  it.each([
    { what: 'from anywhere', from: null, enters: true },
    { what: 'from where they come', from: ['active'] as const, enters: true },
    { what: 'not from elsewhere', from: ['new', 'dormant'] as const, enters: false },
  ])('$what', ({ from, enters }) => {
    const entry = { on: 'stage', stage: 'at-risk', from: from === null ? null : new Set(from) } as const
    const ann = given(rules({ campaigns: [winBack({ entry })] }))
    ann.does(ORDER, day(0))
    ann.wakes(day(60))
    expect(ann.story('entered')).toHaveLength(enters ? 1 : 0)
  })

  it('the first stage comes from nowhere', () => {
    const entry = { on: 'stage', stage: 'new', from: null } as const
    const ann = given(
      rules({
        campaigns: [winBack({ entry, exits: [] }), winBack({ id: campaignId('b'), entry: { ...entry, from: new Set(['active']) } })],
      }),
    )
    ann.does(ORDER, day(0))
    expect(ann.facts()).toContainEqual(
      expect.objectContaining({ type: 'entered', campaign: 'win-back', trigger: { type: 'stage', from: null, to: 'new' } }),
    )
    expect(ann.story('entered')).toHaveLength(1)
  })
})

describe('entering again', () => {
  // Dormant on days 120, 320 and 520, and never in between.
  const thrice = (reentry: Parameters<typeof winBack>[0]) => {
    const ann = given(rules({ campaigns: [winBack({ ...reentry, paths: steps(send()) })] }))
    for (const n of [0, 200, 400]) ann.does(ORDER, day(n))
    ann.wakes(day(520))
    return ann
  }
  it.each([
    { reentry: { type: 'never' } as const, entries: ['120: win-back 1 enters as all'] },
    {
      reentry: { type: 'each' } as const,
      entries: ['120: win-back 1 enters as all', '320: win-back 2 enters as all', '520: win-back 3 enters as all'],
    },
    {
      reentry: { type: 'after', durationMs: days(200) } as const,
      entries: ['120: win-back 1 enters as all', '320: win-back 2 enters as all', '520: win-back 3 enters as all'],
    },
    {
      reentry: { type: 'after', durationMs: days(200) + 1 } as const,
      entries: ['120: win-back 1 enters as all', '520: win-back 2 enters as all'],
    },
  ])('$reentry', ({ reentry, entries }) => {
    expect(thrice({ reentry }).story('entered')).toEqual(entries)
  })

  it('who did not get in is remembered with the reason and how often', () => {
    const { refused } = thrice({ reentry: { type: 'never' } }).state().campaigns[campaignId('win-back')] ?? {}
    expect(refused).toEqual({ count: 2, at: day(520), because: { type: 'entered-before', lastEnteredAt: day(120), againAt: null } })
  })

  it('each entry has messages of its own', () => {
    expect(
      new Set(
        thrice({ reentry: { type: 'each' } })
          .messages()
          .map(({ id }) => id),
      ).size,
    ).toBe(3)
  })

  it('nobody is in one campaign twice at once', () => {
    const ann = given(rules({ campaigns: [welcome()] }))
    ann.does('Signed Up', day(0))
    const { reasons } = ann.does('Signed Up', day(1))
    expect(reasons).toEqual([{ type: 'entry-refused', campaign: 'welcome', because: { type: 'already-in', entry: 1 } }])
  })
})

describe('a campaign that changes', () => {
  const path = (subject: string) => steps(send(subject), wait(7), send(subject))
  it('who entered a version finishes it, new ones enter the newest', () => {
    const ann = given(rules({ campaigns: [welcome({ paths: path('one') })] }))
    ann.does('Signed Up', day(0))
    ann.under(
      rules({ campaigns: [welcome({ paths: path('one') }), welcome({ version: 2, paths: steps(send('two'), wait(30), send('two')) })] }),
    )
    ann.wakes(day(7))
    expect(ann.message(2, 'welcome').version).toBe(1)
    expect(ann.state().journeys.map(({ version }) => version)).toEqual([1])
  })

  it('an ended one lets nobody in, and says so', () => {
    const ann = given(rules({ campaigns: [welcome({ status: 'ended' })] }))
    const { reasons } = ann.does('Signed Up', day(0))
    expect(reasons).toEqual([{ type: 'entry-refused', campaign: 'welcome', because: { type: 'campaign-not-active' } }])
  })
})

describe('bounds', () => {
  const named = (index: number) => campaignId(`c${String(index).padStart(2, '0')}`)
  it('a customer is in so many campaigns at once', () => {
    const campaigns = Array.from({ length: JOURNEYS_MAX + 1 }, (_, index) => welcome({ id: named(index) }))
    const ann = given(rules({ campaigns }))
    const { reasons } = ann.does('Signed Up', day(0))
    expect(ann.state().journeys).toHaveLength(JOURNEYS_MAX)
    expect(reasons).toEqual([
      { type: 'entry-refused', campaign: named(JOURNEYS_MAX), because: { type: 'too-many-journeys', limit: JOURNEYS_MAX } },
    ])
  })

  it('only the latest refusals of campaigns never entered are remembered, those of others always', () => {
    const closed = Array.from({ length: REFUSALS_KEPT + 3 }, (_, index) =>
      welcome({ id: named(index), entry: onEvent(`e${index}`), status: 'ended' }),
    )
    const entered = welcome({ reentry: { type: 'never' }, paths: steps() })
    const ann = given(rules({ campaigns: [...closed, entered] }))
    ann.does('Signed Up', day(0))
    for (const index of closed.keys()) ann.does(`e${index}`, day(1 + index))
    ann.does('Signed Up', day(99))
    expect(Object.keys(ann.state().campaigns)).toEqual(['welcome', ...closed.slice(3).map(({ id }) => id)])
    expect(ann.state().campaigns[campaignId('welcome')]).toMatchObject({ entries: 1, refused: { count: 1 } })
  })
})
