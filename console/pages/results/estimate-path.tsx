import { type ReactNode, useMemo, useState } from 'react'
import type { Comparison, ResultPage } from '../../api/types.ts'
import { Chart } from '../../charts/chart.tsx'
import { PATH_HEIGHT, type PathData } from '../../charts/path-points.ts'
import { type Draw, Plotted } from '../../charts/plotted.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { minorPerUnit } from '../../parts/minor.ts'
import { type Column, Table } from '../../parts/table.tsx'
import { DAY_MS, parseDuration } from '../../../shared/kernel/time.ts'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { CopyImage } from './copy-image.tsx'
import { useDifferenceColumns } from './difference-columns.ts'
import { Legend } from './legend.tsx'
import { bandOf, comparisonsOf, measureFor, metricNamed, openIn, primaryOf, provisionalDifference } from './measured.ts'
import styles from './result.module.css'

const fetchDraw = async (): Promise<Draw<PathData>> => (await import('../../charts/draw-path.ts')).drawPath

/** The difference at the end of each day: how it moved, which day decided, and what is still provisional. */
export const EstimatePath = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { words } = useReader()
  const { parts } = useResultWords()
  const comparisons = comparisonsOf(page, primaryOf(page))
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = comparisons.find(({ variant }) => variant === chosen) ?? leading(page, comparisons)
  if (shown === null) return null
  const { armName } = words.verdicts
  return (
    <Card text={parts.pathText} title={parts.pathTitle}>
      {comparisons.length < 2 ? null : (
        <Choice
          label={parts.pathOf}
          onChange={setChosen}
          options={comparisons.map(({ variant }) => ({ value: variant, name: armName(variant) }))}
          value={shown.variant}
        />
      )}
      {shown.path.length < 2 ? (
        <p className={styles.hint}>{shown.path.length === 0 ? words.shell.notEnoughData : parts.pathEmpty}</p>
      ) : (
        <Path comparison={shown} page={page} />
      )}
    </Card>
  )
}

/** The one the verdict speaks of; else the first. */
const leading = ({ summary: { verdict } }: ResultPage, comparisons: readonly Comparison[]): Comparison | null =>
  comparisons.find(({ variant }) => 'variant' in verdict && verdict.variant === variant) ?? comparisons[0] ?? null

const Path = ({ page, comparison }: { readonly page: ResultPage; readonly comparison: Comparison }): ReactNode => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const { armName } = words.verdicts
  const data = usePath(page, comparison)
  const title = `${parts.pathTitle} ${parts.comparison(armName(comparison.variant), armName(comparison.against))}`
  const open = openIn(page, primaryOf(page))
  return (
    <div className={styles.plot}>
      <Chart
        description={parts.pathDescription(
          parts.comparison(armName(comparison.variant), armName(comparison.against)),
          comparison.path.length,
        )}
        height={PATH_HEIGHT}
        more={(drawing) => <CopyImage drawing={drawing} page={page} title={title} />}
        name={title}
        picture={<Plotted data={data} fetchDraw={fetchDraw} height={PATH_HEIGHT} />}
        table={<PathTable comparison={comparison} page={page} title={title} />}
      />
      <Legend
        signs={[
          'estimate',
          'bounds',
          ...(data.decided === null ? [] : (['decided'] as const)),
          ...(data.band === null ? [] : (['band'] as const)),
          ...(data.maturing === null ? [] : (['maturing'] as const)),
          ...(data.maturing?.difference === undefined || data.maturing.difference === null ? [] : (['provisional'] as const)),
        ]}
      />
      <span className="visually-hidden">{data.decided === null ? '' : `${format.day(data.decided.day)}: ${parts.legend.decided}`}</span>
      {data.maturing === null ? null : (
        <p className={styles.hint}>{parts.maturing(open, Math.max(page.readout.asOf, data.maturing.until))}</p>
      )}
    </div>
  )
}

const usePath = (page: ResultPage, comparison: Comparison): PathData => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  return useMemo(() => {
    const measured = primaryOf(page)
    const measure = measureFor(page, measured)
    const points = comparison.path.flatMap(({ day, difference, interval }) => (difference === null ? [] : [{ day, difference, interval }]))
    const { verdict, currency } = page.summary
    const decidedDay = 'day' in verdict && verdict.variant === comparison.variant ? verdict.day : null
    const last = points.at(-1)?.day ?? page.readout.asOf
    return {
      points,
      band: bandOf(page, measured, minorPerUnit(currency)),
      decided: decidedDay === null ? null : { day: decidedDay, says: parts.decidedOn(format.dayShort(decidedDay)) },
      maturing:
        openIn(page, measured) === 0 ? null : { from: last, until: maturedBy(page), difference: provisionalDifference(page, comparison) },
      tick: (value) => words.verdicts.tick(value, measure),
      dayName: format.dayShort,
    }
  }, [page, comparison, words, format, parts])
}

/** When the window of whoever was assigned last has closed. */
const maturedBy = (page: ResultPage): number => {
  const windowMs = parseDuration(metricNamed(page, page.summary.metric)?.window ?? '') ?? DAY_MS
  return page.readout.asOf + Math.ceil(windowMs / DAY_MS)
}

type PathTableProps = { readonly page: ResultPage; readonly comparison: Comparison; readonly title: string }

const PathTable = ({ page, comparison, title }: PathTableProps): ReactNode => {
  const { format } = useReader()
  const { parts } = useResultWords()
  const apart = useDifferenceColumns(measureFor(page, primaryOf(page)))
  const columns: readonly Column<Comparison['path'][number]>[] = [{ name: parts.day, cell: ({ day }) => format.day(day) }, ...apart]
  return (
    <Table
      caption={title}
      columns={columns}
      heightMax={`${PATH_HEIGHT}px`}
      keyOf={({ day }) => String(day)}
      rows={comparison.path.toReversed()}
    />
  )
}
