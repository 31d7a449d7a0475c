import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventBridge } from '../../sdk/eventbridge.ts'
import { createPublisher, type Envelope, type Lost, type Publisher, type PublisherLimits, PublisherClosed } from '../../sdk/index.ts'
import { BUS_BYTES_MAX, BUS_CHUNK_BYTES, BUS_ENTRIES_MAX } from '../../shared/kernel/limits.ts'
import { CATALOGUE, fakeBus, type FakeBus, type Luck, type Orders, type People, virtualClock, type VirtualClock } from './world.ts'

type Open = {
  readonly publisher: Publisher<Orders, People>
  readonly bus: FakeBus
  readonly clock: VirtualClock
  readonly lost: Lost[]
  readonly given: Envelope[]
}

const open = (lucks: readonly Luck[] = [], limits: Partial<PublisherLimits> = {}, chance?: readonly number[]): Open => {
  const [bus, clock, lost, given] = [fakeBus(lucks), virtualClock(chance), [] as Lost[], [] as Envelope[]]
  const publisher = createPublisher({
    catalogue: CATALOGUE,
    transport: eventBridge({ client: bus.client, source: 'com.example.shop' }),
    onLost: (some, envelopes) => {
      lost.push(...some)
      given.push(...envelopes)
    },
    limits,
    around: clock,
  })
  return { publisher, bus, clock, lost, given }
}

/** Runs the clock until a promise is settled. */
const until = async <T>(clock: VirtualClock, work: Promise<T>): Promise<T> => {
  let isOver = false
  const over = (): void => {
    isOver = true
  }
  work.then(over, over)
  await clock.run(() => isOver)
  return work
}

const idOf = (text: string): string => (JSON.parse(text) as Envelope).messageId
const order = (n: number, size = 3) => ({
  userId: `c-${n}`,
  event: 'Order Completed' as const,
  properties: { order_id: 'é'.repeat(Math.max(1, Math.floor(size / 2))), revenue: n },
})

const luck: fc.Arbitrary<Luck> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Luck>({ type: 'well' }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('entries' as const), failing: fc.array(fc.nat(9), { maxLength: 6 }) }) },
  { weight: 1, arbitrary: fc.constant<Luck>({ type: 'refused' }) },
  { weight: 2, arbitrary: fc.constant<Luck>({ type: 'answer-lost' }) },
)
const chances = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 8 })

