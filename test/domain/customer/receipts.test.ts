import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lookUp, NO_RECEIPTS, type Receipt, type Receipts, received, receiptKey } from '../../../shared/domain/customer/receipts.ts'
import { FUTURE_TOLERANCE_MS, RECEIPT_REACH_MS, RECEIPTS_KEPT, RECEIPTS_MAX, TIMELINE_TTL_MS } from '../../../shared/kernel/limits.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { type EpochMs, epochMs, inputId } from '../../../shared/kernel/words.ts'

const HOURS_0 = 1_000 * DAY_MS
const hour = (n: number, ms = 0): EpochMs => epochMs(HOURS_0 + n * HOUR_MS + ms)

/** Receipts after ids were received at these instants, and all that was spilled on the way. */
const having = (arrivals: readonly (readonly [id: string, at: EpochMs])[], before: Receipts = NO_RECEIPTS) =>
  arrivals.reduce<{ receipts: Receipts; spilled: readonly Receipt[] }>(
    ({ receipts, spilled }, [id, at]) => {
      const next = received(receipts, inputId(id), at)
      return { receipts: next.receipts, spilled: [...spilled, ...next.spilled] }
    },
    { receipts: before, spilled: [] },
  )
const series = (count: number, at: (index: number) => EpochMs, from = 0) =>
  Array.from({ length: count }, (_, index) => [`id ${from + index}`, at(index)] as const)
const ask = (receipts: Receipts, id: string, occurredAt: EpochMs, now: EpochMs) => lookUp(receipts, inputId(id), occurredAt, now)

describe('which ids stay', () => {
  it.each([
    { what: 'the last 16 of a quiet customer, for ever', arrivals: series(15, (n) => hour(n)), last: hour(9_999), kept: 16, since: null },
    { what: 'of 17 the oldest goes', arrivals: series(16, (n) => hour(n)), last: hour(9_999), kept: 16, since: hour(0, 1) },
    { what: 'not while it is within reach', arrivals: series(17, () => hour(0)), last: hour(36), kept: 18, since: null },
    { what: 'one millisecond later', arrivals: series(17, () => hour(0)), last: hour(36, 1), kept: 16, since: hour(0, 1) },
    { what: 'all within reach up to 128', arrivals: series(127, (n) => hour(0, n)), last: hour(1), kept: 128, since: null },
    { what: 'of 129 the newer half', arrivals: series(128, (n) => hour(0, n)), last: hour(1), kept: 64, since: null },
  ])('$what', ({ arrivals, last, kept, since }) => {
    const { receipts } = received(having(arrivals).receipts, inputId('last'), last)
    expect(receipts.ids).toHaveLength(kept)
    expect(receipts.completeSince).toBe(since)
    expect(receipts.ids.at(-1)).toEqual(['last', last])
  })

  it('the limits the rows above are about', () => {
    expect([RECEIPTS_KEPT, RECEIPTS_MAX, RECEIPT_REACH_MS]).toEqual([16, 128, 36 * HOUR_MS])
  })

  it('the older half is spilled in order', () => {
    const { receipts, spilled } = having(series(129, (n) => hour(0, n)))
    expect(spilled).toEqual(series(65, (n) => hour(0, n)))
    expect(receipts.spilled).toEqual({ from: hour(0), until: hour(0, 64) })
    expect(receipts.ids[0]).toEqual(['id 65', hour(0, 65)])
  })
})

describe('was it taken before', () => {
  const busy = having(series(129, (n) => hour(0, n))).receipts
  const old = having(series(17, (n) => hour(n * 40))).receipts
  it.each([
    { what: 'a known id', receipts: old, id: 'id 16', occurredAt: hour(-9_999), now: hour(700), answer: 'duplicate' },
    { what: 'a new one', receipts: old, id: 'new', occurredAt: hour(699), now: hour(700), answer: 'fresh' },
    {
      what: 'it could not have come while ids were forgotten',
      receipts: old,
      id: 'new',
      occurredAt: hour(0, 1 + FUTURE_TOLERANCE_MS),
      now: hour(700),
      answer: 'fresh',
    },
    {
      what: 'it could have, by a millisecond',
      receipts: old,
      id: 'new',
      occurredAt: hour(0, FUTURE_TOLERANCE_MS),
      now: hour(700),
      answer: 'ask-timeline',
    },
    {
      what: 'the timeline still holds it',
      receipts: old,
      id: 'new',
      occurredAt: hour(-9_000),
      now: epochMs(hour(-9_000) + TIMELINE_TTL_MS),
      answer: 'ask-timeline',
    },
    {
      what: 'the timeline no longer does',
      receipts: old,
      id: 'new',
      occurredAt: hour(-9_000, -1),
      now: epochMs(hour(-9_000) + TIMELINE_TTL_MS),
      answer: 'too-late',
    },
    {
      what: 'nothing was forgotten: as old as may be',
      receipts: NO_RECEIPTS,
      id: 'new',
      occurredAt: hour(-99_999),
      now: hour(0),
      answer: 'fresh',
    },
    { what: 'spilled, perhaps', receipts: busy, id: 'id 3', occurredAt: hour(0, 3), now: hour(1), answer: 'ask-spilled' },
    {
      what: 'it came with the last that was spilled',
      receipts: busy,
      id: 'new',
      occurredAt: hour(0, 64 + FUTURE_TOLERANCE_MS),
      now: hour(1),
      answer: 'ask-spilled',
    },
    { what: 'it came later', receipts: busy, id: 'new', occurredAt: hour(0, 65 + FUTURE_TOLERANCE_MS), now: hour(1), answer: 'fresh' },
    { what: 'an old event of a busy customer', receipts: busy, id: 'new', occurredAt: hour(-9_999), now: hour(1), answer: 'ask-spilled' },
  ])('$what: $answer', ({ receipts, id, occurredAt, now, answer }) => {
    expect(ask(receipts, id, occurredAt, now)).toBe(answer)
  })
})

