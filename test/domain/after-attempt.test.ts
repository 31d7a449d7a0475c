import { describe, expect, it } from 'vitest'
import { type Attempt, afterAttempt, isTooOld } from '../../shared/domain/call/after-attempt.ts'
import { CALL_KEPT_MS, CALL_REFUSALS_MAX, CALL_RETRIES_MS } from '../../shared/kernel/limits-effects.ts'
import { HOUR_MS, later } from '../../shared/kernel/time.ts'
import { callId, epochMs } from '../../shared/kernel/words.ts'

const OWED = epochMs(1_700_000_000_000)
const CALL = callId('call-1')
const answered = (status: number): Attempt => ({ type: 'answered', status })
const next = (attempt: Attempt, number = 1, now = OWED) => afterAttempt(CALL, attempt, number, OWED, now)

describe('after an attempt', () => {
  it.each([
    ...[200, 201, 204, 299].map((status) => ({ status, number: 1, is: 'delivered' })),
    ...[199, 500, 502, 503, 599, 408, 425, 429].map((status) => ({ status, number: CALL_REFUSALS_MAX, is: 'again' })),
    ...[300, 301, 308, 400, 401, 404, 422, 499].flatMap((status) => [
      { status, number: CALL_REFUSALS_MAX - 1, is: 'again' },
      { status, number: CALL_REFUSALS_MAX, is: 'failed' },
    ]),
    { status: 410, number: 1, is: 'failed' },
  ])('that was answered with $status, the $number., it is $is', ({ status, number, is }) => {
    const then = next(answered(status), number)
    expect(then.type === 'settled' ? then.outcome : then.type).toBe(is)
    if (then.type === 'settled') expect(then.status).toBe(status)
  })

  it('that was forbidden it is over, and no status was told', () => {
    expect(next({ type: 'forbidden', because: 'only https is called' })).toEqual({
      ...{ type: 'settled', outcome: 'failed', status: null, because: 'only https is called' },
    })
  })

  it('that nobody answered it is made again, between half and all of the wait', () => {
    for (const [index, most] of CALL_RETRIES_MS.entries()) {
      const now = later(OWED, index)
      const then = next({ type: 'silent', because: 'nobody listens there' }, index + 1, now)
      if (then.type !== 'again') throw new Error('it is made again')
      expect(then.at - now).toBeGreaterThanOrEqual(most / 2)
      expect(then.at - now).toBeLessThanOrEqual(most)
    }
  })

  it('different calls come back at different times', () => {
    const waits = Array.from({ length: 50 }, (_, n) => afterAttempt(callId(`c${n}`), answered(500), 5, OWED, OWED))
    expect(new Set(waits.map((then) => (then.type === 'again' ? then.at : 0))).size).toBeGreaterThan(40)
  })

  it('a server that never answers well is called for most of two days, and not beyond', () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      let [now, number] = [OWED, 1]
      for (;;) {
        const then = afterAttempt(callId(id), answered(503), number, OWED, now)
        if (then.type === 'settled') break
        now = then.at
        number += 1
        expect(isTooOld(OWED, now)).toBe(false)
      }
      expect(number).toBeGreaterThanOrEqual(8)
      expect(number).toBeLessThanOrEqual(CALL_RETRIES_MS.length + 1)
      expect(now - OWED).toBeGreaterThan(24 * HOUR_MS)
    }
  })

  it.each([
    { age: CALL_KEPT_MS - 1, isOld: false },
    { age: CALL_KEPT_MS, isOld: true },
  ])('$age ms after it was owed it is too old: $isOld', ({ age, isOld }) => {
    expect(isTooOld(OWED, later(OWED, age))).toBe(isOld)
  })
})
