/**
 * The records that Amazon SES publishes about a mail, as its guide describes them:
 * docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html. Others write this: unknown keys pass, and only what
 * we go by has to be there.
 */
import * as z from 'zod'
import { ADDRESS_LENGTH_MAX, ID_LENGTH_MAX, MAIL_EVENT_TEXT_MAX } from '../kernel/limits.ts'
import { instant, list, text } from './fields.ts'
import { MESSAGE_TAG } from './mail-tags.ts'

export const OBJECT_HINT = 'Send the event as Amazon SES publishes it.'
const TYPE_HINT =
  'Amazon SES publishes Send, Delivery, Bounce, Complaint, Reject, DeliveryDelay, Open, Click, Subscription and Rendering Failure.'
const TAG_HINT = `Only mail of Rekindle bears the tag ${MESSAGE_TAG}: give it a configuration set of its own.`

/** Recipients of one mail: SES takes 50. */
const RECIPIENTS_MAX = 50
const TOPICS_MAX = 100

/** What others wrote and nobody decides by: kept in part, absent where it is no text. */
const remark = z
  .unknown()
  .optional()
  .transform((said): string | null => (typeof said === 'string' && said !== '' ? said.slice(0, MAIL_EVENT_TEXT_MAX).toWellFormed() : null))

/** An address may stand with a name, and a little longer than any that is one. */
const address = text(ADDRESS_LENGTH_MAX * 2, OBJECT_HINT)
const recipients = list(
  z.object({ emailAddress: address, status: remark, diagnosticCode: remark }, { error: OBJECT_HINT }),
  RECIPIENTS_MAX,
  OBJECT_HINT,
)
  .nullish()
  .transform((given) => given ?? [])

const mail = z.object(
  {
    timestamp: instant.nullish(),
    destination: list(address, RECIPIENTS_MAX, OBJECT_HINT).nullish(),
    tags: z.object({ [MESSAGE_TAG]: list(text(ID_LENGTH_MAX, TAG_HINT), 1, TAG_HINT).min(1, { error: TAG_HINT }) }, { error: TAG_HINT }),
  },
  { error: OBJECT_HINT },
)

const part = <Shape extends z.core.$ZodShape>(shape: Shape) => z.object(shape, { error: OBJECT_HINT })
/** SES sends these without an instant of their own; that of the mail stands for it. */
const timeless = <Shape extends z.core.$ZodShape>(shape: Shape) => part({ timestamp: instant.nullish(), ...shape })
const dated = <Shape extends z.core.$ZodShape>(shape: Shape) => part({ timestamp: instant, ...shape })

const BOUNCE_TYPES = ['Permanent', 'Transient', 'Undetermined'] as const
const preferences = part({
  unsubscribeAll: z.boolean({ error: OBJECT_HINT }).nullish(),
  topicSubscriptionStatus: list(part({ topicName: remark, subscriptionStatus: remark }), TOPICS_MAX, OBJECT_HINT).nullish(),
})

/** One record of each type, with the type under the one name it has here. */
export const sesRecord = z.discriminatedUnion(
  'eventType',
  [
    z.object({ eventType: z.literal('Send'), mail, send: timeless({}).nullish() }),
    z.object({ eventType: z.literal('Delivery'), mail, delivery: dated({}) }),
    z.object({
      eventType: z.literal('Bounce'),
      mail,
      bounce: dated({ bounceType: z.enum(BOUNCE_TYPES, { error: OBJECT_HINT }), bounceSubType: remark, bouncedRecipients: recipients }),
    }),
    z.object({
      eventType: z.literal('Complaint'),
      mail,
      complaint: dated({ complaintSubType: remark, complaintFeedbackType: remark, complainedRecipients: recipients }),
    }),
    z.object({ eventType: z.literal('Reject'), mail, reject: timeless({ reason: remark }) }),
    z.object({ eventType: z.literal('DeliveryDelay'), mail, deliveryDelay: dated({ delayType: remark, delayedRecipients: recipients }) }),
    z.object({ eventType: z.literal('Open'), mail, open: dated({ userAgent: remark }) }),
    z.object({ eventType: z.literal('Click'), mail, click: dated({ userAgent: remark, link: remark }) }),
    z.object({ eventType: z.literal('Subscription'), mail, subscription: dated({ newTopicPreferences: preferences.nullish() }) }),
    z.object({ eventType: z.literal('Rendering Failure'), mail, failure: timeless({ errorMessage: remark }) }),
  ],
  { error: TYPE_HINT },
)

export type SesRecord = z.infer<typeof sesRecord>
export type SesMail = SesRecord['mail']
export type SesRecipient = { readonly emailAddress: string; readonly status: string | null; readonly diagnosticCode: string | null }
