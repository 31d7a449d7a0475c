/** Differences as dots with their intervals, or as a table. */
import { type ReactNode, useMemo } from 'react'
import type { Comparison, ResultPage } from '../../api/types.ts'
import { Chart } from '../../charts/chart.tsx'
import { type IntervalRow, type IntervalRows, intervalsHeight } from '../../charts/interval-rows.ts'
import { type Draw, Plotted } from '../../charts/plotted.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import type { Measure } from '../../words/measure.ts'
import { CopyImage } from './copy-image.tsx'
import { Legend } from './legend.tsx'
import styles from './result.module.css'

/** One line of the plot: what is compared, and what was found. */
export type Told = {
  readonly name: string
  readonly difference: number | null
  readonly interval: Comparison['interval']
  readonly truth: number | null
}

type IntervalsProps = {
  readonly page: ResultPage
  readonly title: string
  readonly rows: readonly Told[]
  readonly measure: Measure
  readonly band?: number | null
  readonly common?: number | null
  readonly table: ReactNode
  /** False: what stands around several of them says it once. */
  readonly withLegend?: boolean
}

const fetchDraw = async (): Promise<Draw<IntervalRows>> => (await import('../../charts/draw-intervals.ts')).drawIntervals

export const Intervals = ({
  page,
  title,
  rows,
  measure,
  band = null,
  common = null,
  table,
  withLegend = true,
}: IntervalsProps): ReactNode => {
  const { words } = useReader()
  const { parts } = useResultWords()
  const data = useRows(rows, measure, band, common)
  // What has no interval cannot be drawn, and stands in the table.
  if (data.rows.length === 0) return table
  const height = intervalsHeight(data.rows.length)
  return (
    <section aria-label={title} className={styles.plot}>
      <Chart
        description={parts.plotDescription(data.rows.length)}
        height={height}
        more={(drawing) => <CopyImage drawing={drawing} page={page} title={title} />}
        name={title}
        picture={<Plotted data={data} fetchDraw={fetchDraw} height={height} />}
        table={table}
      />
      {data.rows.length < rows.length ? <p className={styles.hint}>{words.shell.notEnoughData}</p> : null}
      {withLegend ? (
        <Legend
          signs={[
            'shown',
            'open',
            ...(data.rows.some(({ truth }) => truth !== null) ? (['truth'] as const) : []),
            ...(band === null ? [] : (['band'] as const)),
            ...(common === null ? [] : (['common'] as const)),
          ]}
        />
      ) : null}
    </section>
  )
}

const useRows = (told: readonly Told[], measure: Measure, band: number | null, common: number | null): IntervalRows => {
  const { words } = useReader()
  return useMemo(() => {
    const { difference, ends, tick } = words.verdicts
    const rows = told.flatMap(({ name, difference: value, interval, truth }): readonly IntervalRow[] => {
      if (value === null || interval === null) return []
      const saysShort = difference(value, measure)
      return [{ name, difference: value, interval, truth, says: `${saysShort} (${ends(interval, measure)})`, saysShort }]
    })
    return { rows, tick: (value) => tick(value, measure), band, common }
  }, [told, measure, band, common, words])
}
