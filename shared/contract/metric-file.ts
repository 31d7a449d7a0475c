/** What an experiment hopes for, as files say it: a campaign's goal, its further metrics, and those of experiments assigned outside. */
import * as z from 'zod'
import type { Metric } from '../domain/experiment/experiment.ts'
import { moneyOf } from '../domain/metrics/money.ts'
import { METRICS_MAX, PROPERTY_NAME_LENGTH_MAX, VALUE_AMOUNT_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import { where } from './asking.ts'
import { currencyCode, duration, eventName, refuse, said, slug, strict, text } from './fields.ts'
import { pathOf, shown } from './problems.ts'

const property = text(PROPERTY_NAME_LENGTH_MAX, 'Write the name of the property that has it, such as "revenue".')

const METRIC_EXAMPLE = '{ "name": "order", "event": "Order Completed", "window": "30d" }'
const METRIC_HINT = `Write ${METRIC_EXAMPLE}.`
const REVENUE_HINT = 'Write { "property": "revenue", "currency": "USD" }.'

const AMOUNT_HINT = 'Write what one outcome is worth: { "amount": 25, "currency": "EUR" }.'

const amount = z.number({ error: AMOUNT_HINT }).positive({ error: AMOUNT_HINT }).max(VALUE_AMOUNT_MAX, { error: AMOUNT_HINT })

export const metricFile = strict(
  {
    name: said(slug('It names the metric in results.'), 'What results call it.'),
    event: said(eventName, 'The event that is hoped for, exactly as it is published.'),
    where: said(where, 'Only events of which this holds: a condition over their properties.'),
    window: said(duration(WAIT_MS_MIN, WAIT_MS_MAX), 'How long after the entry it counts: "30d".'),
    revenue: said(
      strict(
        {
          property: said(property.optional(), 'The property of the event that has the amount ("revenue").'),
          currencyProperty: said(property.optional(), 'The one that has the currency ("currency").'),
          currency: said(currencyCode, 'The currency that is counted: "EUR".'),
        },
        REVENUE_HINT,
      ).optional(),
      'Counts money, too, as the event says it.',
    ),
    value: said(
      strict({ amount: said(amount, 'In units of the currency.'), currency: said(currencyCode, '"EUR".') }, AMOUNT_HINT).optional(),
      'What one outcome is worth, where the event does not say it. Not beside "revenue".',
    ),
  },
  METRIC_HINT,
).transform((file, { issues }) => {
  if (file.value !== undefined && file.revenue !== undefined)
    refuse(issues, 'value', 'stands beside "revenue"', 'Money is what the event says, or what you say: keep one of the two.')
  return file
})

export const METRICS_HINT = `Write a list of at most ${METRICS_MAX} metrics: [ ${METRIC_EXAMPLE} ].`

/** The metric a file means, with what it leaves unsaid. */
export const metricOf = (file: z.output<typeof metricFile>): Metric => ({
  name: file.name,
  event: file.event,
  where: file.where ?? null,
  windowMs: file.window,
  revenue: revenueOf(file),
})

const revenueOf = ({ revenue, value }: z.output<typeof metricFile>): Metric['revenue'] => {
  if (revenue !== undefined) {
    const { property = 'revenue', currencyProperty = 'currency', currency } = revenue
    return { property, currencyProperty, currency }
  }
  const each = value === undefined ? null : moneyOf(value.amount, value.currency, value.currency)
  return each === null ? null : { each: each.amount, currency: each.currency }
}

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
