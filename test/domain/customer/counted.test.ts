import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Did } from '../../../shared/domain/conditions/condition.ts'
import { didHolds } from '../../../shared/domain/conditions/evaluate.ts'
import { changesAt, doneBy } from '../../../shared/domain/conditions/history.ts'
import { countedDone, countedUntil } from '../../../shared/domain/customer/counted.ts'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import { type Metrics, NO_METRICS, observe, OTHER_EVENTS } from '../../../shared/domain/metrics/metrics.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { EVENT_NAMES_MAX } from '../../../shared/kernel/limits.ts'
import { anyDid, anyEvents, asked, done, hour } from '../conditions/history-world.ts'
import { RETAIL } from './world.ts'

const didIn = (json: Json): Did => {
  const condition = asked(json)
  if (condition.kind !== 'did') throw new Error('it asks about history')
  return condition.did
}
const metricsOf = (events: readonly LifecycleEvent[]): Metrics =>
  events.reduce((metrics, event) => observe(metrics, event, RETAIL.lifecycle, RETAIL.revenue), NO_METRICS)

describe('where the counts can tell', () => {
  it('they come to what the events themselves come to', () => {
    let told = 0
    fc.assert(
      fc.property(anyEvents, anyDid, fc.option(fc.integer({ min: 0, max: 45 })), (events, json, entered) => {
        const did = didIn(json)
        const entryAt = entered === null ? null : hour(entered)
        const counted = countedDone(metricsOf(events), did, hour(45), entryAt)
        if (counted === null) return
        told += 1
        expect(didHolds(did, counted)).toBe(didHolds(did, doneBy(did, events, hour(45), entryAt)))
      }),
      { numRuns: 2_000 },
    )
    expect(told).toBeGreaterThan(500)
  })

  it('they name no instant that is too late', () => {
    let told = 0
    fc.assert(
      fc.property(anyEvents, anyDid, (events, json) => {
        const did = didIn(json)
        const until = countedUntil(metricsOf(events), did, hour(45), hour(3))
        const exact = changesAt(did, events, hour(45), hour(3))
        if (until === 'unknown' || exact === null) return
        // What was plainly counted stands for ever, beyond what the timeline keeps.
        if (until === null && did.reach.since === 'ever') return
        told += 1
        expect(until).not.toBeNull()
        expect(until).toBeLessThanOrEqual(exact)
      }),
      { numRuns: 2_000 },
    )
    expect(told).toBeGreaterThan(200)
  })
})

describe('they cannot tell', () => {
  const [five] = [Array.from({ length: 5 }, (_, at) => done('A', at * 10, { n: at }))]

  it.each<[string, Json]>([
    ['how often within a reach that begins between two of them', { $did: { event: 'A', atLeast: 2, within: '20h' } }],
    ['of which kind they were', { $did: { event: 'A', where: { n: 1 } } }],
    ['what they add up to', { $did: { event: 'A', sum: { property: 'n', $gt: 1 } } }],
    ['who somebody said to be', { $did: { event: '$identify' } }],
  ])('%s', (_, json) => {
    expect(countedDone(metricsOf(five), didIn(json), hour(45), null)).toBeNull()
  })

  it('of an event that shares a counter with others', () => {
    const many = metricsOf(Array.from({ length: EVENT_NAMES_MAX + 1 }, (_, index) => done(`Event ${index}`, 1)))
    const never = didIn({ $did: { event: 'A' } })
    expect(countedDone(metricsOf([]), never, hour(2), null)).toMatchObject({ times: 0 })
    expect(Object.keys(many.counts)).toContain(OTHER_EVENTS)
    expect(countedDone(many, never, hour(2), null)).toBeNull()
    expect(countedUntil(many, never, hour(2), null)).toBe('unknown')
  })
})
