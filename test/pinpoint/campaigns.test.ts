import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { liquidFrom } from '../../shared/contract/pinpoint/handlebars.ts'
import { checkTemplate } from '../../shared/adapters/liquid/check.ts'
import { type Finding, tellerOf } from '../../shared/contract/pinpoint/finding.ts'
import { brought, file, inShort, only, refused, told } from './bringing.ts'

const plain = { MessageConfiguration: { EmailMessage: { Title: 'Hello', Body: 'Hello you' } } }
const at = (Schedule: JsonObject, more: JsonObject = {}): JsonObject => ({
  CampaignResponse: { Id: 'c', Name: 'News', SegmentId: 's', Schedule, ...plain, ...more },
})
const made = (source: JsonObject, options = {}): JsonObject => {
  const over = brought(source, options)
  expect(refused(over)).toEqual([])
  return only(over, 'campaigns')
}

const GOAL = { goal: { event: 'Order Completed', window: '30d' } }
const two = { AdditionalTreatments: [{ ...plain, SizePercent: 25, TreatmentName: 'B' }] }
const event = {
  Dimensions: {
    EventType: { DimensionType: 'INCLUSIVE', Values: ['Cart Updated'] },
    Attributes: { kind: { AttributeType: 'INCLUSIVE', Values: ['x'] } },
    Metrics: { total: { ComparisonOperator: 'GREATER_THAN', Value: 9 } },
  },
  FilterType: 'ENDPOINT',
}

