import { simpleParser } from 'mailparser'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sesClient } from '../../shared/adapters/ses/client.ts'
import { sesMailer } from '../../shared/adapters/ses/mailer.ts'
import { customerInTags } from '../../shared/contract/mail-tags.ts'
import { campaignId, customerId, epochMs } from '../../shared/kernel/words.ts'
import { mailOf } from '../mail/samples.ts'
import { type Behaviour, type FakeSes, openFakeSes, placeOf } from './fake-ses.ts'

const NOW = epochMs(Date.UTC(2026, 6, 1, 12))
const CALL_MS = 400

let fake: FakeSes
beforeEach(async () => {
  fake = await openFakeSes()
})
afterEach(() => fake.close())

const mailer = (callMs = CALL_MS) => sesMailer({ client: sesClient(placeOf(fake), { callMs }), configurationSet: 'rekindle', callMs })

describe('a mail handed to SES', () => {
  it('goes once, with its envelope, configuration set and tags', async () => {
    expect(await mailer().send(mailOf(), NOW)).toEqual({ type: 'accepted' })
    expect([fake.calls, fake.complaints]).toEqual([['SendRawEmail'], []])
    const [mail] = fake.mails
    expect(mail).toMatchObject({
      source: 'hello@shop.example',
      destinations: ['ann@example.com'],
      configurationSet: 'rekindle',
      tags: {
        'rekindle-message': ['Zk3v9x0a_2-QmN5tYp1sLw'],
        'rekindle-campaign': ['win-back'],
        'ses:feedback-id-a': ['win-back'],
        'ses:feedback-id-b': ['offers'],
      },
    })
    expect(customerInTags(mail?.tags ?? {})).toBe('ann')
    const back = await simpleParser(mail?.data ?? '')
    expect([back.subject, back.text?.trim(), back.html]).toEqual(['We miss you', 'Come back', expect.stringContaining('<p>Come back</p>')])
    // SES writes that one itself, and a mail with two of them says neither.
    expect(back.headers.has('feedback-id')).toBe(false)
    expect(mail?.data.toString('latin1')).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n')
  })

  it('tags are of the letters that SES takes, whatever campaigns and customers are called', async () => {
    const id = customerId(`${'客'.repeat(200)} "ann"@example.com\n`)
    await mailer().send(mailOf({ customerId: id, campaign: campaignId('Früh & spät'), topic: '促销' }), NOW)
    const tags = fake.mails[0]?.tags ?? {}
    for (const [name, values] of Object.entries(tags)) {
      expect(name.replace('ses:', '')).toMatch(/^[\w-]{1,256}$/)
      for (const value of values) expect(value).toMatch(/^[\w.@-]{1,256}$/)
    }
    expect(customerInTags(tags)).toBe(id)
    expect(JSON.stringify(tags)).not.toContain('example.com')
  })

  it('an address that no mail can go to is a rejection, and no call', async () => {
    const answer = await mailer().send(mailOf({ to: 'ann@example.com, bob@example.com' }), NOW)
    expect(answer).toEqual({ type: 'rejected', detail: 'whom it goes to has no address that a mail can go to' })
    expect(fake.calls).toEqual([])
  })

  it('cannot be asked after', async () => expect(await mailer().lookUp(mailOf().id)).toBe('unknown'))

  it('uses its connections again, and one that was idle for long is closed by us', async () => {
    const kept = sesMailer({ client: sesClient(placeOf(fake), { callMs: 2_000, idleMs: 150 }), configurationSet: 'rekindle' })
    await kept.send(mailOf(), NOW)
    await kept.send(mailOf(), NOW)
    expect(fake.connections()).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 400))
    await kept.send(mailOf(), NOW)
    expect(fake.connections()).toBe(2)
    // An answer that takes longer than a connection may be idle is waited for.
    fake.behaviour = { type: 'accept', afterMs: 500 }
    expect(await kept.send(mailOf(), NOW)).toEqual({ type: 'accepted' })
  })
})

/** SES's own words, which repeat whom and what it was about. */
const LEAKY = 'Email address is not verified: ann@example.com, Come back, "hello@shop.example"'
const error = (status: number, code: string, message = LEAKY): Behaviour => ({ type: 'error', status, code, message })

