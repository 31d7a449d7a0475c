/**
 * Amazon SES's query protocol and what it publishes of each mail: into an inbox with the mail's tags, and onto the account's default bus, as
 * the configuration set of the template says.
 */
import { randomUUID } from 'node:crypto'
import TinyQueue from 'tinyqueue'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { HOUR_MS, SECOND_MS } from '../../shared/kernel/time.ts'
import type { Buses } from './bus.ts'
import type { World } from './clock.ts'
import { type Access, listOf } from './policies.ts'
import { objectOf } from './resolve.ts'
import type { Assembly } from './template.ts'

export type TakenMail = {
  readonly sesId: string
  readonly from: string
  readonly to: readonly string[]
  readonly tags: Readonly<Record<string, readonly string[]>>
  readonly at: number
  readonly data: Buffer
}

/** What becomes of a mail once SES has it. */
export type Fate = 'delivered' | 'bounced' | 'complained' | 'soft-bounced'

export type SesAnswer = { readonly status: number; readonly type: string; readonly body: string }

export type SesService = {
  readonly answer: (query: URLSearchParams, allowed: (accesses: readonly Access[]) => boolean, caller: string) => SesAnswer
  readonly inbox: readonly TakenMail[]
  /** Why mails were turned away. */
  readonly turnedAway: readonly string[]
  readonly setFate: (fate: (mail: TakenMail) => Fate) => void
  /** `refusing`: it answers that it takes no more a second; `broken`: it answers that something went wrong within. */
  readonly setMood: (mood: 'well' | 'throttling' | 'broken') => void
  /** The most mails it took in one second of virtual time. */
  readonly busiestSecond: () => number
}

export type SesParts = { readonly assembly: Assembly; readonly world: World; readonly events: Buses; readonly perSecond: number }

type ToTell = { readonly at: number; readonly event: string; readonly detail: JsonObject; readonly mail: TakenMail }

export const sesService = ({ assembly, world, events, perSecond }: SesParts): SesService => {
  const inbox: TakenMail[] = []
  const turnedAway: string[] = []
  const toTell = new TinyQueue<ToTell>([], (a, b) => a.at - b.at)
  const seconds = new Map<number, number>()
  const { account, region } = assembly.place
  const arn = (rest: string): string => `arn:aws:ses:${region}:${account}:${rest}`
  let fate: (mail: TakenMail) => Fate = () => 'delivered'
  let mood: 'well' | 'throttling' | 'broken' = 'well'

  const tell = (mail: TakenMail, event: string, afterMs: number, detail: JsonObject): void => {
    const at = world.now() + afterMs
    toTell.push({ at, event, detail, mail })
    world.lookAt(at)
  }
  const publishes = (event: string, configurationSet: string): boolean =>
    assembly.ofType('AWS::SES::ConfigurationSetEventDestination').some(({ properties }) => {
      const { Enabled: enabled, MatchingEventTypes: types, EventBridgeDestination: bus } = objectOf(properties.EventDestination)
      const busArn = String(objectOf(bus).EventBusArn ?? '')
      const matching = listOf(types).map((one) => String(one).toLowerCase().replaceAll('_', ''))
      return (
        properties.ConfigurationSetName === configurationSet &&
        enabled !== false &&
        busArn.endsWith(':event-bus/default') &&
        matching.includes(event.toLowerCase().replaceAll(' ', ''))
      )
    })
  world.add(() => {
    let told = 0
    for (let next = toTell.peek(); next !== undefined && next.at <= world.now(); next = toTell.peek()) {
      toTell.pop()
      const configurationSet = next.mail.tags['ses:configuration-set']?.[0] ?? ''
      if (!publishes(next.event, configurationSet)) continue
      const resources = [arn(`identity/${addressOf(next.mail.from)}`), arn(`configuration-set/${configurationSet}`)]
      events.publish({ source: 'aws.ses', detailType: DETAIL_TYPES[next.event] ?? '', resources, detail: recordOf(next, account) })
      told += 1
    }
    return told
  })
  const meet = (mail: TakenMail): void => {
    tell(mail, 'Send', 0.5 * SECOND_MS, { send: {} })
    const timestamp = (afterMs: number): string => new Date(world.now() + afterMs).toISOString()
    const [to = ''] = mail.to
    const recipients = [{ emailAddress: to, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }]
    const delivered = {
      delivery: {
        timestamp: timestamp(2_000),
        processingTimeMillis: 1_500,
        recipients: [...mail.to],
        smtpResponse: '250 2.6.0 Message received',
      },
    }
    switch (fate(mail)) {
      case 'delivered':
        return tell(mail, 'Delivery', 2 * SECOND_MS, delivered)
      case 'bounced':
        return tell(mail, 'Bounce', 3 * SECOND_MS, {
          bounce: {
            timestamp: timestamp(3_000),
            bounceType: 'Permanent',
            bounceSubType: 'General',
            bouncedRecipients: recipients,
            feedbackId: mail.sesId,
          },
        })
      case 'soft-bounced':
        return tell(mail, 'Bounce', 3 * SECOND_MS, {
          bounce: {
            timestamp: timestamp(3_000),
            bounceType: 'Transient',
            bounceSubType: 'MailboxFull',
            bouncedRecipients: [{ emailAddress: to, action: 'failed', status: '4.2.2' }],
            feedbackId: mail.sesId,
          },
        })
      case 'complained':
        tell(mail, 'Delivery', 2 * SECOND_MS, delivered)
        return tell(mail, 'Complaint', HOUR_MS, {
          complaint: {
            timestamp: timestamp(HOUR_MS),
            complaintFeedbackType: 'abuse',
            complainedRecipients: [{ emailAddress: to }],
            feedbackId: mail.sesId,
          },
        })
    }
  }
  const send = (query: URLSearchParams, allowed: (accesses: readonly Access[]) => boolean, caller: string): SesAnswer => {
    const from = query.get('Source') ?? ''
    const configurationSet = query.get('ConfigurationSetName') ?? ''
    const address = addressOf(from)
    const domain = address.replace(/^.*@/, '')
    const identity = assembly
      .ofType('AWS::SES::EmailIdentity')
      .find(({ name }) => name === address || name === domain || domain.endsWith(`.${name}`))
    const context = { 'ses:FromAddress': address, 'aws:SecureTransport': 'true' }
    const wanted = [`identity/${identity?.name ?? domain}`, ...(configurationSet === '' ? [] : [`configuration-set/${configurationSet}`])]
    if (!allowed(wanted.map((one): Access => ({ action: 'ses:SendRawEmail', resource: arn(one), context })))) {
      return failed(403, 'AccessDenied', `User ${caller} is not authorized to perform ses:SendRawEmail`)
    }
    const refuse = (code: string, message: string): SesAnswer => {
      turnedAway.push(`${code}: ${message}`)
      return failed(400, code, message)
    }
    if (mood === 'broken') return failed(503, 'ServiceUnavailable', 'Service is unavailable')
    if (mood === 'throttling') return failed(400, 'Throttling', 'Maximum sending rate exceeded.')
    if (identity === undefined) return refuse('MessageRejected', `Email address is not verified: ${domain}`)
    const sets = assembly.ofType('AWS::SES::ConfigurationSet').map(({ name }) => name)
    if (configurationSet !== '' && !sets.includes(configurationSet)) return refuse('ConfigurationSetDoesNotExist', configurationSet)
    const second = Math.floor(world.now() / SECOND_MS)
    seconds.set(second, (seconds.get(second) ?? 0) + 1)
    const mail: TakenMail = {
      sesId: `0102${randomUUID()}-000000`,
      from,
      to: membersOf(query, 'Destinations'),
      tags: {
        ...tagsIn(query),
        'ses:configuration-set': [configurationSet],
        'ses:operation': ['SendRawEmail'],
        'ses:from-domain': [domain],
      },
      at: world.now(),
      data: Buffer.from(query.get('RawMessage.Data') ?? '', 'base64'),
    }
    inbox.push(mail)
    meet(mail)
    return said('SendRawEmail', `<MessageId>${mail.sesId}</MessageId>`)
  }
  return {
    answer: (query, allowed, caller) => {
      const action = query.get('Action')
      if (action === 'SendRawEmail') return send(query, allowed, caller)
      if (action !== 'GetSendQuota') throw new Error(`${caller} calls ${action} of SES, which is not known here`)
      if (!allowed([{ action: 'ses:GetSendQuota', resource: '*', context: { 'aws:SecureTransport': 'true' } }])) {
        return failed(403, 'AccessDenied', `User ${caller} is not authorized to perform ses:GetSendQuota`)
      }
      const lastDay = inbox.filter(({ at }) => at > world.now() - 24 * HOUR_MS).length
      return said(
        action,
        `<Max24HourSend>50000</Max24HourSend><MaxSendRate>${perSecond}</MaxSendRate><SentLast24Hours>${lastDay}</SentLast24Hours>`,
      )
    },
    inbox,
    turnedAway,
    setFate: (given) => {
      fate = given
    },
    setMood: (given) => {
      mood = given
    },
    busiestSecond: () => Math.max(0, ...seconds.values()),
  }
}

