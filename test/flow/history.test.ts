import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Campaign, Step, StepBody } from '../../shared/domain/campaign/campaign.ts'
import type { Segment } from '../../shared/domain/campaign/segment.ts'
import { type Rules, rulesOf } from '../../shared/domain/customer/rules.ts'
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import { handleAll } from '../../shared/flow/intake.ts'
import { handle, type Timed } from '../../shared/flow/handle.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { DID_EVENTS_MAX } from '../../shared/kernel/limits.ts'
import { campaignId, customerId, type EpochMs, inputId } from '../../shared/kernel/words.ts'
import type { CustomerStore, TimelineRange } from '../../shared/ports/customer-store.ts'
import { asked } from '../domain/conditions/history-world.ts'
import { ANN, day, EMAIL, event, onEvent, RETAIL, send, steps, storyOf, welcome } from '../domain/customer/world.ts'
import { BOB, openFlow, told } from './world.ts'

const VIEW = 'Product Viewed'
const PLAY = 'Video Played'

const asking = (audience: Json, more: Partial<Campaign> = {}): Campaign =>
  welcome({ audience: asked(audience), reentry: { type: 'each' }, paths: steps(), ...more })
const under = (campaigns: readonly Campaign[], segments: readonly Segment[] = []): Rules =>
  rulesOf(RETAIL, campaigns, [], true, { segments })
const segment = (id: string, condition: Json): Segment => ({
  id,
  version: 1,
  publishedAt: day(0),
  name: id,
  description: null,
  condition: asked(condition),
})

/** The flow, and every read of a timeline. */
const watched = (rules: Rules) => {
  const reads: TimelineRange[] = []
  const wrap = (store: CustomerStore): CustomerStore => ({
    ...store,
    timeline: (customer, range) => {
      reads.push(range)
      return store.timeline(customer, range)
    },
  })
  const flow = openFlow(rules, { wrap })
  const each = async (...all: readonly Timed[]) => {
    for (const one of all) await handle(flow.engine.store, rules, [one])
  }
  const together = async (...all: readonly Timed[]) => void (await handle(flow.engine.store, rules, all))
  const entries = async (who = ANN) =>
    storyOf((await flow.stores.inspection.factsOf(who)).filter(({ type }) => type === 'entered' || type === 'chose'))
  const refused = async (campaign = 'welcome') =>
    (await flow.stores.customers.load([ANN])).get(ANN)?.campaigns[campaignId(campaign)]?.refused?.because
  return { ...flow, reads, each, together, entries, refused }
}

let serial = 0
const view = (at: EpochMs, category = 'shoes', more: Partial<LifecycleEvent> = {}): Timed => {
  serial += 1
  return told(event(VIEW, at, { id: inputId(`view ${serial}`), properties: { category, price: 10 }, ...more }))
}
const signUp = (at: EpochMs, more: Partial<LifecycleEvent> = {}): Timed => told(event('Signed Up', at, { ...EMAIL, ...more }))

const SHOES = { $did: { event: VIEW, atLeast: 2, within: '10d', where: { category: 'shoes' } } }

