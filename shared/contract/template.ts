/** The door for templates: the files marketers write, and what publishing made of them. */
import * as z from 'zod'
import type { MailContent, Written } from '../domain/campaign/campaign.ts'
import type { JsonObject } from '../kernel/json.ts'
import { HTML_LENGTH_MAX, LOCALES_MAX, MAIL_TEXT_LENGTH_MAX, SUBJECT_LENGTH_MAX, WORDS_MAX } from '../kernel/limits.ts'
import { isLocale, nearestLocale } from '../kernel/locale.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { nearest } from './did-you-mean.ts'
import { slug, strict, text } from './fields.ts'
import { parseWith, pathOf, shown } from './problems.ts'
import { type Brand, brandFile, type TemplateFile, templateFile } from './template-file.ts'

/** Something about a template: an error keeps it from being published, a warning is shown. */
export type TemplateFinding = Problem & { readonly level: 'error' | 'warning'; readonly file: string }

/** A template as it is published: HTML with Liquid in it, which needs no MJML any more. */
export type CompiledTemplate = {
  readonly name: string
  readonly defaultLocale: string
  readonly written: { readonly [locale: string]: Written }
}

/** Reads `template.json`: first all problems of shape, then those of meaning. */
export const parseTemplateFile = (source: unknown): Parsed<TemplateFile> => {
  const shaped = parseWith(templateFile, source)
  if (!shaped.ok) return shaped
  const problems = meaningProblems(shaped.value)
  return problems.length === 0 ? shaped : { ok: false, problems }
}

/** Reads `brand.json`. */
export const parseBrand = (source: unknown): Parsed<Brand> => {
  const shaped = parseWith(brandFile, source)
  if (!shaped.ok) return shaped
  const problems = localeNameProblems(Object.keys(shaped.value.locales))
  return problems.length === 0 ? shaped : { ok: false, problems }
}

/** A published template and which of its versions, as what a mail says. */
export const parseCompiledTemplate = (source: unknown, version: number): Parsed<MailContent> => {
  const shaped = parseWith(compiledTemplate, source)
  if (!shaped.ok) return shaped
  const { name, defaultLocale, written } = shaped.value
  return { ok: true, value: { template: { name, version }, defaultLocale, written: new Map(Object.entries(written)) } }
}

/** What `{{ words.… }}` and `{{ brand.… }}` stand for in one language: fixed when the template is published. */
export const constantsOf = (brand: Brand | null, words: Readonly<Record<string, string>>, locale: string): ReadonlyMap<string, string> => {
  const { locales = {}, colours = {}, links = {}, $schema: _, ...lines } = brand ?? {}
  const { words: shared = {}, ...own } = locales[nearestLocale(locale, Object.keys(locales), '')] ?? {}
  return new Map([
    ...named('brand.', { ...lines, ...own }),
    ...named('brand.colours.', colours),
    ...named('brand.links.', links),
    ...named('words.', { ...shared, ...words }),
  ])
}

/** Whether every part of a mail, in every language, names something for whoever reads it, such as `links.unsubscribe`. */
export const everyPartNames = ({ written }: MailContent, name: string): boolean =>
  [...written.values()].every(({ html, text }) => [html, text].every((part) => part === null || alwaysNames(part, name)))

/** Whether a text names something for everybody: a condition, a loop, a comment or a text kept for later may keep it from some. */
export const alwaysNames = (part: string, name: string): boolean => {
  let always = part.replaceAll(UNREAD, '')
  // From the innermost outwards.
  for (let before = ''; before !== always; ) {
    before = always
    always = always.replaceAll(PERHAPS, '')
  }
  return names(always, name, '\\{\\{')
}

