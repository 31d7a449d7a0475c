import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sesClient } from '../../shared/adapters/ses/client.ts'
import { allowanceIn, sesAllowance } from '../../shared/adapters/ses/quota.ts'
import { QUOTA_KEPT_MS } from '../../shared/kernel/limits.ts'
import { later } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import { type FakeSes, openFakeSes, placeOf } from './fake-ses.ts'

const START = epochMs(Date.UTC(2026, 6, 1))
let fake: FakeSes
let now: EpochMs
beforeEach(async () => {
  fake = await openFakeSes()
  now = START
})
afterEach(() => fake.close())

const allowance = () => sesAllowance(sesClient(placeOf(fake), { callMs: 400 }), { now: () => now })

describe('what SES allows', () => {
  it('is asked once in a few minutes, however many ask', async () => {
    const ask = allowance()
    const first = { perSecond: 14, per24Hours: 50_000, sentLast24Hours: { count: 127, at: START } }
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([first, first, first])
    fake.quota = { perSecond: 0.2, per24Hours: 200, sentLast24Hours: 130 }
    now = later(START, QUOTA_KEPT_MS - 1)
    expect(await ask()).toEqual(first)
    now = later(START, QUOTA_KEPT_MS)
    expect(await ask()).toEqual({ perSecond: 0.2, per24Hours: 200, sentLast24Hours: { count: 130, at: now } })
    expect([fake.calls, fake.complaints]).toEqual([['GetSendQuota', 'GetSendQuota'], []])
  })

  it('is what it said last while it does not answer; before it ever did, nothing can be sent', async () => {
    const ask = allowance()
    fake.behaviour = { type: 'error', status: 500, code: 'InternalFailure', message: 'hello@shop.example' }
    await expect(ask()).rejects.toThrow(new Transient('SES does not say how many mails it takes'))
    fake.behaviour = { type: 'accept' }
    const known = await ask()
    fake.behaviour = { type: 'hang' }
    now = later(START, QUOTA_KEPT_MS)
    expect(await ask()).toEqual(known)
  })

  it.each([
    { said: { Max24HourSend: -1, MaxSendRate: 14, SentLast24Hours: 5 }, per24Hours: null, perSecond: 14 },
    { said: { Max24HourSend: 0, MaxSendRate: 0, SentLast24Hours: 0 }, per24Hours: 0, perSecond: 0 },
    { said: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 }, per24Hours: 200, perSecond: 1 },
    { said: {}, per24Hours: null, perSecond: 0 },
  ])('$said: $perSecond a second, $per24Hours a day', ({ said, per24Hours, perSecond }) =>
    expect(allowanceIn(said, START)).toMatchObject({ per24Hours, perSecond }),
  )

  it('a rate without end is a number that can be reckoned with', () => {
    const { perSecond } = allowanceIn({ Max24HourSend: -1, MaxSendRate: -1, SentLast24Hours: 0 }, START)
    expect([Number.isFinite(perSecond), perSecond > 1e9]).toEqual([true, true])
  })
})
