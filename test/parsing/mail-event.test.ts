import { describe, expect, it } from 'vitest'
import { parseMailEvent } from '../../shared/contract/mail-event.ts'

/** As the guide of Amazon SES shows them, with our tag. */
const mail = {
  timestamp: '2026-07-01T08:00:00.000Z',
  source: 'Shop <hello@shop.example>',
  sourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/shop.example',
  sendingAccountId: '123456789012',
  messageId: 'EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000',
  destination: ['ann@example.com'],
  headersTruncated: false,
  tags: { 'ses:configuration-set': ['rekindle'], 'ses:caller-identity': ['sender'], 'rekindle-message': ['m1'] },
}
const delivery = {
  eventType: 'Delivery',
  mail,
  delivery: { timestamp: '2026-07-01T08:00:02.000Z', processingTimeMillis: 2_000, recipients: [] },
}
const bounce = (bounceType: string) => ({
  eventType: 'Bounce',
  mail,
  bounce: { bounceType, bounceSubType: 'General', bouncedRecipients: [], timestamp: '2026-07-01T08:00:03.000Z', feedbackId: 'f' },
})
const complaint = {
  eventType: 'Complaint',
  mail,
  complaint: { complainedRecipients: [], timestamp: '2026-07-01T09:00:00.000Z', feedbackId: 'f', complaintFeedbackType: 'abuse' },
}

describe('an event of the mail service', () => {
  it.each([
    { raw: delivery, type: 'delivered', at: '2026-07-01T08:00:02.000Z' },
    { raw: bounce('Permanent'), type: 'bounced', kind: 'permanent', at: '2026-07-01T08:00:03.000Z' },
    { raw: bounce('Transient'), type: 'bounced', kind: 'transient', at: '2026-07-01T08:00:03.000Z' },
    { raw: bounce('Undetermined'), type: 'bounced', kind: 'transient', at: '2026-07-01T08:00:03.000Z' },
    { raw: complaint, type: 'complained', at: '2026-07-01T09:00:00.000Z' },
  ])('$raw.eventType $raw.bounce.bounceType: $type $kind', ({ raw, at, type, kind }) => {
    const value = { message: 'm1', type, at: Date.parse(at), ...(kind === undefined ? {} : { kind }) }
    expect(parseMailEvent(raw)).toEqual({ ok: true, value })
  })

  it.each([
    { what: 'nothing', raw: null, path: '' },
    { what: 'a type we do not read', raw: { ...delivery, eventType: 'Open' }, path: 'eventType' },
    { what: 'no mail', raw: { ...delivery, mail: undefined }, path: 'mail' },
    { what: 'no tags', raw: { ...delivery, mail: { ...mail, tags: undefined } }, path: 'mail.tags' },
    { what: 'mail of somebody else', raw: { ...delivery, mail: { ...mail, tags: {} } }, path: 'mail.tags.rekindle-message' },
    { what: 'an empty tag', raw: { ...delivery, mail: { ...mail, tags: { 'rekindle-message': [] } } }, path: 'mail.tags.rekindle-message' },
    {
      what: 'two tags',
      raw: { ...delivery, mail: { ...mail, tags: { 'rekindle-message': ['a', 'b'] } } },
      path: 'mail.tags.rekindle-message',
    },
    { what: 'no instant', raw: { ...delivery, delivery: { timestamp: 'soon' } }, path: 'delivery.timestamp' },
    { what: 'a bounce of no kind', raw: bounce('Perhaps'), path: 'bounce.bounceType' },
  ])('$what is refused at $path', ({ raw, path }) => {
    const parsed = parseMailEvent(raw)
    expect(parsed.ok ? [] : parsed.problems).toEqual([expect.objectContaining({ path, hint: expect.stringMatching(/\S/) })])
  })
})
