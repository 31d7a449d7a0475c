import { describe, expect, it } from 'vitest'
import { customerId } from '../../../shared/kernel/words.ts'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import type { TimelineRange } from '../../../shared/ports/customer-store.ts'
import { at, commitOf, eventOf, stranger } from '../samples.ts'
import type { Current, Stores } from './stores.ts'

const ANN = customerId('ann')
const EVENTS = [
  eventOf('ann', 'e3', 30, 'Product Viewed'),
  eventOf('ann', 'e1', 10),
  eventOf('ann', 'e2b', 20, 'Cart Viewed'),
  eventOf('ann', 'e2a', 20),
  eventOf('ben', 'e1', 15),
]

export const timelineContract = (stores: Current<Stores>): void => {
  describe('the timeline', () => {
    it.each([
      { names: null, after: 0, until: 30, limit: 9, ids: ['e1', 'e2a', 'e2b', 'e3'] },
      { names: null, after: 10, until: 30, limit: 9, ids: ['e2a', 'e2b', 'e3'] },
      { names: null, after: 9, until: 29, limit: 9, ids: ['e1', 'e2a', 'e2b'] },
      { names: null, after: 20, until: 30, limit: 9, ids: ['e3'] },
      { names: null, after: 30, until: 99, limit: 9, ids: [] },
      { names: null, after: 0, until: 30, limit: 2, ids: ['e1', 'e2a'] },
      { names: ['Order Completed'], after: 0, until: 30, limit: 9, ids: ['e1', 'e2a'] },
      { names: ['Order Completed', 'Product Viewed'], after: 0, until: 30, limit: 9, ids: ['e1', 'e2a', 'e3'] },
      { names: ['Product Viewed'], after: 0, until: 30, limit: 1, ids: ['e3'] },
      { names: ['order completed'], after: 0, until: 30, limit: 9, ids: [] },
      { names: [], after: 0, until: 30, limit: 9, ids: [] },
      { names: null, after: 0, until: 30, limit: 9, newest: true, ids: ['e1', 'e2a', 'e2b', 'e3'] },
      { names: null, after: 0, until: 30, limit: 2, newest: true, ids: ['e2b', 'e3'] },
      { names: ['Order Completed'], after: 0, until: 30, limit: 1, newest: true, ids: ['e2a'] },
      { names: ['Order Completed'], after: 0, until: 19, limit: 1, newest: true, ids: ['e1'] },
      { names: ['Order Completed'], after: 0, until: 30, limit: 1, ids: ['e1'] },
    ] as readonly (Omit<TimelineRange, 'after' | 'until'> & { after: number; until: number; ids: readonly string[] })[])(
      'of $names after $after until $until, at most $limit: $ids',
      async ({ after, until, ids, ...asked }) => {
        const { customers } = stores()
        await customers.putTimeline(EVENTS)
        const found = await customers.timeline(ANN, { ...asked, after: at(after), until: at(until) })
        expect(found.map(({ id }) => id)).toEqual(ids)
      },
    )

    it('gives back the whole event', async () => {
      const { customers } = stores()
      const event: LifecycleEvent = {
        ...eventOf('ann', 'x'.repeat(256), 10),
        type: 'identify',
        name: '$identify 🦊',
        properties: JSON.parse('{"__proto__": 1, "deep": [{"": null}], "amount": 12.5, "text": "\\ud800 \\u0000"}'),
        traits: { name: 'Ann', none: null },
      }
      await customers.putTimeline([event])
      expect(await customers.timeline(ANN, { names: [event.name], after: at(0), until: at(10), limit: 1 })).toStrictEqual([event])
    })

    it('keeps an event once, however often and in whatever way it is put', async () => {
      const { customers, inspection } = stores()
      const [e3, e1] = EVENTS as [LifecycleEvent, LifecycleEvent]
      await customers.putTimeline([e1, e1])
      await customers.putTimeline([])
      await customers.commit([commitOf(stranger('ann'), { timeline: [e1, e3] })])
      await customers.putTimeline([e3])
      expect(await inspection.eventsOf(ANN)).toEqual([e1, e3])
    })

    it('takes a retry whose corrected instant differs for the same event: the first stands', async () => {
      const { customers, inspection } = stores()
      await customers.putTimeline([eventOf('ann', 'e', 10)])
      await customers.putTimeline([eventOf('ann', 'e', 13)])
      expect(await customers.inTimeline(eventOf('ann', 'e', 13))).toBe(true)
      expect(await inspection.eventsOf(ANN)).toEqual([eventOf('ann', 'e', 10)])
    })

    it('knows which events it holds, by customer', async () => {
      const { customers } = stores()
      await customers.putTimeline(EVENTS)
      expect(await customers.inTimeline(eventOf('ann', 'e1', 10))).toBe(true)
      expect(await customers.inTimeline(eventOf('ben', 'e1', 15))).toBe(true)
      expect(await customers.inTimeline(eventOf('ben', 'e3', 30))).toBe(false)
      expect(await customers.inTimeline(eventOf('ann', 'e4', 10))).toBe(false)
    })
  })
}
