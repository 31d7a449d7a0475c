/** The door for templates: the files marketers write, and what publishing made of them. */
import { LOCALES_MAX, WORDS_MAX } from '../kernel/limits.ts'
import { isLocale, nearestLocale } from '../kernel/locale.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { unknownName } from './compiled-template.ts'
import { parseWith, pathOf } from './problems.ts'
import { type Brand, brandFile, type TemplateFile, templateFile } from './template-file.ts'

export {
  type CompiledTemplate,
  parseCompiledTemplate,
  templateSource,
  unknownName,
} from './compiled-template.ts'
export { everyPartNames } from '../domain/campaign/mail-words.ts'

/** Something about a template: an error keeps it from being published, a warning is shown. */
export type TemplateFinding = Problem & { readonly level: 'error' | 'warning'; readonly file: string }

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

const named = (prefix: string, values: object): readonly (readonly [string, string])[] =>
  Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[`${prefix}${name}`, value] as const] : []))

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
