/** What the mail service publishes about a mail: each record of Amazon SES, in what it means to us. */
import type { BounceKind } from '../domain/messaging/message.ts'
import type { Parsed } from '../kernel/problem.ts'
import { type EpochMs, type MessageId, messageId } from '../kernel/words.ts'
import { OBJECT_HINT, type SesMail, type SesRecipient, type SesRecord, sesRecord } from './mail-event-shapes.ts'
import { MESSAGE_TAG } from './mail-tags.ts'
import { parseWith } from './problems.ts'

export { MESSAGE_TAG } from './mail-tags.ts'

/** One thing that came back about one mail. `at`: when the mail service says it happened, null where it does not; `acceptedAt`: when it took the mail. */
export type MailEvent = { readonly message: MessageId; readonly at: EpochMs | null; readonly acceptedAt: EpochMs | null } & (
  | { readonly type: 'sent' }
  | { readonly type: 'delivered' }
  | ({ readonly type: 'bounced' } & Bounce)
  | ({ readonly type: 'complained' } & Complaint)
  /** Its reader took it out of the spam: nothing against anybody. */
  | { readonly type: 'not-spam' }
  | { readonly type: 'rejected'; readonly detail: string }
  | { readonly type: 'delayed'; readonly detail: string }
  | { readonly type: 'opened'; readonly agent: string }
  | { readonly type: 'clicked'; readonly agent: string; readonly link: string }
  /** `isEvery`: from every topic, and not only from that of the mail. */
  | { readonly type: 'unsubscribed'; readonly isEvery: boolean }
  /** They changed what they get, and still get something. */
  | { readonly type: 'stays-subscribed' }
  | { readonly type: 'not-renderable'; readonly detail: string }
)

export type Bounce = {
  readonly kind: BounceKind
  /** Addresses the bounce speaks of and nobody will be written to at; none where it was the mail's fault, and not the address's. */
  readonly addresses: readonly string[]
  readonly detail: string
  /** Said by the mail service from a list of its own, without an attempt: it counts towards no rate. */
  readonly isFromList: boolean
}

export type Complaint = { readonly addresses: readonly string[]; readonly detail: string; readonly isFromList: boolean }

/**
 * Reads one event of SES whose mail bears {@link MESSAGE_TAG}: the bare record, as SNS with raw delivery and Firehose bring it, the
 * event of EventBridge (`source` "aws.ses") around it, or the notification of SNS with the record as text.
 */
export const parseMailEvent = (raw: unknown): Parsed<MailEvent> => {
  const found = unwrapped(raw)
  if (!found.ok) return found
  const parsed = parseWith(sesRecord, found.value)
  if (parsed.ok) return { ok: true, value: meaningOf(parsed.value) }
  const problems = parsed.problems.map((one) => ({ ...one, path: [...found.path, one.path].filter((part) => part !== '').join('.') }))
  return { ok: false, problems }
}

type Unwrapped = { readonly ok: true; readonly value: unknown; readonly path: readonly string[] } | (Parsed<never> & { readonly ok: false })

/** The record within what carries it; `path`: where it lay. */
const unwrapped = (raw: unknown): Unwrapped => {
  if (!isObject(raw)) return { ok: true, value: raw, path: [] }
  if (raw.source === 'aws.ses' && 'detail' in raw) return { ok: true, value: named(raw.detail), path: ['detail'] }
  if (raw.Type !== 'Notification' || typeof raw.Message !== 'string') return { ok: true, value: named(raw), path: [] }
  try {
    return { ok: true, value: named(JSON.parse(raw.Message)), path: ['Message'] }
  } catch {
    return { ok: false, problems: [{ path: 'Message', problem: 'is not JSON', hint: OBJECT_HINT }] }
  }
}

/** Identities that notify without event publishing say `notificationType`; they carry no tags, and are told so. */
const named = (record: unknown): unknown =>
  isObject(record) && record.eventType === undefined && record.notificationType !== undefined
    ? { ...record, eventType: record.notificationType }
    : record

/** What may tell what it is. */
type Wrapping = { readonly source?: unknown; readonly detail?: unknown; readonly Type?: unknown; readonly Message?: unknown }
type Named = { readonly eventType?: unknown; readonly notificationType?: unknown }

const isObject = (value: unknown): value is Wrapping & Named => typeof value === 'object' && value !== null && !Array.isArray(value)

