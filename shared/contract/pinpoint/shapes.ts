/** What Pinpoint's API answers, as far as we read it. Fields of later days pass, and are told. Every field may be missing or null. */
import * as z from 'zod'

export type PinpointSegment = z.output<typeof segmentShape>
export type PinpointCampaign = z.output<typeof campaignShape>
export type PinpointJourney = z.output<typeof journeyShape>
export type PinpointTemplate = z.output<typeof templateShape>
export type Dimensions = z.output<typeof dimensions>
export type AttributeDimensions = z.output<typeof attributes>
export type MetricDimensions = z.output<typeof metrics>
export type SetDimension = NonNullable<z.output<typeof setDimension>>
export type EventDimensions = z.output<typeof eventDimensions>
export type SegmentGroup = z.output<typeof segmentGroup>
export type Schedule = z.output<typeof schedule>
export type QuietTime = z.output<typeof quietTime>
export type Treatment = z.output<typeof treatment>
export type Activity = z.output<typeof activity>
export type SimpleCondition = z.output<typeof simpleCondition>
export type WaitTime = z.output<typeof waitTime>

const loose = <Shape extends z.core.$ZodShape>(shape: Shape) => z.looseObject(shape)
const text = z.string().nullish()
const number = z.number().nullish()
const yes = z.boolean().nullish()
const texts = z.array(z.string()).nullish()
/** Known, and of no consequence here. */
const aside = z.unknown().optional()

const attributes = z.record(z.string(), loose({ AttributeType: text, Values: texts })).nullish()
const metrics = z.record(z.string(), loose({ ComparisonOperator: text, Value: number })).nullish()
const setDimension = loose({ DimensionType: text, Values: texts }).nullish()

const dimensions = loose({
  Attributes: attributes,
  Behavior: loose({ Recency: loose({ Duration: text, RecencyType: text }).nullish() }).nullish(),
  Demographic: loose({
    AppVersion: setDimension,
    Channel: setDimension,
    DeviceType: setDimension,
    Make: setDimension,
    Model: setDimension,
    Platform: setDimension,
  }).nullish(),
  Location: loose({ Country: setDimension, GPSPoint: aside }).nullish(),
  Metrics: metrics,
  UserAttributes: attributes,
})

const eventDimensions = loose({ Attributes: attributes, EventType: setDimension, Metrics: metrics })
const eventFilter = loose({ Dimensions: eventDimensions.nullish(), FilterType: text })

const about = {
  ApplicationId: aside,
  Arn: aside,
  CreationDate: text,
  Id: text,
  LastModifiedDate: text,
  Name: text,
  tags: aside,
  Tags: aside,
}

const segmentReference = loose({ Id: text, Version: number })
const segmentGroup = loose({
  Dimensions: z.array(dimensions).nullish(),
  SourceSegments: z.array(segmentReference).nullish(),
  SourceType: text,
  Type: text,
})

export const segmentShape = loose({
  ...about,
  Dimensions: dimensions.nullish(),
  ImportDefinition: loose({ ChannelCounts: aside, ExternalId: aside, Format: text, RoleArn: aside, S3Url: text, Size: number }).nullish(),
  SegmentGroups: loose({ Groups: z.array(segmentGroup).nullish(), Include: text }).nullish(),
  SegmentType: text,
  Version: number,
})

const quietTime = loose({ Start: text, End: text })
const schedule = loose({
  EndTime: text,
  EventFilter: eventFilter.nullish(),
  Frequency: text,
  IsLocalTime: yes,
  QuietTime: quietTime.nullish(),
  StartTime: text,
  Timezone: text,
})
const emailMessage = loose({ Body: text, FromAddress: text, HtmlBody: text, Title: text, Headers: aside })
const messages = loose({
  ...{ ADMMessage: aside, APNSMessage: aside, BaiduMessage: aside, DefaultMessage: aside, GCMMessage: aside, InAppMessage: aside },
  ...{ SMSMessage: aside, CustomMessage: loose({ Data: text }).nullish(), EmailMessage: emailMessage.nullish() },
})
const templateName = loose({ Name: text, Version: text }).nullish()
const templates = loose({
  ...{ EmailTemplate: templateName, PushTemplate: templateName, SMSTemplate: templateName },
  ...{ VoiceTemplate: templateName, InAppTemplate: templateName },
})
const customDelivery = loose({ DeliveryUri: text, EndpointTypes: texts })
const treatmentFields = {
  CustomDeliveryConfiguration: customDelivery.nullish(),
  MessageConfiguration: messages.nullish(),
  Schedule: schedule.nullish(),
  TemplateConfiguration: templates.nullish(),
  TreatmentDescription: text,
  TreatmentName: text,
}
const treatment = loose({ ...treatmentFields, Id: aside, SizePercent: number, State: aside })

