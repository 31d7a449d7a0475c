/** From the files of a template to what is published: for each language its HTML and text, with nothing but a customer's values missing. */
import type { Brand, LocalePart, TemplateFile } from '../../contract/template-file.ts'
import { type CompiledTemplate, constantsOf, type TemplateFinding, unknownName } from '../../contract/template.ts'
import type { Written } from '../../domain/campaign/campaign.ts'
import type { Problem } from '../../kernel/problem.ts'
import { checkTemplate } from '../liquid/check.ts'
import { textOf } from '../liquid/text-of.ts'
import { compileMjml } from './compile.ts'
import { withConstants } from './constants.ts'
import { withIncludes } from './includes.ts'
import { htmlProblems } from './inspect.ts'

/** What a template is made of. Paths are those within the folder of templates. */
export type TemplateSources = {
  readonly name: string
  readonly file: TemplateFile
  readonly brand: Brand | null
  /** `.mjml` and `.txt` files in the template's own folder. */
  readonly own: ReadonlyMap<string, string>
  /** `.mjml` files that all templates share. */
  readonly parts: ReadonlyMap<string, string>
}

/** What came of it; the template is whole where no finding is an error. */
export type TemplateMade = { readonly compiled: CompiledTemplate; readonly findings: readonly TemplateFinding[] }

/** Compiles every language of a template. */
export const compileTemplate = async (sources: TemplateSources): Promise<TemplateMade> => {
  const findings: TemplateFinding[] = []
  const written: Record<string, Written> = {}
  const used = new Set<string>()
  for (const [locale, part] of Object.entries(sources.file.locales)) {
    const made = await localeOf(sources, locale, part)
    written[locale] = made.written
    findings.push(...made.findings)
    for (const name of made.used) used.add(name)
  }
  findings.push(...unused(sources, used))
  const { name, file } = sources
  return { compiled: { name, defaultLocale: file.defaultLocale, written }, findings: distinct(findings) }
}

type Made = { readonly written: Written; readonly findings: readonly TemplateFinding[]; readonly used: readonly string[] }

const LIQUID_HINT = 'Texts are Liquid: {{ customer.traits.firstName | default: "there" }}, {{ links.unsubscribe }}, {{ brand.company }}.'

const localeOf = async (sources: TemplateSources, locale: string, part: LocalePart): Promise<Made> => {
  const { name, file, brand, own } = sources
  const findings: TemplateFinding[] = []
  const used = new Set<string>()
  const constants = constantsOf(brand, part.words, locale)
  const error = (where: string, problem: Problem): void => void findings.push({ ...problem, file: where, level: 'error' })
  /** A text with its constants; what is wrong with it is told at its own place. */
  const liquid = (where: string, path: string, source: string, into: 'text' | 'markup'): string => {
    const { text, unknown, used: found } = withConstants(source, constants, into)
    for (const one of found) used.add(one)
    for (const one of unknown) error(where, { path, ...one })
    const problem = checkTemplate(text)
    if (problem !== null) error(where, { path, problem, hint: LIQUID_HINT })
    return text
  }
  const json = `${name}/template.json`
  const at = (field: string): string => `locales.${locale}.${field}`
  const subject = liquid(json, at('subject'), part.subject, 'text')
  const preheader = typeof part.preheader === 'string' ? liquid(json, at('preheader'), part.preheader, 'text') : null
  for (const [word, text] of Object.entries(part.words)) liquid(json, at(`words.${word}`), text, 'text')

  const fileNamed = (field: string, wanted: string | undefined): string | null => {
    const found = wanted === undefined ? undefined : own.get(wanted)
    if (wanted !== undefined && found === undefined) error(json, { path: field, ...unknownName(wanted, [...own.keys()]) })
    if (found !== undefined) used.add(`${name}/${wanted}`)
    return found ?? null
  }
  const bodyName = part.body ?? file.body
  const body = fileNamed(part.body === undefined ? 'body' : at('body'), bodyName)
  const textFile = fileNamed(at('text'), part.text)
  const text = textFile === null ? null : liquid(`${name}/${part.text}`, '', textFile, 'text')
  if (body === null) return { written: { subject, preheader, html: null, text }, findings, used: [...used] }

  const bodyFile = `${name}/${bodyName}`
  const html = await htmlOf(body)
  return { written: { subject, preheader, html, text: text ?? textOf(html) }, findings, used: [...used] }

  async function htmlOf(source: string): Promise<string> {
    const { mjml, problems, used: parts } = withIncludes(source, sources.parts)
    for (const one of problems) error(bodyFile, one)
    liquid(bodyFile, '', source, 'markup')
    for (const path of parts) liquid(path, '', sources.parts.get(path) ?? '', 'markup')
    const filled = withConstants(mjml, constants, 'markup').text
    if (findings.some(({ level }) => level === 'error')) return ''
    for (const problem of pictureProblems(filled)) findings.push({ ...problem, file: bodyFile, level: 'warning' })
    const compiled = await compileMjml(filled, { locale, subject, preheader })
    for (const one of compiled.problems) error(bodyFile, one)
    for (const one of htmlProblems(compiled.html)) findings.push({ ...one, file: bodyFile })
    return compiled.html
  }
}

/** MJML gives a picture without words the empty ones of a decoration, so it is asked before. */
const pictureProblems = (mjml: string): readonly Problem[] =>
  [...mjml.matchAll(/<mj-(?:image|carousel-image)\b[^>]*>/g)].some(([tag]) => !/\salt\s*=/.test(tag))
    ? [{ path: 'mj-image', problem: 'has no words for who cannot see it', hint: 'Write alt="…"; a picture that says nothing has alt="".' }]
    : []

const unused = ({ name, file, own }: TemplateSources, used: ReadonlySet<string>): readonly TemplateFinding[] => {
  const words = Object.keys(file.locales[file.defaultLocale]?.words ?? {}).filter((word) => !used.has(`words.${word}`))
  const files = [...own.keys()].filter((one) => !used.has(`${name}/${one}`))
  const warning = { level: 'warning', file: `${name}/template.json` } as const
  return [
    ...words.map((word) => ({
      ...warning,
      path: `words.${word}`,
      problem: 'is used by nothing',
      hint: 'Take it out, or write {{ words.… }}.',
    })),
    ...files.map((one) => ({
      ...warning,
      path: '',
      problem: `says nothing of ${one}, which lies beside it`,
      hint: 'Name it, or delete it.',
    })),
  ]
}

/** A part that is wrong is wrong in every language; it is told once. */
const distinct = (findings: readonly TemplateFinding[]): readonly TemplateFinding[] => [
  ...new Map(findings.map((one) => [`${one.file} ${one.path} ${one.problem}`, one])).values(),
]