describe('rows of spilled ids may be gone after 36 hours', () => {
  const busy = having(series(129, (n) => hour(0, n))).receipts
  it.each([
    { what: 'they still count', now: hour(36), occurredAt: hour(0, FUTURE_TOLERANCE_MS), answer: 'ask-spilled' },
    { what: 'the first is gone', now: hour(36, 1), occurredAt: hour(0, FUTURE_TOLERANCE_MS), answer: 'ask-timeline' },
    { what: 'the second is not', now: hour(36, 1), occurredAt: hour(0, 1 + FUTURE_TOLERANCE_MS), answer: 'ask-spilled' },
    { what: 'the last is not', now: hour(36, 64), occurredAt: hour(0, 64 + FUTURE_TOLERANCE_MS), answer: 'ask-spilled' },
    { what: 'the last is', now: hour(36, 65), occurredAt: hour(0, 64 + FUTURE_TOLERANCE_MS), answer: 'ask-timeline' },
    {
      what: 'what the state itself still holds needs nobody',
      now: hour(36, 65),
      occurredAt: hour(0, 65 + FUTURE_TOLERANCE_MS),
      answer: 'fresh',
    },
  ])('$what', ({ now, occurredAt, answer }) => {
    expect(ask(busy, 'new', occurredAt, now)).toBe(answer)
  })

  it('also of a customer who is so busy that later ids were spilled since', () => {
    const later = having(
      series(200, (n) => hour(30, n), 500),
      busy,
    ).receipts
    expect(later.spilled).toEqual({ from: hour(0), until: hour(30, 130) })
    expect(ask(later, 'id 3', hour(0, 3), hour(35))).toBe('ask-spilled')
    expect(ask(later, 'id 3', hour(0, 3), hour(40))).toBe('ask-timeline')
    expect(ask(later, 'id 510', hour(30, 10), hour(40))).toBe('ask-spilled')
    const written = received(later, inputId('x'), hour(40)).receipts
    expect(written.completeSince).toBe(hour(4))
    expect(written.spilled).toEqual({ from: hour(4), until: hour(30, 130) })
  })
})

describe('the key of an id', () => {
  it.each([
    { id: 'ajs-next-1731000000-abc', key: 'ajs-next-1731000000-abc' },
    { id: '6f9619ff-8b86-d011-b42d-00cf4fc964ff', key: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' },
    { id: 'x'.repeat(40), key: 'x'.repeat(40) },
  ])('$id stays readable', ({ id, key }) => {
    expect(receiptKey(inputId(id))).toBe(key)
  })

  it.each(['x'.repeat(41), 'x'.repeat(256), 'é', '€'.repeat(40), '~', 'a~b', 'a\n', '\u0000'])('%j becomes a digest', (id) => {
    expect(receiptKey(inputId(id))).toMatch(/^~[\w-]{22}$/)
  })

  it('nobody can write an id that meets the digest of another', () => {
    const long = receiptKey(inputId('x'.repeat(100)))
    expect(receiptKey(inputId(long))).not.toBe(long)
  })

  it('long ids are told apart, and found again', () => {
    const [one, other] = [`${'x'.repeat(255)}1`, `${'x'.repeat(255)}2`]
    const { receipts } = having([[one, hour(0)]])
    expect(ask(receipts, one, hour(0), hour(1))).toBe('duplicate')
    expect(ask(receipts, other, hour(0), hour(1))).toBe('fresh')
  })
})

describe('whatever comes when', () => {
  // Mostly minutes apart, so that ids are spilled; an event occurred up to 60 hours before it arrives, and ids come again and again.
  const gap = fc.oneof({ weight: 30, arbitrary: fc.nat({ max: 8 * MINUTE_MS }) }, { weight: 1, arbitrary: fc.nat({ max: 6 * HOUR_MS }) })
  const delivery = fc.record({ id: fc.nat({ max: 500 }), gap, late: fc.nat({ max: 60 }) })

  it('no id is taken for fresh twice, and spilled rows are asked for while they are kept', () => {
    fc.assert(
      fc.property(fc.array(delivery, { minLength: 600, maxLength: 900, size: 'max' }), (deliveries) => {
        const occurred = new Map<number, EpochMs>()
        const taken = new Set<number>()
        const rows = new Map<string, EpochMs>()
        let receipts = NO_RECEIPTS
        let now = hour(0)
        for (const { id, gap, late } of deliveries) {
          now = epochMs(now + gap)
          const occurredAt = occurred.get(id) ?? epochMs(now - late * HOUR_MS)
          occurred.set(id, occurredAt)
          for (const [key, at] of rows) if (at < now - RECEIPT_REACH_MS) rows.delete(key)
          const answer = ask(receipts, `${id}`, occurredAt, now)
          const isFresh = answer === 'fresh' || (answer === 'ask-spilled' && !rows.has(`${id}`))
          if (isFresh && taken.has(id)) throw new Error(`id ${id} was taken twice at ${now}`)
          if (answer === 'duplicate' && !taken.has(id)) throw new Error(`id ${id} was refused at ${now}`)
          if (!isFresh) continue
          taken.add(id)
          const next = received(receipts, inputId(`${id}`), now)
          receipts = next.receipts
          for (const [key, at] of next.spilled) rows.set(key, at)
        }
      }),
      { numRuns: 40 },
    )
  })
})
