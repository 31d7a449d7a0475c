import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseMailEvent } from '../../shared/contract/mail-event.ts'
import { fixture } from '../mail-events/world.ts'

const NAMES = readdirSync(`${import.meta.dirname}/../mail-events/fixtures`).map((file) => file.replace('.json', ''))
const DETAIL_TYPES = ['Email Sent', 'Email Delivered', 'Email Bounced']

describe('every record of the guide of Amazon SES', () => {
  it.each(NAMES)('%s is read the same however it is wrapped', (name) => {
    const record = fixture(name, 'm1')
    const bare = parseMailEvent(record)
    expect(bare).toMatchObject({ ok: true, value: { message: 'm1', acceptedAt: Date.parse('2026-05-01T08:00:00Z') } })
    const bridge = {
      version: '0',
      id: '1',
      'detail-type': DETAIL_TYPES[0],
      source: 'aws.ses',
      account: '1',
      time: '',
      region: '',
      resources: [],
      detail: record,
    }
    expect(parseMailEvent(bridge)).toEqual(bare)
    const sns = { Type: 'Notification', MessageId: '1', TopicArn: 'arn', Message: JSON.stringify(record), Timestamp: '' }
    expect(parseMailEvent(sns)).toEqual(bare)
    expect(parseMailEvent({ ...record, later: 'added', mail: { ...record.mail, later: 'added' } })).toEqual(bare)
  })

  it.each([
    { status: '4.4.7', diagnosticCode: null, kind: 'permanent' },
    { status: '4.4.1', diagnosticCode: 'smtp; 550 4.4.7 Message expired', kind: 'permanent' },
    { status: null, diagnosticCode: 'smtp; 421 Message Expired', kind: 'permanent' },
    { status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1 no answer', kind: 'transient' },
    { status: '4.4.70', diagnosticCode: 'host 14.4.7.1 said no', kind: 'transient' },
    { status: null, diagnosticCode: null, kind: 'transient' },
  ])('a transient bounce with $status and $diagnosticCode is $kind', ({ status, diagnosticCode, kind }) => {
    const recipient = {
      emailAddress: 'recipient@example.com',
      ...(status === null ? {} : { status }),
      ...(diagnosticCode === null ? {} : { diagnosticCode }),
    }
    const record = fixture('bounce-transient', 'm1')
    const raw = { ...record, bounce: { ...(record.bounce as object), bouncedRecipients: [recipient] } }
    expect(parseMailEvent(raw)).toMatchObject({ ok: true, value: { type: 'bounced', kind, addresses: ['recipient@example.com'] } })
  })

  it.each(['MessageTooLarge', 'ContentRejected', 'AttachmentRejected'])(
    '%s is the fault of the mail, and of no address',
    (bounceSubType) => {
      const record = fixture('bounce-expired', 'm1')
      const raw = { ...record, bounce: { ...(record.bounce as object), bounceSubType } }
      expect(parseMailEvent(raw)).toMatchObject({ ok: true, value: { kind: 'transient', addresses: [] } })
    },
  )

  it.each([
    { chosen: { unsubscribeAll: true }, value: { type: 'unsubscribed', isEvery: true } },
    { chosen: null, value: { type: 'unsubscribed', isEvery: true } },
    {
      chosen: { unsubscribeAll: false, topicSubscriptionStatus: [{ topicName: 'a', subscriptionStatus: 'OptOut' }] },
      value: { type: 'unsubscribed', isEvery: false },
    },
    {
      chosen: { unsubscribeAll: false, topicSubscriptionStatus: [{ topicName: 'a', subscriptionStatus: 'OptIn' }] },
      value: { type: 'stays-subscribed' },
    },
    { chosen: { unsubscribeAll: false }, value: { type: 'stays-subscribed' } },
  ])('who chose $chosen: $value', ({ chosen, value }) => {
    const record = fixture('subscription', 'm1')
    const raw = { ...record, subscription: { timestamp: '2026-05-01T10:00:00Z', newTopicPreferences: chosen } }
    expect(parseMailEvent(raw)).toMatchObject({ ok: true, value })
  })
})

describe('what is no such event', () => {
  const delivery = fixture('delivery', 'm1')
  const tagged = (tags: unknown) => ({ ...delivery, mail: { ...delivery.mail, tags } })
  it.each([
    { what: 'nothing', raw: null, path: '' },
    { what: 'a type nobody publishes', raw: { ...delivery, eventType: 'Deliverance' }, path: 'eventType' },
    { what: 'no type', raw: { ...delivery, eventType: undefined }, path: 'eventType' },
    { what: 'no mail', raw: { ...delivery, mail: undefined }, path: 'mail' },
    { what: 'no tags', raw: tagged(undefined), path: 'mail.tags' },
    { what: 'mail of somebody else', raw: tagged({}), path: 'mail.tags.rekindle-message' },
    { what: 'an empty tag', raw: tagged({ 'rekindle-message': [] }), path: 'mail.tags.rekindle-message' },
    { what: 'two tags', raw: tagged({ 'rekindle-message': ['a', 'b'] }), path: 'mail.tags.rekindle-message' },
    { what: 'no instant', raw: { ...delivery, delivery: { timestamp: 'soon' } }, path: 'delivery.timestamp' },
    { what: 'no part of its own', raw: { ...delivery, delivery: undefined }, path: 'delivery' },
    {
      what: 'a bounce of no kind',
      raw: { ...fixture('bounce-permanent', 'm1'), bounce: { timestamp: '2026-05-01T10:00:00Z', bounceType: 'Perhaps' } },
      path: 'bounce.bounceType',
    },
    { what: 'an event of EventBridge about nothing', raw: { source: 'aws.ses', detail: null }, path: 'detail' },
    {
      what: 'a record of another type in EventBridge',
      raw: { source: 'aws.ses', detail: { ...delivery, eventType: 'X' } },
      path: 'detail.eventType',
    },
    { what: 'a notification that is no JSON', raw: { Type: 'Notification', Message: 'Successfully validated SNS topic' }, path: 'Message' },
    {
      what: 'a notification of an identity',
      raw: { notificationType: 'Delivery', mail: {}, delivery: { timestamp: '2026-05-01T10:00:00Z' } },
      path: 'mail.tags',
    },
  ])('$what is refused at $path', ({ raw, path }) => {
    const parsed = parseMailEvent(raw)
    expect(parsed.ok ? [] : parsed.problems).toEqual([expect.objectContaining({ path, hint: expect.stringMatching(/\S/) })])
  })
})
