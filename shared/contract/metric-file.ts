/** What an experiment hopes for, as files say it: a campaign's goal, its further metrics, and those of experiments assigned outside. */
import type * as z from 'zod'
import { parseCondition } from '../domain/conditions/parse.ts'
import type { Metric } from '../domain/experiment/experiment.ts'
import { METRICS_MAX, PROPERTY_NAME_LENGTH_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import { currencyCode, duration, eventName, parsedBy, slug, strict, text } from './fields.ts'
import { pathOf, shown } from './problems.ts'

/** A question about the properties of an event. */
export const where = parsedBy((json) => parseCondition(json)).optional()

const property = text(PROPERTY_NAME_LENGTH_MAX, 'Write the name of the property that has it, such as "revenue".')

const METRIC_EXAMPLE = '{ "name": "order", "event": "Order Completed", "window": "30d" }'
const METRIC_HINT = `Write ${METRIC_EXAMPLE}.`
const REVENUE_HINT = 'Write { "property": "revenue", "currency": "USD" }.'

export const metricFile = strict(
  {
    name: slug('It names the metric in results.'),
    event: eventName,
    where,
    window: duration(WAIT_MS_MIN, WAIT_MS_MAX),
    revenue: strict(
      { property: property.optional(), currencyProperty: property.optional(), currency: currencyCode },
      REVENUE_HINT,
    ).optional(),
  },
  METRIC_HINT,
)

export const METRICS_HINT = `Write a list of at most ${METRICS_MAX} metrics: [ ${METRIC_EXAMPLE} ].`

/** The metric a file means, with what it leaves unsaid. */
export const metricOf = (file: z.output<typeof metricFile>): Metric => ({
  name: file.name,
  event: file.event,
  where: file.where ?? null,
  windowMs: file.window,
  revenue:
    file.revenue === undefined
      ? null
      : {
          property: file.revenue.property ?? 'revenue',
          currencyProperty: file.revenue.currencyProperty ?? 'currency',
          currency: file.revenue.currency,
        },
})

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
