/** Exports as Amazon Pinpoint's command line prints them, of an invented shop. Made for these tests; ids and values are nobody's. */
import type { JsonObject } from '../../shared/kernel/json.ts'

const APP = '0123456789abcdef0123456789abcdef'

export const BUYERS = '11111111111111111111111111111111'
export const DORMANT = '22222222222222222222222222222222'
export const IMPORTED = '33333333333333333333333333333333'
export const EVERYTHING = '44444444444444444444444444444444'

const about = { ApplicationId: APP, CreationDate: '2025-03-01T10:00:00.000Z', LastModifiedDate: '2025-06-01T10:00:00.000Z', tags: {} }

/** `get-segments`. */
export const segments: JsonObject = {
  SegmentsResponse: {
    Item: [
      {
        ...about,
        Arn: `arn:aws:mobiletargeting:eu-central-1:000000000000:apps/${APP}/segments/${BUYERS}`,
        Dimensions: { UserAttributes: { Plan: { AttributeType: 'INCLUSIVE', Values: ['pro', 'team'] } } },
        Id: BUYERS,
        Name: 'Paying customers',
        SegmentGroups: {
          Groups: [
            {
              Dimensions: [{ UserAttributes: { Plan: { AttributeType: 'INCLUSIVE', Values: ['pro', 'team'] } } }],
              SourceSegments: [],
              SourceType: 'ANY',
              Type: 'ANY',
            },
          ],
          Include: 'ALL',
        },
        SegmentType: 'DIMENSIONAL',
        Version: 2,
      },
      {
        ...about,
        Id: DORMANT,
        Name: 'Dormant',
        SegmentGroups: {
          Groups: [
            {
              Dimensions: [{ Behavior: { Recency: { Duration: 'DAY_30', RecencyType: 'INACTIVE' } } }],
              SourceSegments: [{ Id: BUYERS, Version: 2 }],
              SourceType: 'ALL',
              Type: 'ALL',
            },
          ],
          Include: 'ANY',
        },
        SegmentType: 'DIMENSIONAL',
        Version: 1,
      },
      {
        ...about,
        Id: IMPORTED,
        ImportDefinition: {
          ChannelCounts: { EMAIL: 120 },
          ExternalId: 'x',
          Format: 'CSV',
          RoleArn: 'arn:aws:iam::000000000000:role/r',
          S3Url: 's3://bucket/vips.csv',
          Size: 120,
        },
        Name: 'VIPs (spring)',
        SegmentType: 'IMPORT',
        Version: 1,
      },
      {
        ...about,
        Id: EVERYTHING,
        Name: 'Every dimension',
        SegmentGroups: {
          Groups: [
            {
              Dimensions: [
                {
                  Attributes: {
                    Interests: { AttributeType: 'CONTAINS', Values: ['shoe', 'boot (winter)'] },
                    Newsletter: { AttributeType: 'EXCLUSIVE', Values: ['false'] },
                    Joined: { AttributeType: 'BEFORE', Values: ['2025-01-01T00:00:00Z'] },
                    Renewed: { AttributeType: 'AFTER', Values: ['2025-01-01T00:00:00Z'] },
                    Birthday: { AttributeType: 'ON', Values: ['1990-05-02T00:00:00Z'] },
                    Trial: { AttributeType: 'BETWEEN', Values: ['2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z'] },
                  },
                  Behavior: { Recency: { Duration: 'DAY_7', RecencyType: 'ACTIVE' } },
                  Demographic: {
                    AppVersion: { DimensionType: 'INCLUSIVE', Values: ['2.1.0'] },
                    Channel: { DimensionType: 'INCLUSIVE', Values: ['EMAIL'] },
                    DeviceType: { DimensionType: 'EXCLUSIVE', Values: ['tablet'] },
                    Make: { DimensionType: 'INCLUSIVE', Values: ['Apple'] },
                    Model: { DimensionType: 'INCLUSIVE', Values: ['iPhone'] },
                    Platform: { DimensionType: 'INCLUSIVE', Values: ['iOS', 'Android'] },
                  },
                  Location: { Country: { DimensionType: 'INCLUSIVE', Values: ['DE', 'AT'] } },
                  Metrics: { Logins: { ComparisonOperator: 'GREATER_THAN_OR_EQUAL', Value: 3 } },
                  UserAttributes: { Points: { AttributeType: 'INCLUSIVE', Values: ['100', 'gold'] } },
                },
              ],
              SourceSegments: [{ Id: BUYERS }, { Id: DORMANT }],
              SourceType: 'ANY',
              Type: 'ALL',
            },
            { Dimensions: [], SourceSegments: [{ Id: DORMANT }], SourceType: 'NONE', Type: 'ALL' },
          ],
          Include: 'ALL',
        },
        SegmentType: 'DIMENSIONAL',
        Version: 1,
      },
    ],
  },
}