const DETAIL_TYPES: Readonly<Record<string, string>> = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
}

/** The record as SES publishes it; its tags are lists. */
const recordOf = ({ event, detail, mail }: ToTell, account: string): JsonObject => ({
  eventType: event,
  mail: {
    timestamp: new Date(mail.at).toISOString(),
    source: mail.from,
    sendingAccountId: account,
    messageId: mail.sesId,
    destination: [...mail.to],
    headersTruncated: false,
    headers: [],
    commonHeaders: {},
    tags: mail.tags as Json,
  },
  ...detail,
})

export const addressOf = (text: string): string => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).toLowerCase()

const membersOf = (query: URLSearchParams, name: string): readonly string[] => {
  const members: string[] = []
  for (let index = 1; query.has(`${name}.member.${index}`); index += 1) members.push(query.get(`${name}.member.${index}`) ?? '')
  return members
}

/** Tags of SES's own are settings and not published. */
const tagsIn = (query: URLSearchParams): TakenMail['tags'] => {
  const tags: Record<string, string[]> = {}
  for (let index = 1; query.has(`Tags.member.${index}.Name`); index += 1) {
    const name = query.get(`Tags.member.${index}.Name`) ?? ''
    tags[name] = [...(tags[name] ?? []), query.get(`Tags.member.${index}.Value`) ?? '']
  }
  return tags
}

const XMLNS = 'http://ses.amazonaws.com/doc/2010-12-01/'
const METADATA = '<ResponseMetadata><RequestId>rehearsal</RequestId></ResponseMetadata>'
const said = (action: string, inner: string): SesAnswer => ({
  status: 200,
  type: 'text/xml',
  body: `<${action}Response xmlns="${XMLNS}"><${action}Result>${inner}</${action}Result>${METADATA}</${action}Response>`,
})
const failed = (status: number, code: string, message: string): SesAnswer => ({
  status,
  type: 'text/xml',
  body: `<ErrorResponse xmlns="${XMLNS}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${message.replaceAll('<', '&lt;')}</Message></Error><RequestId>rehearsal</RequestId></ErrorResponse>`,
})
