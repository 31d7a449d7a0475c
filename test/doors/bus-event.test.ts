/** What comes out of the queue behind the bus: one envelope or many, and the instants at which it came. */
import { describe, expect, it } from 'vitest'
import { openQueued } from '../../shared/flow/doors/bus-event.ts'
import type { Taken } from '../../shared/flow/doors/take.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { CLOCKS_APART_MS } from '../../shared/kernel/limits.ts'
import { isoOf, later } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { day } from '../domain/customer/world.ts'

const NOW = day(10, 5_000)
const order = (more: JsonObject = {}): JsonObject => ({
  type: 'track',
  event: 'Order Completed',
  messageId: 'm-1',
  userId: 'ann',
  properties: {},
  ...more,
})
const queued = (detail: unknown, { time = NOW as EpochMs, at = NOW as EpochMs } = {}) =>
  openQueued({ text: JSON.stringify({ source: 'shop', 'detail-type': 'x', time: isoOf(time), detail }), queuedAt: at })
const eventIn = (taken: readonly Taken[], n = 0) => {
  const sorted = taken[n]?.sorted
  if (sorted?.type !== 'request' || sorted.request.type !== 'event') throw new Error(JSON.stringify(sorted))
  return sorted.request.event
}

describe('a message of the queue', () => {
  it('is one event, or each of many', () => {
    expect(queued(order())).toHaveLength(1)
    expect(queued({ events: [order(), order({ messageId: 'm-2' }), order({ messageId: 'm-3' })] })).toHaveLength(3)
    // A group call has traits of its own called events: it is one envelope all the same.
    expect(queued(order({ events: [1] }))).toHaveLength(1)
  })

  it.each([
    { title: 'no JSON', text: '{', problem: /JSON/ },
    { title: 'no event of a bus', text: '{"type":"track"}', problem: /event of a bus/ },
    { title: 'a list', text: '[]', problem: /event of a bus/ },
    { title: 'a text as detail', text: '{"detail":"x"}', problem: /./ },
  ])('that is $title is quarantined, and never dropped', ({ text, problem }) => {
    const taken = openQueued({ text, queuedAt: NOW })
    expect(taken).toHaveLength(1)
    const sorted = taken[0]?.sorted
    expect(sorted?.type).toBe('quarantine')
    if (sorted?.type === 'quarantine') expect(sorted.entry.problems.map((one) => one.problem).join()).toMatch(problem)
  })

  it('is received when it came into the queue, whatever its publisher says', () => {
    for (const time of [NOW, day(3), day(99)]) expect(queued(order(), { time }).map(({ receivedAt }) => receivedAt)).toEqual([NOW])
  })

  it('says the same each time it is delivered', () => {
    expect(queued(order({ sentAt: isoOf(NOW) }))).toEqual(queued(order({ sentAt: isoOf(NOW) })))
  })

  describe('judges the clock of its publisher', () => {
    const slow = later(NOW, -3_600_000)
    const said = { timestamp: isoOf(later(slow, -1_000)), sentAt: isoOf(slow) }
    it('by when it came', () => {
      expect(eventIn(queued(order(said))).occurredAt).toBe(later(NOW, -1_000))
    })

    it('by when it came first, where it was put into the queue again days later', () => {
      const redriven = later(NOW, 3 * 86_400_000)
      // The publisher's clock is right: nothing is to be corrected by three days.
      const right = { timestamp: isoOf(later(NOW, -1_000)), sentAt: isoOf(NOW) }
      expect(eventIn(queued(order(right), { at: redriven })).occurredAt).toBe(later(NOW, -1_000))
      expect(queued(order(right), { at: redriven })[0]?.receivedAt).toBe(redriven)
    })

    it('never by a time that its publisher wrote into the entry', () => {
      const longAgo = day(2)
      const right = { timestamp: isoOf(later(NOW, -1_000)), sentAt: isoOf(NOW) }
      expect(eventIn(queued(order(right), { time: longAgo })).occurredAt).toBe(later(NOW, -1_000))
    })

    it('by what our own intake noted, to the millisecond', () => {
      const stamped = later(NOW, -700)
      const taken = queued({
        receivedAt: isoOf(stamped),
        events: [order({ timestamp: isoOf(later(stamped, -1_000)), sentAt: isoOf(stamped) })],
      })
      expect(eventIn(taken).occurredAt).toBe(later(stamped, -1_000))
    })
  })

  it.each([
    { title: 'a moment ago', agoMs: 900, at: NOW },
    { title: 'just within what lies between bus and queue', agoMs: CLOCKS_APART_MS, at: NOW },
    { title: 'longer ago', agoMs: CLOCKS_APART_MS + 1_000, at: later(NOW, -CLOCKS_APART_MS - 1_000) },
  ])('without a time of its own that was put on the bus $title happened then', ({ agoMs, at }) => {
    expect(eventIn(queued(order(), { time: later(NOW, -agoMs) })).occurredAt).toBe(at)
  })
})
