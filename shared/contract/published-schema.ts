/** What we publish as schemas: for readers who check what they get, for registries, and for those who write in other languages. */
import type { JsonObject } from '../kernel/json.ts'
import * as z from 'zod'
import { STAGES } from '../domain/lifecycle/stage.ts'
import { PUBLISHED_TYPES, type PublishedType } from '../kernel/names.ts'
import type { OfNobody, Published, PublishedData } from './published.ts'

/** Reads the `detail` of one of our events. Fields that are added later pass. */
export const publishedSchema = <Type extends PublishedType>(type: Type): z.ZodType<Published<Type>> =>
  z.looseObject({
    id: z.string().describe('The same whenever this is told again.'),
    type: z.literal(type),
    version: z.literal(1).describe('Of what is in "data". Fields are only ever added to a version.'),
    at: instant.describe('When it was so.'),
    ...(type === OF_NOBODY ? {} : { customerId: z.string().describe('The publisher’s own id of the customer.') }),
    data: DATA[type],
  }) as unknown as z.ZodType<Published<Type>>

/** As JSON Schema, of the draft that EventBridge's schema registry takes. */
export const publishedJsonSchema = (type: PublishedType): object => ({
  ...z.toJSONSchema(publishedSchema(type), { target: 'draft-4' }),
  title: type,
})

/** Every one of them, by its type. */
export const publishedJsonSchemas = (): Readonly<Record<PublishedType, object>> =>
  Object.fromEntries(PUBLISHED_TYPES.map((type) => [type, publishedJsonSchema(type)])) as Record<PublishedType, object>

const OF_NOBODY: OfNobody = 'rekindle.experiment.verdict'

const instant = z.iso.datetime()
const stage = z.enum(STAGES)
const whole = z.int()

const phase = whole.describe('What is analysed together: 1, or the version of the campaign with which the experiment began anew.')
const inCampaign = { campaign: z.string(), entry: whole.describe('1 for the first time they entered this campaign.') }
const ofMessage = { ...inCampaign, message: z.string(), step: whole, variant: z.string() }
const heardBy = { by: z.enum(['person', 'machine']), isFirst: z.boolean() }
const ofCoupon = z.looseObject({ campaign: z.string(), pool: z.string(), variant: z.string() })

const trigger = z.union([
  z.looseObject({ type: z.literal('event'), event: z.string() }),
  z.looseObject({ type: z.literal('stage'), from: stage.nullable(), to: stage }),
  z.looseObject({ type: z.literal('segment'), segment: z.string(), change: z.enum(['entered', 'left']) }),
  z.looseObject({ type: z.literal('schedule'), at: instant }),
  z.looseObject({ type: z.literal('date'), path: z.string(), at: instant }),
])

/** Of any shape. */
const json: z.ZodType<JsonObject> = z.record(z.string(), z.json())

/** Reasons are open: a reader who does not know one still knows what happened. */
const reason = z.string()

const DATA: { readonly [Type in PublishedType]: z.ZodType<Loose<PublishedData[Type]>> } = {
  'rekindle.customer.appeared': z.looseObject({}),
  'rekindle.customer.stage-changed': z.looseObject({ from: stage.nullable(), to: stage, because: reason }),
  'rekindle.customer.consent-changed': z.looseObject({
    topic: z.string(),
    status: z.enum(['granted', 'pending', 'withdrawn']),
    basis: z.enum(['opt-in', 'double-opt-in']).nullable(),
    saidAt: instant,
  }),
  'rekindle.customer.merged': z.looseObject({ into: z.string() }),
  'rekindle.campaign.entered': z.looseObject({ ...inCampaign, version: whole, variant: z.string(), held: z.boolean(), trigger }),
  'rekindle.campaign.emitted': z.looseObject({ ...inCampaign, step: whole, event: z.string(), properties: json }),
  'rekindle.task.opened': z.looseObject({
    ...inCampaign,
    task: z.string(),
    step: whole,
    title: z.string(),
    note: z.string().nullable(),
    assignee: z.string().nullable(),
    dueAt: instant.nullable(),
  }),
  'rekindle.task.closed': z.looseObject({ ...inCampaign, task: z.string(), outcome: z.enum(['done', 'dismissed', 'ended']) }),
  'rekindle.journey.ended': z.looseObject({ ...inCampaign, outcome: z.enum(['completed', 'exited']), because: reason.nullable() }),
  'rekindle.message.sent': z.looseObject(ofMessage),
  'rekindle.message.delivered': z.looseObject(ofMessage),
  'rekindle.message.bounced': z.looseObject(ofMessage),
  'rekindle.message.complained': z.looseObject(ofMessage),
  'rekindle.message.refused': z.looseObject({ ...ofMessage, because: reason.nullable() }),
  'rekindle.message.withheld': z.looseObject(ofMessage),
  'rekindle.message.stale': z.looseObject(ofMessage),
  'rekindle.message.unconfirmed': z.looseObject(ofMessage),
  'rekindle.message.opened': z.looseObject({ ...ofMessage, ...heardBy }),
  'rekindle.message.clicked': z.looseObject({ ...ofMessage, ...heardBy }),
  'rekindle.experiment.assigned': z.looseObject({ experiment: z.string(), phase, arm: z.string() }),
  'rekindle.experiment.outcome': z.looseObject({
    experiment: z.string(),
    phase,
    metric: z.string(),
    arm: z.string(),
    isFirst: z.boolean(),
    sumDelta: whole,
  }),
  'rekindle.experiment.verdict': z.looseObject({
    experiment: z.string(),
    phase,
    verdict: z.enum(['winner', 'loser', 'no-difference', 'harmful', 'broken']),
    variant: z.string().nullable(),
    against: z.string().nullable(),
    day: z.iso.date().describe('The look that decided.'),
    metric: z.string().nullable(),
    customers: whole,
    estimate: z.number().nullable(),
    interval: z.tuple([z.number(), z.number()]).nullable(),
  }),
  'rekindle.coupon.given': ofCoupon,
  'rekindle.coupon.redeemed': ofCoupon,
}

/** With reasons as any text. */
type Loose<Data> = { readonly [Field in keyof Data]: Field extends 'because' ? string | Extract<Data[Field], null> : Data[Field] }
