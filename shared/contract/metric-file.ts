/** What an experiment hopes for, as files say it: a campaign's goal, its further metrics, and those of experiments assigned outside. */
import * as z from 'zod'
import type { Metric } from '../domain/experiment/experiment.ts'
import { moneyOf } from '../domain/metrics/money.ts'
import { METRICS_MAX, PROPERTY_NAME_LENGTH_MAX, VALUE_AMOUNT_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import { durationOf } from '../kernel/time.ts'
import type { Currency, Minor } from '../kernel/words.ts'
import { where } from './asking.ts'
import { currencyCode, duration, eventName, refuse, said, slug, strict, text } from './fields.ts'
import { KNOWN_FIELDS, pathOf, shown } from './problems.ts'

const property = text(PROPERTY_NAME_LENGTH_MAX, 'Write the name of the property that has it, such as "revenue".')

const METRIC_EXAMPLE = '{ "name": "order", "event": "Order Completed", "window": "30d" }'
const METRIC_HINT = `Write ${METRIC_EXAMPLE}.`
const REVENUE_HINT = 'Write { "property": "revenue", "currency": "USD", "cap": 500 }.'

const AMOUNT_HINT = 'Write what one outcome is worth: { "amount": 25, "currency": "EUR" }.'

const amount = z.number({ error: AMOUNT_HINT }).positive({ error: AMOUNT_HINT }).max(VALUE_AMOUNT_MAX, { error: AMOUNT_HINT })

const CAP_HINT = 'Write what one customer may count for at most, in units of the currency, such as 500.'
const CAP_SAID =
  'Of one customer no more is counted, in units of the currency: a verdict on money needs it, for one order may be larger than all others together.'
const cap = said(
  z.number({ error: CAP_HINT }).positive({ error: CAP_HINT }).max(VALUE_AMOUNT_MAX, { error: CAP_HINT }).optional(),
  CAP_SAID,
)
const PER_HINT = 'Write { "event": "Session Started" }, with "where" where only some of them count.'
const GUARDRAIL_HINT = 'Write true, or leave it out.'
const BETTER_HINT = 'Write "more" or "less".'

const hopedFor = {
  name: said(slug('It names the metric in results.'), 'What results call it.'),
  event: said(eventName, 'The event that is hoped for, exactly as it is published.'),
  where: said(where, 'Only events of which this holds: a condition over their properties.'),
  after: said(
    duration(WAIT_MS_MIN, WAIT_MS_MAX).optional(),
    'It counts from so long after the entry on: "7d" with a window of "14d" is who is still there in the second week.',
  ),
  window: said(duration(WAIT_MS_MIN, WAIT_MS_MAX), 'How long after the entry it counts: "30d".'),
  revenue: said(
    strict(
      {
        property: said(property.optional(), 'The property of the event that has the amount ("revenue").'),
        currencyProperty: said(property.optional(), 'The one that has the currency ("currency").'),
        currency: said(currencyCode, 'The currency that is counted: "EUR".'),
        cap,
      },
      REVENUE_HINT,
    ).optional(),
    'Counts money, too, as the event says it.',
  ),
  value: said(
    strict({ amount: said(amount, 'In units of the currency.'), currency: said(currencyCode, '"EUR".'), cap }, AMOUNT_HINT).optional(),
    'What one outcome is worth, where the event does not say it. Not beside "revenue".',
  ),
  per: said(
    strict(
      { event: said(eventName, 'The event it is divided by.'), where: said(where, 'Only those of which this holds.') },
      PER_HINT,
    ).optional(),
    'A ratio: these events, or their money, over events of another kind within the same window.',
  ),
}

const GOAL_HINT = 'A goal is what is hoped for. Write what is feared under "metrics": { …, "guardrail": true }, or { …, "better": "less" }.'

/** A goal: what an experiment is judged by. */
export const goalFile = z
  .strictObject(hopedFor, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return METRIC_HINT
      const isFeared = issue.keys.some((key) => key === 'guardrail' || key === 'better')
      return isFeared ? GOAL_HINT : KNOWN_FIELDS + Object.keys(hopedFor).join(', ')
    },
  })
  .transform((file, { issues }) => {
    metricSense(file, issues)
    return file
  })