describe('an audience that asks what somebody did', () => {
  it.each<[string, readonly Timed[], boolean]>([
    ['often enough', [view(day(1)), view(day(2))], true],
    ['once', [view(day(2))], false],
    ['just within reach', [view(day(-7, 1)), view(day(2))], true],
    ['and something else', [view(day(1), 'hats'), view(day(2))], false],
    ['and too long ago', [view(day(-7)), view(day(2))], false],
    ['the same event twice', [view(day(2), 'shoes', { id: inputId('same') }), view(day(2), 'shoes', { id: inputId('same') })], false],
    ['never', [], false],
  ])('%s', async (_, done, isIn) => {
    for (const way of ['each', 'together'] as const) {
      const flow = watched(under([asking(SHOES)]))
      await flow[way](...done, signUp(day(3)))
      expect(await flow.entries()).toEqual(isIn ? ['3: welcome 1 enters as all'] : [])
      if (!isIn) expect(await flow.refused()).toEqual({ type: 'not-in-audience' })
    }
  })

  it('counts the event at hand, which is in no store yet', async () => {
    const campaign = asking({ $did: { event: 'Signed Up', exactly: 1, within: '10d', where: { via: 'ad' } } })
    const flow = watched(under([campaign]))
    await flow.each(signUp(day(1), { properties: { via: 'ad' } }))
    expect(await flow.entries()).toEqual(['1: welcome 1 enters as all'])
  })

  it('reads what several questions want at once, and only for whom it can still matter', async () => {
    const audience = { stage: null, $and: [SHOES, { $did: { event: PLAY, where: { long: true } } }] }
    const flow = watched(under([asking(audience)]))
    await flow.each(view(day(1)), view(day(2)), told(event(PLAY, day(2), { properties: { long: true } })), signUp(day(3)))
    expect(await flow.entries()).toEqual(['3: welcome 1 enters as all'])
    expect(flow.reads.map(({ names }) => names)).toEqual([[VIEW, PLAY]])

    await flow.each(told(event('Order Completed', day(4))), signUp(day(5), { id: inputId('again') }))
    expect(flow.reads).toHaveLength(1)
  })

  it('adds up what was bought', async () => {
    const spent = (least: number) => asking({ $did: { event: VIEW, within: '10d', sum: { property: 'price', $gte: least } } })
    for (const [least, isIn] of [
      [30, true],
      [31, false],
    ] as const) {
      const flow = watched(under([spent(least)]))
      await flow.each(view(day(-8)), view(day(1)), view(day(2)), view(day(2, 5)), signUp(day(3)))
      expect((await flow.entries()).length === 1).toBe(isIn)
    }
  })

  it('takes over what a merged customer did', async () => {
    const rules = under([asking(SHOES)])
    const flow = watched(rules)
    await flow.each(view(day(1), 'shoes', { customerId: BOB }), view(day(2)))
    await handleAll({ ...flow.engine, rules: () => rules }, [{ request: { type: 'merge', customerId: BOB, into: ANN }, now: day(2, 5) }])
    await flow.each(signUp(day(3)))
    expect(await flow.entries()).toEqual(['3: welcome 1 enters as all'])
  })

  it('asks a segment as it stands', async () => {
    const shoppers = segment('shoppers', SHOES)
    const keen = segment('keen', { $and: [{ $inSegment: 'shoppers' }, { 'traits.plan': 'pro' }] })
    const flow = watched(under([asking({ $inSegment: 'keen' })], [shoppers, keen]))
    await flow.each(view(day(1)), view(day(2)), signUp(day(3)))
    expect(await flow.entries()).toEqual([])
    await flow.each(signUp(day(4), { id: inputId('pro'), traits: { plan: 'pro' } }))
    expect(await flow.entries()).toEqual(['4: welcome 1 enters as all'])
  })

  it('has nobody in segments that name each other, should they ever come', async () => {
    const [a, b] = [segment('a', { $inSegment: 'b' }), segment('b', { $or: [{ $inSegment: 'a' }, { id: { $exists: true } }] })]
    const flow = watched(under([asking({ $inSegment: 'a' })], [a, b]))
    await flow.each(signUp(day(1)))
    expect(await flow.refused()).toEqual({ type: 'not-in-audience' })
  })
})

describe('what it costs', () => {
  it.each<[string, Json | null]>([
    ['no history', { 'traits.plan': 'pro' }],
    ['how often ever', { $did: { event: VIEW, atLeast: 2 } }],
    ['whether it ever happened lately', { $did: { event: VIEW, within: '1d' } }],
    ['that it did not happen lately', { $didNot: { event: VIEW, within: '1d' } }],
    ['how often lately, of somebody who came lately', { $did: { event: VIEW, exactly: 2, within: '10d' } }],
    ['about what never happened', { $did: { event: PLAY, atLeast: 3, within: '9d', where: { long: true } } }],
    ['about what happened too long ago', { $did: { event: VIEW, atLeast: 3, within: '12h', where: { category: 'shoes' } } }],
    ['of the steps', null],
  ])('a question of %s reads nothing', async (_, audience) => {
    const flow = watched(under([audience === null ? welcome({ paths: steps() }) : asking(audience)]))
    await flow.each(view(day(1)), view(day(2)), signUp(day(3)))
    expect(flow.reads).toEqual([])
  })

  it('events that meet no such question read nothing, however many ask', async () => {
    const flow = watched(under(Array.from({ length: 50 }, (_, index) => asking(SHOES, { id: campaignId(`ask-${index}`) }))))
    await flow.each(view(day(1)), view(day(2)), told(event('Order Completed', day(3))))
    expect(flow.reads).toEqual([])
    await flow.each(signUp(day(3)))
    expect(flow.reads).toHaveLength(1)
  })

  it('what was read of somebody serves the rest of a batch', async () => {
    const flow = watched(under([asking(SHOES)]))
    await flow.each(view(day(1)))
    await flow.together(...[2, 3, 4, 5].flatMap((at) => [view(day(at)), signUp(day(at, 5), { id: inputId(`sign up ${at}`) })]))
    expect(flow.reads).toHaveLength(1)
    expect(await flow.entries()).toHaveLength(4)
  })

  it('of more events than anybody looks at the newest are read, and answered for', async () => {
    const most = (n: number) =>
      asking({ $did: { event: VIEW, atLeast: n, within: '30d', where: { category: 'shoes' } } }, { id: campaignId(`most-${n}`) })
    const rules = under([most(DID_EVENTS_MAX), most(DID_EVENTS_MAX - 1)])
    const flow = watched(rules)
    await flow.stores.customers.putTimeline([event(VIEW, day(-10), { id: inputId('first of all'), properties: { category: 'shoes' } })])
    await flow.together(view(day(0), 'hats'), ...Array.from({ length: DID_EVENTS_MAX - 1 }, (_, index) => view(day(1, index))))
    await flow.each(signUp(day(3)))
    expect(await flow.entries()).toEqual([`3: most-${DID_EVENTS_MAX - 1} 1 enters as all`])
    expect(flow.reads).toMatchObject([{ names: [VIEW], limit: DID_EVENTS_MAX + 1, newest: true }])
  })
})

