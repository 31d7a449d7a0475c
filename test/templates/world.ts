/** What tests of templates share: a fill, a renderer, and a template made of texts. */
import { compileTemplate, type TemplateMade } from '../../shared/adapters/mjml/template.ts'
import { liquidRenderer } from '../../shared/adapters/liquid/renderer.ts'
import { parseBrand, parseTemplateFile } from '../../shared/contract/template.ts'
import type { MailContent, Written } from '../../shared/domain/campaign/campaign.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import type { Fill, Rendered } from '../../shared/ports/renderer.ts'
import { example } from '../parsing/files.ts'

export const LINKS: Fill['links'] = {
  unsubscribe: 'https://mail.example/u/1?a=1&b=2',
  preferences: 'https://mail.example/p/1',
  confirm: 'https://mail.example/c/1',
}

/** Tracked links are told from others by their host. */
export const fillOf = (traits: JsonObject = {}, more: Partial<Fill> = {}): Fill => ({
  customer: { id: 'c-1', stage: null, traits },
  locale: null,
  links: LINKS,
  coupon: null,
  track: (url) => `https://click.example/?to=${encodeURIComponent(url)}`,
  ...more,
})

const renderer = liquidRenderer()

export const render = (content: MailContent, fill: Fill = fillOf()): Promise<Rendered> => renderer.render(content, fill)

export const contentOf = (written: Partial<Written>, locale = 'en'): MailContent => ({
  template: { name: 'test', version: 1 },
  defaultLocale: locale,
  written: new Map([[locale, { subject: 'Hello', preheader: null, html: null, text: null, ...written }]]),
})

export const rendered = async (content: MailContent, fill?: Fill): Promise<Rendered & { readonly ok: true }> => {
  const mail = await render(content, fill)
  if (!mail.ok) throw new Error(mail.detail)
  return mail
}

/** A body with one line of content, and a foot. */
export const bodyWith = (inner: string): string =>
  `<mjml><mj-head></mj-head><mj-body><mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section>${FOOT}</mj-body></mjml>`

export const FOOT =
  '<mj-section><mj-column><mj-text><a href="{{ links.unsubscribe }}">Unsubscribe</a> {{ brand.address }}</mj-text></mj-column></mj-section>'

export const FILE = {
  defaultLocale: 'en',
  body: 'body.mjml',
  locales: { en: { subject: 'Hello', words: {} } },
  sample: { customer: { id: 'c-1', traits: { firstName: 'Ann' } } },
}

type Made = {
  readonly file?: Json
  readonly body?: string
  readonly own?: Readonly<Record<string, string>>
  readonly parts?: Readonly<Record<string, string>>
}

/** Compiles a template of texts, with the brand of the examples. */
export const compiled = ({ file = FILE, body = bodyWith('Hi'), own = {}, parts = {} }: Made): Promise<TemplateMade> => {
  const parsed = parseTemplateFile(file)
  const brand = parseBrand(example('templates/brand.json'))
  if (!parsed.ok || !brand.ok) throw new Error(JSON.stringify([parsed, brand]))
  return compileTemplate({
    name: 'test',
    file: parsed.value,
    brand: brand.value,
    own: new Map(Object.entries({ 'body.mjml': body, ...own })),
    parts: new Map(Object.entries(parts)),
  })
}
