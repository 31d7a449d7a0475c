import type { InboxMail } from '../../shared/adapters/inbox/inbox.ts'
import type { Feedback } from '../../shared/contract/api.ts'
import { MESSAGE_TAG } from '../../shared/contract/mail-event.ts'
import { campaignAt } from '../../shared/domain/campaign/catalogue.ts'
import { WITHDRAWING_EVENT } from '../../shared/domain/messaging/consent.ts'
import type { Message } from '../../shared/domain/messaging/message.ts'
import { take } from '../../shared/flow/doors/take.ts'
import { sortArrival } from '../../shared/flow/intake.ts'
import { takeMailEvent } from '../../shared/flow/mail-events.ts'
import { unreachable } from '../../shared/kernel/assert.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { DELIVERY_UNHEARD_MS } from '../../shared/kernel/limits.ts'
import type { Problem } from '../../shared/kernel/problem.ts'
import { isoOf, later } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { LocalContext } from './context.ts'

/**
 * Plays a mail's future, as the mail service would tell of it: what happened goes through the same door as if it came from outside, and
 * is noted beside the mail once that is committed. Twice is as good as once. Leaving is told as our own page behind the mail's link does.
 */
export const playFeedback = async (context: LocalContext, mail: InboxMail, message: Message, type: Feedback): Promise<Problem | null> => {
  const { stores, engine, feed } = context
  const now = context.now()
  if (type === 'unsubscribed') {
    const arrival = { text: '', raw: leavingEvent(context, message, now), source: 'inbox', receivedAt: now }
    const sorted = sortArrival(arrival, { correctSkew: false })
    if (sorted.type === 'quarantine') return sorted.entry.problems[0] ?? null
    await take(engine, [{ sorted, receivedAt: now }])
  } else {
    // Played again, it is the same event again: of the same instant.
    const before = (await stores.inbox.notes(mail.id)).find((one) => one.type === type)
    const taken = await takeMailEvent(engine, serviceEvent(mail, type, before?.at ?? now), now)
    if (taken.type === 'refused') return taken.problems[0] ?? null
  }
  await stores.inbox.note(mail.id, type, now)
  feed.changed('inbox', 'campaigns')
  return null
}

type Service = Exclude<Feedback, 'unsubscribed'>

/** As Amazon SES publishes it: docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html */
const serviceEvent = (mail: InboxMail, type: Service, at: EpochMs): JsonObject => {
  const { id, to } = mail
  const timestamp = isoOf(at)
  const feedbackId = `local-${id}`
  switch (type) {
    case 'delivered':
      return {
        ...recordOf(mail, 'Delivery', mail.at),
        delivery: { timestamp, recipients: [to], processingTimeMillis: 120, smtpResponse: '250 2.0.0 OK' },
      }
    case 'bounced': {
      const bouncedRecipients = [{ emailAddress: to, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 no such mailbox' }]
      const bounce = { bounceType: 'Permanent', bounceSubType: 'NoEmail', bouncedRecipients, timestamp, feedbackId }
      return { ...recordOf(mail, 'Bounce', mail.at), bounce }
    }
    case 'soft-bounced': {
      const bouncedRecipients = [{ emailAddress: to, action: 'failed', status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 mailbox full' }]
      const bounce = { bounceType: 'Transient', bounceSubType: 'MailboxFull', bouncedRecipients, timestamp, feedbackId }
      return { ...recordOf(mail, 'Bounce', mail.at), bounce }
    }
    case 'complained': {
      const complaint = { complainedRecipients: [{ emailAddress: to }], complaintFeedbackType: 'abuse', timestamp, feedbackId }
      return { ...recordOf(mail, 'Complaint', mail.at), complaint }
    }
    case 'opened':
      return { ...recordOf(mail, 'Open', longBefore(at)), open: { timestamp, ipAddress: READER.ipAddress, userAgent: READER.userAgent } }
    case 'clicked':
      return { ...recordOf(mail, 'Click', longBefore(at)), click: { timestamp, link: firstLink(mail), ...READER } }
    default:
      return unreachable(type)
  }
}

const recordOf = ({ id, to, from, subject }: InboxMail, eventType: string, acceptedAt: EpochMs): JsonObject => ({
  eventType,
  mail: {
    timestamp: isoOf(acceptedAt),
    source: from,
    messageId: `local-${id}`,
    destination: [to],
    headersTruncated: false,
    commonHeaders: { from: [from], to: [to], subject },
    tags: { [MESSAGE_TAG]: [id] },
  },
})

/** No gateway stands before this inbox: whoever opens a mail here is a person, however soon after it came. */
const longBefore = (at: EpochMs): EpochMs => later(at, -DELIVERY_UNHEARD_MS)

/** An address of documentation (RFC 5737), and a mail program. */
const READER = {
  ipAddress: '192.0.2.1',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0',
} as const

const firstLink = ({ text }: InboxMail): string => /https?:\/\/[^\s<>")\]]+/.exec(text)?.[0] ?? 'https://example.com/'

const leavingEvent = ({ engine }: LocalContext, message: Message, now: EpochMs): JsonObject => {
  const { id, customerId, campaign, version, variant, step } = message
  const topic = campaignAt(engine.rules().campaigns, campaign, version).topic
  return {
    type: 'track',
    event: WITHDRAWING_EVENT,
    // Whoever took a withdrawal back may withdraw again, by the same old mail.
    messageId: `unsubscribed:${id}:${now}`,
    ...whoOf(customerId),
    timestamp: isoOf(now),
    properties: { topic, campaign, variant, step, message_id: id },
  }
}

const ANONYMOUS = 'anonymous:'

/** Visitors without an id of their own are known by that of their browser. */
const whoOf = (customerId: string): JsonObject =>
  customerId.startsWith(ANONYMOUS) ? { anonymousId: customerId.slice(ANONYMOUS.length) } : { userId: customerId }
