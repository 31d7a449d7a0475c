/** What the mail service publishes about a mail: Amazon SES's event record, as it comes through its event destination. */
import * as z from 'zod'
import type { BounceKind } from '../domain/messaging/message.ts'
import { ID_LENGTH_MAX } from '../kernel/limits.ts'
import type { Parsed } from '../kernel/problem.ts'
import { type EpochMs, type MessageId, messageId } from '../kernel/words.ts'
import { instant, list, text } from './fields.ts'
import { parseWith } from './problems.ts'

/** The tag in which every mail carries our id: SES overwrites Message-ID. */
export const MESSAGE_TAG = 'rekindle-message'

/** One thing that came back about one mail, and when the mail service says it happened. */
export type MailEvent = { readonly message: MessageId; readonly at: EpochMs } & (
  | { readonly type: 'delivered' }
  | { readonly type: 'bounced'; readonly kind: BounceKind }
  | { readonly type: 'complained' }
)

/**
 * Reads one event of SES (docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html): `Delivery`, `Bounce` or
 * `Complaint`, whose mail bears {@link MESSAGE_TAG}. A bounce SES is not sure about (`Undetermined`) is taken for one that may pass.
 */
export const parseMailEvent = (raw: unknown): Parsed<MailEvent> => parseWith(mailEvent, raw)

const OBJECT_HINT = 'Send the event as Amazon SES publishes it.'
const TYPE_HINT = 'Events of type Delivery, Bounce and Complaint are read; take the others out of the event destination.'
const TAG_HINT = `Only mail of Rekindle bears the tag ${MESSAGE_TAG}: give it a configuration set of its own.`

/** Others write this: unknown keys pass. */
const mail = z.object(
  { tags: z.object({ [MESSAGE_TAG]: list(text(ID_LENGTH_MAX, TAG_HINT), 1, TAG_HINT).min(1, { error: TAG_HINT }) }, { error: TAG_HINT }) },
  { error: OBJECT_HINT },
)
const happened = z.object({ timestamp: instant }, { error: OBJECT_HINT })
const BOUNCE_TYPES = ['Permanent', 'Transient', 'Undetermined'] as const

const mailEvent = z
  .discriminatedUnion(
    'eventType',
    [
      z.object({ eventType: z.literal('Delivery'), mail, delivery: happened }),
      z.object({
        eventType: z.literal('Bounce'),
        mail,
        bounce: z.object({ timestamp: instant, bounceType: z.enum(BOUNCE_TYPES, { error: OBJECT_HINT }) }, { error: OBJECT_HINT }),
      }),
      z.object({ eventType: z.literal('Complaint'), mail, complaint: happened }),
    ],
    { error: TYPE_HINT },
  )
  .transform((said): MailEvent => {
    const message = messageId(String(said.mail.tags[MESSAGE_TAG]?.[0]))
    switch (said.eventType) {
      case 'Delivery':
        return { type: 'delivered', message, at: said.delivery.timestamp }
      case 'Bounce': {
        const kind = said.bounce.bounceType === 'Permanent' ? 'permanent' : 'transient'
        return { type: 'bounced', kind, message, at: said.bounce.timestamp }
      }
      case 'Complaint':
        return { type: 'complained', message, at: said.complaint.timestamp }
    }
  })
