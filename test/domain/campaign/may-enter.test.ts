import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import { type Candidate, entryRefusal } from '../../../shared/domain/campaign/may-enter.ts'
import { JOURNEYS_MAX } from '../../../shared/kernel/limits.ts'
import { DELIVERY } from '../customer/world.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { campaignId, epochMs } from '../../../shared/kernel/words.ts'

const day = (n: number, ms = 0) => epochMs(n * DAY_MS + ms)

const campaign = (more: Partial<Campaign> = {}): Campaign => ({
  id: campaignId('win-back'),
  version: 1,
  name: 'Win back',
  topic: 'offers',
  status: 'active',
  publishedAt: epochMs(0),
  startAt: null,
  endAt: null,
  entry: { on: 'stage', stage: 'dormant', from: null },
  zone: null,
  audience: null,
  reentry: { type: 'each' },
  maxConcurrent: 1,
  migrate: 'finish',
  experiment: null,
  paths: new Map(),
  exits: [],
  staleAfterMs: DAY_MS,
  delivery: DELIVERY,
  ...more,
})
const candidate = (more: Partial<Candidate> = {}): Candidate => ({
  status: 'active',
  currentEntries: [],
  key: null,
  hasEnteredFor: () => false,
  lastEnteredAt: null,
  journeys: 0,
  otherExperiment: () => null,
  inAudience: () => true,
  ...more,
})

describe('the time of the campaign', () => {
  it.each([
    { now: day(10, -1), because: { type: 'not-started', startAt: day(10) } },
    { now: day(10), because: null },
    { now: day(20, -1), because: null },
    { now: day(20), because: { type: 'over', endAt: day(20) } },
  ])('open from day 10 to day 20, at $now', ({ now, because }) => {
    expect(entryRefusal(campaign({ startAt: day(10), endAt: day(20) }), candidate(), now)).toEqual(because)
  })

  it('without start and end it is always open', () => {
    expect(entryRefusal(campaign(), candidate(), day(0))).toBeNull()
  })
})

describe('entered before, on day 100', () => {
  const after = { type: 'after', durationMs: 30 * DAY_MS } as const
  it.each([
    { reentry: { type: 'never' } as const, now: day(9_999), againAt: null, enters: false },
    { reentry: { type: 'each' } as const, now: day(100), againAt: null, enters: true },
    { reentry: after, now: day(130, -1), againAt: day(130), enters: false },
    { reentry: after, now: day(130), againAt: day(130), enters: true },
  ])('$reentry.type at $now: $enters', ({ reentry, now, againAt, enters }) => {
    const because = enters ? null : { type: 'entered-before', lastEnteredAt: day(100), againAt }
    expect(entryRefusal(campaign({ reentry }), candidate({ lastEnteredAt: day(100) }), now)).toEqual(because)
  })

  it.each([{ reentry: { type: 'never' } as const }, { reentry: after }])('$reentry.type lets in whoever never was', ({ reentry }) => {
    expect(entryRefusal(campaign({ reentry }), candidate(), day(0))).toBeNull()
  })
})

describe('journeys at once', () => {
  it.each([
    { journeys: JOURNEYS_MAX - 1, because: null },
    { journeys: JOURNEYS_MAX, because: { type: 'too-many-journeys', limit: JOURNEYS_MAX } },
  ])('$journeys', ({ journeys, because }) => {
    expect(entryRefusal(campaign(), candidate({ journeys }), day(0))).toEqual(because)
  })
})

describe('where several say no, the first in this order answers', () => {
  const closed = { startAt: day(50), endAt: day(5), reentry: { type: 'never' } } as const
  const refused = { currentEntries: [3], lastEnteredAt: day(1), journeys: JOURNEYS_MAX, inAudience: () => false }
  it.each([
    { type: 'campaign-not-active', of: closed, who: { ...refused, status: 'ended' as const } },
    { type: 'draft', of: closed, who: { ...refused, status: 'draft' as const } },
    { type: 'campaign-paused', of: closed, who: { ...refused, status: 'paused' as const } },
    { type: 'not-started', of: closed, who: refused },
    { type: 'over', of: { ...closed, startAt: null }, who: refused },
    { type: 'already-in', of: { reentry: closed.reentry }, who: refused },
    { type: 'entered-before', of: { reentry: closed.reentry }, who: { ...refused, currentEntries: [] } },
    { type: 'too-many-journeys', of: {}, who: { ...refused, currentEntries: [] } },
    { type: 'not-in-audience', of: {}, who: { ...refused, currentEntries: [], journeys: 0 } },
  ])('$type', ({ type, of, who }) => {
    expect(entryRefusal(campaign(of), candidate(who), day(10))?.type).toBe(type)
  })

  it('the audience is asked last, and only then', () => {
    const inAudience = () => {
      throw new Error('asked for nothing')
    }
    expect(entryRefusal(campaign(), candidate({ status: 'ended', inAudience }), day(0))?.type).toBe('campaign-not-active')
  })
})

describe('a campaign that lets people in once for each key', () => {
  const each = { reentry: { type: 'each-key', property: 'orderId' } } as const
  const before = { lastEnteredAt: day(1), hasEnteredFor: (key: string) => key === 'order 1' }
  it.each([
    { key: 'order 1', because: { type: 'entered-for-key', key: 'order 1' } },
    { key: 'order 2', because: null },
    { key: null, because: { type: 'no-key', property: 'orderId' } },
  ])('for $key', ({ key, because }) => {
    expect(entryRefusal(campaign(each), candidate({ ...before, key }), day(10))).toEqual(because)
  })
})

describe('journeys of one campaign at once', () => {
  it.each([
    { currentEntries: [], because: null },
    { currentEntries: [4], because: null },
    { currentEntries: [4, 6], because: { type: 'already-in', entry: 6 } },
  ])('two of them, and they are in $currentEntries', ({ currentEntries, because }) => {
    expect(entryRefusal(campaign({ maxConcurrent: 2 }), candidate({ currentEntries, lastEnteredAt: day(1) }), day(10))).toEqual(because)
  })
})