describe('whatever the bus does', () => {
  it('no request passes a limit, nothing is lost without a word, and every attempt is the same text', async () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 32_000 })), {
      minLength: 1,
      maxLength: 150,
    })
    const attempts = fc.constantFrom(2, 12)
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(luck, { maxLength: 30 }), chances, attempts, async (all, lucks, chance, attemptsMax) => {
        const { publisher, bus, clock, lost, given } = open(lucks, { eventsMax: 40, bytesMax: 300_000, attemptsMax }, chance)
        const ids = await until(clock, Promise.all(all.map((size, n) => publisher.track(order(n, size)))))
        await until(clock, publisher.flush())
        for (const { bytes, entries, sizes: each } of bus.requests) {
          expect(entries.length).toBeGreaterThan(0)
          expect(entries.length).toBeLessThanOrEqual(BUS_ENTRIES_MAX)
          expect(bytes).toBeLessThanOrEqual(BUS_BYTES_MAX)
          for (const size of each) expect(size).toBeLessThanOrEqual(BUS_CHUNK_BYTES)
        }
        expect(publisher.waiting()).toBe(0)
        expect(new Set(ids).size).toBe(all.length)
        const arrived = new Set(bus.taken.map(idOf))
        const told = new Set(lost.map(({ messageId }) => messageId))
        for (const id of ids) expect(arrived.has(id) || told.has(id)).toBe(true)
        expect(told.size).toBe(lost.length)
        expect(given.map(({ messageId }) => messageId)).toEqual(lost.map(({ messageId }) => messageId))
        const textOf = new Map(bus.taken.map((text) => [idOf(text), text]))
        for (const text of bus.requests.flatMap(({ entries }) => entries.flat())) {
          const first = textOf.get(idOf(text))
          if (first !== undefined) expect(text).toBe(first)
        }
        if (attemptsMax === 12 && lucks.length < 11) expect(lost).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('an event comes twice only where the answer got lost', async () => {
    const failing = fc.array(fc.oneof(luck.filter(({ type }) => type !== 'answer-lost')), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), failing, async (count, lucks) => {
        const { publisher, bus, clock } = open(lucks, { attemptsMax: 100 })
        await until(clock, Promise.all(Array.from({ length: count }, (_, n) => publisher.track(order(n, 9_000)))))
        await until(clock, publisher.flush())
        expect(bus.taken.map(idOf).toSorted()).toEqual([...new Set(bus.taken.map(idOf))].toSorted())
        expect(bus.taken.length).toBe(count)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a publisher', () => {
  it('fills entries, and sends few', async () => {
    const { publisher, bus, clock } = open()
    await Promise.all(Array.from({ length: 100 }, (_, n) => publisher.track(order(n))))
    expect(bus.requests).toEqual([])
    await until(clock, publisher.flush())
    expect(bus.requests.map(({ entries }) => entries.length)).toEqual([1])
    expect(bus.taken.length).toBe(100)
  })

  it('waits a moment for more, and no longer', async () => {
    const { publisher, bus, clock } = open([], { lingerMs: 250 })
    const begun = clock.now()
    await publisher.track(order(1))
    await clock.run(() => bus.taken.length === 1)
    expect(clock.now() - begun).toBe(250)
  })

  it('makes who publishes wait while it is full, and never holds more', async () => {
    const { publisher, bus, clock } = open([], { eventsMax: 10, lingerMs: 60_000 })
    let put = 0
    const all = Promise.all(Array.from({ length: 35 }, (_, n) => publisher.track(order(n)).then(() => (put += 1))))
    await new Promise(setImmediate)
    expect(put).toBe(10)
    await until(clock, all)
    await until(clock, publisher.flush())
    expect(bus.taken.length).toBe(35)
    expect(Math.max(...bus.requests.map(({ entries }) => entries.flat().length))).toBeLessThanOrEqual(10)
  })

  it('has few requests under way', async () => {
    const { publisher, bus, clock } = open([], { requestsMax: 2, eventsMax: 1_000 })
    await until(clock, Promise.all(Array.from({ length: 200 }, (_, n) => publisher.track(order(n, 20_000)))))
    await until(clock, publisher.flush())
    expect(bus.inFlightMost()).toBe(2)
  })

  it('pauses longer after each failure, by chance, and gives up within its budget', async () => {
    const { publisher, bus, clock, lost, given } = open(
      Array(50).fill({ type: 'refused' }),
      { budgetMs: 60_000, attemptsMax: 50 },
      [0.999_999],
    )
    const begun = clock.now()
    const id = await publisher.track({ ...order(1), messageId: 'row-7' })
    await until(clock, publisher.flush())
    expect(id).toBe('row-7')
    expect(clock.now() - begun).toBeLessThanOrEqual(61_000)
    expect(bus.requests.length).toBe(10)
    expect(lost).toEqual([{ messageId: 'row-7', event: 'Order Completed', because: 'ThrottlingException', attempts: 10 }])
    expect(given).toMatchObject([{ messageId: 'row-7', userId: 'c-1', timestamp: '2026-01-01T00:00:00.000Z' }])
  })

  it('takes what was lost again, with the id it had', async () => {
    const { publisher, bus, clock, given } = open([{ type: 'refused' }], { attemptsMax: 1 })
    const id = await publisher.track(order(1))
    await until(clock, publisher.flush())
    await publisher.publish(given[0] as Envelope)
    await until(clock, publisher.flush())
    expect(bus.taken.map(idOf)).toEqual([id])
  })

  it('delivers what it has when it closes, within its time, and takes nothing more', async () => {
    const { publisher, bus, clock } = open([{ type: 'refused' }])
    await publisher.track(order(1))
    await until(clock, publisher.close())
    expect(bus.taken.length).toBe(1)
    await expect(publisher.track(order(2))).rejects.toThrow(PublisherClosed)
  })

  it('tells what it could not deliver in time', async () => {
    const { publisher, clock, lost } = open(Array(500).fill({ type: 'refused' }), { eventsMax: 1 })
    await publisher.track(order(1))
    const waiting = publisher.track(order(2))
    const refused = expect(waiting).rejects.toThrow(PublisherClosed)
    const begun = clock.now()
    await until(clock, publisher.close(3_000))
    await refused
    expect(clock.now() - begun).toBe(3_000)
    expect(lost).toMatchObject([{ event: 'Order Completed', because: 'closed' }])
    expect(publisher.waiting()).toBe(0)
  })

  it('lets nobody change what waits', async () => {
    const { publisher, bus, clock } = open()
    const properties = { order_id: 'o-1', revenue: 1 }
    await publisher.track({ userId: 'ann', event: 'Order Completed', properties })
    properties.order_id = 'o-2'
    await until(clock, publisher.flush())
    expect(bus.taken[0]).toContain('o-1')
  })

  it.each(['', 'rekindle', 'aws.ses'])('does not publish as %j', (source) => {
    expect(() => eventBridge({ client: fakeBus().client, source })).toThrow('com.example.shop')
  })
})