describe('a campaign', () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      'once',
      { Frequency: 'ONCE', StartTime: '2026-12-01T08:00:00Z' },
      { zone: 'UTC', entry: { schedule: { at: '2026-12-01T08:00' } }, reentry: 'never' },
    ],
    ['at once, which was in the past', { StartTime: 'IMMEDIATE' }, { entry: { schedule: { at: '2000-01-01T09:00' } } }],
    [
      'daily',
      { Frequency: 'DAILY', StartTime: '2026-12-01T08:00:00Z', EndTime: '2027-01-01T00:00:00Z' },
      {
        entry: { schedule: { every: 'day', at: '08:00' } },
        reentry: 'each',
        start: '2026-12-01T08:00:00.000Z',
        end: '2027-01-01T00:00:00.000Z',
      },
    ],
    [
      'weekly on their own clocks',
      { Frequency: 'WEEKLY', IsLocalTime: true, StartTime: '2026-12-01T07:00:00+02:00', Timezone: 'UTC+02' },
      { zone: 'customer', entry: { schedule: { every: 'week', on: ['tue'], at: '07:00' } } },
    ],
    [
      'on their own clocks, by the offset that is written',
      { Frequency: 'DAILY', IsLocalTime: true, StartTime: '2026-12-01T07:00:00-08:00' },
      { entry: { schedule: { every: 'day', at: '07:00' } } },
    ],
    [
      'monthly',
      { Frequency: 'MONTHLY', StartTime: '2026-12-31T08:00:00Z' },
      { entry: { schedule: { every: 'month', on: [31], at: '08:00' } } },
    ],
    [
      'hourly: daily, and told',
      { Frequency: 'HOURLY', StartTime: '2026-12-31T08:00:00Z' },
      { entry: { schedule: { every: 'day', at: '08:00' } } },
    ],
    [
      'on an event',
      { Frequency: 'EVENT', EventFilter: event, StartTime: '2026-12-31T08:00:00Z' },
      {
        entry: { event: 'Cart Updated', where: { kind: { $in: ['x'] }, total: { $gt: 9 } } },
        reentry: 'each',
        start: '2026-12-31T08:00:00.000Z',
      },
    ],
    [
      'on an event of Pinpoint about mails: nobody',
      { Frequency: 'EVENT', EventFilter: { Dimensions: { EventType: { Values: ['_email.open'] } } } },
      { audience: { $inSegment: 'pinpoint-s', id: { $in: [] } } },
    ],
  ])('%s', (_, schedule, expected) => expect(made(at(schedule))).toMatchObject(expected))

  it.each<[string, JsonObject, object, JsonObject]>([
    ['one message', {}, {}, { steps: [{ send: { subject: 'Hello', text: 'Hello you' } }] }],
    [
      'a holdout, with a goal',
      { HoldoutPercent: 10 },
      GOAL,
      {
        experiment: {
          control: 'main',
          holdoutBps: 1000,
          variants: [{ name: 'main', shareBps: 10_000, steps: [{ send: { subject: 'Hello', text: 'Hello you' } }] }],
        },
      },
    ],
    [
      'treatments, with a goal: in proportion to who is not held out',
      { ...two, HoldoutPercent: 50 },
      GOAL,
      {
        experiment: {
          control: 'main',
          holdoutBps: 5000,
          variants: [
            { name: 'main', shareBps: 5000 },
            { name: 'b', shareBps: 5000 },
          ],
        },
      },
    ],
    ['limits', { Limits: { MaximumDuration: 5400 } }, {}, { staleAfter: '90m' }],
    [
      'a sender',
      { MessageConfiguration: { EmailMessage: { ...plain.MessageConfiguration.EmailMessage, FromAddress: '"Ann" <ann@shop.example>' } } },
      {},
      { from: 'Ann <ann@shop.example>' },
    ],
    [
      'a custom channel',
      { MessageConfiguration: { CustomMessage: { Data: 'x' } }, CustomDeliveryConfiguration: { DeliveryUri: 'https://shop.example/hook' } },
      {},
      { steps: [{ webhook: { url: 'https://shop.example/hook', body: { data: 'x' } } }] },
    ],
  ])('with %s', (_, more, options, expected) =>
    expect(made(at({ StartTime: '2026-12-01T08:00:00Z' }, more), options)).toMatchObject(expected),
  )

  it('says of whom shares are taken to be, where there are treatments and a holdout', () => {
    const taken = (more: JsonObject): readonly string[] =>
      told(brought(at({ StartTime: '2026-12-01T08:00:00Z' }, more), GOAL)).filter((line) =>
        line.startsWith('note CampaignResponse.AdditionalTreatments'),
      )
    expect([taken({ ...two, HoldoutPercent: 15 }), taken(two), taken({ HoldoutPercent: 10 })].map(({ length }) => length)).toEqual([
      1, 0, 0,
    ])
  })

  it.each<[string, JsonObject, string]>([
    ['a holdout', { HoldoutPercent: 10 }, 'split(9000:  | 1000: exit) send'],
    ['treatments', two, 'split(7500: send | 2500: send)'],
    ['both', { ...two, HoldoutPercent: 15 }, 'split(8500:  | 1500: exit) split(7059: send | 2941: send)'],
  ])('with %s and no goal is split, and told', (_, more, expected) => {
    const over = brought(at({ StartTime: '2026-12-01T08:00:00Z' }, more))
    expect(refused(over)).toEqual([])
    expect(inShort(only(over, 'campaigns').steps)).toBe(expected)
    expect(told(over).filter((line) => /differs CampaignResponse\.(HoldoutPercent|AdditionalTreatments)$/.test(line))).toHaveLength(1)
  })

  it.each<[string, JsonObject, string]>([
    ['a hook', { Hook: { LambdaFunctionName: 'f', Mode: 'FILTER' } }, 'missing CampaignResponse.Hook'],
    ['a daily limit', { Limits: { Daily: 2 } }, 'missing CampaignResponse.Limits.Daily'],
    ['a limit a session', { Limits: { Session: 2 } }, 'missing CampaignResponse.Limits.Session'],
    [
      'another channel beside',
      { TemplateConfiguration: { SMSTemplate: { Name: 'x' } } },
      'missing CampaignResponse.TemplateConfiguration.SMSTemplate',
    ],
    [
      'a treatment of its own time',
      { AdditionalTreatments: [{ ...plain, SizePercent: 10, Schedule: { StartTime: '2026-12-02T08:00:00Z' } }] },
      'differs CampaignResponse.AdditionalTreatments.0.Schedule',
    ],
    ['no segment', { SegmentId: null }, 'missing CampaignResponse.SegmentId'],
  ])('tells of %s', (_, more, expected) => expect(told(brought(at({ StartTime: '2026-12-01T08:00:00Z' }, more)))).toContain(expected))

  it('that sends text messages does not come over', () => {
    const over = brought(at({ StartTime: 'IMMEDIATE' }, { MessageConfiguration: { SMSMessage: { Body: 'x' } } }))
    expect(over.files.filter(({ path }) => path.startsWith('campaigns/'))).toEqual([])
    expect(told(over)).toContain('missing CampaignResponse')
  })

  it('makes a template of HTML', () => {
    const over = brought(
      at(
        { StartTime: 'IMMEDIATE' },
        {
          MessageConfiguration: {
            EmailMessage: { Title: 'x', HtmlBody: '<html><head><title>t</title></head><body><p>{{Attributes.A}}</p></body></html>' },
          },
        },
      ),
    )
    expect(file(over, 'templates/news-main/template.json')).toMatchObject({ body: 'body.mjml' })
    expect(over.files.find(({ path }) => path.endsWith('body.mjml'))?.content).toContain('<p>{{ customer.traits.A | default: "" }}</p>')
  })
})

