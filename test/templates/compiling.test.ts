import { describe, expect, it } from 'vitest'
import { templateSource, parseCompiledTemplate, parseTemplateFile } from '../../shared/contract/template.ts'
import { liquidRenderer } from '../../shared/adapters/liquid/renderer.ts'
import { sampleFindings } from '../../shared/flow/publishing/template-lint.ts'
import { contentOf } from '../../local/templates/read.ts'
import { changed, example, problemsOf } from '../parsing/files.ts'
import { bodyWith, compiled, FILE, FOOT, fillOf, rendered } from './world.ts'

const told = (findings: readonly { level: string; file: string; path: string; problem: string }[]) =>
  findings.map(({ level, file, path, problem }) => `${level} ${file} ${path}: ${problem}`)

describe('template.json', () => {
  it.each([
    { path: 'defaultLocale', value: 'fr', problem: 'defaultLocale is "fr", which is not there' },
    { path: 'subject', value: 'x', problem: 'subject is not a field we know' },
    { path: 'locales.en.subject', value: undefined, problem: 'locales.en.subject is missing' },
    { path: 'locales.en.subject', value: '', problem: 'locales.en.subject is empty' },
    { path: 'locales.en.subject', value: 'x'.repeat(400), problem: null },
    { path: 'locales.en.subject', value: 'x'.repeat(401), problem: 'locales.en.subject is longer than 400 characters' },
    { path: 'locales.en.preheader', value: null, problem: null },
    { path: 'locales.en.words', value: { 'two words': 'x' }, problem: 'locales.en.words.two words is no name of a word' },
    {
      path: 'locales.en.text',
      value: '../../secret.txt',
      problem: 'locales.en.text is not the name of a .mjml or .txt file in this folder',
    },
    { path: 'body', value: '/etc/passwd', problem: 'body is not the name of a .mjml or .txt file in this folder' },
    { path: 'body', value: undefined, problem: 'locales.en has neither a body nor a text' },
    { path: 'locales.not_a_tag', value: { subject: 'x' }, problem: 'locales.not_a_tag is no language' },
    { path: 'locales.zh-Hant', value: { subject: 'x' }, problem: null },
    { path: 'sample', value: undefined, problem: 'sample is missing' },
    { path: 'sample.customer', value: 'Ann', problem: 'sample.customer is "Ann", and no customer' },
  ])('with $path $value: $problem', ({ path, value, problem }) => {
    const parsed = parseTemplateFile(changed(FILE, path, value))
    expect(problemsOf(parsed).map((one) => `${one.path} ${one.problem}`)).toEqual(problem === null ? [] : [problem])
    for (const one of problemsOf(parsed)) expect(one.hint).not.toBe('')
  })

  it('says which language lacks a word that another has', () => {
    const words = { en: { subject: 'x', words: { title: 'a', only: 'b' } }, zh: { subject: 'x', words: { title: 'c' } } }
    expect(problemsOf(parseTemplateFile({ ...FILE, locales: words })).map(({ path }) => path)).toEqual(['locales.zh.words.only'])
  })
})

describe('the HTML of a template', () => {
  it('keeps the Liquid in texts, attributes and around blocks', async () => {
    const inner =
      '</mj-text><mj-raw>{% if customer.traits.vip %}</mj-raw><mj-button href="https://shop.example/{{ customer.id | default: "x" }}?a=1&amp;b=2">{{ customer.traits.name | default: "you & me" }}</mj-button><mj-raw>{% endif %}</mj-raw><mj-text>{% for tag in customer.traits.tags %}<b>{{ tag }}</b>{% endfor %}'
    const made = await compiled({ body: bodyWith(inner) })
    expect(told(made.findings)).toEqual([])
    const html = made.compiled.written.en?.html ?? ''
    for (const piece of [
      '{% if customer.traits.vip %}',
      '{{ customer.id | default: "x" }}?a=1&amp;b=2"',
      '{{ tag }}',
      '{{ links.unsubscribe }}',
    ])
      expect(html).toContain(piece)
    const mail = await rendered(contentOf(made.compiled, 1), fillOf({ vip: true, tags: ['<a>', 'b'] }))
    expect(mail.html).toContain('<b>&lt;a&gt;</b><b>b</b>')
    expect(mail.html).toContain(encodeURIComponent('https://shop.example/c-1?a=1&b=2'))
    expect(mail.html).toContain('you &amp; me')
    expect((await rendered(contentOf(made.compiled, 1), fillOf({ tags: ['b'] }))).html).not.toContain('you &amp; me')
  })

  it('has the language, the direction, the title and the preheader, each escaped', async () => {
    const file = {
      ...FILE,
      defaultLocale: 'ar',
      locales: { ar: { subject: 'A <b> & {{ customer.traits.name | default: "c" }}', preheader: 'p < q' } },
    }
    const { compiled: made } = await compiled({ file })
    const { html, subject } = await rendered(contentOf(made, 1), fillOf({ name: '</title>' }))
    expect(subject).toBe('A <b> & </title>')
    expect(html).toMatch(/<html lang="ar" dir="rtl"/)
    expect(html).toContain('<title>A &lt;b&gt; &amp; &lt;/title&gt;</title>')
    expect(html).toContain('p &lt; q')
  })

  it('has words and the brand in it for good, as text', async () => {
    const file = {
      ...FILE,
      locales: {
        en: { subject: '{{ words.hi }}', words: { hi: 'Hi <b> {{ brand.company }} {{ customer.traits.name | default: "you" }}' } },
      },
    }
    const { compiled: made, findings } = await compiled({ file, body: bodyWith('<p title="{{ words.hi }}">{{ words.hi }}</p>') })
    expect(told(findings)).toEqual([])
    expect(made.written.en?.subject).toBe('Hi <b> Fern & Fable {{ customer.traits.name | default: "you" }}')
    expect(made.written.en?.html).toContain('>Hi &lt;b&gt; Fern &amp; Fable {{ customer.traits.name | default: "you" }}</p>')
    expect(JSON.stringify(made)).not.toMatch(/words\.|brand\./)
  })

  it('is what a definition holds', async () => {
    const { compiled: made } = await compiled({})
    const source = JSON.parse(JSON.stringify(templateSource(made)))
    expect(parseCompiledTemplate(source, 7)).toEqual({ ok: true, value: { ...contentOf(made, 7) } })
    expect(parseCompiledTemplate({ ...source, more: 1 }, 7)).toMatchObject({ ok: false })
  })
})