const ANSWERS: readonly { readonly says: Behaviour; readonly answer: string; readonly detail: RegExp; readonly retryAfterMs?: number }[] = [
  { says: error(400, 'MessageRejected'), answer: 'rejected', detail: /not verified/ },
  { says: error(400, 'MessageRejected', 'Message length is more than 10485760 bytes long'), answer: 'rejected', detail: /too large/ },
  { says: error(400, 'MessageRejected', 'ann@example.com'), answer: 'rejected', detail: /MessageRejected/ },
  { says: error(400, 'MailFromDomainNotVerifiedException'), answer: 'rejected', detail: /MAIL FROM/ },
  { says: error(400, 'ConfigurationSetDoesNotExist'), answer: 'rejected', detail: /configuration set/ },
  { says: error(400, 'InvalidParameterValue', 'Local address contains control or whitespace'), answer: 'rejected', detail: /value/ },
  { says: error(400, 'SomethingNew'), answer: 'rejected', detail: /SomethingNew/ },
  { says: error(400, 'Throttling', 'Maximum sending rate exceeded.'), answer: 'throttled', detail: /a second/, retryAfterMs: 2_000 },
  { says: error(400, 'Throttling', 'Daily message quota exceeded.'), answer: 'throttled', detail: /daily/, retryAfterMs: 900_000 },
  { says: error(429, 'TooManyRequestsException'), answer: 'throttled', detail: /a second/, retryAfterMs: 2_000 },
  { says: error(400, 'AccountSendingPausedException'), answer: 'throttled', detail: /AWS account/, retryAfterMs: 900_000 },
  { says: error(400, 'ConfigurationSetSendingPausedException'), answer: 'throttled', detail: /configuration set/, retryAfterMs: 900_000 },
  { says: error(403, 'SignatureDoesNotMatch'), answer: 'not-sent', detail: /SignatureDoesNotMatch/ },
  { says: error(403, 'AccessDenied'), answer: 'not-sent', detail: /AccessDenied/ },
  { says: error(400, 'ExpiredToken'), answer: 'not-sent', detail: /ExpiredToken/ },
  { says: error(500, 'InternalFailure'), answer: 'unknown', detail: /500/ },
  { says: error(503, 'ServiceUnavailable'), answer: 'unknown', detail: /503/ },
  { says: error(408, 'RequestTimeout'), answer: 'unknown', detail: /408/ },
  { says: error(500, 'Throttling', 'Maximum sending rate exceeded.'), answer: 'unknown', detail: /500/ },
  { says: { type: 'raw', status: 200, body: '<html>ann@example.com' }, answer: 'unknown', detail: /./ },
  { says: { type: 'raw', status: 200, body: 'Come back' }, answer: 'unknown', detail: /./ },
  { says: { type: 'raw', status: 200, body: '<a>Come back</a>' }, answer: 'unknown', detail: /./ },
  { says: { type: 'raw', status: 200, body: '' }, answer: 'unknown', detail: /./ },
  { says: { type: 'raw', status: 400, body: '<html><body>ann@example.com</body></html>' }, answer: 'unknown', detail: /./ },
  { says: { type: 'raw', status: 502, body: 'Come back' }, answer: 'unknown', detail: /./ },
  { says: { type: 'hang' }, answer: 'unknown', detail: /in time/ },
  { says: { type: 'cut', when: 'before-body' }, answer: 'unknown', detail: /broke/ },
  { says: { type: 'cut', when: 'after-body' }, answer: 'unknown', detail: /broke/ },
  { says: { type: 'cut', when: 'amid-answer' }, answer: 'unknown', detail: /./ },
]

describe('what SES says, or does not', () => {
  it.each(ANSWERS)('$says.type $says.status $says.code $says.when: $answer', async ({ says, answer, detail, retryAfterMs }) => {
    fake.behaviour = says
    const heard = await mailer().send(mailOf(), NOW)
    expect(heard.type).toBe(answer)
    expect(heard).toEqual({ type: answer, detail: expect.stringMatching(detail), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
    expect(fake.calls).toHaveLength(1)
    // Neither an address nor a word of the mail, though the service repeated both.
    expect(JSON.stringify(heard)).not.toMatch(/@|example|Come back/i)
  })

  it('a mail that was taken although its answer was lost is unknown, and was taken once', async () => {
    fake.behaviour = { type: 'cut', when: 'after-body' }
    expect((await mailer().send(mailOf(), NOW)).type).toBe('unknown')
    expect(fake.mails).toHaveLength(1)
  })
})

describe('what certainly never left', () => {
  const to = (endpoint: string, more: object = {}) =>
    sesMailer({ client: sesClient({ ...placeOf({ endpoint }), ...more }, { callMs: 3_000 }), configurationSet: 'rekindle' }).send(
      mailOf(),
      NOW,
    )

  it('nobody listens there', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    expect(await to(`http://127.0.0.1:${port}`)).toEqual({ type: 'not-sent', detail: 'SES could not be reached' })
    // By a name with two addresses, tried one after the other.
    expect(await to(`http://localhost:${port}`)).toEqual({ type: 'not-sent', detail: 'SES could not be reached' })
  })

  it('there is no such name', async () =>
    expect(await to('http://ses.rekindle.invalid')).toEqual({ type: 'not-sent', detail: 'SES could not be reached' }))

  it('a server that does not speak TLS took nothing we could read, and may have taken it', async () =>
    expect((await to(fake.endpoint.replace('http:', 'https:'))).type).toBe('unknown'))

  it.each([
    { what: 'none', credentials: async () => Promise.reject(Object.assign(new Error('ann'), { name: 'CredentialsProviderError' })) },
  ])('credentials: $what', async ({ credentials }) => {
    expect(await to(fake.endpoint, { credentials })).toEqual({ type: 'not-sent', detail: 'there are no AWS credentials' })
    expect(fake.calls).toEqual([])
  })
})
