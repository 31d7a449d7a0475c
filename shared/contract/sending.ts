/** How mail reaches people, as policies and campaigns write it. */
import * as z from 'zod'
import type { Delivery } from '../domain/messaging/delivery.ts'
import type { SendingPolicy } from '../domain/customer/rules.ts'
import { type DayTime, notNow, type SendWindow } from '../domain/messaging/send-time.ts'
import {
  CAP_MAILS_MAX,
  CAP_WINDOW_MS_MAX,
  CAPS_MAX,
  MAILS_A_DAY_MAX,
  PRIORITY_MAX,
  TITLE_LENGTH_MAX,
  TOPIC_LENGTH_MAX,
  WAIT_MS_MIN,
  ZONES_MAX,
} from '../kernel/limits.ts'
import { epochMs } from '../kernel/words.ts'
import { isZone } from '../kernel/zone.ts'
import { duration, list, refuse, said, slug, strict, text, timeOfDay, weekdays } from './fields.ts'
import { shown } from './problems.ts'

const QUIET_HINT = 'Write { "from": "21:00", "until": "09:00" }, in the customer\'s own time; or null if nights do not matter.'
const WINDOW_HINT = 'Write { "days": ["mon", "tue"], "from": "09:00", "until": "17:00" }, in the customer\'s own time.'
const ZONE_HINT = 'Write the IANA name of a time zone, such as "Europe/Berlin"; or a list of those your customers live in.'
const CAP_HINT = 'Write { "atMost": 2, "within": "7d" }, and "topic": "offers" if it is about one topic only.'
const MAILBOX_HINT = 'Write an address, or a name and an address: "Your shop <hello@shop.example>".'
const PER_DAY_HINT = 'Write how many mails a day, such as 5000.'
const FULL_HINT = 'Write "defer" (they wait for room) or "drop".'
const LIMITS_HINT = 'Write { "whenFull": "defer", "perDay": 5000 }.'
const PRIORITY_HINT = `Write a whole number from 0 to ${PRIORITY_MAX}: the higher one goes first where there is no room for both. Without it, it is ${PRIORITY_MAX / 2}.`
const PURPOSE_HINT = 'Write "marketing", or "confirmation" for the mail that asks somebody to confirm that they subscribed.'

const notSame = ({ from, until }: DayTime, issues: z.core.$ZodRawIssue[], hint: string): void => {
  if (from === until) refuse(issues, 'until', 'is the same as "from"', hint)
}

const quietHours = strict({ from: timeOfDay, until: timeOfDay }, QUIET_HINT).transform((time, { issues }): DayTime => {
  notSame(time, issues, QUIET_HINT)
  return time
})

const sendWindow = strict(
  {
    days: weekdays.optional(),
    from: timeOfDay,
    until: timeOfDay,
  },
  WINDOW_HINT,
).transform(({ days = EVERY_DAY, ...time }, { issues }): SendWindow => {
  notSame(time, issues, WINDOW_HINT)
  return { time, days }
})

const EVERY_DAY: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7])

/** One zone or several, into a list. */
const zones = z.unknown().transform((said, { issues }): readonly string[] => {
  const names: readonly unknown[] = Array.isArray(said) ? said : [said]
  if (names.length === 0) return refuse(issues, '', 'is empty', ZONE_HINT)
  if (names.length > ZONES_MAX) return refuse(issues, '', `has more than ${ZONES_MAX} zones`, ZONE_HINT)
  for (const [index, name] of names.entries()) {
    if (typeof name === 'string' && isZone(name)) continue
    refuse(issues, Array.isArray(said) ? String(index) : '', `is ${shown(name)}, which is no time zone we know`, ZONE_HINT)
  }
  return names as readonly string[]
})