/** A further metric, which may be feared. */
export const metricFile = strict(
  {
    ...hopedFor,
    guardrail: said(
      z.boolean({ error: GUARDRAIL_HINT }).optional(),
      'Watched for harm from the first day on, and never wins. Unsubscribes, complaints and bounces are watched anyway.',
    ),
    better: said(
      z.enum(['more', 'less'], { error: BETTER_HINT }).optional(),
      'Which way is good: "more", or "less". Of a guardrail it is "less" unless you say otherwise.',
    ),
  },
  METRIC_HINT,
).transform((file, { issues }) => {
  metricSense(file, issues)
  if (file.guardrail !== true) return file
  const hint = 'A guardrail counts customers of whom it is true. Count money and ratios in a metric of its own.'
  for (const field of ['revenue', 'value', 'per'] as const)
    if (file[field] !== undefined) refuse(issues, field, 'stands in a guardrail', hint)
  return file
})

type Issues = z.core.$ZodRawIssue[]
type Written = z.output<z.ZodObject<typeof hopedFor>>

const metricSense = (file: Written, issues: Issues): void => {
  const { after, window, revenue, value, per } = file
  if (value !== undefined && revenue !== undefined)
    refuse(issues, 'value', 'stands beside "revenue"', 'Money is what the event says, or what you say: keep one of the two.')
  if (after !== undefined && after >= window) {
    const problem = `is ${durationOf(after)}, not shorter than "window" (${durationOf(window)}): nothing would count`
    refuse(issues, 'after', problem, 'It counts from "after" until "window", both from the entry on: "after": "7d", "window": "14d".')
  }
  if (per !== undefined && value !== undefined) {
    const hint = 'A ratio counts events, or the money they name. Take "value" out.'
    refuse(issues, 'value', 'stands beside "per": each event would be worth the same, and the ratio says nothing more', hint)
  }
  if (per !== undefined && revenue === undefined && per.event === file.event && per.where === undefined && file.where === undefined) {
    const hint = 'Divide by another event; or add "revenue", for the money of each.'
    refuse(issues, 'per', 'is the event itself, and the ratio is always 1', hint)
  }
  capSense(file, issues)
}

const capSense = ({ revenue, value }: Written, issues: Issues): void => {
  for (const [field, money] of Object.entries({ revenue, value })) {
    if (money?.cap === undefined) continue
    if (moneyOf(money.cap, money.currency, money.currency)?.amount === 0)
      refuse(issues, field, `have a "cap" below the smallest coin of ${money.currency}`, CAP_HINT)
  }
  if (value?.cap !== undefined && value.cap < value.amount)
    refuse(issues, 'value', `is ${value.amount} for each, and no more than ${value.cap} is counted`, CAP_HINT)
}

export const METRICS_HINT = `Write a list of at most ${METRICS_MAX} metrics: [ ${METRIC_EXAMPLE} ].`

export type GoalFile = z.output<typeof goalFile>
export type MetricFile = z.output<typeof metricFile>

/** The metric a file means, with what it leaves unsaid. */
export const metricOf = (file: MetricFile | GoalFile): Metric => {
  const { guardrail = false, better = guardrail ? 'less' : 'more' } = 'guardrail' in file || 'better' in file ? file : {}
  return {
    name: file.name,
    event: file.event,
    where: file.where ?? null,
    afterMs: file.after ?? 0,
    windowMs: file.window,
    revenue: revenueOf(file),
    per: file.per === undefined ? null : { event: file.per.event, where: file.per.where ?? null },
    role: guardrail ? 'guardrail' : 'goal',
    better,
  }
}

const revenueOf = ({ revenue, value }: Written): Metric['revenue'] => {
  if (revenue !== undefined) {
    const { property = 'revenue', currencyProperty = 'currency', currency } = revenue
    return { property, currencyProperty, currency, cap: capOf(revenue) }
  }
  const each = value === undefined ? null : moneyOf(value.amount, value.currency, value.currency)
  return each === null || value === undefined ? null : { each: each.amount, currency: each.currency, cap: capOf(value) }
}

const capOf = ({ cap, currency }: { readonly cap?: number | undefined; readonly currency: Currency }): Minor | null =>
  cap === undefined ? null : (moneyOf(cap, currency, currency)?.amount ?? null)

/** Entries of a list that bear a name taken before them. */
export const namesTwice = (at: string, names: readonly string[], taken: readonly string[] = []): readonly Problem[] =>
  names.flatMap((name, index) =>
    taken.includes(name) || names.indexOf(name) < index
      ? [
          {
            path: pathOf(at, index, 'name'),
            problem: `is ${shown(name)} again`,
            hint: 'Give it another name: results tell them apart by it.',
          },
        ]
      : [],
  )
