/** The pieces our files are made of. The message of every issue is a hint (problems.ts); the last argument of each piece is its own. */
import * as z from 'zod'
import type { Json } from '../kernel/json.ts'
import { EVENT_NAME_LENGTH_MAX, EVENT_NAMES_MAX } from '../kernel/limits.ts'
import type { Parsed } from '../kernel/problem.ts'
import { durationOf, parseDuration, parseIso } from '../kernel/time.ts'
import { type Currency, currency, type EpochMs } from '../kernel/words.ts'
import type { MinuteOfDay } from '../kernel/zone.ts'
import { KNOWN_FIELDS, shown } from './problems.ts'

const DURATION_HINT = 'Write a whole number and a unit in double quotes: "90m", "24h", "7d", "2w".'
const INSTANT_HINT = 'Write a day or an instant as ISO 8601: "2026-01-01" or "2026-01-01T08:00:00+01:00". Without an offset it is UTC.'
const EVENT_HINT = 'Write the name of the event exactly as it is published, such as "Order Completed".'
const BPS_HINT = 'Write a whole number of hundredths of a percent: 1000 is 10 %, 10000 is everybody.'
const TIME_HINT = 'Write a time of day as "21:00".'
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const DAYS_HINT = `Write a list of ${DAYS.join(', ')}.`
const CURRENCY_HINT = 'Write the ISO 4217 code in capitals, such as "USD" or "EUR".'

/** A name for machines stands in ids, in keys and on the command line. */
const SLUG_LENGTH_MAX = 64

/** An object in which every unknown key is a problem: what we do not understand we must not ignore. */
export const strict = <Shape extends z.core.$ZodShape>(shape: Shape, hint: string) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? KNOWN_FIELDS + Object.keys(shape).join(', ') : hint),
  })

/** A field with what it means in a sentence: editors show it where the field is written. */
export const said = <Field extends z.ZodType>(field: Field, description: string): Field => {
  const described = field.meta({ description }) as Field
  const shapes = SHAPES.get(field)
  if (shapes !== undefined) SHAPES.set(described, shapes)
  return described
}

/** Of shapes told apart by their fields, the one that is meant reads the value, so that the problems told are those of what was meant. */
export const byField = <T>(name: string, shapes: readonly z.ZodType<T>[], choose: (json: unknown) => z.ZodType<T>): z.ZodType<T> => {
  const field = z.unknown().transform((json, { issues }): T => {
    const result = choose(json).safeParse(json)
    if (result.success) return result.data
    for (const issue of result.error.issues) issues.push({ ...issue, input: json } as z.core.$ZodRawIssue)
    return z.NEVER
  })
  SHAPES.set(field, { name, shapes })
  return field
}

/** The shapes of a field that {@link byField} made, and what they are called together; for JSON Schemas, which cannot look into it. */
export const shapesOf = (field: object): Shapes | undefined => SHAPES.get(field)

type Shapes = { readonly name: string; readonly shapes: readonly z.ZodType[] }

const SHAPES = new WeakMap<object, Shapes>()

/** Text of 1 to `lengthMax` characters. */
export const text = (lengthMax: number, hint: string) =>
  z.string({ error: hint }).min(1, { error: hint, abort: true }).max(lengthMax, { error: hint, abort: true })

/** A name for machines, such as `win-back`. */
export const slug = (hint: string) =>
  text(SLUG_LENGTH_MAX, hint).refine((name) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name), {
    error: `${hint} Use small letters, digits and hyphens, such as "win-back".`,
    params: { problem: 'may only have small letters, digits, and hyphens between them' },
  })

/** A list of at most `max` things of one shape. */
export const list = <Item extends z.ZodType>(item: Item, max: number, hint: string) =>
  z.array(item, { error: hint }).max(max, { error: hint })

/** The name of an event, exactly as publishers send it. */
export const eventName = text(EVENT_NAME_LENGTH_MAX, EVENT_HINT).refine((name) => name.trim() === name, {
  error: 'No event would match it: take the space away.',
  params: { problem: 'begins or ends with a space' },
})

/** Names of events, each once. */
export const eventNames = (hint: string) =>
  list(eventName, EVENT_NAMES_MAX, hint).check(({ value: names, issues }) => {
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue
      issues.push({
        code: 'custom',
        path: [index],
        message: 'Name it once.',
        params: { problem: `is ${shown(name)} again` },
        input: name,
      })
    }
  })

/** Where the JSON Schema of a file is, for editors. */
export const schemaField = said(
  z.string({ error: 'Leave it out, or write where the JSON Schema is.' }).optional(),
  'Where the JSON Schema of this file is: editors complete and explain by it.',
)

/** Hundredths of a percent. */
export const share = (minimum: number, maximum: number) =>
  said(
    z.int({ error: BPS_HINT }).min(minimum, { error: BPS_HINT }).max(maximum, { error: BPS_HINT }),
    'In hundredths of a percent: 1000 is 10 %, 10000 is everybody.',
  )

/** `30d` and the like, between two bounds, into milliseconds. */
export const duration = (minMs: number, maxMs: number, hint = DURATION_HINT) =>
  z.string({ error: hint }).transform((written, { issues }): number => {
    const durationMs = parseDuration(written)
    if (durationMs === null) return refuse(issues, '', `is ${shown(written)}, which is not a duration`, DURATION_HINT)
    if (durationMs < minMs) return refuse(issues, '', `is shorter than ${durationOf(minMs)}`, DURATION_HINT)
    return durationMs > maxMs ? refuse(issues, '', `is longer than ${durationOf(maxMs)}`, DURATION_HINT) : durationMs
  })

/** ISO 8601 into milliseconds. */
export const instant = z
  .string({ error: INSTANT_HINT })
  .transform(
    (written, { issues }): EpochMs =>
      parseIso(written) ?? refuse(issues, '', `is ${shown(written)}, which is no instant that exists`, INSTANT_HINT),
  )

/** `21:00` into minutes since midnight. */
export const timeOfDay = z.string({ error: TIME_HINT }).transform((written, { issues }): MinuteOfDay => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(written)
  return match === null
    ? refuse(issues, '', `is ${shown(written)}, which is no time of day`, TIME_HINT)
    : Number(match[1]) * 60 + Number(match[2])
})

/** Days of the week into their numbers: 1 is Monday. */
export const weekdays = list(z.enum(DAYS, { error: DAYS_HINT }), 7, DAYS_HINT)
  .min(1, { error: DAYS_HINT })
  .transform((days): ReadonlySet<number> => new Set(days.map((day) => DAYS.indexOf(day) + 1)))

/** ISO 4217. */
export const currencyCode = z
  .string({ error: CURRENCY_HINT })
  .transform(
    (code, { issues }): Currency =>
      /^[A-Z]{3}$/.test(code) ? currency(code) : refuse(issues, '', `is ${shown(code)}, which is no currency code`, CURRENCY_HINT),
  )

/** Something with a parser of its own, such as a condition; its problems come with paths below this place. */
export const parsedBy = <T>(parse: (json: Json) => Parsed<T>) =>
  z.unknown().transform((json, { issues }): T => {
    const parsed = parse(json as Json)
    if (parsed.ok) return parsed.value
    for (const { path, problem, hint } of parsed.problems) refuse(issues, path, problem, hint)
    return z.NEVER
  })

/** Notes a problem at a place below the value that is being read. */
export const refuse = (issues: z.core.$ZodRawIssue[], path: string, problem: string, hint: string): never => {
  issues.push({ code: 'custom', path: [path], message: hint, params: { problem }, input: undefined })
  return z.NEVER
}