const email = (TemplateName: string, NextActivity?: string): JsonObject => ({
  EMAIL: {
    MessageConfig: { FromAddress: 'Shop <hello@shop.example>' },
    TemplateName,
    TemplateVersion: '3',
    ...(NextActivity === undefined ? {} : { NextActivity }),
  },
})

const bought = {
  EventType: { DimensionType: 'INCLUSIVE', Values: ['Order Completed'] },
  Metrics: { revenue: { ComparisonOperator: 'GREATER_THAN', Value: 20 } },
}

/** `get-journey`, with every type of activity there is. */
export const journey: JsonObject = {
  JourneyResponse: {
    ...about,
    Activities: {
      Start01: { Description: 'Hold some out', Holdout: { NextActivity: 'Welcome1', Percentage: 10 } },
      Welcome1: { Description: 'Welcome mail', ...email('Welcome_New', 'Wait0001') },
      Wait0001: { Wait: { NextActivity: 'YesNo001', WaitTime: { WaitFor: 'P3D' } } },
      YesNo001: {
        ConditionalSplit: {
          Condition: {
            Conditions: [
              { EventCondition: { Dimensions: bought } },
              { SegmentCondition: { SegmentId: BUYERS } },
              { SegmentDimensions: { UserAttributes: { Plan: { AttributeType: 'INCLUSIVE', Values: ['pro'] } } } },
            ],
            Operator: 'ANY',
          },
          EvaluationWaitTime: { WaitFor: 'P2D' },
          FalseActivity: 'Random01',
          TrueActivity: 'Thanks01',
        },
      },
      Thanks01: email('Thanks'),
      Random01: {
        RandomSplit: {
          Branches: [
            { NextActivity: 'OfferA01', Percentage: 40 },
            { NextActivity: 'OfferB01', Percentage: 40 },
            { NextActivity: 'Text0001', Percentage: 20 },
          ],
        },
      },
      OfferA01: email('Offer_A', 'Multi001'),
      OfferB01: email('Offer_B', 'Multi001'),
      Text0001: { SMS: { MessageConfig: { MessageType: 'PROMOTIONAL' }, NextActivity: 'Multi001', TemplateName: 'Offer_SMS' } },
      Multi001: {
        MultiCondition: {
          Branches: [
            {
              Condition: {
                EventCondition: {
                  Dimensions: { EventType: { DimensionType: 'INCLUSIVE', Values: ['_email.open'] } },
                  MessageActivity: 'OfferA01',
                },
              },
              NextActivity: 'Push0001',
            },
            { Condition: { SegmentCondition: { SegmentId: DORMANT } }, NextActivity: 'Call0001' },
            {
              Condition: { SegmentDimensions: { Metrics: { Logins: { ComparisonOperator: 'LESS_THAN', Value: 2 } } } },
              NextActivity: 'Custom01',
            },
          ],
          DefaultActivity: 'Last0001',
          EvaluationWaitTime: { WaitFor: 'P1D' },
        },
      },
      Push0001: { PUSH: { MessageConfig: { TimeToLive: '60' }, NextActivity: 'Last0001', TemplateName: 'Nudge' } },
      Call0001: { ContactCenter: { NextActivity: 'Last0001' }, Description: 'Ask why they left' },
      Custom01: {
        CUSTOM: {
          DeliveryUri: 'https://hooks.shop.example/pinpoint',
          EndpointTypes: ['CUSTOM'],
          MessageConfig: { Data: 'points' },
          NextActivity: 'Last0001',
        },
      },
      Last0001: { Wait: { NextActivity: 'Goodbye1', WaitTime: { WaitFor: 'PT36H' } } },
      Goodbye1: email('Goodbye', 'Later001'),
      Later001: { Wait: { WaitTime: { WaitUntil: '2027-01-01T00:00:00Z' } } },
      Orphan01: email('Never'),
    },
    Id: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    Limits: {
      DailyCap: 2,
      EndpointReentryCap: 0,
      EndpointReentryInterval: 'P30D',
      MessagesPerSecond: 50,
      TimeframeCap: { Cap: 5, Days: 7 },
      TotalCap: 10,
    },
    LocalTime: false,
    Name: 'Onboarding_2025',
    QuietTime: { End: '08:00', Start: '21:30' },
    RefreshFrequency: 'PT1H',
    RefreshOnSegmentUpdate: true,
    Schedule: { EndTime: '2027-06-30T22:00:00Z', StartTime: '2026-06-30T22:00:00Z', Timezone: 'UTC' },
    StartActivity: 'Start01',
    StartCondition: { SegmentStartCondition: { SegmentId: BUYERS } },
    State: 'ACTIVE',
    TimezoneEstimationMethods: ['PHONE_NUMBER'],
    WaitForQuietTime: true,
  },
}