const UNREAD = /\{%-?\s*(raw|comment)\s*-?%\}[\s\S]*?\{%-?\s*end\1\s*-?%\}/g
const PERHAPS =
  /\{%-?\s*(if|unless|case|for|tablerow|capture)\b(?:(?!\{%-?\s*(?:if|unless|case|for|tablerow|capture)\b)[\s\S])*?\{%-?\s*end\1\s*-?%\}/g

/** Whether any part of a mail names something. */
export const somePartNames = ({ written }: MailContent, name: string): boolean =>
  [...written.values()].some(({ subject, html, text }) => [subject, html, text].some((part) => part !== null && names(part, name)))

/** A name that is not there, and the one that was meant. */
export const unknownName = (name: string, known: readonly string[]): Pick<Problem, 'problem' | 'hint'> => {
  const meant = nearest(name, known)
  const there = known.length === 0 ? 'There is none yet.' : `There are ${known.join(', ')}.`
  return { problem: `is ${shown(name)}, which is not there`, hint: meant === null ? there : `Did you mean ${shown(meant)}?` }
}

/** `within`: what begins the Liquid it stands in. */
const names = (part: string, name: string, within = '\\{[{%]'): boolean =>
  new RegExp(`${within}[^}]*(?<![.\\w"'-])${name.replace('.', '\\.')}\\b`).test(part)

const named = (prefix: string, values: object): readonly (readonly [string, string])[] =>
  Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[`${prefix}${name}`, value] as const] : []))

const PUBLISHED = 'This was written by publishing.'
const written = strict(
  {
    subject: text(2 * SUBJECT_LENGTH_MAX, PUBLISHED),
    preheader: text(2 * SUBJECT_LENGTH_MAX, PUBLISHED).nullable(),
    html: text(HTML_LENGTH_MAX, PUBLISHED).nullable(),
    text: text(HTML_LENGTH_MAX, PUBLISHED).nullable(),
  },
  PUBLISHED,
)
const compiledTemplate = strict(
  {
    name: slug(PUBLISHED),
    defaultLocale: text(MAIL_TEXT_LENGTH_MAX, PUBLISHED),
    written: z.record(z.string(), written, { error: PUBLISHED }),
  },
  PUBLISHED,
)

const meaningProblems = (file: TemplateFile): readonly Problem[] => {
  const locales = Object.keys(file.locales)
  return [
    ...localeNameProblems(locales),
    ...(locales.length > LOCALES_MAX
      ? [{ path: 'locales', problem: `are more than ${LOCALES_MAX}`, hint: 'Make a second template.' }]
      : []),
    ...(locales.includes(file.defaultLocale) ? [] : [{ path: 'defaultLocale', ...unknownName(file.defaultLocale, locales) }]),
    ...wordProblems(file),
    ...bodyProblems(file),
  ]
}

const localeNameProblems = (locales: readonly string[]): readonly Problem[] =>
  locales
    .filter((tag) => !isLocale(tag) || tag.includes('_'))
    .map((tag) => ({ path: pathOf('locales', tag), problem: 'is no language', hint: 'Write a tag of BCP 47: "en", "zh", "pt-BR".' }))

/** Every language says the same: a word that one has and another lacks was forgotten. */
const wordProblems = ({ locales }: TemplateFile): readonly Problem[] => {
  const all = new Map<string, string>()
  for (const [locale, { words }] of Object.entries(locales))
    for (const name of Object.keys(words)) if (!all.has(name)) all.set(name, locale)
  return Object.entries(locales).flatMap(([locale, { words }]) => {
    const at = pathOf('locales', locale, 'words')
    const missing = [...all].filter(([name]) => !Object.hasOwn(words, name))
    const wrong = Object.keys(words).filter((name) => !/^[a-zA-Z][\w-]*$/.test(name))
    return [
      ...missing.map(([name, other]) => ({ path: pathOf(at, name), problem: `is missing, and "${other}" has it`, hint: 'Translate it.' })),
      ...wrong.map((name) => ({ path: pathOf(at, name), problem: 'is no name of a word', hint: 'Use letters, digits, "-" and "_".' })),
      ...(Object.keys(words).length > WORDS_MAX
        ? [{ path: at, problem: `are more than ${WORDS_MAX}`, hint: 'Make two mails of it.' }]
        : []),
    ]
  })
}

const bodyProblems = ({ locales, body }: TemplateFile): readonly Problem[] =>
  Object.entries(locales).flatMap(([locale, part]) =>
    body === undefined && part.body === undefined && part.text === undefined
      ? [{ path: pathOf('locales', locale), problem: 'has neither a body nor a text', hint: 'Write "body": "body.mjml" beside "locales".' }]
      : [],
  )

/** The template as a definition holds it. */
export const templateSource = ({ name, defaultLocale, written }: CompiledTemplate): JsonObject => ({
  name,
  defaultLocale,
  written: Object.fromEntries(Object.entries(written).map(([locale, words]) => [locale, { ...words }])),
})
