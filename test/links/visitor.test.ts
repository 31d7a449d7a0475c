import { describe, expect, it } from 'vitest'
import { isPrefetch, type Journeyed, type Visit, visitorOf } from '../../shared/domain/messaging/visitor.ts'
import { BURST_MS, DELIVERY_UNHEARD_MS, TOO_SOON_MS } from '../../shared/kernel/limits.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'

const SENT = epochMs(Date.UTC(2026, 0, 1))
const at = (ms: number): EpochMs => epochMs(SENT + ms)
const HOUR = 3_600_000

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'
const visit = (ms: number, more: Partial<Visit> = {}): Visit => ({
  at: at(ms),
  method: 'GET',
  agent: IPHONE,
  isPrefetch: false,
  link: 'a',
  ...more,
})
const arrived: Journeyed = { sentAt: SENT, deliveredAt: SENT, hearsOfDelivery: true }
const because = (visitor: ReturnType<typeof visitorOf>): string => (visitor === 'person' ? visitor : visitor.machine.type)

describe('who follows a link', () => {
  it.each([
    { what: 'an hour after it arrived', mail: arrived, ms: HOUR, is: 'person' },
    { what: 'just before a reader could have', mail: arrived, ms: TOO_SOON_MS - 1, is: 'too-soon' },
    { what: 'as soon as a reader can', mail: arrived, ms: TOO_SOON_MS, is: 'person' },
    { what: 'before it was reported delivered', mail: { ...arrived, deliveredAt: null }, ms: 10_000, is: 'before-delivery' },
    { what: 'while a report may still come', mail: { ...arrived, deliveredAt: null }, ms: DELIVERY_UNHEARD_MS - 1, is: 'before-delivery' },
    { what: 'when no report will come any more', mail: { ...arrived, deliveredAt: null }, ms: DELIVERY_UNHEARD_MS, is: 'person' },
    {
      what: 'where nobody reports deliveries',
      mail: { sentAt: SENT, deliveredAt: null, hearsOfDelivery: false },
      ms: TOO_SOON_MS,
      is: 'person',
    },
    {
      what: 'at once where nobody reports deliveries',
      mail: { sentAt: SENT, deliveredAt: null, hearsOfDelivery: false },
      ms: TOO_SOON_MS - 1,
      is: 'too-soon',
    },
    {
      what: 'of a mail we do not know to have left',
      mail: { sentAt: null, deliveredAt: null, hearsOfDelivery: true },
      ms: HOUR,
      is: 'before-delivery',
    },
  ])('$what is a $is', ({ mail, ms, is }) => {
    expect(because(visitorOf(visit(ms), mail, []))).toBe(is)
  })

  it.each([
    { what: 'asks for the head alone', more: { method: 'HEAD' }, is: 'head' },
    { what: 'fetches ahead', more: { isPrefetch: true }, is: 'prefetch' },
    { what: 'says nothing of itself', more: { agent: '' }, is: 'agent' },
    { what: 'is a preview of Slack', more: { agent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }, is: 'agent' },
    {
      what: 'is a preview of Facebook',
      more: { agent: 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)' },
      is: 'agent',
    },
    { what: 'is a preview of WhatsApp', more: { agent: 'WhatsApp/2.23.20.0' }, is: 'agent' },
    { what: 'is a preview of Telegram', more: { agent: 'TelegramBot (like TwitterBot)' }, is: 'agent' },
    { what: 'is a preview of Discord', more: { agent: 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)' }, is: 'agent' },
    { what: 'is Microsoft looking ahead', more: { agent: 'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5' }, is: 'agent' },
    { what: 'is Barracuda', more: { agent: 'BarracudaLinkProtect/1.0' }, is: 'agent' },
    { what: 'is Google', more: { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }, is: 'agent' },
    { what: 'is curl', more: { agent: 'curl/8.5.0' }, is: 'agent' },
    { what: 'is Python', more: { agent: 'python-requests/2.32.3' }, is: 'agent' },
    { what: 'is Go', more: { agent: 'Go-http-client/2.0' }, is: 'agent' },
    {
      what: 'is a browser without a window',
      more: { agent: 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36' },
      is: 'agent',
    },
    { what: 'is a phone', more: {}, is: 'person' },
    { what: 'is Firefox', more: { agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }, is: 'person' },
    {
      what: 'is Edge',
      more: { agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0' },
      is: 'person',
    },
  ])('$what: $is', ({ more, is }) => {
    expect(because(visitorOf(visit(HOUR, more), arrived, []))).toBe(is)
  })

  it.each([
    { what: 'another link within the second', others: [visit(HOUR - BURST_MS + 1, { link: 'b' })], is: 'burst' },
    { what: 'another link a second before', others: [visit(HOUR - BURST_MS, { link: 'b' })], is: 'person' },
    { what: 'another link just after', others: [visit(HOUR + BURST_MS - 1, { link: 'b' })], is: 'burst' },
    { what: 'the same link: a double click', others: [visit(HOUR - 1)], is: 'person' },
    { what: 'none', others: [], is: 'person' },
  ])('beside $what is a $is', ({ others, is }) => {
    expect(because(visitorOf(visit(HOUR), arrived, others))).toBe(is)
  })

  it.each([
    { headers: { purpose: 'prefetch' }, is: true },
    { headers: { 'sec-purpose': 'prefetch;prerender' }, is: true },
    { headers: { 'sec-purpose': 'prefetch' }, is: true },
    { headers: { 'x-moz': 'prefetch' }, is: true },
    { headers: { 'x-purpose': 'preview' }, is: true },
    { headers: { purpose: 'reading' }, is: false },
    { headers: {}, is: false },
  ])('fetches ahead where it says so: $headers', ({ headers, is }) => {
    expect(isPrefetch(headers)).toBe(is)
  })
})
