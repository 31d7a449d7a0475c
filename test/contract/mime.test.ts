import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import { composeMail } from '../../shared/adapters/mime/compose.ts'
import { htmlOf } from '../../shared/adapters/mime/html.ts'
import { epochMs, messageId } from '../../shared/kernel/words.ts'

const AT = epochMs(Date.UTC(2026, 6, 1, 12, 30))
const FROM = 'Your shop <hello@shop.example>'
const mail = (subject: string, text: string, to = 'ann@example.com') => ({ id: messageId('m-1'), to, subject, text })
const parsed = async (one: ReturnType<typeof mail>) => simpleParser((await composeMail(one, FROM, AT)).source)

describe('a mail as MIME', () => {
  it.each([
    { subject: 'Welcome', text: 'Hello Ann,\n\nthis is it.\nBye' },
    { subject: 'Grüße 🦊 — schön', text: 'Über 1 < 2 & "drei"\n\n.\n\nFrom the beginning\n' },
    { subject: `${'long '.repeat(60)}end`, text: `${'x'.repeat(2_000)}\n\n${'word '.repeat(500)}` },
    { subject: 'Parts', text: '--_NmP-m-1-Part_1--\n\nthe boundary itself' },
  ])('is read back as it was written: $subject', async ({ subject, text }) => {
    const back = await parsed(mail(subject, text))
    expect(back.subject).toBe(subject.trim())
    expect(back.text?.trim()).toBe(text.trim())
    expect(back.date?.getTime()).toBe(AT)
    expect(back.messageId).toBe('<m-1@rekindle.localhost>')
    expect([back.from?.text, back.to && 'text' in back.to ? back.to.text : null]).toEqual([
      '"Your shop" <hello@shop.example>',
      'ann@example.com',
    ])
    expect(back.html).toContain('<!doctype html>')
  })

  it('is the same bytes each time, in lines that end as lines of mails do, none longer than may be', async () => {
    const one = mail('Hello', `Line\n\n${'x'.repeat(3_000)}`)
    const { source } = await composeMail(one, FROM, AT)
    expect((await composeMail(one, FROM, AT)).source).toBe(source)
    expect(source.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
  })

  it.each([
    { what: 'a subject', one: mail('Hello\r\nBcc: all@example.com', 'text') },
    { what: 'an address', one: mail('Hello', 'text', 'ann@example.com\r\nBcc: all@example.com') },
  ])('begins no header of its own through $what', async ({ one }) => {
    const back = await parsed(one)
    expect([back.bcc, back.headers.has('bcc')]).toEqual([undefined, false])
  })
})

describe('text as HTML', () => {
  it.each([
    { text: '<script>alert(1)</script>', holds: '&lt;script&gt;alert(1)&lt;/script&gt;' },
    { text: 'a & "b" \'c\'', holds: 'a &amp; &quot;b&quot; &#39;c&#39;' },
    { text: 'one\ntwo\n\nthree', holds: 'one<br>\ntwo</p>' },
    { text: 'see https://shop.example/a?b=1&c=2.', holds: 'href="https://shop.example/a?b=1&amp;c=2"' },
    { text: 'see (http://shop.example).', holds: '>http://shop.example</a>).' },
    { text: 'https://x.example/"onmouseover="alert(1)', holds: 'href="https://x.example/"' },
    { text: 'javascript:alert(1)', holds: '>javascript:alert(1)</p>' },
  ])('$text', ({ text, holds }) => {
    const html = htmlOf('Subject', text)
    expect(html).toContain(holds)
    expect(html).not.toMatch(/<script|href="javascript|<[^>]*onmouseover/i)
  })

  it('keeps a subject from ending its title', () => expect(htmlOf('</title><b>', 'x')).toContain('<title>&lt;/title&gt;&lt;b&gt;</title>'))
})