describe('shared parts', () => {
  const include = (path: string, rest = '') => bodyWith(`Hi</mj-text><mj-include path="${path}"${rest} /><mj-text>`)
  const text = '<mj-text>part of all</mj-text>'

  it('are put in where a body asks for them, and within each other', async () => {
    const parts = { 'parts/a.mjml': '<mj-include path="parts/b.mjml"></mj-include>', 'parts/b.mjml': text }
    const { compiled: made, findings } = await compiled({ body: include('parts/a.mjml'), parts })
    expect(told(findings)).toEqual([])
    expect(made.written.en?.html).toContain('part of all')
  })

  it.each([
    { path: '/etc/passwd', problem: 'is "/etc/passwd", which is not there' },
    { path: '../../package.json', problem: 'is "../../package.json", which is not there' },
    { path: 'file:///etc/passwd', problem: 'is "file:///etc/passwd", which is not there' },
    { path: 'parts/../parts/a.mjml', problem: 'is "parts/../parts/a.mjml", which is not there' },
    { path: 'parts/b.mjml', problem: 'is "parts/b.mjml", which is not there' },
    { path: 'parts/a.mjml', problem: 'puts parts/a.mjml into itself' },
    { path: 'parts/a.mjml', rest: ' type="html"', problem: 'has a type' },
  ])('$path: $problem, and nothing is read', async ({ path, rest = '', problem }) => {
    const { compiled: made, findings } = await compiled({
      body: include(path, rest),
      parts: { 'parts/a.mjml': '<mj-include path="parts/a.mjml" />' },
    })
    expect(told(findings)).toEqual([`error test/body.mjml mj-include: ${problem}`])
    expect(JSON.stringify(made)).not.toMatch(/root:|rekindle/)
  })
})