/** A branch within a branch within a branch: each wants what only the one before lets it ask. */
const nested = (names: readonly string[]): Campaign['paths'] => {
  const end = names.length
  const bodies: StepBody[] = names.map((name, index) => ({
    type: 'branch',
    ways: [{ when: asked({ $did: { event: name, where: { ok: true } } }), to: index + 1 }],
  }))
  const flat = bodies.map((body, index): Step => ({ ...body, id: null, next: end + 1 + 0 * index }))
  const last: Step = { ...send(), id: null, next: end + 1 }
  return new Map([['all', { steps: [...flat, last], milestones: [], onComplete: null }]])
}

describe('the steps of a journey', () => {
  it('find what they want however many rounds it takes, and the last round brings everything', async () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F']
    const flow = watched(under([welcome({ paths: nested(names) })]))
    await flow.each(...names.map((name) => told(event(name, day(1), { properties: { ok: true } }))), signUp(day(2)))
    expect(await flow.statuses(ANN)).toEqual(['owed'])
    expect(flow.reads.map((read) => read.names)).toEqual([['A'], ['B'], ['C'], names])
  })

  it('ask since the journey began', async () => {
    const since = { $did: { event: VIEW, since: 'entry', where: { category: 'shoes' } } }
    const bodies: readonly Step[] = [
      { type: 'wait', until: { by: 'duration', ms: 86_400_000 }, id: null, next: 1 },
      { type: 'branch', ways: [{ when: asked(since), to: 2 }], id: null, next: 2 },
    ]
    const paths: Campaign['paths'] = new Map([['all', { steps: bodies, milestones: [], onComplete: null }]])
    for (const [at, way] of [
      [day(3), 'else'],
      [day(3, 1), '0'],
    ] as const) {
      const flow = watched(under([welcome({ paths })]))
      await flow.each(view(day(1)), signUp(day(3)), view(at))
      await handle(flow.engine.store, under([welcome({ paths })]), [{ request: { customerId: ANN, type: 'wake' }, now: day(4) }])
      expect(await flow.entries()).toContainEqual(`4: welcome 1 goes ${way} at step 1`)
    }
  })
})

describe('whatever happens in whatever lots', () => {
  const CONDITIONS: readonly Json[] = [
    SHOES,
    { $didNot: { event: VIEW, within: '3d' } },
    { $did: { event: VIEW, atLeast: 2, atMost: 4, within: '5d' } },
    { $did: { event: VIEW, avg: { property: 'price', $gt: 4 } } },
    {
      $and: [
        { $didNot: { event: PLAY, within: '6d', where: { long: true } } },
        { $did: { event: VIEW, max: { property: 'price', $gte: 8 }, within: '8d' } },
      ],
    },
  ]
  const campaigns = CONDITIONS.map((audience, index) =>
    asking(audience, { id: campaignId(`c${index}`), entry: onEvent(index % 2 === 0 ? 'Signed Up' : VIEW) }),
  )
  const happening = fc.array(
    fc.record({
      who: fc.constantFrom('ann', 'bob'),
      name: fc.constantFrom(VIEW, PLAY, 'Signed Up', VIEW),
      at: fc.integer({ min: 1, max: 12 }),
      late: fc.constantFrom(0, 0, 0, 4),
      properties: fc.record({ category: fc.constantFrom('shoes', 'hats'), price: fc.nat(10), long: fc.boolean() }),
      cut: fc.boolean(),
    }),
    { maxLength: 20 },
  )

  it('one by one, in lots and all together come to the same', async () => {
    await fc.assert(
      fc.asyncProperty(happening, async (all) => {
        const sorted = all.map((one, index) => ({ ...one, index })).sort((a, b) => a.at + a.late - (b.at + b.late))
        const timed = sorted.map(({ who, name, at, late, properties, index }): Timed => {
          const one = event(name, day(at, index), { id: inputId(`e${index}`), customerId: customerId(who), properties })
          return told(one, day(at + late, 500 + index))
        })
        const lots = timed.reduce<Timed[][]>((into, one, index) => {
          if (sorted[index]?.cut === true || into.length === 0) into.push([one])
          else into.at(-1)?.push(one)
          return into
        }, [])
        const told_ = await Promise.all(
          [timed.map((one) => [one]), lots, [timed]].map(async (some) => {
            const flow = watched(under(campaigns))
            for (const lot of some) await flow.together(...lot)
            return [await flow.entries(ANN), await flow.entries(BOB)]
          }),
        )
        expect(told_[1]).toEqual(told_[0])
        expect(told_[2]).toEqual(told_[0])
      }),
      { numRuns: 60 },
    )
  })
})
