import { simpleParser } from 'mailparser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeMail } from '../../shared/adapters/mime/compose.ts'
import { campaignId, epochMs, messageId } from '../../shared/kernel/words.ts'
import type { Mail } from '../../shared/ports/mailer.ts'
import { mailOf } from './samples.ts'

/* biome-ignore-start lint/suspicious/noControlCharactersInRegex: they are what is looked for */
const NOT_IN_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g
const NOT_IN_A_LINE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g
const NOT_ASCII = /[^\x00-\x7f]/
const LINE_END_OR_NUL = /[\r\n\0]/
/* biome-ignore-end lint/suspicious/noControlCharactersInRegex: they were what is looked for */
/** What a sender's name cannot hold: controls, half a character, more than 200 characters. */
const NO_NAME = /[^\x20-\uffff]|[\u007f-\u009f\u2028\u2029]|\ud83e|.{201}/

const AT = epochMs(Date.UTC(2026, 6, 1, 12, 30))

const wireOf = async (mail: Mail): Promise<string> => {
  const made = await composeMail(mail, AT)
  if (!made.ok) throw new Error(made.detail)
  return made.source
}
const parsed = async (mail: Mail) => simpleParser(await wireOf(mail))
/** Lines of a text, however they end: mail has its own way, and parsers another. */
const lines = (text: string | false | undefined): string =>
  String(text || '')
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '')