const meaningOf = (said: SesRecord): MailEvent => {
  const { mail } = said
  const acceptedAt = mail.timestamp ?? null
  const about = (timestamp: EpochMs | null | undefined) => ({
    message: messageId(String(mail.tags[MESSAGE_TAG]?.[0])),
    at: timestamp ?? null,
    acceptedAt,
  })
  switch (said.eventType) {
    case 'Send':
      return { type: 'sent', ...about(said.send?.timestamp ?? acceptedAt) }
    case 'Delivery':
      return { type: 'delivered', ...about(said.delivery.timestamp) }
    case 'Bounce':
      return { type: 'bounced', ...bounceOf(mail, said.bounce), ...about(said.bounce.timestamp) }
    case 'Complaint':
      return { ...complaintOf(mail, said.complaint), ...about(said.complaint.timestamp) }
    case 'Reject':
      return { type: 'rejected', detail: said.reject.reason ?? 'no reason given', ...about(said.reject.timestamp) }
    case 'DeliveryDelay':
      return { type: 'delayed', detail: said.deliveryDelay.delayType ?? 'Undetermined', ...about(said.deliveryDelay.timestamp) }
    case 'Open':
      return { type: 'opened', agent: said.open.userAgent ?? '', ...about(said.open.timestamp) }
    case 'Click':
      return { type: 'clicked', agent: said.click.userAgent ?? '', link: said.click.link ?? '', ...about(said.click.timestamp) }
    case 'Subscription':
      return { ...leavingOf(said.subscription), ...about(said.subscription.timestamp) }
    case 'Rendering Failure':
      return { type: 'not-renderable', detail: said.failure.errorMessage ?? 'no reason given', ...about(said.failure.timestamp) }
  }
}

type SesBounce = Extract<SesRecord, { eventType: 'Bounce' }>['bounce']

/**
 * Hard: what SES calls permanent, and 4.4.7: SES has then tried for half a day and given up, and yet calls it transient; a server that
 * is away for as long each time is no server. Bounces for size, content or an attachment say something of the mail and nothing of the
 * address ("you may be able to successfully send to this recipient if you change the content", the guide's table of bounce types), so
 * they count against nobody, hard or soft. A full mailbox and all else that passes counts as soft.
 */
const bounceOf = (mail: SesMail, { bounceType, bounceSubType, bouncedRecipients }: SesBounce): Bounce => {
  const isMailsFault = bounceSubType !== null && MAILS_FAULTS.includes(bounceSubType)
  const isHard = bounceType === 'Permanent' || (!isMailsFault && bouncedRecipients.some(isExpired))
  const codes = bouncedRecipients.flatMap(({ status }) => (status === null ? [] : [status]))
  return {
    kind: isHard ? 'permanent' : 'transient',
    addresses: isMailsFault ? [] : concerned(mail, bouncedRecipients),
    detail: [bounceSubType ?? bounceType, ...new Set(codes)].join(' '),
    isFromList: bounceSubType === 'OnAccountSuppressionList',
  }
}

const MAILS_FAULTS: readonly string[] = ['MessageTooLarge', 'ContentRejected', 'AttachmentRejected']

/** RFC 3463: X.4.7 is "delivery time expired". */
const isExpired = ({ status, diagnosticCode }: SesRecipient): boolean =>
  status?.trim() === '4.4.7' || /(^|[^\d.])4\.4\.7([^\d.]|$)|message expired/i.test(diagnosticCode ?? '')

type SesComplaint = Extract<SesRecord, { eventType: 'Complaint' }>['complaint']

/** `not-spam` (RFC 5965, IANA's registry of feedback types) says the opposite of a complaint. */
const complaintOf = (mail: SesMail, said: SesComplaint): { readonly type: 'not-spam' } | ({ readonly type: 'complained' } & Complaint) => {
  if (said.complaintFeedbackType?.toLowerCase() === 'not-spam') return { type: 'not-spam' }
  return {
    type: 'complained',
    addresses: concerned(mail, said.complainedRecipients),
    detail: said.complaintFeedbackType ?? said.complaintSubType ?? 'abuse',
    isFromList: said.complaintSubType === 'OnAccountSuppressionList',
  }
}

/**
 * The addresses we wrote to that it speaks of. A forwarded mail is turned away by a mailbox we never wrote to (the report's final
 * recipient): then it is of all we wrote to, and each of our mails goes to one.
 */
const concerned = (mail: SesMail, recipients: readonly SesRecipient[]): readonly string[] => {
  const named = recipients.map(({ emailAddress }) => bareAddress(emailAddress))
  const written = (mail.destination ?? []).map(bareAddress)
  if (written.length === 0) return named
  const among = written.filter((one) => named.some((other) => other.toLowerCase() === one.toLowerCase()))
  return among.length === 0 ? written : among
}

/** Without the name that may stand before it. */
const bareAddress = (text: string): string => /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text

/**
 * The topics of SES's own contact lists are not ours: who leaves one of them is taken to leave the topic the mail was about. Who joins
 * one again has not told us anything.
 */
const leavingOf = ({
  newTopicPreferences: chosen,
}: Extract<SesRecord, { eventType: 'Subscription' }>['subscription']):
  | { readonly type: 'unsubscribed'; readonly isEvery: boolean }
  | { readonly type: 'stays-subscribed' } => {
  const topics = chosen?.topicSubscriptionStatus ?? []
  if (chosen?.unsubscribeAll === true || (topics.length === 0 && chosen?.unsubscribeAll !== false))
    return { type: 'unsubscribed', isEvery: true }
  const isOut = topics.some(({ subscriptionStatus }) => subscriptionStatus === 'OptOut')
  return isOut ? { type: 'unsubscribed', isEvery: false } : { type: 'stays-subscribed' }
}
