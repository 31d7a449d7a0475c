import { type MailEvent, parseMailEvent } from '../contract/mail-event.ts'
import { quarantineOf } from '../contract/quarantined.ts'
import { campaignAt, hasVersion } from '../domain/campaign/catalogue.ts'
import type { SendOutcome } from '../domain/customer/input.ts'
import type { Rules } from '../domain/customer/rules.ts'
import type { LifecycleEvent } from '../domain/event/event.ts'
import { WITHDRAWING_EVENT } from '../domain/messaging/consent.ts'
import type { Message } from '../domain/messaging/message.ts'
import type { News, Reader } from '../domain/messaging/news.ts'
import { type Visit, visitorOf } from '../domain/messaging/visitor.ts'
import { unreachable } from '../kernel/assert.ts'
import { digestOf } from '../kernel/digest.ts'
import { AGENT_LENGTH_MAX, NEWS_TEXT_MAX } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import { type AddressDigest, type EpochMs, inputId } from '../kernel/words.ts'
import type { Taker } from './engine.ts'
import { handle } from './handle.ts'
import type { Request } from './request.ts'

/** What became of an event of the mail service. What is refused, or names no mail of ours, lies in quarantine. */
export type MailEventTaken =
  | { readonly type: 'taken'; readonly event: MailEvent['type'] }
  | { readonly type: 'unknown-message'; readonly problems: readonly Problem[] }
  | { readonly type: 'refused'; readonly problems: readonly Problem[] }

/**
 * Takes one event as SES publishes it, in any order, late or twice: the message moves on, what was heard of it becomes a fact, and whose
 * addresses it speaks of are suppressed. A complaint also takes back every consent, as an event of the customer, so that it follows them
 * where they were merged. Committed when it returns. What cannot be taken is quarantined: nothing that comes back is ever lost.
 */
export const takeMailEvent = async (engine: Taker, raw: unknown, now: EpochMs): Promise<MailEventTaken> => {
  const parsed = parseMailEvent(raw)
  if (!parsed.ok) return quarantined(engine, raw, 'refused', parsed.problems, now)
  const saidAt = parsed.value.at ?? now
  const event = { ...parsed.value, at: notAfter(now, saidAt) }
  const [message] = await engine.store.messages([event.message])
  if (message === undefined) return quarantined(engine, raw, 'unknown-message', UNKNOWN, now)
  // Told apart by the instant the mail service said: ours is another each time it comes.
  const news = newsOf({ ...event, at: saidAt }, message)
  const heard = news === null ? null : await hear(engine, message, news, now)
  const isMoot = news !== null && heard === null
  const requests = [...reportsOf(engine, message, event, news), ...(isMoot ? [] : eventsOf(engine.rules(), message, event, heard))]
  await handle(
    engine.store,
    engine.rules(),
    requests.map((request) => ({ request, now })),
  )
  return { type: 'taken', event: event.type }
}

/**
 * Records what was heard of a mail, once. Answers it as it stands, for who it was is judged when it first comes: told again after its mail
 * was delivered, the same click would look like another's. Null: it stands not at all, for the very same thing was seen by another way,
 * such as a click by the mail service's own link that led on to ours.
 */
export const hear = async (engine: Taker, { id, customerId }: Message, news: News, now: EpochMs): Promise<News | null> => {
  const [handled] = await handle(engine.store, engine.rules(), [{ request: { customerId, type: 'news', message: id, news }, now }])
  const isMoot = handled?.decision?.reasons.some(({ type }) => type === 'news-moot') ?? true
  if (!isMoot) return news
  // A duplicate goes on: what it led to before is told by its id, and may have been cut off by a crash.
  const known = await engine.store.newsOf(customerId, id)
  const same = known.find(
    (one) =>
      one.type === news.type &&
      one.saidAt === news.saidAt &&
      (one.type !== 'clicked' || news.type !== 'clicked' || one.source === news.source),
  )
  return same ?? null
}

/** Clocks of mail services run ahead a little; nothing happens after we heard of it. */
const notAfter = (now: EpochMs, at: EpochMs): EpochMs => (at > now ? now : at)

const UNKNOWN: readonly Problem[] = [
  {
    path: 'mail.tags.rekindle-message',
    problem: 'names a mail that is not of this installation',
    hint: 'Two installations share an event destination: give each a configuration set of its own.',
  },
]

const quarantined = async (
  engine: Taker,
  raw: unknown,
  type: 'refused' | 'unknown-message',
  problems: readonly Problem[],
  now: EpochMs,
): Promise<MailEventTaken> => {
  const text = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? 'undefined')
  await engine.quarantine.put([quarantineOf(text, 'mail service', now, { because: 'invalid', customerId: null, problems })])
  return { type, problems }
}

type Dated = MailEvent & { readonly at: EpochMs }

