/** What lets people into a campaign, how often, and what takes them out, as files write it. */
import * as z from 'zod'
import type { Entry, Exit, Reentry } from '../domain/campaign/campaign.ts'
import { STAGES } from '../domain/lifecycle/stage.ts'
import { EXITS_MAX, PROPERTY_NAME_LENGTH_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from '../kernel/limits.ts'
import { where } from './asking.ts'
import { offsetDays, schedule, traitPath } from './campaign-times.ts'
import { duration, eventName, list, refuse, said, slug, strict, text, timeOfDay } from './fields.ts'

const STAGE_HINT = `A stage is one of ${STAGES.join(', ')}.`
const ENTRY_HINT =
  'Write { "stage": "dormant", "from": ["at-risk"] }, { "event": "Account Created" }, { "segment": "vip" }, { "schedule": { … } } or { "date": "traits.birthday" }.'
const EXIT_HINT = 'Write { "event": "Order Completed" }, { "stage": "active" } or { "segment": "vip", "on": "left" }.'
const EXITS_HINT = `Write a list of at most ${EXITS_MAX}: [ { "event": "Order Completed" }, { "stage": "active" } ].`
const REENTRY_HINT =
  'Write "never", "each" (every time the entry comes true), { "after": "90d" } or { "each": "orderId" } (once for each value of that property).'
const WHERE_HINT = 'Only an event has properties to ask about. For questions about the customer use "audience".'
const CHANGE_HINT = 'Write "entered" or "left".'
const KEY_HINT = 'Name the property of the event that tells one from another, such as "orderId".'
const YES_HINT = 'Write true or false.'

const stage = z.enum(STAGES, { error: STAGE_HINT })
const segment = slug('It names a segment (segments/*.json).')
const change = z.enum(['entered', 'left'], { error: CHANGE_HINT })
const yes = z.boolean({ error: YES_HINT })

/** Fields that only make sense beside another one. */
type Beside = { readonly [field: string]: { readonly with: string; readonly hint: string } }

/** The one of `ways` that is there. Where an unknown field was found, it may be a slip for one of them, and that problem says more. */
const wayOf = (
  given: Readonly<Record<string, unknown>>,
  ways: readonly string[],
  beside: Beside,
  issues: z.core.$ZodRawIssue[],
  hint: string,
) => {
  const there = ways.filter((way) => given[way] !== undefined)
  const way = there[0]
  if (way === undefined || there.length > 1) {
    if (issues.length > 0) return z.NEVER
    const [last, ...others] = [...ways].reverse().map((name) => `"${name}"`)
    return refuse(issues, '', `must have either ${others.reverse().join(', ')} or ${last}`, hint)
  }
  for (const [field, { with: needed, hint: said }] of Object.entries(beside))
    if (given[field] !== undefined && !needed.split(' ').includes(way)) refuse(issues, field, 'says nothing here', said)
  return way
}

const ENTRY_BESIDE: Beside = {
  from: { with: 'stage', hint: 'Only an entry on a stage has "from".' },
  where: { with: 'event', hint: WHERE_HINT },
  on: { with: 'segment', hint: 'Only an entry on a segment has "on".' },
  existing: { with: 'segment', hint: 'Only an entry on a segment has "existing".' },
  offset: { with: 'date', hint: 'Only an entry on a date has "offset".' },
  at: { with: 'date', hint: 'Only an entry on a date has "at"; a schedule says its time within.' },
  yearly: { with: 'date', hint: 'Only an entry on a date has "yearly".' },
}

/** Nine in the morning: where nobody says when on that day. */
const MORNING = 9 * 60

/** What lets a customer in. */
export const entry = said(
  strict(
    {
      stage: said(stage.optional(), 'The stage they come to.'),
      from: said(
        list(stage, STAGES.length, STAGE_HINT).min(1, { error: STAGE_HINT }).optional(),
        'Only those who come from one of these stages.',
      ),
      event: said(eventName.optional(), 'The event that lets them in, exactly as it is published.'),
      where: said(where, 'Only events of which this holds: a condition over their properties.'),
      segment: said(segment.optional(), 'The segment they come into or leave.'),
      on: said(change.optional(), 'Whether they enter the campaign by entering the segment ("entered", the default) or by leaving it.'),
      existing: said(yes.optional(), 'true: who is a member when the campaign is first published enters, too. Else only who becomes one.'),
      schedule: said(schedule.optional(), 'A day, or days that come again: everybody of the audience enters then.'),
      date: said(traitPath.optional(), 'The trait that holds a date of theirs: "traits.birthday".'),
      offset: offsetDays.optional(),
      at: said(timeOfDay.optional(), 'The time of that day ("09:00").'),
      yearly: said(yes.optional(), 'true: every year on that day, as for birthdays.'),
    },
    ENTRY_HINT,
  ).transform((given, { issues }): Entry => {
    const way = wayOf(given, ['event', 'stage', 'segment', 'schedule', 'date'], ENTRY_BESIDE, issues, ENTRY_HINT)
    const { stage, from, event, segment, schedule, date } = given
    if (way === 'stage' && stage !== undefined) return { on: 'stage', stage, from: from === undefined ? null : new Set(from) }
    if (way === 'event' && event !== undefined) return { on: 'event', event, where: given.where ?? null }
    if (way === 'segment' && segment !== undefined)
      return { on: 'segment', segment, change: given.on ?? 'entered', existing: given.existing ?? false }
    if (way === 'schedule' && schedule !== undefined) return { on: 'schedule', schedule }
    if (date === undefined) return z.NEVER
    const { offset = 0, at = MORNING, yearly = false } = given
    return { on: 'date', path: date, offsetDays: offset, at, yearly }
  }),
  'What lets a customer in: an event, a stage, a segment, a schedule or a date of theirs.',
)

const EXIT_BESIDE: Beside = {
  where: { with: 'event', hint: WHERE_HINT },
  sameKey: { with: 'event', hint: 'Only an exit on an event has "sameKey".' },
  on: { with: 'segment', hint: 'Only an exit on a segment has "on".' },
}

const exit = strict(
  {
    stage: said(stage.optional(), 'They come to this stage.'),
    event: said(eventName.optional(), 'This event comes.'),
    where: said(where, 'Only events of which this holds.'),
    sameKey: said(yes.optional(), 'true: only the journey that began with the same key (see "reentry": { "each": … }).'),
    segment: said(segment.optional(), 'They come into this segment, or leave it.'),
    on: said(change.optional(), '"entered" (the default) or "left".'),
  },
  EXIT_HINT,
).transform((given, { issues }): Exit => {
  const way = wayOf(given, ['event', 'stage', 'segment'], EXIT_BESIDE, issues, EXIT_HINT)
  const { stage, event, segment } = given
  if (way === 'stage' && stage !== undefined) return { on: 'stage', stage }
  if (way === 'event' && event !== undefined) return { on: 'event', event, where: given.where ?? null, sameKey: given.sameKey ?? false }
  return segment === undefined ? z.NEVER : { on: 'segment', segment, change: given.on ?? 'entered' }
})

export const exits = said(
  list(exit, EXITS_MAX, EXITS_HINT).default([]),
  'What ends the journey at once, at any time. What is not sent by then is not sent.',
)

/** How often one customer may be let in. */
export const reentry = said(
  z.union(
    [
      z.literal('never').transform((type): Reentry => ({ type })),
      z.literal('each').transform((type): Reentry => ({ type })),
      strict({ after: said(duration(WAIT_MS_MIN, WAIT_MS_MAX), 'So long after they entered last.') }, REENTRY_HINT).transform(
        ({ after }): Reentry => ({ type: 'after', durationMs: after }),
      ),
      strict({ each: said(text(PROPERTY_NAME_LENGTH_MAX, KEY_HINT), KEY_HINT) }, REENTRY_HINT).transform(
        ({ each }): Reentry => ({ type: 'each-key', property: each }),
      ),
    ],
    { error: REENTRY_HINT },
  ),
  'How often one customer may enter: "never" again, "each" time the entry comes true, { "after": "90d" }, or { "each": "orderId" }: once for each value of that property of the event.',
)
