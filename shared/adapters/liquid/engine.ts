/** Liquid as our texts may use it: no files, no chance, no end without a bound, and nothing missing that goes unnoticed. */
import { Context, Liquid, type Template, UndefinedVariableError } from 'liquidjs'
import { CUSTOMER_FIELDS, insteadOf } from '../../contract/customer-fields.ts'

/** The name under which a template finds the customer document. Other names are free for what may come: event, campaign, links. */
const CUSTOMER = 'customer'

/** Reads a template; throws where it cannot be read. */
export const parseTemplate = (template: string): Template[] => engine.parse(template)

/** Fills a template. Throws where a value is missing, where a list or object would be printed, and beyond the bounds. */
export const fillTemplate = (template: Template[], customer: object): string => {
  const context = new Context({ [CUSTOMER]: customer }, engine.options, { sync: true }, { liquid: engine })
  let parts = 0
  // liquidjs asks its limit before every part, and would compare the time: a slow machine must not refuse what a fast one sends.
  context.renderLimit.check = () => {
    parts += 1
    if (parts > RENDERED_PARTS_MAX) throw new Error('parts limit exceeded')
  }
  return String(engine.renderSync(template, context))
}

/** Null when a template can be read and names nothing but the customer; else what is wrong, and where. */
export const checkTemplate = (template: string): string | null => {
  let parsed: Template[]
  try {
    parsed = parseTemplate(template)
  } catch (error) {
    return `cannot be read: ${withPlace(error)}`
  }
  const { globals } = engine.analyzeSync(parsed, { partials: false })
  const unknown = Object.values(globals)
    .flat()
    .find((variable) => !isKnown(variable.segments))
  if (unknown === undefined) return null
  const [root, field] = unknown.segments
  const { row, col } = unknown.location
  const instead = insteadOf(String(root === CUSTOMER ? field : root))
  return `asks for "${unknown}", which nobody has (line ${row}, column ${col}): write ${CUSTOMER}.${instead}`
}

/** A problem in the words of the template, never with a value of the customer. */
export const problemIn = (error: unknown): string => {
  const cause = (error as { originalError?: unknown }).originalError
  if (cause instanceof NotText) return `${sourceOf(error)} ${cause.message}${placeOf(error)}`
  if (error instanceof UndefinedVariableError) return `${sourceOf(error)} has no value, and the template gives no default${placeOf(error)}`
  // A filter may quote what it was given.
  return isBound(error) ? `takes too much work${placeOf(error)}` : `cannot be filled${placeOf(error)}`
}

/** Only what the customer document has. A computed name is known when it is rendered. */
const isKnown = ([root, field]: readonly unknown[]): boolean =>
  root === CUSTOMER && (typeof field !== 'string' || CUSTOMER_FIELDS.includes(field))

class NotText extends Error {
  override name = 'NotText'
}

/** Texts, values and rounds of loops in one mail: far more than anybody reads. */
const RENDERED_PARTS_MAX = 5_000
/** Characters and entries that filters and ranges may make. */
const MEMORY_MAX = 1_000_000
/** Longer than any template a campaign file may bring. */
const TEMPLATE_LENGTH_MAX = 64_000

const FILE_TAGS = ['include', 'render', 'layout', 'block']
/** `sample` draws lots, and `raw` would print what {@link onlyText} refuses. */
const REFUSED_FILTERS = ['sample', 'raw']

const onlyText = (value: unknown): string => {
  if (value === undefined || value === null) throw new NotText('has no value')
  if (typeof value === 'object') throw new NotText('is a list or an object: name one part of it, or join it')
  return String(value)
}

const boundedEngine = (): Liquid => {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    // Lets `default` and `if` meet a missing value.
    lenientIf: true,
    templates: {},
    outputEscape: onlyText,
    locale: 'en-US',
    timezoneOffset: 0,
    parseLimit: TEMPLATE_LENGTH_MAX,
    memoryLimit: MEMORY_MAX,
  })
  for (const name of FILE_TAGS) delete liquid.tags[name]
  for (const name of REFUSED_FILTERS) delete liquid.filters[name]
  return liquid
}

const engine = boundedEngine()

type Token = { readonly getPosition: () => number[]; readonly getText: () => string }

const tokenOf = (error: unknown): Token | null => (error as { token?: Token }).token ?? null

const placeOf = (error: unknown): string => {
  const position = tokenOf(error)?.getPosition()
  return position === undefined ? '' : ` (line ${position[0]}, column ${position[1]})`
}

const sourceOf = (error: unknown): string => tokenOf(error)?.getText() ?? 'a value'

/** liquidjs puts the place at the end of the message; ours reads like the others. */
const withPlace = (error: unknown): string =>
  `${(error instanceof Error ? error.message : String(error)).replace(/, (file:[^,]*, )?line:\d+, col:\d+$/, '')}${placeOf(error)}`

const isBound = (error: unknown): boolean => error instanceof Error && /limit exceeded/.test(error.message)