/** What every mail keeps to on the wire (RFC 5322, 2.1 to 2.3; RFC 2045, 6.7). */
const expectConforming = (source: string): void => {
  expect(source).not.toMatch(NOT_ASCII)
  expect(source.replaceAll('\r\n', '')).not.toMatch(LINE_END_OR_NUL)
  for (const line of source.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
  const head = source.slice(0, source.indexOf('\r\n\r\n')).split('\r\n')
  for (const line of head) expect(line).toMatch(/^(?:[A-Za-z-]+: ?|[ \t])[\t\x20-\x7e]*$/)
  const names = head.filter((line) => /^\S/.test(line)).map((line) => line.split(':')[0])
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted())
  for (const name of names) expect(HEADERS).toContain(name)
}
const HEADERS = [
  ...['From', 'Reply-To', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type'],
  ...['List-Unsubscribe', 'List-Unsubscribe-Post', 'Feedback-ID'],
]

describe('a mail on the wire', () => {
  it('is what it was, for whoever parses it', async () => {
    const mail = mailOf({
      from: 'Grüße von „Nora“ <hello@shop.example>',
      subject: 'Grüße 🦊',
      text: 'Hallo\n\nZeile\n',
      html: '<p>Hallo é</p>\n',
    })
    const back = await parsed(mail)
    expect(back.from?.value).toEqual([{ name: 'Grüße von „Nora“', address: 'hello@shop.example' }])
    expect(back.replyTo?.value).toEqual([{ name: '', address: 'help@shop.example' }])
    expect(back.to && 'value' in back.to ? back.to.value : null).toEqual([{ name: '', address: 'ann@example.com' }])
    expect([back.subject, back.date?.getTime(), back.messageId]).toEqual(['Grüße 🦊', AT, '<Zk3v9x0a_2-QmN5tYp1sLw@shop.example>'])
    expect([lines(back.text), lines(back.html)]).toEqual(['Hallo\n\nZeile', '<p>Hallo é</p>'])
    expect(back.attachments).toEqual([])
    expectConforming(await wireOf(mail))
  })

  it('has two parts, text before HTML, in UTF-8', async () => {
    const source = await wireOf(mailOf({ text: 'é', html: '<p>漢字漢字</p>' }))
    const types = [...source.matchAll(/^Content-Type: ([^\r]+)\r\nContent-Transfer-Encoding: (\S+)/gm)].map(([, type, encoding]) => [
      type,
      encoding,
    ])
    expect(source).toMatch(/^Content-Type: multipart\/alternative;/m)
    expect(types).toEqual([
      ['text/plain; charset=utf-8', 'base64'],
      ['text/html; charset=utf-8', 'base64'],
    ])
    const latin = await wireOf(mailOf({ text: 'mostly ASCII, schön', html: '<p>ASCII</p>' }))
    expect([...latin.matchAll(/^Content-Transfer-Encoding: (\S+)/gm)].map(([, encoding]) => encoding)).toEqual([
      'quoted-printable',
      'quoted-printable',
    ])
  })

  it('can be left with one click, as RFC 8058 asks', async () => {
    const unsubscribe = `https://mail.shop.example/u/${'aZ0_-'.repeat(80)}?a=b&c=%2F`
    const source = await wireOf(mailOf({ unsubscribe }))
    // One https URI between angle brackets, on one line, and the very words of section 3.1.
    expect(source.split('\r\n').filter((line) => line.startsWith('List-'))).toEqual([
      `List-Unsubscribe: <${unsubscribe}>`,
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ])
    const back = await simpleParser(source)
    expect(back.headers.get('list')).toMatchObject({ unsubscribe: { url: unsubscribe } })
  })

  it("says in Gmail's form what complaints are grouped by, and nothing of the customer", async () => {
    const line = async (mail: Mail) => /^Feedback-ID: (.*)\r$/m.exec(await wireOf(mail))?.[1]
    expect(await line(mailOf())).toBe('win-back:offers:rekindle')
    const other = await line(mailOf({ campaign: campaignId('a:b\r\nBcc: all@example.com'), topic: '促销' }))
    expect(other).toMatch(/^[\w-]{22}:[\w-]{22}:rekindle$/)
    expect(await line(mailOf({ campaign: campaignId('c'), topic: '促销' }))).toBe(`c:${other?.split(':')[1]}:rekindle`)
  })

  it('is the same bytes each time', async () => {
    expect(await wireOf(mailOf({ subject: 'Grüße' }))).toBe(await wireOf(mailOf({ subject: 'Grüße' })))
    expect(await wireOf(mailOf({ id: messageId('other') }))).not.toBe(await wireOf(mailOf()))
  })
})

/** What people, files and attackers put where a name is expected. */
const HOSTILE = [
  '"><script>alert(1)</script>',
  '=?utf-8?q?x?=',
  '=?utf-8?B?QmNjOiBhbGxAZXhhbXBsZS5jb20=?= =?utf-8?q?y?=',
  'see =?utf-8?Q?a b?= here',
  'Hello\r\nBcc: all@example.com',
  'Hello\nBcc: all@example.com\n\nbody',
  'Hello\rX: y',
  'a\u0000b\u0001c\u007fd\u0085e\u2028f\u2029g',
  '🦊🦊🦊 👩‍👩‍👧‍👦 emoji',
  'שלום \u202eevil\u202c مرحبا',
  'half \ud83e a pair \udd8a',
  'x'.repeat(10_000),
  'é'.repeat(10_000),
  'word '.repeat(2_000),
  '  spaces before and behind\t',
  'a, b; c: d <e@f.example>',
  '\\" \\ "',
]
/** As one line of a header can hold it. */
const oneLine = (text: string): string => text.toWellFormed().replace(NOT_IN_A_LINE, ' ').trim()

describe('hostile values do no harm', () => {
  it.each(HOSTILE)('as a subject: %j', async (subject) => {
    const mail = mailOf({ subject })
    expectConforming(await wireOf(mail))
    const back = await parsed(mail)
    expect(back.subject).toBe(oneLine(subject))
    expect(lines(back.text)).toBe('Come back')
  })

  it.each(HOSTILE)('as text and HTML: %j', async (value) => {
    const mail = mailOf({ text: `Dear ${value}!`, html: `<p>${value}</p>` })
    expectConforming(await wireOf(mail))
    const back = await parsed(mail)
    const kept = lines(value.toWellFormed().replace(NOT_IN_TEXT, '').replace(/\r\n?/g, '\n'))
    expect([lines(back.text), lines(back.html)]).toEqual([`Dear ${kept}!`, `<p>${kept}</p>`])
    expect([back.bcc, back.subject]).toEqual([undefined, 'We miss you'])
  })

  it.each(HOSTILE)('as the name of the sender: %j', async (value) => {
    const made = await composeMail(mailOf({ from: `"${value.replace(/["\\]/g, '\\$&')}" <hello@shop.example>` }), AT)
    if (!made.ok) return expect(value).toMatch(NO_NAME)
    expectConforming(made.source)
    const back = await simpleParser(made.source)
    expect(back.from?.value).toEqual([{ name: value.trim().replaceAll('=?', '= ?'), address: 'hello@shop.example' }])
  })

  it.each(HOSTILE)('as id, campaign and topic: %j', async (value) => {
    const mail = mailOf({ id: messageId(value), campaign: campaignId(value), topic: value })
    expectConforming(await wireOf(mail))
    expect((await parsed(mail)).subject).toBe('We miss you')
  })

  it('a body that looks like a boundary is no boundary', async () => {
    const boundary = /boundary="([^"]+)"/.exec(await wireOf(mailOf()))?.[1] ?? ''
    expect(boundary).not.toBe('')
    const back = await parsed(mailOf({ text: `before\n--${boundary}\n\nafter\n--${boundary}--\n`, html: '<p>one</p>' }))
    expect(lines(back.text)).toBe(`before\n--${boundary}\n\nafter\n--${boundary}--`)
    expect(lines(back.html)).toBe('<p>one</p>')
  })
})