/** What it says of the message and of addresses. */
const reportsOf = ({ store }: Taker, { id, customerId }: Message, event: Dated, news: News | null): readonly Request[] => {
  const report = (outcome: SendOutcome): Request => ({ customerId, type: 'report', message: id, outcome, about: null })
  const digests = (addresses: readonly string[]): readonly AddressDigest[] => [...new Set(addresses.map(store.addressDigest))]
  switch (event.type) {
    case 'sent':
    case 'delivered':
      return [report({ type: event.type })]
    case 'bounced':
      return [report({ type: 'bounced', kind: event.kind, addresses: digests(event.addresses) })]
    case 'complained': {
      const complained = report({ type: 'complained', addresses: digests(event.addresses) })
      // The mail service took it and never tried: the mail is refused, and the address stays one nobody writes to.
      return event.isFromList ? [report({ type: 'rejected', detail: 'OnAccountSuppressionList' }), complained] : [complained]
    }
    case 'rejected':
    case 'not-renderable':
      return [report({ type: event.type, detail: event.detail.slice(0, NEWS_TEXT_MAX) })]
    case 'opened':
    case 'clicked':
      // A gateway looks into mails that it may yet turn away.
      return [report({ type: news !== null && 'by' in news && news.by === 'person' ? 'delivered' : 'sent' })]
    // A mail whose reader took it out of the spam, or left by it, has arrived, whether or not we were told.
    case 'not-spam':
    case 'unsubscribed':
    case 'stays-subscribed':
      return [report({ type: 'delivered' })]
    case 'delayed':
      return [report({ type: 'sent' })]
    default:
      return unreachable(event)
  }
}

/** What is heard beside the status; null: nothing is. What the mail service says from a list of its own is no news of this mail. */
const newsOf = (event: Dated, message: Message): News | null => {
  const { at: saidAt } = event
  switch (event.type) {
    case 'bounced':
      return event.isFromList ? null : { type: 'bounced', saidAt, kind: event.kind, detail: event.detail.slice(0, NEWS_TEXT_MAX) }
    case 'complained':
      return event.isFromList ? null : { type: 'complained', saidAt, detail: event.detail.slice(0, NEWS_TEXT_MAX) }
    case 'delayed':
      return { type: 'delayed', saidAt, detail: event.detail.slice(0, NEWS_TEXT_MAX) }
    case 'opened':
      return { type: 'opened', saidAt, by: readerOf(event, event.agent, 'open', message) }
    case 'clicked':
      return {
        type: 'clicked',
        saidAt,
        by: readerOf(event, event.agent, event.link, message),
        link: placeOf(event.link),
        source: 'service',
      }
    default:
      return null
  }
}

/** Mail Privacy Protection of Apple fetches every picture, seen or not, by a program that calls itself this and nothing more. */
const APPLE_PROXY = 'Mozilla/5.0'

/**
 * Who opened or clicked. Before delivery was heard of, or as soon as the mail service had taken the mail, it was a gateway. The mail
 * proxies of Apple and Google fetch pictures whether or not anybody looks (Gmail's: ahead, and again when opened), and say the same then.
 */
const readerOf = ({ at, acceptedAt }: Dated, agent: string, link: string, { status }: Message): Reader => {
  if (agent.trim() === APPLE_PROXY) return 'machine'
  const visit: Visit = { at, method: 'GET', agent: agent.slice(0, AGENT_LENGTH_MAX), isPrefetch: false, link }
  const isUndelivered = status.name === 'claimed' || status.name === 'unknown' || status.name === 'sent'
  return visitorOf(visit, { sentAt: acceptedAt, deliveredAt: null, hearsOfDelivery: isUndelivered }, []) === 'person' ? 'person' : 'machine'
}

/** Without what stands behind `?` and `#`: it may hold an address, or a secret. */
const placeOf = (link: string): string => (link.split(/[?#]/)[0] ?? '').slice(0, NEWS_TEXT_MAX)

/** What it says of the customer, whoever they are by now. Their ids are the event's own, so that one told twice is taken once. */
const eventsOf = (rules: Rules, message: Message, event: Dated, news: News | null): readonly Request[] => {
  const { id, campaign, version, variant, step } = message
  const about = { campaign, variant, step, message_id: id }
  switch (event.type) {
    case 'complained':
      return event.isFromList
        ? []
        : [toldOf(message, `complaint:${id}`, WITHDRAWING_EVENT, event.at, { because: 'complaint', message: id })]
    case 'unsubscribed': {
      // A version that is not known yet is one of a minute ago: all topics are more than the one, and nobody is written to wrongly.
      const topic =
        event.isEvery || !hasVersion(rules.campaigns, message) ? {} : { topic: campaignAt(rules.campaigns, campaign, version).topic }
      return [
        toldOf(message, `ses:unsubscribe:${id}:${event.at}`, WITHDRAWING_EVENT, event.at, {
          ...topic,
          because: 'mail-service',
          message: id,
        }),
      ]
    }
    case 'opened':
      if (news?.type !== 'opened' || news.by === 'machine') return []
      return [toldOf(message, `ses:open:${id}:${event.at}`, 'Email Opened', event.at, about)]
    case 'clicked':
      if (news?.type !== 'clicked' || news.by === 'machine') return []
      return [
        toldOf(message, `ses:click:${id}:${event.at}:${digestOf('link', event.link)}`, 'Email Link Clicked', event.at, {
          ...about,
          url: news.link,
        }),
      ]
    default:
      return []
  }
}

/** Names of Segment's e-mail spec: segment.com/docs/connections/spec/email */
const toldOf = (
  { customerId }: Message,
  id: string,
  name: string,
  occurredAt: EpochMs,
  properties: LifecycleEvent['properties'],
): Request => ({
  customerId,
  type: 'event',
  event: { id: inputId(id), customerId, type: 'track', name, occurredAt, properties, traits: {} },
})
