import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Activity, classify } from '../../../shared/domain/lifecycle/classify.ts'
import type { LifecyclePolicy } from '../../../shared/domain/lifecycle/policy.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../../shared/kernel/words.ts'

const day = (n: number, ms = 0): EpochMs => epochMs(n * DAY_MS + ms)

const policyOf = (newDays: number, atRiskDays: number, dormantDays: number, churnedDays: number): LifecyclePolicy => ({
  newMs: newDays * DAY_MS,
  atRiskMs: atRiskDays * DAY_MS,
  dormantMs: dormantDays * DAY_MS,
  churnedMs: churnedDays * DAY_MS,
  activity: new Set(),
  churnedBy: new Set(),
  returnedBy: new Set(),
})
const RETAIL = policyOf(30, 60, 120, 365)

const seen = (first: number, last: number, more: Partial<Activity> = {}): Activity => ({
  firstSeenAt: day(first),
  lastSeenAt: day(last),
  endedAt: null,
  returnedAt: null,
  ...more,
})
const reviewOf = (activity: Activity, policy: LifecyclePolicy, now: EpochMs) => {
  const { stage, reviewAt } = classify(activity, policy, now)
  return { stage, reviewAt }
}

describe('a customer first seen on day 0 and last on day 100', () => {
  it.each([
    { now: day(100), stage: 'active', reviewAt: day(160) },
    { now: day(160, -1), stage: 'active', reviewAt: day(160) },
    { now: day(160), stage: 'at-risk', reviewAt: day(220) },
    { now: day(220, -1), stage: 'at-risk', reviewAt: day(220) },
    { now: day(220), stage: 'dormant', reviewAt: day(465) },
    { now: day(465, -1), stage: 'dormant', reviewAt: day(465) },
    { now: day(465), stage: 'churned', reviewAt: null },
    { now: day(10_000), stage: 'churned', reviewAt: null },
  ])('is $stage at $now', ({ now, stage, reviewAt }) => {
    expect(reviewOf(seen(0, 100), RETAIL, now)).toEqual({ stage, reviewAt })
  })
})

describe('youth', () => {
  it.each([
    { what: 'at once', activity: seen(0, 0), now: day(0), stage: 'new', reviewAt: day(30) },
    { what: 'just before the end', activity: seen(0, 20), now: day(30, -1), stage: 'new', reviewAt: day(30) },
    { what: 'at the end', activity: seen(0, 20), now: day(30), stage: 'active', reviewAt: day(80) },
    { what: 'before the first activity itself', activity: seen(5, 5), now: day(4), stage: 'new', reviewAt: day(35) },
  ])('$what', ({ activity, now, stage, reviewAt }) => {
    expect(reviewOf(activity, RETAIL, now)).toEqual({ stage, reviewAt })
  })
})

describe('odd policies', () => {
  it.each([
    {
      what: 'youth outlasts the first silence: silence wins',
      policy: policyOf(90, 60, 120, 365),
      now: day(59),
      stage: 'new',
      reviewAt: day(60),
    },
    { what: 'and at its threshold', policy: policyOf(90, 60, 120, 365), now: day(60), stage: 'at-risk', reviewAt: day(120) },
    { what: 'youth ends with the first silence', policy: policyOf(60, 60, 120, 365), now: day(60), stage: 'at-risk', reviewAt: day(120) },
    { what: 'nobody is new', policy: policyOf(0, 60, 120, 365), now: day(0), stage: 'active', reviewAt: day(60) },
    { what: 'youth outlasts everything', policy: policyOf(999, 1, 2, 3), now: day(2), stage: 'dormant', reviewAt: day(3) },
  ])('$what', ({ policy, now, stage, reviewAt }) => {
    expect(reviewOf(seen(0, 0), policy, now)).toEqual({ stage, reviewAt })
  })
})