/** RFC 5322 mailbox, as people write it: `Name <address>` or the address alone. */
const MAILBOX = /^(?:[^<>@,;:"\\\p{Cc}]{1,100} <([^\s<>@]+@[^\s<>@]+\.[^\s<>@]+)>|[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+)$/u
const mailbox = text(TITLE_LENGTH_MAX, MAILBOX_HINT).refine((written) => MAILBOX.test(written), {
  error: MAILBOX_HINT,
  params: { problem: 'is no mailbox' },
})
const perDay = z.int({ error: PER_DAY_HINT }).min(1, { error: PER_DAY_HINT }).max(MAILS_A_DAY_MAX, { error: PER_DAY_HINT })

const cap = strict(
  {
    topic: text(TOPIC_LENGTH_MAX, CAP_HINT).optional(),
    atMost: z.int({ error: CAP_HINT }).min(1, { error: CAP_HINT }).max(CAP_MAILS_MAX, { error: CAP_HINT }),
    within: duration(WAIT_MS_MIN, CAP_WINDOW_MS_MAX),
  },
  CAP_HINT,
).transform(({ topic, atMost, within }) => ({ topic: topic ?? null, atMost, withinMs: within }))

const SENDING_HINT = 'Write { "from": "…", "quietHours": { "from": "21:00", "until": "09:00" }, "zone": "Europe/Berlin", "caps": [ … ] }.'

const sendingShape = strict(
  {
    from: mailbox.optional(),
    replyTo: mailbox.optional(),
    quietHours: quietHours.nullable().optional(),
    zone: zones.optional(),
    caps: list(cap, CAPS_MAX, CAP_HINT).default([]),
    perDay: perDay.optional(),
  },
  SENDING_HINT,
)

/** Nobody is written to at night because a line was missing. */
const NIGHT: DayTime = { from: 21 * 60, until: 9 * 60 }

/** What a policy says about sending. Where it says nothing of nights, they are quiet all the same; only `null` asks for mail at night. */
export const sendingPolicy = sendingShape.optional().transform((said, { issues }): SendingPolicy => {
  const { from, replyTo, caps = [], perDay, zone } = said ?? {}
  const times = { quietHours: said?.quietHours === undefined ? NIGHT : said.quietHours, window: null, zones: zone ?? ['UTC'] }
  // A day of summer and one of winter, on either half of the earth.
  const isEver = SAMPLE_DAYS.every((day) => notNow(times, day)?.until !== null)
  if (!isEver) refuse(issues, 'zone', 'has zones in which it is never day at once', 'Name fewer zones, or a shorter night.')
  return { from: from ?? null, replyTo: replyTo ?? null, quietHours: times.quietHours, zones: times.zones, caps, perDay: perDay ?? null }
})

const SAMPLE_DAYS = ['2026-01-15', '2026-07-15'].map((day) => epochMs(Date.parse(day)))

/** The fields of a campaign that say how its mails are to reach people. */
export const deliveryFields = {
  purpose: said(
    z.enum(['marketing', 'confirmation'], { error: PURPOSE_HINT }).default('marketing'),
    '"confirmation": the mail that asks whoever subscribed to confirm it. Else "marketing".',
  ),
  priority: said(
    z
      .int({ error: PRIORITY_HINT })
      .min(0, { error: PRIORITY_HINT })
      .max(PRIORITY_MAX, { error: PRIORITY_HINT })
      .default(PRIORITY_MAX / 2),
    'From 0 to 100 (50). Where a frequency cap has no room for two mails, the higher goes.',
  ),
  limits: said(
    strict(
      {
        whenFull: said(
          z.enum(['defer', 'drop'], { error: FULL_HINT }).default('defer'),
          'What finds no room under a cap waits for it ("defer") or is dropped ("drop").',
        ),
        perDay: said(perDay.optional(), 'Mails of this campaign a day at most.'),
      },
      LIMITS_HINT,
    ).optional(),
    'How many mails, and what becomes of those for which there is no room.',
  ),
  sendWindow: said(sendWindow.optional(), 'Days and hours in which its mails go, on the customer’s own clock.'),
  from: said(mailbox.optional(), 'Who writes: "Ann of the shop <ann@shop.example>". Without it, as the policy says.'),
  replyTo: said(mailbox.optional(), 'Where answers go. Without it, as the policy says.'),
  couponPool: said(
    slug('It names the pool of codes, as `rekindle coupons` knows it.').optional(),
    'Each customer gets one code of this pool, the same in every mail of the campaign: {{ coupon }}.',
  ),
}

type Written = z.output<z.ZodObject<typeof deliveryFields>>

export const deliveryOf = ({ purpose, priority, limits, sendWindow, from, replyTo, couponPool }: Written): Delivery => ({
  purpose,
  priority,
  whenFull: limits?.whenFull ?? 'defer',
  sendWindow: sendWindow ?? null,
  perDay: limits?.perDay ?? null,
  from: from ?? null,
  replyTo: replyTo ?? null,
  couponPool: couponPool ?? null,
})

/** Whether a campaign's window ever opens outside the quiet hours of the policy; asked in every hour's zone of a week. */
export const hasSendTime = ({ quietHours }: SendingPolicy, { sendWindow }: Delivery): boolean => {
  if (sendWindow === null || quietHours === null) return true
  const at = SAMPLE_DAYS[0] ?? epochMs(0)
  const no = notNow({ quietHours, window: sendWindow, zones: ['UTC'] }, at)
  return no === null || no.until !== null
}
