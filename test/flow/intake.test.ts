import { describe, expect, it } from 'vitest'
import { intake } from '../../shared/flow/doors/take.ts'
import { type Arrival, sortArrival } from '../../shared/flow/intake.ts'
import { FUTURE_TOLERANCE_MS } from '../../shared/kernel/limits.ts'
import { isoOf, later } from '../../shared/kernel/time.ts'
import { ANN, day, ORDER, rules } from '../domain/customer/world.ts'
import { BOB, openFlow } from './world.ts'

const READING = { correctSkew: false }
const order = (userId: string, messageId: string, more: object = {}) => ({
  type: 'track',
  event: ORDER,
  messageId,
  userId,
  timestamp: isoOf(day(0)),
  ...more,
})
const arrived = (raw: unknown, receivedAt = day(0), source = 'line 1'): Arrival => ({ text: JSON.stringify(raw), raw, source, receivedAt })

describe('a batch of arrivals', () => {
  it('is handled, each customer once a message, and what is none is quarantined with the reason', async () => {
    const { engine, stores } = openFlow(rules())
    const refused = await intake(
      engine,
      [
        arrived(order('ann', '1')),
        arrived(order('bob', '1')),
        arrived(order('ann', '1')),
        arrived(order('ann', '2')),
        arrived({ type: 'track', userId: 'cat' }, day(0), 'line 5'),
        { text: '{ "type": ', raw: undefined, source: 'line 6', receivedAt: day(0) },
      ],
      READING,
    )
    const states = await stores.customers.load([ANN, BOB])
    expect([ANN, BOB].map((one) => states.get(one)?.metrics.counts[ORDER]?.total)).toEqual([2, 1])
    expect(refused.map(({ because, customerId }) => `${because} ${customerId}`)).toEqual(['invalid cat', 'invalid null'])
    expect(await stores.quarantine.count()).toBe(2)
  })

  it('that comes again changes nothing and is quarantined once', async () => {
    const { engine, stores } = openFlow(rules())
    const batch = [arrived(order('ann', '1')), arrived({ type: 'track' })]
    for (let round = 0; round < 3; round += 1) await intake(engine, batch, READING)
    expect((await stores.customers.load([ANN])).get(ANN)?.version).toBe(1)
    expect(await stores.quarantine.count()).toBe(1)
  })
})

describe('a clock of a publisher that runs ahead', () => {
  it.each([
    { aheadMs: 0, occurredAt: day(0) },
    { aheadMs: 1, occurredAt: day(0) },
    { aheadMs: FUTURE_TOLERANCE_MS, occurredAt: day(0) },
    { aheadMs: FUTURE_TOLERANCE_MS + 1, occurredAt: null },
  ])('by $aheadMs ms', ({ aheadMs, occurredAt }) => {
    const sorted = sortArrival(arrived(order('ann', '1', { timestamp: isoOf(later(day(0), aheadMs)) })), READING)
    const at = sorted.type === 'request' && sorted.request.type === 'event' ? sorted.request.event.occurredAt : null
    expect(at).toBe(occurredAt)
    if (sorted.type === 'quarantine') expect(sorted.entry).toMatchObject({ because: 'in-the-future', customerId: 'ann' })
  })
})
