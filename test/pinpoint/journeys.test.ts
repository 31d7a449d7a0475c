import { describe, expect, it } from 'vitest'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { PUBLISHING } from '../parsing/files.ts'
import { brought, broughtFrom, file, inShort, journeyOf, mail, only, refused, told, wait, yesNo } from './bringing.ts'
import { campaign, journey, segments, template } from './exports.ts'

describe('a whole export', () => {
  const all = broughtFrom([segments, journey, campaign, template])
  const journeyFile = file(all, 'campaigns/onboarding-2025.json')

  it('is taken as it was written', () => {
    expect(refused(all)).toEqual([])
    expect(all.counts).toEqual({ segments: 4, campaigns: 1, journeys: 1, templates: 2 })
    expect(all.findings.filter(({ what }) => what.includes('do not know'))).toEqual([])
  })

  it('is compiled as publishing does, once the templates are there', () => {
    const written = new Map([['en', { subject: 'x', preheader: null, html: null, text: '{{ links.unsubscribe }}' }]])
    const names = all.templates.map(({ name }) => name)
    const find = (name: string) => (names.includes(name) ? { template: { name, version: 1 }, defaultLocale: 'en', written } : null)
    const parsed = parseCampaign(journeyFile, { ...PUBLISHING, templates: { names, find } })
    expect(parsed).toMatchObject({
      ok: true,
      value: { status: 'draft', entry: { on: 'segment', segment: 'paying-customers', existing: true } },
    })
    const steps = parsed.ok ? [...parsed.value.paths.values()].flatMap((path) => path.steps.map(({ type }) => type)) : []
    expect(new Set(steps)).toEqual(new Set(['split', 'exit', 'send', 'wait', 'branch', 'task', 'webhook']))
    const without = parseCampaign(journeyFile, PUBLISHING)
    expect(without.ok ? [] : without.problems.map(({ problem }) => problem)).toContain('is "welcome-new", which is not there')
  })

  it('goes the ways it went', () => {
    expect(inShort(journeyFile.steps)).toBe(
      'split(9000:  | 1000: exit) welcome-mail wait:3d wait:2d ' +
        'branch(thanks01 | split(4000: offera01 | 4000: offerb01 | 2000: ) wait:1d branch( | ask-why-they-left | custom01) wait:36h goodbye1)',
    )
  })

  it('tells each thing that has no counterpart, where it stood', () => {
    const missing = told(all).filter((line) => line.startsWith('missing JourneyResponse'))
    expect(missing).toEqual(
      expect.arrayContaining([
        'missing JourneyResponse.Activities.Text0001.SMS',
        'missing JourneyResponse.Activities.Push0001.PUSH',
        'missing JourneyResponse.Activities.Multi001.MultiCondition.Branches.0.Condition.EventCondition.Dimensions.EventType.Values',
        'missing JourneyResponse.Activities.Multi001.MultiCondition.Branches.0',
        'missing JourneyResponse.Activities.Later001.Wait.WaitTime.WaitUntil',
        'missing JourneyResponse.Limits.DailyCap',
        'missing JourneyResponse.Limits.TimeframeCap',
        'missing JourneyResponse.Limits.TotalCap',
        'missing JourneyResponse.TimezoneEstimationMethods',
      ]),
    )
    expect(told(all)).toContain('note JourneyResponse.Activities.Orphan01')
    expect(told(all)).toContain('differs JourneyResponse.Activities.Start01.Holdout')
  })

  it('makes a holdout before all else the holdout of the campaign, where there is a goal', () => {
    const withGoal = broughtFrom([segments, journey], { goal: { event: 'Order Completed', window: '14d' } })
    const made = file(withGoal, 'campaigns/onboarding-2025.json')
    expect(made.experiment).toEqual({ control: 'journey', holdoutBps: 1000, variants: [{ name: 'journey', shareBps: 10_000 }] })
    expect(made.goal).toEqual({ name: 'order-completed', event: 'Order Completed', window: '14d' })
    expect(inShort(made.steps).startsWith('welcome-mail')).toBe(true)
    expect(refused(withGoal)).toEqual([])
  })
})

const stepsOf = (activities: Json, more: JsonObject = {}): string => {
  const over = brought(journeyOf(activities, more))
  expect(refused(over)).toEqual([])
  return inShort(only(over, 'campaigns').steps)
}

