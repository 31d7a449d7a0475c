import type { InboxMail } from '../../shared/adapters/inbox/inbox.ts'
import type { Feedback } from '../../shared/contract/api.ts'
import { MESSAGE_TAG } from '../../shared/contract/mail-event.ts'
import { campaignAt } from '../../shared/domain/campaign/catalogue.ts'
import type { Message } from '../../shared/domain/messaging/message.ts'
import { take } from '../../shared/flow/doors/take.ts'
import { sortArrival } from '../../shared/flow/intake.ts'
import { takeMailEvent } from '../../shared/flow/mail-events.ts'
import { unreachable } from '../../shared/kernel/assert.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import type { Problem } from '../../shared/kernel/problem.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Context } from './context.ts'

/**
 * Plays a mail's future, as the mail service and its reader's mail program would tell of it: what happened goes through the same door
 * as if it came from outside, and is noted beside the mail once that is committed. Twice is as good as once.
 */
export const playFeedback = async (context: Context, mail: InboxMail, message: Message, type: Feedback): Promise<Problem | null> => {
  const { stores, engine, feed } = context
  const now = context.now()
  switch (type) {
    case 'delivered':
    case 'bounced':
    case 'complained': {
      const taken = await takeMailEvent(engine, serviceEvent(context, mail, type, now), now)
      if (taken.type === 'refused') return taken.problems[0] ?? null
      break
    }
    case 'opened':
    case 'clicked':
    case 'unsubscribed': {
      const arrival = { text: '', raw: readerEvent(context, message, type, now), source: 'inbox', receivedAt: now }
      const sorted = sortArrival(arrival, { correctSkew: false })
      if (sorted.type === 'quarantine') return sorted.entry.problems[0] ?? null
      await take(engine, [{ sorted, receivedAt: now }])
      break
    }
    default:
      return unreachable(type)
  }
  await stores.inbox.note(mail.id, type, now)
  feed.changed('inbox', 'campaigns')
  return null
}

type Service = 'delivered' | 'bounced' | 'complained'

/** As Amazon SES publishes it: docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html */
const serviceEvent = ({ mailFrom }: Context, { id, to, subject, at }: InboxMail, type: Service, now: EpochMs): JsonObject => {
  const mail = {
    timestamp: isoOf(at),
    source: mailFrom,
    messageId: `local-${id}`,
    destination: [to],
    headersTruncated: false,
    commonHeaders: { from: [mailFrom], to: [to], subject },
    tags: { [MESSAGE_TAG]: [id] },
  }
  const timestamp = isoOf(now)
  switch (type) {
    case 'delivered':
      return {
        eventType: 'Delivery',
        mail,
        delivery: { timestamp, recipients: [to], processingTimeMillis: 120, smtpResponse: '250 2.0.0 OK' },
      }
    case 'bounced': {
      const bouncedRecipients = [{ emailAddress: to, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 no such mailbox' }]
      return {
        eventType: 'Bounce',
        mail,
        bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients, timestamp, feedbackId: `local-${id}` },
      }
    }
    case 'complained': {
      const complainedRecipients = [{ emailAddress: to }]
      return {
        eventType: 'Complaint',
        mail,
        complaint: { complainedRecipients, complaintFeedbackType: 'abuse', timestamp, feedbackId: `local-${id}` },
      }
    }
    default:
      return unreachable(type)
  }
}

type Reader = 'opened' | 'clicked' | 'unsubscribed'

/** Names of Segment's e-mail spec: segment.com/docs/connections/spec/email */
const READER_EVENTS = { opened: 'Email Opened', clicked: 'Email Link Clicked', unsubscribed: 'Unsubscribed' } as const

const readerEvent = ({ engine }: Context, message: Message, type: Reader, now: EpochMs): JsonObject => {
  const { id, customerId, campaign, version, variant, step } = message
  const topic = campaignAt(engine.rules().campaigns, campaign, version).topic
  return {
    type: 'track',
    event: READER_EVENTS[type],
    // Whoever took a withdrawal back may withdraw again, by the same old mail.
    messageId: type === 'unsubscribed' ? `${type}:${id}:${now}` : `${type}:${id}`,
    ...whoOf(customerId),
    timestamp: isoOf(now),
    properties: { ...(type === 'unsubscribed' ? { topic } : {}), campaign, variant, step, message_id: id },
  }
}

const ANONYMOUS = 'anonymous:'

/** Visitors without an id of their own are known by that of their browser. */
const whoOf = (customerId: string): JsonObject =>
  customerId.startsWith(ANONYMOUS) ? { anonymousId: customerId.slice(ANONYMOUS.length) } : { userId: customerId }