export const campaignShape = loose({
  ...about,
  ...treatmentFields,
  AdditionalTreatments: z.array(treatment).nullish(),
  DefaultState: aside,
  Description: text,
  HoldoutPercent: number,
  Hook: loose({ LambdaFunctionName: text, Mode: text, WebUrl: text }).nullish(),
  IsPaused: aside,
  Limits: loose({ Daily: number, MaximumDuration: number, MessagesPerSecond: number, Session: number, Total: number }).nullish(),
  Priority: number,
  SegmentId: text,
  SegmentVersion: aside,
  State: loose({ CampaignStatus: text }).nullish(),
  Version: number,
})

const waitTime = loose({ WaitFor: text, WaitUntil: text })
const simpleCondition = loose({
  EventCondition: loose({ Dimensions: eventDimensions.nullish(), MessageActivity: text }).nullish(),
  SegmentCondition: loose({ SegmentId: text }).nullish(),
  /** As the command line prints it, and as the API itself spells it. */
  SegmentDimensions: dimensions.nullish(),
  segmentDimensions: dimensions.nullish(),
})
const messageActivity = loose({
  MessageConfig: loose({ FromAddress: text, Data: text }).nullish(),
  NextActivity: text,
  TemplateName: text,
  TemplateVersion: text,
})

const activity = loose({
  Description: text,
  EMAIL: messageActivity.nullish(),
  SMS: loose({ MessageConfig: aside, NextActivity: text, TemplateName: text, TemplateVersion: aside }).nullish(),
  PUSH: loose({ MessageConfig: aside, NextActivity: text, TemplateName: text, TemplateVersion: aside }).nullish(),
  CUSTOM: loose({
    DeliveryUri: text,
    EndpointTypes: texts,
    MessageConfig: loose({ Data: text }).nullish(),
    NextActivity: text,
    TemplateName: text,
    TemplateVersion: aside,
  }).nullish(),
  ContactCenter: loose({ NextActivity: text }).nullish(),
  Wait: loose({ NextActivity: text, WaitTime: waitTime.nullish() }).nullish(),
  ConditionalSplit: loose({
    Condition: loose({ Conditions: z.array(simpleCondition).nullish(), Operator: text }).nullish(),
    EvaluationWaitTime: waitTime.nullish(),
    FalseActivity: text,
    TrueActivity: text,
  }).nullish(),
  MultiCondition: loose({
    Branches: z.array(loose({ Condition: simpleCondition.nullish(), NextActivity: text })).nullish(),
    DefaultActivity: text,
    EvaluationWaitTime: waitTime.nullish(),
  }).nullish(),
  RandomSplit: loose({ Branches: z.array(loose({ NextActivity: text, Percentage: number })).nullish() }).nullish(),
  Holdout: loose({ NextActivity: text, Percentage: number }).nullish(),
})

const openHoursRules = z.record(z.string(), z.array(loose({ StartTime: text, EndTime: text })).nullish()).nullish()
const closedDays = z.array(loose({ Name: text, StartDateTime: text, EndDateTime: text })).nullish()

export const journeyShape = loose({
  ...about,
  Activities: z.record(z.string(), activity).nullish(),
  ClosedDays: loose({ EMAIL: closedDays, SMS: aside, PUSH: aside, VOICE: aside, CUSTOM: aside }).nullish(),
  JourneyChannelSettings: aside,
  Limits: loose({
    DailyCap: number,
    EndpointReentryCap: number,
    EndpointReentryInterval: text,
    MessagesPerSecond: number,
    TimeframeCap: loose({ Cap: number, Days: number }).nullish(),
    TotalCap: number,
  }).nullish(),
  LocalTime: yes,
  OpenHours: loose({ EMAIL: openHoursRules, SMS: aside, PUSH: aside, VOICE: aside, CUSTOM: aside }).nullish(),
  QuietTime: quietTime.nullish(),
  RefreshFrequency: text,
  RefreshOnSegmentUpdate: yes,
  Schedule: loose({ EndTime: text, StartTime: text, Timezone: text }).nullish(),
  SendingSchedule: yes,
  StartActivity: text,
  StartCondition: loose({
    Description: text,
    EventStartCondition: loose({ EventFilter: eventFilter.nullish(), SegmentId: text }).nullish(),
    SegmentStartCondition: loose({ SegmentId: text }).nullish(),
  }).nullish(),
  State: text,
  TimezoneEstimationMethods: texts,
  WaitForQuietTime: yes,
})

/** `get-email-template`. */
export const templateShape = loose({
  ...about,
  DefaultSubstitutions: text,
  Headers: aside,
  HtmlPart: text,
  RecommenderId: text,
  Subject: text,
  TemplateDescription: text,
  TemplateName: text,
  TemplateType: text,
  TextPart: text,
  Version: aside,
})
