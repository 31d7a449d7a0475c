/** Liquid as our texts may use it: no files, no chance, no clock, no end without a bound, and nothing missing that goes unnoticed. */
import { Context, Liquid, type Template, UndefinedVariableError } from 'liquidjs'
import { HTML_LENGTH_MAX, RENDERED_LENGTH_MAX } from '../../kernel/limits.ts'
import { type LinkWay, linkTag, UnusableLink, wayOf } from './link-tag.ts'
import { escapedHtml } from './tokens.ts'

/** What a text becomes part of: in HTML every value is escaped. */
export type Kind = 'text' | 'html'

/** What texts are filled with, by the names they use. */
export type Values = { readonly customer: object; readonly links: object; readonly coupon?: string }

/** Reads a template; throws where it cannot be read. */
export const parseTemplate = (template: string, kind: Kind): Template[] => ENGINES[kind].parse(template)

/** Fills a template. Throws where a value is missing, where a list or object would be printed, and beyond the bounds. */
export const fillTemplate = (template: Template[], kind: Kind, values: Values, way: LinkWay): string => {
  const engine = ENGINES[kind]
  const context = new Context({ ...values }, engine.options, { sync: true }, { liquid: engine })
  wayOf.set(context, way)
  let parts = 0
  // liquidjs asks its limit before every part, and would compare the time: a slow machine must not refuse what a fast one sends.
  context.renderLimit.check = () => {
    parts += 1
    if (parts > RENDERED_PARTS_MAX) throw new Error('parts limit exceeded')
  }
  const text = String(engine.renderSync(template, context))
  if (text.length > RENDERED_LENGTH_MAX) throw new Error('length limit exceeded')
  return text
}

/** Every name a template asks for, with its place. */
export const namesIn = (template: Template[]) => Object.values(ENGINES.text.analyzeSync(template, { partials: false }).globals).flat()

/** A problem in the words of the template, never with a value of the customer. */
export const problemIn = (error: unknown): string => {
  const cause = (error as { originalError?: unknown }).originalError
  if (cause instanceof NotText || cause instanceof ClockRead) return `${sourceOf(error)} ${cause.message}${placeOf(error)}`
  if (cause instanceof UnusableLink) return cause.message
  if (error instanceof UndefinedVariableError) return `${sourceOf(error)} has no value, and the template gives no default${placeOf(error)}`
  // A filter may quote what it was given.
  return isBound(error) ? `takes too much work${placeOf(error)}` : `cannot be filled${placeOf(error)}`
}

/** liquidjs puts the place at the end of the message; ours reads like the others. */
export const withPlace = (error: unknown): string =>
  `${(error instanceof Error ? error.message : String(error)).replace(/, (file:[^,]*, )?line:\d+, col:\d+$/, '')}${placeOf(error)}`

class NotText extends Error {
  override name = 'NotText'
}

class ClockRead extends Error {
  override name = 'ClockRead'
}

/** Texts, values and rounds of loops in one mail: far more than anybody reads. */
const RENDERED_PARTS_MAX = 5_000
/** Characters and entries that filters and ranges may make. */
const MEMORY_MAX = 1_000_000

const FILE_TAGS = ['include', 'render', 'layout', 'block']
/** `sample` draws lots, `raw` would print what {@link onlyText} refuses, and `newline_to_br` makes markup that is escaped again. */
const REFUSED_FILTERS = ['sample', 'raw', 'newline_to_br']
/** Their input may say "now": the clock of whoever renders, and another one when it is tried again. */
export const DATE_FILTERS = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'] as const
/** What they do is done to every value in HTML; twice would be seen. */
const ESCAPES = ['escape', 'escape_once', 'xml_escape']

const onlyText = (value: unknown): string => {
  if (value === undefined || value === null) throw new NotText('has no value')
  if (typeof value === 'object') throw new NotText('is a list or an object: name one part of it, or join it')
  return String(value)
}

const boundedEngine = (outputEscape: (value: unknown) => string): Liquid => {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // Lets `default` and `if` meet a missing value.
    lenientIf: true,
    templates: {},
    outputEscape,
    locale: 'en-US',
    timezoneOffset: 0,
    parseLimit: HTML_LENGTH_MAX,
    memoryLimit: MEMORY_MAX,
  })
  for (const name of FILE_TAGS) delete liquid.tags[name]
  for (const name of REFUSED_FILTERS) delete liquid.filters[name]
  for (const name of DATE_FILTERS) liquid.registerFilter(name, withoutClock(liquid.filters[name]))
  return liquid
}

type FilterCall = (this: unknown, value: unknown, ...rest: unknown[]) => unknown

const withoutClock = (filter: unknown): FilterCall => {
  const original = filter as FilterCall
  return function (value, ...rest) {
    if (value === 'now' || value === 'today')
      throw new ClockRead('asks what time it is, and a mail must say the same whenever it is rendered')
    return original.call(this, value, ...rest)
  }
}

const textEngine = boundedEngine(onlyText)
const htmlEngine = boundedEngine((value) => escapedHtml(onlyText(value)))
for (const name of ESCAPES) htmlEngine.registerFilter(name, (value: unknown) => value)
for (const engine of [textEngine, htmlEngine]) engine.registerTag(...linkTag((source) => textEngine.parse(source)))

const ENGINES: Readonly<Record<Kind, Liquid>> = { text: textEngine, html: htmlEngine }

type Token = { readonly getPosition: () => number[]; readonly getText: () => string }

const tokenOf = (error: unknown): Token | null => (error as { token?: Token }).token ?? null

const placeOf = (error: unknown): string => {
  const position = tokenOf(error)?.getPosition()
  return position === undefined ? '' : ` (line ${position[0]}, column ${position[1]})`
}

const sourceOf = (error: unknown): string => tokenOf(error)?.getText() ?? 'a value'

const isBound = (error: unknown): boolean => error instanceof Error && /limit exceeded/.test(error.message)
