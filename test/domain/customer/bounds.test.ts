import { describe, expect, it } from 'vitest'
import { encodeState } from '../../../shared/adapters/codec/state.ts'
import {
  BLOCK_BUCKETS_MAX,
  DAY_BUCKETS_MAX,
  EVENT_NAME_LENGTH_MAX,
  EVENT_NAMES_MAX,
  RECEIPTS_MAX,
  STATE_BYTES_MAX,
} from '../../../shared/kernel/limits.ts'
import { HOUR_MS } from '../../../shared/kernel/time.ts'
import { campaignId, epochMs, inputId } from '../../../shared/kernel/words.ts'
import { day, given, onEvent, ORDER, rules, welcome } from './world.ts'

/**
 * The worst publisher: the longest names, every day, for fourteen months, with attributes, topics and currencies without end,
 * and forty campaigns that all say no.
 */
const worst = () => {
  const closed = Array.from({ length: 40 }, (_, index) =>
    welcome({ id: campaignId(`${index}-`.padEnd(64, 'x')), entry: onEvent(ORDER), status: 'ended' }),
  )
  const ann = given(rules({ campaigns: closed }))
  let n = 0
  const id = () => {
    n += 1
    return inputId(`${n}`.padStart(40, '0'))
  }
  for (let today = 0; today < 420; today += 14) {
    for (let kind = 0; kind < EVENT_NAMES_MAX + 6; kind += 1) {
      ann.does(`${kind} `.padEnd(EVENT_NAME_LENGTH_MAX, 'x'), epochMs(day(today) + kind), {
        id: id(),
        traits: { [`trait ${n}`]: 'x'.repeat(500) },
      })
    }
  }
  for (let hour = 0; hour < 300; hour += 1) {
    const at = epochMs(day(420) + (hour * HOUR_MS) / 10)
    ann.does('Subscribed', at, { id: id(), properties: { topic: `topic ${hour}`.padEnd(64, 'x') } })
    const code = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH', 'III'][hour % 9] as string
    ann.does(ORDER, at, { id: id(), properties: { revenue: 1e12 + hour, currency: code } })
  }
  return ann.state()
}

describe('a customer of the worst publisher', () => {
  const state = worst()

  it('has every bound filled', () => {
    const counts = Object.values(state.metrics.counts)
    expect(counts.length).toBeGreaterThan(EVENT_NAMES_MAX)
    expect(counts.reduce((sum, { days }) => sum + days.length, 0)).toBeGreaterThan(DAY_BUCKETS_MAX * 0.8)
    expect(counts.reduce((sum, { days }) => sum + days.length, 0)).toBeLessThanOrEqual(DAY_BUCKETS_MAX)
    expect(counts.reduce((sum, { blocks }) => sum + blocks.length, 0)).toBeGreaterThan(BLOCK_BUCKETS_MAX * 0.8)
    expect(counts.reduce((sum, { blocks }) => sum + blocks.length, 0)).toBeLessThanOrEqual(BLOCK_BUCKETS_MAX)
    expect(state.receipts.ids.length).toBeGreaterThan(RECEIPTS_MAX / 2)
    expect(Object.keys(state.traits).length).toBeGreaterThan(40)
  })

  it('fits in its item, with room for journeys and exposures', () => {
    expect(encodeState(state).length).toBeLessThan(STATE_BYTES_MAX - 8 * 1024)
  })

  it('has lost no event from the totals', () => {
    expect(Object.values(state.metrics.counts).reduce((sum, { total }) => sum + total, 0)).toBe(30 * (EVENT_NAMES_MAX + 6) + 600)
  })
})