describe('whom no mail can go to, or come from', () => {
  const long = (length: number) => `${'a'.repeat(length)}@example.com`
  it.each([
    { to: 'ann@example.com', goesTo: 'ann@example.com' },
    { to: "o'neill+x{y}@sub.example.co", goesTo: "o'neill+x{y}@sub.example.co" },
    { to: 'ann@münchen.example', goesTo: 'ann@xn--mnchen-3ya.example' },
    { to: 'ann@例え.テスト', goesTo: 'ann@xn--r8jz45g.xn--zckzah' },
    { to: long(64), goesTo: long(64) },
    { to: long(65), goesTo: null },
    { to: `a@${'b.'.repeat(124)}example`, goesTo: null },
    { to: 'ann', goesTo: null },
    { to: '', goesTo: null },
    { to: 'ann@localhost', goesTo: null },
    { to: 'ann@@example.com', goesTo: null },
    { to: 'ann@example.com, bob@example.com', goesTo: null },
    { to: 'ann@example.com\r\nBcc: all@example.com', goesTo: null },
    { to: 'Ann <ann@example.com>', goesTo: null },
    { to: 'ann@[127.0.0.1]', goesTo: null },
    { to: '"ann smith"@example.com', goesTo: null },
    { to: 'ünn@example.com', goesTo: null },
    { to: '.ann@example.com', goesTo: null },
    { to: 'ann@exam_ple.com', goesTo: null },
    { to: 'ann@exam%70le.com', goesTo: null },
    { to: 'ann@example.com/x', goesTo: null },
  ])('to $to: $goesTo', async ({ to, goesTo }) => {
    const made = await composeMail(mailOf({ to }), AT)
    expect(made.ok ? made.envelope.to : null).toBe(goesTo)
    if (!made.ok) return expect(made.detail).not.toMatch(/@|ann/)
    expectConforming(made.source)
    expect(made.source.replaceAll('\r\n ', ' ')).toContain(`\r\nTo: ${goesTo}\r\n`)
  })

  it.each([
    { from: 'hello@shop.example', ok: true },
    { from: '小店 <hello@小店.example>', ok: true },
    { from: `${'n'.repeat(200)} <hello@shop.example>`, ok: true },
    { from: `${'n'.repeat(201)} <hello@shop.example>`, ok: false },
    { from: 'Your shop', ok: false },
    { from: 'a@shop.example, b@shop.example', ok: false },
    { from: 'Shop: a@shop.example, b@shop.example;', ok: false },
    { from: 'Shop <hello@shop.example>\r\nBcc: all@example.com', ok: false },
    { from: 'Shop <"a@b.example>"@shop.example>', ok: false },
  ])('from $from, and answered there: $ok', async ({ from, ok }) => {
    const made = await Promise.all([composeMail(mailOf({ from }), AT), composeMail(mailOf({ replyTo: from }), AT)])
    expect(made.map((one) => one.ok)).toEqual([ok, ok])
    for (const one of made) if (one.ok) expectConforming(one.source)
  })

  it.each([
    { unsubscribe: 'https://mail.shop.example/u/x', ok: true },
    { unsubscribe: `https://m.example/${'x'.repeat(942)}`, ok: true },
    { unsubscribe: `https://m.example/${'x'.repeat(943)}`, ok: false },
    { unsubscribe: 'http://127.0.0.1:7707/u/x', ok: true },
    { unsubscribe: 'http://mail.shop.example/u/x', ok: false },
    { unsubscribe: 'http://127.0.0.1.example/u/x', ok: false },
    { unsubscribe: 'mailto:leave@shop.example', ok: false },
    { unsubscribe: 'https://m.example/>, <https://evil.example/', ok: false },
    { unsubscribe: 'https://m.example/\r\nBcc: all@example.com', ok: false },
    { unsubscribe: 'https://m.example/é', ok: false },
    { unsubscribe: '', ok: false },
  ])('to be left at $unsubscribe: $ok', async ({ unsubscribe, ok }) => expect((await composeMail(mailOf({ unsubscribe }), AT)).ok).toBe(ok))
})

describe('whatever is written', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom(...HOSTILE),
  )

  it('conforms, and is read back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (subject, text, html) => {
        const mail = mailOf({ subject, text, html })
        expectConforming(await wireOf(mail))
        const back = await parsed(mail)
        expect(back.subject ?? '').toBe(oneLine(subject))
        const kept = (one: string) => lines(one.toWellFormed().replace(/\r\n?/g, '\n').replace(NOT_IN_TEXT, ''))
        expect([lines(back.text), lines(back.html)]).toEqual([kept(text), kept(html)])
      }),
      { numRuns: 300 },
    )
  })
})