describe('who never acted has no stage', () => {
  it.each([
    { what: 'nothing known', activity: { firstSeenAt: null, lastSeenAt: null, endedAt: null, returnedAt: null } },
    { what: 'ended without activity', activity: { firstSeenAt: null, lastSeenAt: null, endedAt: day(3), returnedAt: null } },
  ])('$what', ({ activity }) => {
    expect(classify(activity, RETAIL, day(10))).toEqual({ stage: null, because: null, reviewAt: null })
  })
})

describe('explicit end and return', () => {
  it.each([
    { what: 'ended', endedAt: day(5), returnedAt: null, stage: 'churned', reviewAt: null },
    { what: 'ended, whatever came after', endedAt: day(1), returnedAt: null, stage: 'churned', reviewAt: null },
    { what: 'returned before the end', endedAt: day(5), returnedAt: day(5, -1), stage: 'churned', reviewAt: null },
    { what: 'returned at the instant of the end', endedAt: day(5), returnedAt: day(5), stage: 'churned', reviewAt: null },
    { what: 'returned after the end', endedAt: day(5), returnedAt: day(5, 1), stage: 'active', reviewAt: day(70) },
    { what: 'returned and never ended', endedAt: null, returnedAt: day(5), stage: 'active', reviewAt: day(70) },
  ])('$what: $stage', ({ endedAt, returnedAt, stage, reviewAt }) => {
    expect(reviewOf(seen(0, 10, { endedAt, returnedAt }), RETAIL, day(40))).toEqual({ stage, reviewAt })
  })
})

describe('why', () => {
  it.each([
    { now: day(10), because: { type: 'first-seen', at: day(0), newMs: 30 * DAY_MS } },
    { now: day(30), because: { type: 'recent', lastSeenAt: day(20), atRiskMs: 60 * DAY_MS } },
    { now: day(80), because: { type: 'silent', sinceAt: day(20), thresholdMs: 60 * DAY_MS } },
    { now: day(140), because: { type: 'silent', sinceAt: day(20), thresholdMs: 120 * DAY_MS } },
    { now: day(385), because: { type: 'silent', sinceAt: day(20), thresholdMs: 365 * DAY_MS } },
  ])('at $now: $because.type', ({ now, because }) => {
    expect(classify(seen(0, 20), RETAIL, now).because).toEqual(because)
  })

  it('an explicit end says when', () => {
    expect(classify(seen(0, 20, { endedAt: day(21) }), RETAIL, day(500)).because).toEqual({ type: 'ended', at: day(21) })
  })
})

describe('the instant of review', () => {
  const days = fc.integer({ min: 0, max: 12 })
  const silences = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 3, maxLength: 3 })
  const ends = fc.option(days, { nil: null })

  it('is the first at which silence alone gives another stage, found by looking at every single one', () => {
    fc.assert(
      fc.property(days, silences, days, days, ends, ends, days, (newDays, three, first, span, ended, returned, now) => {
        const [atRisk = 0, dormant = 0, churned = 0] = three.toSorted((a, b) => a - b)
        // One unit stands for a day: every instant at which anything can happen is a whole one.
        const policy = { ...policyOf(0, 0, 0, 0), newMs: newDays, atRiskMs: atRisk, dormantMs: dormant, churnedMs: churned }
        const at = (n: number | null) => (n === null ? null : epochMs(n))
        const activity = { firstSeenAt: epochMs(first), lastSeenAt: epochMs(first + span), endedAt: at(ended), returnedAt: at(returned) }
        const stageAt = (instant: number) => classify(activity, policy, epochMs(instant)).stage

        let changesAt: number | null = null
        for (let instant = now + 1; instant <= 60 && changesAt === null; instant += 1) {
          if (stageAt(instant) !== stageAt(now)) changesAt = instant
        }
        expect(classify(activity, policy, epochMs(now)).reviewAt).toBe(changesAt)
      }),
      { numRuns: 2_000 },
    )
  })
})
