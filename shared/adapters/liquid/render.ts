import type { Template } from 'liquidjs'
import type { Written } from '../../domain/campaign/campaign.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import { TEXTS_READ_LENGTH_MAX, TEXTS_READ_MAX } from '../../kernel/limits.ts'
import { nearestLocale } from '../../kernel/locale.ts'
import type { Rendered, Renderer } from '../../ports/renderer.ts'
import { fillTemplate, type Kind, parseTemplate, problemIn, type Values } from './engine.ts'
import type { LinkWay } from './link-tag.ts'
import { footerText, linkedText, plainHtml } from './plain.ts'

/** What of a mail's HTML is made when it is filled, unless publishing has made it. Each brings a parser along. */
export type HtmlTools = {
  /** HTML whose every address is a link of ours. */
  readonly linkedHtml: (html: string) => string
  /** The words of HTML as text. */
  readonly textOf: (html: string) => string
}

/** A renderer with a memory of its own for texts it has read. */
export const rendererWith = ({ linkedHtml, textOf }: HtmlTools): Renderer => {
  const htmlSource = ({ subject, preheader, html, text, linked }: Written, locale: string): string =>
    html === null ? plainHtml({ subject, preheader, text: text ?? '', locale }) : (linked ?? linkedHtml(html))
  const read = { text: remembered('text'), html: remembered('html') }
  return {
    render: async (content, fill) => {
      const locale = nearestLocale(fill.locale, content.written.keys(), content.defaultLocale)
      const written = content.written.get(locale)
      if (written === undefined) return { ok: false, detail: `there are no words in ${locale}` }
      const { links, coupon, track } = fill
      const values: Values = { customer: withoutBlanks(fill.customer), links, ...(coupon === null ? {} : { coupon }) }
      const way: LinkWay = { own: new Set(Object.values(links)), track }
      const part = (name: string, kind: Kind, key: string, source: () => string): Filled =>
        filled(name, () => fillTemplate(read[kind](key, source), kind, values, way))

      const subject = part('subject', 'text', written.subject, () => written.subject)
      if (!subject.ok) return subject
      const key = `${locale} ${keyOf(written)}`
      const text = part('text', 'text', key, () => linkedText(written.text ?? textOf(written.html ?? '')))
      if (!text.ok) return text
      const footer = written.html === null ? footerText(written.text ?? '', locale) : null
      const foot = footer === null ? NOTHING : part('text', 'text', footer, () => linkedText(footer))
      if (!foot.ok) return foot
      const html = part('html', 'html', key, () => htmlSource(written, locale))
      if (!html.ok) return html
      return { ok: true, locale, subject: oneLine(subject.value), html: html.value, text: tidy(text.value) + foot.value }
    },
  }
}

const NOTHING = { ok: true, value: '' } as const

/** All that the parts are derived from. It is long, and made once. */
const keyOf = (written: Written): string => {
  const known = KEYS.get(written)
  if (known !== undefined) return known
  const { subject, preheader, html, text } = written
  const key = JSON.stringify(html === null ? [subject, preheader, text] : [html, text])
  KEYS.set(written, key)
  return key
}

const KEYS = new WeakMap<Written, string>()

type Read = (key: string, source: () => string) => Template[]

/** The oldest is read again: texts of versions that are gone make room. */
const remembered = (kind: Kind): Read => {
  const known = new Map<string, Template[]>()
  let length = 0
  return (key, source) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const parsed = parseTemplate(source(), kind)
    for (const oldest of known.keys()) {
      if (known.size < TEXTS_READ_MAX && length + key.length <= TEXTS_READ_LENGTH_MAX) break
      known.delete(oldest)
      length -= oldest.length
    }
    known.set(key, parsed)
    length += key.length
    return parsed
  }
}

type Filled = { readonly ok: true; readonly value: string } | Extract<Rendered, { ok: false }>

const filled = (part: string, fill: () => string): Filled => {
  try {
    const value = fill()
    return value.trim() === '' ? { ok: false, detail: `${part}: is empty for this customer` } : { ok: true, value }
  } catch (error) {
    return { ok: false, detail: `${part}: ${problemIn(error)}` }
  }
}

/** A subject is one header line: a line break in a name must not begin another header. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()

/** Conditions that came to nothing leave no hole. */
const tidy = (text: string): string => text.replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n')

/** What says nothing is missing: "Hello ," is no greeting, whether the name is absent, null or blank. */
const withoutBlanks = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => !isBlank(each))
      .map(([name, each]) => [name, pruned(each)]),
  )

const pruned = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.filter((each: Json) => !isBlank(each)).map(pruned) : withoutBlanks(value as JsonObject)
}

const isBlank = (value: Json): boolean => value === null || (typeof value === 'string' && value.trim() === '')
