import { parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import { type Element, elementsOf } from '../../shared/adapters/liquid/linked-html.ts'
import { plainMail } from '../../shared/domain/campaign/campaign.ts'
import { contentOf, fillOf, LINKS, render, rendered } from './world.ts'

const NAME = '{{ customer.traits.name }}'
const page = (body: string): string => `<!doctype html><html lang="en"><head><title>t</title></head><body>${body}</body></html>`

const elements = (html: string): readonly Element[] => elementsOf(parse(html))
const hrefsIn = (html: string): readonly string[] =>
  elements(html).flatMap(({ attrs }) => attrs.flatMap(({ name, value }) => (name === 'href' ? [value] : [])))
const textIn = (html: string): string =>
  elements(html)
    .flatMap(({ childNodes }) => childNodes.flatMap((node) => ('value' in node ? [node.value] : [])))
    .join(' ')

describe('a hostile value', () => {
  const HOSTILE = [
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '</title></style></textarea><img src=x onerror=alert(1)>',
    '--><svg onload=alert(1)>',
    '=?utf-8?q?=0d=0aBcc:_a@b.c?=',
    'Ann\r\nBcc: a@b.c',
    '👩‍👩‍👧‍👦 🦊',
    'نور الهدى',
    '\u202eevil',
    '{{ customer.id }}{% for i in (1..9) %}x{% endfor %}{{ links.unsubscribe }}',
    '{% rekindle_link href aHR0cDovL2V2aWw %}',
    'lqx0z lqxx1z',
    'x'.repeat(10_000),
    '&amp;lt;b&gt;',
    'http://evil.example/ buy now',
  ]

  const CONTENTS = [
    { kind: 'a plain mail', content: plainMail(`Hi ${NAME}`, `Hello ${NAME},\n\nsee https://shop.example/a.`) },
    {
      kind: 'a template',
      content: contentOf({
        subject: `Hi ${NAME}`,
        html: page(
          `<!-- ${NAME} --><p title="${NAME}">${NAME}</p><a href="https://shop.example/a?n=${NAME}">Shop</a><a href="{{ links.unsubscribe }}">Out</a>`,
        ),
      }),
    },
  ]

  it.each(CONTENTS.flatMap((one) => HOSTILE.map((name) => ({ ...one, name }))))(
    '$kind with $name is text, in every part',
    async ({ content, name }) => {
      const harmless = await rendered(content, fillOf({ name: 'Ann' }))
      const mail = await rendered(content, fillOf({ name }))
      const shape = (html: string) => elements(html).map(({ tagName, attrs }) => [tagName, attrs.map((one) => one.name)])
      expect(shape(mail.html)).toEqual(shape(harmless.html))
      expect(textIn(mail.html).replaceAll('\r\n', '\n')).toContain(name.replaceAll('\r\n', '\n'))
      expect(mail.subject).toBe(`Hi ${name.replace(/[\r\n]+/g, ' ')}`)
      expect(mail.text.replace(/\r?\n/g, '\n')).toContain(name.replaceAll('\r\n', '\n'))
      // No value becomes a link of its own: only what the template says is one.
      expect(hrefsIn(mail.html)).toHaveLength(hrefsIn(harmless.html).length)
      expect(hrefsIn(mail.html).every((href) => /^https:\/\/(click|mail)\.example\//.test(href))).toBe(true)
    },
  )
})

describe('a link', () => {
  it.each([
    { href: 'https://shop.example/new', is: 'https://click.example/?to=https%3A%2F%2Fshop.example%2Fnew' },
    { href: 'https://shop.example/?a=1&amp;b=2', is: 'https://click.example/?to=https%3A%2F%2Fshop.example%2F%3Fa%3D1%26b%3D2' },
    { href: 'https://shop.example/{{ customer.traits.name }}', is: 'https://click.example/?to=https%3A%2F%2Fshop.example%2FAnn%2520Lee' },
    { href: '{{ customer.traits.url }}', is: 'https://click.example/?to=https%3A%2F%2Fshop.example%2Fmine' },
    { href: '{{ links.unsubscribe }}', is: LINKS.unsubscribe },
    { href: '{{ links.preferences }}', is: LINKS.preferences },
    { href: '{{ links.confirm }}', is: LINKS.confirm },
    { href: 'mailto:help@shop.example', is: 'mailto:help@shop.example' },
    { href: 'tel:+49301234', is: 'tel:+49301234' },
    { href: '#top', is: '#top' },
  ])('to $href leads to $is', async ({ href, is }) => {
    const content = contentOf({ html: page(`<a href="${href}">x</a>`), text: 'x' })
    const mail = await rendered(content, fillOf({ name: 'Ann Lee', url: 'https://shop.example/mine' }))
    expect(hrefsIn(mail.html)).toEqual([is])
  })

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    '/x',
    'shop',
    'https:shop',
    'mailto:',
  ])('that a value makes %j is refused, and the value is not told', async (url) => {
    const html = contentOf({ html: page('<a href="{{ customer.traits.url }}">x</a>'), text: 'x' })
    const detail = 'html: {{ customer.traits.url }} is a link that no mail may have: only https, http, mailto and tel lead somewhere'
    expect(await render(html, fillOf({ url }))).toEqual({ ok: false, detail })
    const image = contentOf({ html: page('<img alt="" src="{{ customer.traits.url }}">'), text: 'x' })
    expect(await render(image, fillOf({ url }))).toEqual({ ok: false, detail })
  })

  it('of a picture is not counted, and within a condition it is one link or none', async () => {
    const source =
      '<img alt="" src="https://shop.example/a.png">{% if customer.traits.vip %}<a href="https://shop.example/vip">x</a>{% endif %}'
    const content = contentOf({ html: page(source), text: 'x' })
    expect((await rendered(content, fillOf({ vip: true }))).html).toContain('src="https://shop.example/a.png"')
    expect(hrefsIn((await rendered(content, fillOf({ vip: true }))).html)).toHaveLength(1)
    expect(hrefsIn((await rendered(content)).html)).toHaveLength(0)
  })

  it('keeps the rest of the HTML as it is, letter for letter', async () => {
    const odd =
      '<!--[if mso | IE]><table><tr><td class="" ><![endif]--><P  ALIGN=center>a  b</P><!--[if !mso]><!--><i>c</i><!--<![endif]-->'
    expect((await rendered(contentOf({ html: page(odd), text: 'x' }))).html).toBe(page(odd))
  })
})

describe('a plain mail', () => {
  const TEXT = 'Hello,\n\nlook: https://shop.example/a?x=1, or https://shop.example/b。\nOr {{ links.preferences }}\n'

  it('has its addresses as counted links in both parts, and a foot with the way out', async () => {
    const { html, text, locale } = await rendered(plainMail('Hi', TEXT))
    expect(locale).toBe('en')
    expect(text).toBe(
      `Hello,\n\nlook: https://click.example/?to=${encodeURIComponent('https://shop.example/a?x=1')}, or https://click.example/?to=${encodeURIComponent('https://shop.example/b')}。\nOr ${LINKS.preferences}\n\n\n—\nUnsubscribe: ${LINKS.unsubscribe}\nChoose what we send you: ${LINKS.preferences}\n`,
    )
    expect(hrefsIn(html).map((href) => href.slice(0, 22))).toEqual([
      'https://click.example/',
      'https://click.example/',
      'https://mail.example/p',
      'https://mail.example/u',
      'https://mail.example/p',
    ])
    expect(html).toContain('>https://shop.example/a?x=1</a>')
    expect(html).toContain('<html lang="en" dir="ltr">')
  })

  it.each([
    { locale: 'zh', word: '退订', dir: 'ltr' },
    { locale: 'zh-TW', word: '取消訂閱', dir: 'ltr' },
    { locale: 'de-AT', word: 'Abmelden', dir: 'ltr' },
    { locale: 'ar', word: 'إلغاء الاشتراك', dir: 'rtl' },
    { locale: 'he', word: 'הסרה מרשימת התפוצה', dir: 'rtl' },
    { locale: 'fa', word: 'Unsubscribe', dir: 'rtl' },
    { locale: 'ur', word: 'Unsubscribe', dir: 'rtl' },
    { locale: 'fi', word: 'Unsubscribe', dir: 'ltr' },
  ])('in $locale says $word and runs $dir', async ({ locale, word, dir }) => {
    const { html, text } = await rendered(plainMail('Hi', 'Hello', locale))
    expect(html).toContain(`<html lang="${locale}" dir="${dir}">`)
    expect(html).toContain(`>${word}</a>`)
    expect(text).toContain(`${word}: ${LINKS.unsubscribe}`)
  })

  it('with a way out of its own gets no second one', async () => {
    const { html, text } = await rendered(plainMail('Hi', 'Bye: {{ links.unsubscribe }}'))
    expect(text).toBe(`Bye: ${LINKS.unsubscribe}`)
    expect(hrefsIn(html)).toEqual([LINKS.unsubscribe])
  })

  it('with a way out for some gets one for all', async () => {
    const { html, text } = await rendered(plainMail('Hi', 'Hi{% if customer.traits.vip %} {{ links.unsubscribe }}{% endif %}'))
    expect(text).toContain(`Unsubscribe: ${LINKS.unsubscribe}`)
    expect(hrefsIn(html)).toContain(LINKS.unsubscribe)
  })

  it('that says nothing to a customer is refused, although it has a foot', async () => {
    expect(await render(plainMail('Hi', '{% if customer.traits.vip %}Hello{% endif %}'))).toEqual({
      ok: false,
      detail: 'text: is empty for this customer',
    })
  })
})

describe('the language', () => {
  const words = (locale: string) => [locale, { subject: locale, preheader: null, html: null, text: 'x' }] as const
  const inLocales = (...locales: readonly string[]) => ({
    template: null,
    defaultLocale: locales[0] ?? 'en',
    written: new Map(locales.map(words)),
  })

  it.each([
    { wanted: 'zh', written: ['en', 'zh'], is: 'zh' },
    { wanted: 'zh-CN', written: ['en', 'zh'], is: 'zh' },
    { wanted: 'zh-CN', written: ['en', 'zh-Hant', 'zh-Hans'], is: 'zh-Hans' },
    { wanted: 'zh-TW', written: ['en', 'zh-Hans', 'zh-Hant'], is: 'zh-Hant' },
    { wanted: 'zh-TW', written: ['en', 'zh'], is: 'zh' },
    { wanted: 'zh_CN', written: ['en', 'zh'], is: 'zh' },
    { wanted: 'pt-BR', written: ['en', 'pt', 'pt-BR'], is: 'pt-BR' },
    { wanted: 'pt-PT', written: ['en', 'pt-BR'], is: 'pt-BR' },
    { wanted: 'EN-gb', written: ['de', 'en'], is: 'en' },
    { wanted: 'fr', written: ['de', 'en'], is: 'de' },
    { wanted: 'not a tag', written: ['de', 'en'], is: 'de' },
    { wanted: '', written: ['de', 'en'], is: 'de' },
    { wanted: null, written: ['de', 'en'], is: 'de' },
  ])('$wanted of $written is $is', async ({ wanted, written, is }) => {
    expect(await rendered(inLocales(...written), fillOf({}, { locale: wanted }))).toMatchObject({ locale: is, subject: is })
  })
})

describe('what a mail is filled with', () => {
  it.each([
    { text: '{{ coupon }}', coupon: 'A-1', is: 'A-1' },
    { text: '{{ coupon | default: "none" }}', coupon: null, is: 'none' },
    { text: '{{ coupon }}', coupon: null, is: '! text: coupon has no value, and the template gives no default (line 1, column 4)' },
    {
      text: '{{ "now" | date: "%Y" }}',
      coupon: null,
      is: '! text: {{ "now" | date: "%Y" }} asks what time it is, and a mail must say the same whenever it is rendered (line 1, column 1)',
    },
    {
      text: '{% assign a = "today" %}{{ a | date_to_xmlschema }}',
      coupon: null,
      is: '! text: {{ a | date_to_xmlschema }} asks what time it is, and a mail must say the same whenever it is rendered (line 1, column 25)',
    },
    {
      text: '{{ customer.traits.when | date: "%Y" }}',
      coupon: null,
      is: '! text: {{ customer.traits.when | date: "%Y" }} asks what time it is, and a mail must say the same whenever it is rendered (line 1, column 1)',
    },
    { text: '{{ "2020-05-17T00:00:00Z" | date: "%Y" }}', coupon: null, is: '2020' },
  ])('$text is $is', async ({ text, coupon, is }) => {
    const mail = await render(contentOf({ text, html: page('x') }), fillOf({ when: 'now' }, { coupon }))
    expect(mail.ok ? mail.text : `! ${mail.detail}`).toBe(is)
  })

  it('takes a bounded amount of work, and makes a bounded amount of text', async () => {
    const loop = (rounds: number, text: string) => contentOf({ text: `{% for i in (1..${rounds}) %}${text}{% endfor %}`, html: page('x') })
    expect(await render(loop(2_400, 'x'))).toMatchObject({ ok: true })
    expect(await render(loop(2_600, 'x'))).toMatchObject({ ok: false, detail: expect.stringContaining('takes too much work') })
    expect(await render(loop(900, 'x'.repeat(1_000)))).toMatchObject({ ok: true })
    expect(await render(loop(1_100, 'x'.repeat(1_000)))).toMatchObject({
      ok: false,
      detail: expect.stringContaining('takes too much work'),
    })
  })

  it('derives the text from HTML, with its links and without what is hidden', async () => {
    const html = page(
      '<div style="display:none">peek</div><h1>Hello</h1><p>{{ customer.traits.name }} &amp; co</p><img alt="x" src="https://a.example/"><a href="https://shop.example/">Shop</a>',
    )
    const { text } = await rendered(contentOf({ html }), fillOf({ name: '<Ann>' }))
    expect(text).toBe(`Hello\n\n<Ann> & co\n\nShop https://click.example/?to=${encodeURIComponent('https://shop.example/')}\n`)
  })
})
