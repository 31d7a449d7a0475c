/** A result as rows for a spreadsheet: what is counted, and what is compared. Numbers are as the JSON has them; money a customer is in units. */
import { csvLine } from '../kernel/csv.ts'
import type { Json } from '../kernel/json.ts'
import { isoDayOf } from '../kernel/time.ts'
import type { ResultPage } from './api-results.ts'

/**
 * `row`: `arm`, `comparison` or `lift`. An arm has a row for each metric, measure and `part` (`mature`: the window has closed; `provisional`). Of
 * a comparison `low` and `high` hold at all looks together, as `p` does. Of a lift `estimate` is what would not have come without the campaign.
 */
const COLUMNS = [
  ...(['experiment', 'phase', 'as_of', 'row', 'metric', 'measure', 'currency', 'variant', 'against', 'part'] as const),
  ...([
    'customers',
    'conversions',
    'sum',
    'base',
    'level',
    'estimate',
    'low',
    'high',
    'p',
    'relative',
    'relative_low',
    'relative_high',
  ] as const),
] as const

type Row = Partial<Readonly<Record<(typeof COLUMNS)[number], Json>>>

/** RFC 4180, with a header; the last line ends, too. */
export const resultCsv = (page: ResultPage): string => {
  const { summary, readout } = page
  const all: Row = { experiment: summary.id, phase: summary.phase, as_of: isoDayOf(readout.asOf) }
  const lines = [...armRows(page), ...comparisonRows(page), ...liftRows(page)].map((row) => {
    const whole: Row = { ...all, ...row }
    return csvLine(COLUMNS.map((column) => whole[column] ?? null))
  })
  return `${[csvLine(COLUMNS), ...lines].join('\r\n')}\r\n`
}

const armRows = (page: ResultPage): readonly Row[] =>
  page.readout.arms.flatMap(({ variant, metrics }) =>
    metrics.flatMap((one) =>
      (['mature', 'provisional'] as const).map((part): Row => ({ row: 'arm', ...measuredIn(page, one), variant, part, ...one[part] })),
    ),
  )

const comparisonRows = (page: ResultPage): readonly Row[] =>
  page.readout.comparisons.map(
    (one): Row => ({
      ...{ row: 'comparison', ...measuredIn(page, one), variant: one.variant, against: one.against, part: 'mature' },
      ...{ customers: one.path.at(-1)?.customers ?? 0, estimate: one.difference, ...boundsOf(one.interval), p: one.pValue },
      ...relativeOf(one.lift),
    }),
  )

const liftRows = (page: ResultPage): readonly Row[] =>
  page.readout.lifts.map(
    (one): Row => ({
      ...{ row: 'lift', ...measuredIn(page, one), variant: null, against: page.holdout, part: 'mature' },
      ...{
        customers: one.treated + one.heldOut,
        estimate: one.incremental?.estimate ?? null,
        ...boundsOf(one.incremental?.interval ?? null),
      },
      ...relativeOf(one.relative),
    }),
  )

type Measured = { readonly metric: string; readonly measure: 'rate' | 'mean' | 'ratio' }

const measuredIn = ({ metrics }: ResultPage, { metric, measure }: Measured): Row => ({
  metric,
  measure,
  currency: measure === 'rate' ? null : (metrics.find(({ name }) => name === metric)?.currency ?? null),
})

type Bounds = readonly [number, number] | null

const boundsOf = (interval: Bounds): Row => ({ low: interval?.[0] ?? null, high: interval?.[1] ?? null })

const relativeOf = (lift: { readonly estimate: number; readonly interval: Bounds } | null): Row => ({
  relative: lift?.estimate ?? null,
  relative_low: lift?.interval?.[0] ?? null,
  relative_high: lift?.interval?.[1] ?? null,
})
