/** What Pinpoint sent by mail, as a `send` of ours and, where it is more than a line of text, a folder of templates. */
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { MAIL_TEXT_LENGTH_MAX, SUBJECT_LENGTH_MAX } from '../../kernel/limits.ts'
import { type Finding, type Teller, tellerOf } from './finding.ts'
import { type Defaults, liquidFrom } from './handlebars.ts'
import { namesTaken } from './names.ts'
import type { PinpointTemplate } from './shapes.ts'
import type { Thing } from './source.ts'

/** A template that campaigns name. `isWritten` false: it was not exported, and somebody has to write it. */
export type NamedTemplate = { readonly name: string; readonly pinpointName: string; readonly isWritten: boolean }

/** A file of a folder of templates. */
export type TemplatePart = { readonly path: string; readonly content: JsonObject | string }

export type InlineMail = {
  readonly subject: string
  readonly html: string | null
  readonly text: string | null
}

export type Mails = {
  /** The `send` of a template by the name Pinpoint knows it by. */
  readonly named: (pinpointName: string, teller: Teller) => JsonObject
  /** The `send` of a mail a campaign says itself; `wish` names the template it becomes. Null: it says nothing. */
  readonly inline: (mail: InlineMail, wish: string, teller: Teller) => JsonObject | null
  readonly templates: () => readonly NamedTemplate[]
  readonly files: () => readonly TemplatePart[]
}

export const mailsFrom = (things: readonly Thing<PinpointTemplate>[], locale: string, found: Finding[]): Mails => {
  const names = namesTaken('mail', ['parts'])
  const known = new Map<string, NamedTemplate>()
  const files: TemplatePart[] = []

  const write = (name: string, mail: InlineMail, defaults: Defaults, teller: Teller): void =>
    void files.push(...templateParts(name, mail, { defaults, locale, teller }))
  for (const { file, at, value } of things) {
    const pinpointName = value.TemplateName ?? value.Name ?? 'template'
    const name = names.take(pinpointName)
    const teller = tellerOf(found, file, at, () => `templates/${name}/template.json`)
    const mail = { subject: value.Subject ?? '', html: value.HtmlPart ?? null, text: value.TextPart ?? null }
    if (!saysSomething(mail)) {
      teller.tell('missing', '', 'has neither HTML nor text', 'Write the template yourself.')
      known.set(pinpointName, { name, pinpointName, isWritten: false })
      continue
    }
    if (typeof value.RecommenderId === 'string')
      teller.tell('missing', 'RecommenderId', 'asks a model for recommendations', 'Publish them as traits, and print those.')
    write(name, mail, defaultsFrom(value.DefaultSubstitutions, teller.within('DefaultSubstitutions')), teller)
    known.set(pinpointName, { name, pinpointName, isWritten: true })
  }
  return {
    named: (pinpointName, teller) => {
      const there = known.get(pinpointName)
      const template = there ?? { name: names.take(pinpointName), pinpointName, isWritten: false }
      known.set(pinpointName, template)
      if (!template.isWritten) {
        const instead = `Export it with get-email-template and import all again, or write templates/${template.name} (docs/templates.md).`
        teller.tell('missing', '', `sends the template "${pinpointName.slice(0, 80)}", which is not among the files`, instead)
      }
      return { template: template.name }
    },
    inline: (mail, wish, teller) => {
      if (!saysSomething(mail)) return null
      if (mail.html === null || mail.html.trim() === '') {
        const text = liquidFrom(mail.text ?? '', {}, teller.within('Body'))
        const subject = subjectFrom(mail.subject, {}, teller)
        if (text.length <= MAIL_TEXT_LENGTH_MAX) return { subject, text }
      }
      const name = names.take(wish)
      write(name, mail, {}, teller)
      known.set(`inline ${name}`, { name, pinpointName: wish, isWritten: true })
      return { template: name }
    },
    templates: () => [...known.values()],
    files: () => files,
  }
}

const saysSomething = ({ html, text }: InlineMail): boolean => (html ?? '').trim() !== '' || (text ?? '').trim() !== ''

/** `{"User.UserAttributes.FirstName": "there"}`: what is printed for whom a variable is missing. */
const defaultsFrom = (written: string | null | undefined, teller: Teller): Defaults => {
  if (written === null || written === undefined || written.trim() === '') return {}
  let read: Json
  try {
    read = JSON.parse(written) as Json
  } catch {
    read = null
  }
  if (isJsonObject(read))
    return Object.fromEntries(Object.entries(read).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])))
  teller.tell('missing', '', 'is no JSON object of texts', 'Write the defaults yourself: | default: "there".')
  return {}
}

