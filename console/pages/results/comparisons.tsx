/** The differences of one metric: as dots with their intervals, or as a table. */
import { type ReactNode, useMemo } from 'react'
import type { ResultPage } from '../../../shared/contract/api.ts'
import type { Comparison } from '../../api/types.ts'
import { Chart } from '../../charts/chart.tsx'
import { type Draw, Plotted } from '../../charts/plotted.tsx'
import { type IntervalRow, type IntervalRows, intervalsHeight } from '../../charts/interval-rows.ts'
import { measureOfMetric, metricOf } from '../../parts/measure.ts'
import { type Column, Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './result.module.css'

type ComparisonsProps = {
  readonly page: ResultPage
  readonly metric: string
  readonly currency: string | null
  readonly title: string
}

const fetchDraw = async (): Promise<Draw<IntervalRows>> => (await import('../../charts/draw-intervals.ts')).drawIntervals

export const Comparisons = ({ page, metric, currency, title }: ComparisonsProps): ReactNode => {
  const { words } = useReader()
  const { results } = words
  const comparisons = page.readout.comparisons.filter((one) => one.metric === metric)
  const data = useRows(page, metric, currency)
  const hasTruth = data.rows.some(({ truth }) => truth !== null)
  return (
    <section aria-label={title}>
      <h4 className={styles.subtitle}>{title}</h4>
      {data.rows.length === 0 ? (
        <p className={styles.hint}>{words.shell.notEnoughData}</p>
      ) : (
        <>
          <Chart
            description={results.plotDescription(data.rows.length)}
            height={intervalsHeight(data.rows.length)}
            name={title}
            picture={<Plotted data={data} fetchDraw={fetchDraw} height={intervalsHeight(data.rows.length)} />}
            table={<ComparisonTable comparisons={comparisons} currency={currency} page={page} title={title} />}
          />
          <Legend hasTruth={hasTruth} />
        </>
      )}
    </section>
  )
}

/** What can be drawn: a comparison without enough data has no interval, and stands in the table alone. */
const useRows = ({ readout, truth }: ResultPage, metric: string, currency: string | null): IntervalRows => {
  const { words, format } = useReader()
  return useMemo(() => {
    const measure = measureOfMetric(metric, currency)
    const { difference, ends } = words.verdicts
    const rows = readout.comparisons.flatMap((one): readonly IntervalRow[] => {
      if (one.metric !== metric || one.difference === null || one.interval === null) return []
      return [
        {
          name: words.results.comparison(one.variant, one.against),
          difference: one.difference,
          interval: one.interval,
          truth: trueDifference(truth, one, metric),
          says: `${difference(one.difference, measure)} (${ends(one.interval, measure)})`,
          saysShort: difference(one.difference, measure),
        },
      ]
    })
    const tick = (value: number): string => (measure.type === 'share' ? format.points(value) : format.amountShort(value, currency ?? ''))
    return { rows, tick }
  }, [readout, truth, metric, currency, words, format])
}

/** The shop knows how many of its customers would convert; what they would spend it does not say. */
const trueDifference = (truth: ResultPage['truth'], { variant, against }: Comparison, metric: string): number | null => {
  if (truth === null || metric !== metricOf(metric)) return null
  const [ours, theirs] = [variant, against].map((name) => truth.find((known) => known.variant === name)?.rate)
  return ours === undefined || theirs === undefined ? null : ours - theirs
}

type ComparisonTableProps = {
  readonly comparisons: readonly Comparison[]
  readonly page: ResultPage
  readonly currency: string | null
  readonly title: string
}

const ComparisonTable = ({ comparisons, page, currency, title }: ComparisonTableProps): ReactNode => {
  const { words, format } = useReader()
  const { results, shell, verdicts } = words
  const said = (one: Comparison, value: number | null): string =>
    value === null ? shell.notEnoughData : verdicts.difference(value, measureOfMetric(one.metric, currency))
  const columns: readonly Column<Comparison>[] = [
    { name: results.compared, cell: ({ variant, against }) => results.comparison(variant, against) },
    { name: results.differenceColumn, cell: (one) => said(one, one.difference), isNumber: true },
    {
      name: results.intervalColumn,
      cell: (one) => (one.interval === null ? shell.none : verdicts.interval(one.interval, measureOfMetric(one.metric, currency))),
      isNumber: true,
    },
    { name: results.pValueColumn, cell: ({ pValue }) => (pValue === null ? shell.none : format.pValue(pValue)), isNumber: true },
  ]
  const truthColumn: Column<Comparison> = {
    name: results.truthColumn,
    cell: (one) => {
      const truth = trueDifference(page.truth, one, one.metric)
      return truth === null ? shell.none : said(one, truth)
    },
    isNumber: true,
  }
  return (
    <Table
      caption={title}
      columns={page.truth === null ? columns : [...columns, truthColumn]}
      keyOf={({ variant, against }) => `${variant} ${against}`}
      rows={comparisons}
    />
  )
}

const Legend = ({ hasTruth }: { readonly hasTruth: boolean }): ReactNode => {
  const { words } = useReader()
  const { shown, open, truth } = words.results.legend
  return (
    <ul className={styles.legend}>
      <li>
        <svg aria-hidden="true" viewBox="0 0 18 18">
          <circle cx="9" cy="9" fill="var(--accent)" r="6" />
        </svg>
        {shown}
      </li>
      <li>
        <svg aria-hidden="true" viewBox="0 0 18 18">
          <circle cx="9" cy="9" fill="var(--surface)" r="5" stroke="var(--ink-soft)" strokeWidth="2.5" />
        </svg>
        {open}
      </li>
      {hasTruth ? (
        <li>
          <svg aria-hidden="true" viewBox="0 0 18 18">
            <path d="M9 1.5l5 7.5-5 7.5-5-7.5z" fill="var(--good)" />
          </svg>
          {truth}
        </li>
      ) : null}
    </ul>
  )
}
