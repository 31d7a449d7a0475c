import { describe, expect, it } from 'vitest'
import { quarantineOf } from '../../shared/contract/quarantined.ts'
import { isRetriable, retry } from '../../shared/flow/retry.ts'
import { QUARANTINE_TEXT_MAX } from '../../shared/kernel/limits.ts'
import { DAY_MS, HOUR_MS, isoOf, later } from '../../shared/kernel/time.ts'
import { customerId } from '../../shared/kernel/words.ts'
import type { QuarantineEntry, QuarantineReason } from '../../shared/ports/quarantine.ts'
import { day, rules } from '../domain/customer/world.ts'
import { openFlow } from './world.ts'

const ARRIVED = day(10)
const NOW = day(12)
const entryOf = (text: string, because: QuarantineReason = 'invalid'): QuarantineEntry => ({
  ...quarantineOf(text, 'door', ARRIVED, { because: 'invalid', customerId: null, problems: [] }),
  because,
})
const event = (more: object = {}) => ({ type: 'track', messageId: 'm', userId: 'ann', event: 'Order Completed', ...more })

describe('what may be sent in again', () => {
  it.each([
    { because: 'invalid', length: QUARANTINE_TEXT_MAX - 1, may: true },
    { because: 'invalid', length: QUARANTINE_TEXT_MAX, may: false },
    { because: 'in-the-future', length: 10, may: true },
    { because: 'uncertain', length: 10, may: false },
    { because: 'unknown-variant', length: 10, may: false },
    { because: 'state-full', length: 10, may: false },
    { because: 'too-late', length: 10, may: false },
    { because: 'wake-failed', length: 0, may: false },
  ] as const)('$because, $length characters: $may', ({ because, length, may }) =>
    expect(isRetriable(entryOf('x'.repeat(length), because))).toBe(may),
  )
})

describe('a mended event', () => {
  const mended = async (raw: object, assumeSentAt?: typeof NOW) => {
    const { engine, stores } = openFlow(rules())
    const entry = entryOf('{')
    await stores.quarantine.put([entry])
    const { taken, problems } = await retry(engine, entry, JSON.stringify(raw), NOW, assumeSentAt)
    const [kept] = await stores.inspection.eventsOf(customerId('ann'))
    return { isTaken: taken !== null, problems, at: kept?.occurredAt, id: kept?.id, left: await stores.quarantine.count() }
  }

  it.each([
    { what: 'says when it happened', raw: event({ timestamp: isoOf(day(9)) }), at: day(9) },
    { what: 'says nothing: it happened when it came', raw: event(), at: ARRIVED },
    { what: 'says nothing but when it was sent', raw: event({ sentAt: isoOf(day(3)) }), at: ARRIVED },
    {
      what: 'came from a clock that was an hour ahead, and lay here for two days',
      raw: event({ timestamp: isoOf(later(ARRIVED, HOUR_MS - 60_000)), sentAt: isoOf(later(ARRIVED, HOUR_MS)) }),
      at: later(ARRIVED, -60_000),
    },
    { what: 'was planned for what was tomorrow', raw: event({ timestamp: isoOf(day(11)) }), at: day(11) },
  ])('that $what', async ({ raw, at }) => expect(await mended(raw)).toEqual({ isTaken: true, problems: [], at, id: 'm', left: 0 }))

  it('keeps its age where the clock is another on purpose', async () => {
    const sentAt = later(NOW, 500 * DAY_MS)
    expect((await mended(event({ timestamp: isoOf(later(sentAt, -HOUR_MS)) }), sentAt)).at).toBe(later(NOW, -HOUR_MS))
  })

  it('stays in quarantine while something is wrong with it', async () => {
    expect(await mended({ ...event(), userId: undefined })).toMatchObject({ isTaken: false, problems: [{ path: 'userId' }], left: 1 })
  })
})
