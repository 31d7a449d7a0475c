/** Times of a campaign on somebody's clock, as files write them: schedules, moments that waits look forward to, dates that traits hold. */
import * as z from 'zod'
import type { Schedule, Until } from '../domain/campaign/campaign.ts'
import { NEVER_RESOLVED, type Path } from '../domain/conditions/path.ts'
import { CONDITION_TEXT_MAX, OFFSET_DAYS_MAX, STEP_FIELDS_MAX } from '../kernel/limits.ts'
import { DAY_MS, parseIso } from '../kernel/time.ts'
import { isZone, type MinuteOfDay } from '../kernel/zone.ts'
import { CUSTOMER_FIELDS, insteadOf } from './customer-fields.ts'
import { byField, list, refuse, said, strict, text, timeOfDay, weekdays } from './fields.ts'
import { shown } from './problems.ts'

const ZONE_HINT = 'Write "customer" (each on their own clock), or the IANA name of a time zone, such as "Europe/Berlin".'
const LOCAL_HINT = 'Write a day and a time without offset: "2026-12-01T09:00". It is on the clock that "zone" names.'
const ONCE_HINT = 'Write { "at": "2026-12-01T09:00" }.'
const EVERY_HINT =
  'Write { "every": "day", "at": "09:00" }, { "every": "week", "on": ["mon"], "at": "09:00" } or { "every": "month", "on": [1, "last"], "at": "09:00" }.'
const MONTH_HINT = 'Write days of the month from 1 to 31, and "last" for the last one: [1, 15, "last"].'
const OFFSET_HINT = `Write whole days before or after: "-14d" or "3d", at most ${OFFSET_DAYS_MAX} of them.`
const TRAIT_HINT = 'Name the trait that holds the date: "traits.birthday".'
const INCLUDE_HINT = 'Name what of the customer is told: ["traits.plan", "stage"].'
const MOMENT_HINT = 'Write { "at": "09:00", "days": ["tue"] } or { "date": "traits.renewalAt", "offset": "-14d", "at": "09:00" }.'

/** Whose clock local times are on; null: each customer's own. */
export const zone = said(
  z
    .string({ error: ZONE_HINT })
    .transform((name, { issues }): string | null =>
      name === 'customer'
        ? null
        : isZone(name)
          ? name
          : refuse(issues, '', `is ${shown(name)}, which is neither "customer" nor a time zone we know`, ZONE_HINT),
    ),
  'Whose clock local times are on: "customer" (each their own, where it is known) or an IANA zone such as "Europe/Berlin".',
)

/** The name of a trait, dotted. */
export const traitPath = text(CONDITION_TEXT_MAX, TRAIT_HINT).transform((name, { issues }): Path => {
  const path = name.split('.')
  if (path[0] === 'traits' && path.length > 1 && isReadable(path)) return path
  return refuse(issues, '', `is ${shown(name)}, which names no trait`, path.length === 1 ? `Write "traits.${name}".` : TRAIT_HINT)
})

/** The name of something a customer has, dotted. */
export const documentPath = (hint: string) =>
  text(CONDITION_TEXT_MAX, hint).transform((name, { issues }): Path => {
    const path = name.split('.')
    if (CUSTOMER_FIELDS.includes(path[0] ?? '') && isReadable(path)) return path
    return refuse(issues, '', `is ${shown(name)}, which no customer has`, `Did you mean "${insteadOf(name)}"?`)
  })

const isReadable = (path: Path): boolean => path.every((part) => part !== '' && !NEVER_RESOLVED.includes(part))

/** What of the customer a step tells others. */
export const include = said(
  list(documentPath(INCLUDE_HINT), STEP_FIELDS_MAX, INCLUDE_HINT).optional(),
  'What of the customer is told along with it: ["traits.plan", "stage"]. Nothing else of them leaves.',
)