const subjectFrom = (subject: string, defaults: Defaults, teller: Teller): string => {
  const here = teller.within('Title')
  const liquid = liquidFrom(subject, defaults, here).replace(/\s+/g, ' ').trim()
  if (liquid !== '' && liquid.length <= SUBJECT_LENGTH_MAX) return liquid
  here.tell('missing', '', liquid === '' ? 'is no subject' : `is longer than ${SUBJECT_LENGTH_MAX} characters`, 'Write the subject.')
  return liquid === '' ? 'No subject yet' : liquid.slice(0, SUBJECT_LENGTH_MAX).replace(/\{[{%][^}]*$/, '')
}

type Making = { readonly defaults: Defaults; readonly locale: string; readonly teller: Teller }

const templateParts = (
  name: string,
  { subject, html, text }: InlineMail,
  { defaults, locale, teller }: Making,
): readonly TemplatePart[] => {
  const hasHtml = html !== null && html.trim() !== ''
  const hasText = text !== null && text.trim() !== ''
  teller.tell(
    'note',
    '',
    `was made the template "${name}"; a line with the way out was put at its end`,
    `Look at it: rekindle preview ${name}. Take out what it said itself about unsubscribing, and postal address and links that only Pinpoint knew.`,
  )
  const spoken = { subject: subjectFrom(subject, defaults, teller), ...(hasText ? { text: `text.${locale}.txt` } : {}) }
  const json = {
    defaultLocale: locale,
    ...(hasHtml ? { body: 'body.mjml' } : {}),
    locales: { [locale]: spoken },
    sample: { customer: { id: 'c-1', traits: {} } },
  }
  const parts: TemplatePart[] = [{ path: `${name}/template.json`, content: json }]
  if (hasHtml) parts.push({ path: `${name}/body.mjml`, content: mjmlFrom(liquidFrom(html, defaults, teller.within('HtmlBody')), teller) })
  if (hasText) {
    const body = liquidFrom(text, defaults, teller.within('Body'))
    parts.push({ path: `${name}/text.${locale}.txt`, content: `${body.trimEnd()}\n\n{{ links.unsubscribe }}\n` })
  }
  return parts
}

/** A whole page of HTML within MJML: its body as it is, its style sheets in the head. */
const mjmlFrom = (html: string, teller: Teller): string => {
  const styles = blocksOf(html, 'style').filter((style) => {
    if (!/\{[{%]/.test(style)) return true
    teller.tell('missing', 'HtmlBody', 'has values of a customer in a style sheet', 'It was left out: put values into the text.')
    return false
  })
  const body = bodyOf(html)
  const head =
    styles.length === 0 ? '' : `  <mj-head>\n${styles.map((style) => `    <mj-style>${style}</mj-style>`).join('\n')}\n  </mj-head>\n`
  const wayOut = '<a href="{{ links.unsubscribe }}">Unsubscribe</a>'
  return `<mjml>\n${head}  <mj-body>\n    <mj-raw>\n${body}\n    </mj-raw>\n    <mj-section>\n      <mj-column>\n        <mj-text align="center">${wayOut}</mj-text>\n      </mj-column>\n    </mj-section>\n  </mj-body>\n</mjml>\n`
}

/** What stands between the tags of a name, without searching any part of the text twice. */
const blocksOf = (html: string, name: string): readonly string[] => {
  const found: string[] = []
  for (let rest = cutAt(html, name); rest !== null; rest = cutAt(rest.after, name)) found.push(rest.inside)
  return found
}

type Cut = { readonly before: string; readonly inside: string; readonly after: string }

const cutAt = (html: string, name: string): Cut | null => {
  const begin = html.search(new RegExp(`<${name}[\\s>]`, 'i'))
  const opened = begin < 0 ? -1 : html.indexOf('>', begin)
  if (opened < 0) return null
  const length = html.slice(opened + 1).search(new RegExp(`</${name}\\s*>`, 'i'))
  const end = length < 0 ? html.length : opened + 1 + length
  const closed = html.indexOf('>', end)
  return { before: html.slice(0, begin), inside: html.slice(opened + 1, end), after: closed < 0 ? '' : html.slice(closed + 1) }
}

const bodyOf = (html: string): string => {
  const inside = cutAt(html, 'body')?.inside ?? html
  const bare = ['head', 'style', 'title'].reduce((rest, name) => {
    const cut = cutAt(rest, name)
    return cut === null ? rest : bareOf(rest, name)
  }, inside)
  return bare.replace(/<!doctype[^>]*>|<\/?(?:html|body|mj-raw)\b[^>]*>/gi, '').trim()
}

const bareOf = (html: string, name: string): string => {
  const kept: string[] = []
  let rest = html
  for (let cut = cutAt(rest, name); cut !== null; cut = cutAt(rest, name)) {
    kept.push(cut.before)
    rest = cut.after
  }
  return [...kept, rest].join('')
}
