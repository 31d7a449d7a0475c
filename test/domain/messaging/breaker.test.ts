import { describe, expect, it } from 'vitest'
import { ALL_ON, breakerOf, stopOf, stopText } from '../../../shared/domain/messaging/breaker.ts'
import { campaignId, epochMs, experimentId } from '../../../shared/kernel/words.ts'

describe('a breaker', () => {
  it.each([
    { sent: 0, bounced: 0, complained: 0, say: 'ok' },
    // Complaints: 0.1 % warn, 0.3 % stop, three at least.
    { sent: 3_001, bounced: 0, complained: 3, say: 'ok' },
    { sent: 3_000, bounced: 0, complained: 3, say: 'warn', rate: 'complaints' },
    { sent: 1_001, bounced: 0, complained: 3, say: 'warn', rate: 'complaints' },
    { sent: 1_000, bounced: 0, complained: 3, say: 'stop', rate: 'complaints' },
    { sent: 50, bounced: 0, complained: 1, say: 'ok' },
    { sent: 50, bounced: 0, complained: 2, say: 'ok' },
    { sent: 50, bounced: 0, complained: 3, say: 'stop', rate: 'complaints' },
    { sent: 1_000_000, bounced: 0, complained: 999, say: 'ok' },
    { sent: 1_000_000, bounced: 0, complained: 1_000, say: 'warn', rate: 'complaints' },
    { sent: 1_000_000, bounced: 0, complained: 2_999, say: 'warn', rate: 'complaints' },
    { sent: 1_000_000, bounced: 0, complained: 3_000, say: 'stop', rate: 'complaints' },
    // Bounces: 5 % warn, 10 % stop, ten at least.
    { sent: 201, bounced: 10, complained: 0, say: 'ok' },
    { sent: 200, bounced: 10, complained: 0, say: 'warn', rate: 'bounces' },
    { sent: 101, bounced: 10, complained: 0, say: 'warn', rate: 'bounces' },
    { sent: 100, bounced: 10, complained: 0, say: 'stop', rate: 'bounces' },
    { sent: 20, bounced: 9, complained: 0, say: 'ok' },
    // What came back of mail that left before the days that count says nothing of a rate.
    { sent: 0, bounced: 100, complained: 100, say: 'ok' },
    // The graver counts; of two that are as grave, complaints.
    { sent: 1_000, bounced: 100, complained: 2, say: 'stop', rate: 'bounces' },
    { sent: 3_000, bounced: 300, complained: 3, say: 'stop', rate: 'bounces' },
    { sent: 1_000, bounced: 100, complained: 3, say: 'stop', rate: 'complaints' },
    { sent: 3_000, bounced: 150, complained: 3, say: 'warn', rate: 'complaints' },
  ])('$complained complaints and $bounced bounces on $sent mails: $say $rate', ({ sent, bounced, complained, say, rate }) => {
    const verdict = breakerOf({ sent, bounced, complained })
    expect(verdict).toEqual(rate === undefined ? { say } : { say, rate, count: rate === 'bounces' ? bounced : complained, of: sent })
  })
})

describe('what keeps mail back', () => {
  const stop = { at: epochMs(1), because: { type: 'person', why: 'the list was old' } } as const
  const other = { at: epochMs(2), because: { type: 'breaker', rate: 'bounces', count: 12, of: 96 } } as const
  const [spring, autumn] = [campaignId('spring'), campaignId('autumn')]
  it.each([
    { what: 'nothing', switches: ALL_ON, of: null },
    { what: 'another campaign', switches: { sending: null, campaigns: new Map([[autumn, stop]]) }, of: null },
    { what: 'the campaign', switches: { sending: null, campaigns: new Map([[spring, stop]]) }, of: { of: 'campaign', ...stop } },
    { what: 'all, before the campaign', switches: { sending: other, campaigns: new Map([[spring, stop]]) }, of: { of: 'all', ...other } },
  ])('$what', ({ switches, of }) => {
    expect(stopOf(switches, spring)).toEqual(of)
  })

  const harm = { type: 'guardrail', experiment: experimentId('welcome'), variant: 'b', metric: '$complaint' } as const
  it.each([
    [stop.because, 'the list was old'],
    [other.because, '12 bounces on 96 mails (12.50 %)'],
    [{ ...harm, found: 'harmful' }, 'variant b of the experiment welcome does harm ($complaint)'],
    [{ ...harm, found: 'loser', metric: 'order' }, 'variant b of the experiment welcome does worse (order)'],
    [{ ...harm, found: 'loser', metric: null }, 'variant b of the experiment welcome does worse'],
    [{ ...harm, found: 'broken', variant: null, metric: null }, 'the experiment welcome is broken: people are not where its plan put them'],
  ] as const)('says why in a line: %o', (because, line) => {
    expect(stopText(because)).toBe(line)
  })
})