describe('ways that part', () => {
  it.each<[string, JsonObject, string]>([
    ['and end', { A: yesNo('B', 'C'), B: mail(), C: mail() }, 'branch(b | c)'],
    ['and meet', { A: yesNo('B', 'C'), B: mail('D'), C: mail('D'), D: wait('P1D', 'E'), E: mail() }, 'branch(b | c) wait:1d e'],
    ['and one of them ends at once', { A: yesNo('B', undefined), B: mail() }, 'branch(b)'],
    [
      'and one of them skips to where they meet',
      { A: yesNo('B', 'C'), B: mail('C'), C: wait('P1D', 'D'), D: mail() },
      'branch(b) wait:1d d',
    ],
    [
      'and one ends while others meet',
      {
        A: { MultiCondition: { Branches: branchesTo('B', 'C'), DefaultActivity: 'X' } },
        B: mail('D'),
        C: mail('D'),
        D: wait('P1D', 'E'),
        E: mail(),
        X: mail(),
      },
      'branch(b | c | x exit) wait:1d e',
    ],
    [
      'within ways that part',
      {
        A: yesNo('B', 'C'),
        B: yesNo('D', 'E', 'team'),
        D: mail('F'),
        E: mail('F'),
        F: wait('P1D', 'G'),
        C: mail('G'),
        G: wait('P2D', 'H'),
        H: mail(),
      },
      'branch(branch(d | e) wait:1d | c) wait:2d h',
    ],
    [
      'and meet nowhere that serves all: the rest is written twice',
      { A: yesNo('B', 'C'), B: yesNo('M', 'N', 'team'), C: yesNo('M', 'N', 'free'), M: mail(), N: mail() },
      'branch(branch(m | n) | branch(m-2 | n-2))',
    ],
    [
      'by chance',
      {
        A: {
          RandomSplit: {
            Branches: [
              { NextActivity: 'B', Percentage: 33 },
              { NextActivity: 'C', Percentage: 67 },
            ],
          },
        },
        B: mail(),
        C: mail(),
      },
      'split(3300: b | 6700: c)',
    ],
    [
      'by chance, one of them with nobody',
      {
        A: {
          RandomSplit: {
            Branches: [
              { NextActivity: 'B', Percentage: 0 },
              { NextActivity: 'C', Percentage: 100 },
            ],
          },
        },
        B: mail(),
        C: mail(),
      },
      'c',
    ],
    [
      'by chance, in shares that do not add up',
      {
        A: {
          RandomSplit: {
            Branches: [
              { NextActivity: 'B', Percentage: 30 },
              { NextActivity: 'C', Percentage: 30 },
              { NextActivity: 'B', Percentage: 30 },
            ],
          },
        },
        B: mail(),
        C: mail(),
      },
      'split(3334:  | 3333: c exit | 3333: ) b',
    ],
  ])('%s', (_, activities, expected) => expect(stepsOf(activities)).toBe(expected))

  it('are told where they are written twice', () => {
    const over = brought(journeyOf({ A: yesNo('B', 'C'), B: yesNo('M', 'N', 'team'), C: yesNo('M', 'N', 'free'), M: mail(), N: mail() }))
    expect(told(over)).toEqual(expect.arrayContaining(['note JourneyResponse.Activities.M', 'note JourneyResponse.Activities.N']))
  })

  it('are written flat where they would be too deep', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 7 }, (_, index) => [
        [index === 0 ? 'A' : `A${index}`, yesNo(`B${index}`, index === 6 ? undefined : `A${index + 1}`, `plan-${index}`)] as const,
        [`B${index}`, mail()] as const,
      ]).flat(),
    )
    expect(stepsOf(chain)).toBe(
      'branch(b0 exit) branch(b1 exit) branch(b2 exit) branch(b3 exit) branch(b4 exit) branch(b5 exit) branch(b6)',
    )
  })

  it.each<[string, JsonObject, string]>([
    ['a loop', { A: mail('B'), B: wait('P1D', 'A') }, 'missing JourneyResponse.Activities.A'],
    [
      'too many steps',
      Object.fromEntries(
        Array.from({ length: 120 }, (_, i) => [i === 0 ? 'A' : `A${i}`, i % 2 === 0 ? mail(`A${i + 1}`) : wait('P1D', `A${i + 1}`)]),
      ),
      'missing JourneyResponse.Activities',
    ],
    ['nothing to send', { A: { SMS: { NextActivity: 'B' } }, B: wait('P1D') }, 'missing JourneyResponse.Activities'],
    ['no first activity', { B: mail() }, 'missing JourneyResponse.StartActivity'],
  ])('do not come over with %s, and that is told', (_, activities, expected) => {
    const over = brought(journeyOf(activities))
    expect(over.files).toEqual([])
    expect(told(over)).toContain(expected)
  })
})

function branchesTo(...ids: readonly string[]): readonly Json[] {
  return ids.map((NextActivity, index) => ({
    Condition: { SegmentDimensions: { Metrics: { Logins: { ComparisonOperator: 'EQUAL', Value: index } } } },
    NextActivity,
  }))
}