describe('Handlebars', () => {
  const liquid = (text: string, defaults = {}): readonly [string, number] => {
    const found: Finding[] = []
    const written = liquidFrom(
      text,
      defaults,
      tellerOf(found, 'x', '', () => null),
    )
    expect(checkTemplate(written)).toBeNull()
    return [written, found.filter(({ level }) => level === 'missing').length]
  }

  it.each<[string, string, number]>([
    ['Hello {{User.UserAttributes.FirstName}}', 'Hello {{ customer.traits.FirstName | default: "" }}', 0],
    ['{{User.UserAttributes.FirstName.[0]}}', '{{ customer.traits.FirstName | default: "" }}', 0],
    ['{{Attributes.[First name]}}', '{{ customer.traits["First name"] | default: "" }}', 0],
    ['{{Location.City}}', '{{ customer.traits.city | default: "" }}', 0],
    ['{{User.UserId}}', '{{ customer.id }}', 0],
    ['{{{Attributes.A}}}', '{{ customer.traits.A | default: "" }}', 0],
    ['{{#if Attributes.A}}a{{else}}b{{/if}}', '{% if customer.traits.A %}a{% else %}b{% endif %}', 0],
    ['{{#unless Attributes.A}}a{{/unless}}', '{% unless customer.traits.A %}a{% endunless %}', 0],
    [
      '{{#each Attributes.A}}{{@index}}{{this}}{{/each}}',
      '{% assign list = customer.traits.A | default: "" %}{% for item in list %}{{ forloop.index0 }}{{ item }}{% endfor %}',
      0,
    ],
    ['{{upper Attributes.A}}', '{{ customer.traits.A | default: "" | upcase }}', 0],
    ['{{defaultIfEmpty Attributes.A "you"}}', '{{ customer.traits.A | default: "you" }}', 0],
    ['{{! a comment }}x', 'x', 0],
    ['{{dateFormat Attributes.A format="full"}}', '', 1],
    ['{{#eq Attributes.A "b"}}x{{/eq}}', '{% if false %}x{% endif %}', 1],
    ['{{#if Attributes.A}}x', '{% if customer.traits.A %}x{% endif %}', 1],
    ['x{{/if}}', 'x', 1],
    ['x {{ y', 'x {{ "{{" }} y', 1],
    ['100 {% off %}', '100 {{ "{%" }} off %}', 0],
  ])('%s', (text, expected, missing) => expect(liquid(text)).toEqual([expected, missing]))

  it('keeps what Pinpoint printed for whom a value is missing', () => {
    expect(liquid('{{Attributes.A}}', { 'Attributes.A': 'say "you"' })[0]).toBe(`{{ customer.traits.A | default: 'say "you"' }}`)
  })
})

describe('what is no export', () => {
  it.each<[string, Json]>([
    ['null', null],
    ['a list of numbers', [1, 2]],
    ['another object', { Hello: 'world' }],
    ['a journey of the wrong shape', { JourneyResponse: { Activities: { A: { Wait: 5 } } } }],
  ])('%s is told', (_, json) => {
    const over = brought(json)
    expect(over.files).toEqual([])
    expect(over.findings.some(({ level }) => level === 'missing')).toBe(true)
  })

  it('tells that there are more pages', () => {
    expect(told(brought({ SegmentsResponse: { Item: [], NextToken: 'abc' } }))).toContain('missing SegmentsResponse.NextToken')
  })
})