describe('what a check finds in a body', () => {
  it.each([
    { inner: '<img src="https://a.example/a.png">', finding: 'warning test/body.mjml img: has no words for who cannot see it' },
    { inner: '<img alt="" src="https://a.example/a.png">', finding: null },
    {
      inner: '</mj-text><mj-image src="https://a.example/a.png" /><mj-text>',
      finding: 'warning test/body.mjml mj-image: has no words for who cannot see it',
    },
    { inner: '</mj-text><mj-image alt="x" src="https://a.example/a.png" /><mj-text>', finding: null },
    { inner: '<a href="/x">x</a>', finding: 'error test/body.mjml a: leads to "/x", which is no address' },
    { inner: '<a href="">x</a>', finding: 'error test/body.mjml a: leads nowhere: its address is empty' },
    { inner: '<a href="#">x</a>', finding: 'error test/body.mjml a: leads nowhere: its address is "#"' },
    { inner: '<a href="#top">x</a>', finding: null },
    {
      inner: '<a href="javascript:alert(1)">x</a>',
      finding: 'error test/body.mjml a: leads to "javascript:alert(1)", which is no address',
    },
    { inner: '<a href="https://a.example/{{ customer.id }}">x</a>', finding: null },
    { inner: '<a href="mailto:a@b.example">x</a>', finding: null },
    {
      inner: '<a href="https://a.example/{{ customer.id }">x</a>',
      finding: 'error test/body.mjml : cannot be read: expected "|" before filter (line 1, column ',
    },
    {
      inner: '<a href={{ customer.traits.url }}>x</a>',
      finding: 'error test/body.mjml a: has {{ customer.traits.url }} where a value could change what the page does (href)',
    },
    {
      inner: '<p style="color:{{ customer.traits.c }}">x</p>',
      finding: 'error test/body.mjml p: has {{ customer.traits.c }} where a value could change what the page does (style)',
    },
    {
      inner: '<p {{ customer.traits.c }}="a">x</p>',
      finding:
        'error test/body.mjml p: has {{ customer.traits.c }} where a value could change what the page does ({{ customer.traits.c }})',
    },
    { inner: '<p onclick="x()">x</p>', finding: 'error test/body.mjml p: has onclick, which runs a program' },
    { inner: '<script>x()</script>', finding: 'error test/body.mjml script: is no part of a mail' },
    { inner: '<iframe src="https://a.example/"></iframe>', finding: 'error test/body.mjml iframe: is no part of a mail' },
    { inner: '{{ words.nothing }}', finding: 'error test/body.mjml : is "words.nothing", which is not there' },
    { inner: '{{ brand.compny }}', finding: 'error test/body.mjml : is "brand.compny", which is not there' },
    {
      inner: '{{ customer.firstName }}',
      finding:
        'error test/body.mjml : asks for "customer.firstName", which nobody has (line 1, column 70): write customer.traits.firstName',
    },
    {
      inner: '</mj-text>{% if customer.traits.a %}<mj-text>x{% endif %}',
      finding: 'error test/body.mjml body: loses {% if customer.traits.a %}: MJML has no text there',
    },
    {
      inner: '</mj-text><mj-bogus /><mj-text>',
      finding: "error test/body.mjml mj-bogus: Element mj-bogus doesn't exist or is not registered",
    },
  ])('$inner: $finding', async ({ inner, finding }) => {
    const { findings } = await compiled({ body: bodyWith(inner) })
    expect(findings).toHaveLength(finding === null ? 0 : 1)
    if (finding !== null) expect(told(findings)[0]).toContain(finding)
    for (const { hint } of findings) expect(hint).not.toBe('')
  })

  it('names words and files that nothing uses', async () => {
    const file = { ...FILE, locales: { en: { subject: 'x', words: { spare: 'y' } } } }
    const { findings } = await compiled({ file, own: { 'old.mjml': '' } })
    expect(told(findings)).toEqual([
      'warning test/template.json words.spare: is used by nothing',
      'warning test/template.json : says nothing of old.mjml, which lies beside it',
    ])
  })
})

describe('what a check finds in the mail of the sample', () => {
  const judged = async (file: object, body: string) => {
    const parsed = parseTemplateFile(file)
    const made = await compiled({ file: file as typeof FILE, body })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const brand = example('templates/brand.json') as never
    const parts = { file: parsed.value, brand, own: new Map(), parts: new Map() }
    return told(await sampleFindings(contentOf(made.compiled, 1), parts, liquidRenderer()))
  }
  const NO_FOOT = (inner: string) => bodyWith(inner).replace(FOOT, '')

  it.each([
    { title: 'a mail that is right', body: bodyWith('Hi'), finds: [] },
    {
      title: 'no way out',
      body: NO_FOOT('Hi {{ brand.address }}'),
      finds: ['error test/template.json : has no way out in one of its parts'],
    },
    ...[
      '{% if customer.traits.vip %}OUT{% endif %}',
      '{% if false %}{% if true %}x{% else %}OUT{% endif %}{% endif %}',
      '{%- comment -%}OUT{%- endcomment -%}',
      '{% raw %}OUT{% endraw %}',
    ].map((foot) => ({
      title: `no way out for everybody: ${foot}`,
      body: NO_FOOT(`Hi {{ brand.address }} ${foot.replace('OUT', '<a href="{{ links.unsubscribe }}">x</a>')}`),
      finds: ['error test/template.json : has no way out in one of its parts'],
    })),
    {
      title: 'a way out behind a condition that has ended',
      body: NO_FOOT('{{ brand.address }} {% if customer.traits.vip %}Hi{% endif %} <a href="{{ links.unsubscribe }}">x</a>'),
      finds: [],
    },
    {
      title: 'no address',
      body: NO_FOOT('<a href="{{ links.unsubscribe }}">x</a>'),
      finds: ['warning test/template.json locales.en: does not say the postal address'],
    },
    {
      title: 'a value the sample lacks',
      body: bodyWith('{{ customer.traits.plan }}'),
      finds: [
        'error test/template.json locales.en: does not render for the sample customer: text: customer.traits.plan has no value, and the template gives no default',
      ],
    },
    { title: 'a default for it', body: bodyWith('{{ customer.traits.plan | default: "x" }}'), finds: [] },
    { title: 'nearly too long for Gmail', body: bodyWith('x'.repeat(97_000)), finds: [] },
    { title: 'too long for Gmail', body: bodyWith('x'.repeat(102_000)), finds: ['warning test/template.json locales.en: is 10'] },
    { title: 'too long in bytes', body: bodyWith('中'.repeat(34_000)), finds: ['warning test/template.json locales.en: is 10'] },
  ])('$title', async ({ body, finds }) => {
    const found = await judged(FILE, body)
    expect(found).toHaveLength(finds.length)
    for (const [index, start] of finds.entries()) expect(found[index]).toContain(start)
  })
})