describe('single activities', () => {
  it.each<[string, JsonObject, string]>([
    ['PT1H', wait('PT1H', 'B'), 'wait:1h b'],
    ['P1DT12H', wait('P1DT12H', 'B'), 'wait:36h b'],
    ['P1M, as thirty days', wait('P1M', 'B'), 'wait:30d b'],
    ['P5Y, as the longest wait', wait('P5Y', 'B'), 'wait:400d b'],
    ['PT10S, as the shortest', wait('PT10S', 'B'), 'wait:1m b'],
    [
      'a moment: so long that nobody is written to too soon',
      { Wait: { WaitTime: { WaitUntil: '2030-01-01T00:00:00Z' }, NextActivity: 'B' } },
      'wait:400d b',
    ],
    ['no duration', wait('soon', 'B'), 'b'],
    ['a mail after a mail: a day between them', mail('B'), 'a wait:1d b'],
    ['a holdout', { Holdout: { NextActivity: 'B', Percentage: 12.5 } }, 'split(8750:  | 1250: exit) b'],
    ['a holdout of nobody', { Holdout: { NextActivity: 'B', Percentage: 0 } }, 'b'],
    [
      'a Lambda function: left out',
      { CUSTOM: { DeliveryUri: 'arn:aws:lambda:eu-central-1:000000000000:function:f', NextActivity: 'B' } },
      'b',
    ],
    ['an address with a password: left out', { CUSTOM: { DeliveryUri: 'https://me:secret@shop.example', NextActivity: 'B' } }, 'b'],
  ])('%s', (_, activity, expected) => expect(stepsOf({ A: activity, B: mail() })).toBe(expected))

  it('a question asked twice is taken once', () => {
    const same = { Condition: { SegmentDimensions: { Metrics: { Logins: { ComparisonOperator: 'EQUAL', Value: 1 } } } }, NextActivity: 'B' }
    expect(
      stepsOf({
        A: { MultiCondition: { Branches: [same, { ...same, NextActivity: 'C' }], DefaultActivity: 'D' } },
        B: mail(),
        C: mail(),
        D: mail(),
      }),
    ).toBe('branch(b | d)')
  })
})

describe('who enters a journey, and how often', () => {
  const made = (more: JsonObject): JsonObject => only(brought(journeyOf({ A: mail() }, more)), 'campaigns')
  const onSegment = { StartCondition: { SegmentStartCondition: { SegmentId: 'nobody-exported-it' } } }

  it.each<[string, JsonObject, JsonObject]>([
    ['on an event', {}, { entry: { event: 'Account Created' }, reentry: 'never' }],
    ['as often as it comes', { Limits: { EndpointReentryCap: 0 } }, { reentry: 'each' }],
    ['after a while', { Limits: { EndpointReentryCap: 0, EndpointReentryInterval: 'P7D' } }, { reentry: { after: '7d' } }],
    [
      'five times: once, for there is no such number',
      { Limits: { EndpointReentryCap: 5, EndpointReentryInterval: 'P7D' } },
      { reentry: 'never' },
    ],
    [
      'who is in a segment at a moment',
      { ...onSegment, Schedule: { StartTime: '2026-12-01T08:30:00Z' } },
      { zone: 'UTC', entry: { schedule: { at: '2026-12-01T08:30' } }, reentry: 'never' },
    ],
    [
      'on their own clocks',
      { ...onSegment, LocalTime: true, Schedule: { StartTime: '2026-12-01T17:00:00Z', Timezone: 'UTC-08' } },
      { zone: 'customer', entry: { schedule: { at: '2026-12-01T09:00' } } },
    ],
    [
      'who comes into a segment',
      { ...onSegment, RefreshFrequency: 'PT1H', Schedule: { StartTime: '2026-12-01T08:00:00Z' } },
      { entry: { segment: 'pinpoint-nobody-exported-it', on: 'entered', existing: true }, start: '2026-12-01T08:00:00.000Z' },
    ],
    ['at once, which no file can say', onSegment, { entry: { schedule: { at: '2000-01-01T09:00' } } }],
  ])('%s', (_, more, expected) => expect(made(more)).toMatchObject(expected))

  it('lets nobody in of a segment that was not exported', () => {
    const over = brought(journeyOf({ A: mail() }, onSegment))
    expect(file(over, 'segments/pinpoint-nobody-exported-it.json').condition).toEqual({ id: { $in: [] } })
    expect(told(over)).toContain('missing JourneyResponse.StartCondition.SegmentStartCondition.SegmentId')
  })

  it.each<[string, JsonObject, JsonObject | undefined]>([
    ['quiet time', { QuietTime: { Start: '22:00', End: '07:30' } }, { from: '07:30', until: '22:00' }],
    ['a quiet time that is none', { QuietTime: { Start: '22:00', End: '22:00' } }, undefined],
    [
      'open hours',
      {
        SendingSchedule: true,
        OpenHours: { EMAIL: { MONDAY: [{ StartTime: '09:00', EndTime: '17:00' }], TUESDAY: [{ StartTime: '09:00', EndTime: '17:00' }] } },
      },
      { days: ['mon', 'tue'], from: '09:00', until: '17:00' },
    ],
    [
      'open hours that were off',
      { SendingSchedule: false, OpenHours: { EMAIL: { MONDAY: [{ StartTime: '09:00', EndTime: '17:00' }] } } },
      undefined,
    ],
    [
      'open hours that differ',
      {
        SendingSchedule: true,
        OpenHours: { EMAIL: { MONDAY: [{ StartTime: '09:00', EndTime: '17:00' }], TUESDAY: [{ StartTime: '10:00', EndTime: '17:00' }] } },
      },
      undefined,
    ],
  ])('%s', (_, more, expected) => expect(made(more).sendWindow).toEqual(expected))
})