/** `-3d` into days. */
export const offsetDays = said(
  z.string({ error: OFFSET_HINT }).transform((written, { issues }): number => {
    const match = /^([+-]?)(\d{1,5})d$/.exec(written)
    const days = Number(match?.[2])
    if (match === null) return refuse(issues, '', `is ${shown(written)}, which is no number of whole days`, OFFSET_HINT)
    if (days > OFFSET_DAYS_MAX) return refuse(issues, '', `is more than ${OFFSET_DAYS_MAX} days away`, OFFSET_HINT)
    return match[1] === '-' ? -days : days
  }),
  'Whole days before ("-14d") or after ("3d") the date.',
)

/** A day and time on a wall clock: days since 1970-01-01 there, and the minute of the day. */
const localDateTime = z
  .string({ error: LOCAL_HINT })
  .transform((written, { issues }): { readonly day: number; readonly at: MinuteOfDay } => {
    const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)$/.exec(written)
    const midnight = match === null ? null : parseIso(match[1] ?? '')
    if (match !== null && midnight !== null) return { day: midnight / DAY_MS, at: Number(match[2]) * 60 + Number(match[3]) }
    const hasOffset = /([+-]\d\d:?\d\d|Z)$/.test(written)
    return refuse(issues, '', `is ${shown(written)}, which ${hasOffset ? 'names an offset' : 'is no day and time'}`, LOCAL_HINT)
  })

const once = strict(
  { at: said(localDateTime, 'The day and time, on the clock that "zone" names: "2026-12-01T09:00".') },
  ONCE_HINT,
).transform(({ at }): Schedule => ({ type: 'once', ...at }))

const at = said(timeOfDay, 'The time of day: "09:00".')
const monthDay = z.union([z.int({ error: MONTH_HINT }).min(1, { error: MONTH_HINT }).max(31, { error: MONTH_HINT }), z.literal('last')], {
  error: MONTH_HINT,
})
const monthDays = list(monthDay, 32, MONTH_HINT)
  .min(1, { error: MONTH_HINT })
  .transform((days): ReadonlySet<number | 'last'> => new Set(days))

const everyDay = strict({ every: z.literal('day'), at }, EVERY_HINT).transform(({ at }): Schedule => ({ type: 'every', every: 'day', at }))
const everyWeek = strict(
  { every: z.literal('week'), on: said(weekdays, 'The days of the week: ["mon", "thu"].'), at },
  EVERY_HINT,
).transform(({ on, at }): Schedule => ({ type: 'every', every: 'week', days: on, at }))
const everyMonth = strict(
  { every: z.literal('month'), on: said(monthDays, 'The days of the month: [1, 15, "last"].'), at },
  EVERY_HINT,
).transform(({ on, at }): Schedule => ({ type: 'every', every: 'month', days: on, at }))
const anyEvery = strict({ every: z.enum(['day', 'week', 'month'], { error: EVERY_HINT }), at }, EVERY_HINT).transform(() => z.NEVER)

/** When a campaign that waits for no event lets its people in. */
export const schedule = byField<Schedule>('schedule', [once, everyDay, everyWeek, everyMonth], (json) => {
  const every = typeof json === 'object' && json !== null && 'every' in json ? json.every : undefined
  if (every === undefined) return once
  if (every === 'week') return everyWeek
  return every === 'month' ? everyMonth : every === 'day' ? everyDay : anyEvery
})

const localMoment = strict(
  {
    at: said(timeOfDay, 'The time of day: the next such moment, strictly later.'),
    days: said(weekdays.optional(), 'Only on these days of the week: ["tue", "thu"].'),
  },
  MOMENT_HINT,
).transform(({ at, days }): Until => ({ by: 'local-time', at, days: days ?? null }))

const dateMoment = strict(
  {
    date: said(traitPath, 'The trait that holds the date: "traits.renewalAt".'),
    offset: offsetDays.optional(),
    at: said(timeOfDay.optional(), 'The time of that day; without it, that which the date says, else midnight.'),
  },
  MOMENT_HINT,
).transform(({ date, offset, at }): Until => ({ by: 'date', path: date, offsetDays: offset ?? 0, at: at ?? null, otherwise: 'exit' }))

/** The moment a wait looks forward to. */
export const moment = byField<Until>('moment', [localMoment, dateMoment], (json) =>
  typeof json === 'object' && json !== null && 'date' in json ? dateMoment : localMoment,
)