/** `get-campaign`. */
export const campaign: JsonObject = {
  CampaignResponse: {
    ...about,
    AdditionalTreatments: [
      {
        Id: 't2',
        MessageConfiguration: { EmailMessage: { Body: 'Hello {{User.UserAttributes.FirstName}}, 10 % off.', Title: 'Only today' } },
        SizePercent: 30,
        TreatmentName: 'Offer',
      },
    ],
    Arn: `arn:aws:mobiletargeting:eu-central-1:000000000000:apps/${APP}/campaigns/c1`,
    DefaultState: { CampaignStatus: 'SCHEDULED' },
    HoldoutPercent: 10,
    Hook: {},
    Id: 'cccccccccccccccccccccccccccccccc',
    IsPaused: false,
    Limits: { Daily: 1, MaximumDuration: 3600, MessagesPerSecond: 100, Total: 4 },
    MessageConfiguration: {
      EmailMessage: {
        FromAddress: 'hello@shop.example',
        HtmlBody:
          '<html><head><style>p { color: #333333 }</style></head><body><p>Hello {{User.UserAttributes.FirstName}}!</p>{{#if Attributes.Vip}}<p>For you</p>{{else}}<p>For all</p>{{/if}}<p><a href="https://shop.example/new">Look</a></p></body></html>',
        Title: 'What is new, {{User.UserAttributes.FirstName}}',
      },
    },
    Name: 'Weekly news',
    Schedule: {
      EndTime: '2027-12-31T00:00:00Z',
      Frequency: 'WEEKLY',
      IsLocalTime: true,
      QuietTime: { End: '08:00', Start: '20:00' },
      StartTime: '2026-11-03T17:00:00Z',
      Timezone: 'UTC-08',
    },
    SegmentId: BUYERS,
    SegmentVersion: 2,
    State: { CampaignStatus: 'SCHEDULED' },
    Version: 4,
  },
}

/** `get-email-template`. */
export const template: JsonObject = {
  EmailTemplateResponse: {
    Arn: 'arn:aws:mobiletargeting:eu-central-1:000000000000:templates/Welcome_New/EMAIL',
    CreationDate: '2025-03-01T10:00:00.000Z',
    DefaultSubstitutions: '{"User.UserAttributes.FirstName":"there"}',
    HtmlPart: '<p>Hello {{User.UserAttributes.FirstName}}</p><ul>{{#each User.UserAttributes.Colours}}<li>{{this}}</li>{{/each}}</ul>',
    LastModifiedDate: '2025-03-01T10:00:00.000Z',
    Subject: 'Welcome, {{User.UserAttributes.FirstName}}',
    TemplateName: 'Welcome_New',
    TemplateType: 'EMAIL',
    TextPart: 'Hello {{User.UserAttributes.FirstName}}',
    Version: '3',
  },
}
