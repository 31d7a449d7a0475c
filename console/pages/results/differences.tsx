import { type ReactNode, useMemo } from 'react'
import type { ResultPage } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { minorPerUnit } from '../../parts/minor.ts'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { Caution } from './caution.tsx'
import { ComparisonTable } from './comparison-table.tsx'
import { Intervals } from './intervals.tsx'
import { bandOf, comparisonsOf, measureFor, primaryOf, trueDifference } from './measured.ts'

/** What the verdict rests on: each variant against the control, in the metric that decides. */
export const Differences = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { words } = useReader()
  const { parts } = useResultWords()
  const { armName, metricName, size } = words.verdicts
  const { metric, measure: type, better, currency } = page.summary
  const measure = useMemo(() => measureFor(page, primaryOf(page)), [page])
  const comparisons = useMemo(() => comparisonsOf(page, primaryOf(page)), [page])
  const rows = useMemo(
    () =>
      comparisons.map((one) => ({
        name: parts.comparison(armName(one.variant), armName(one.against)),
        difference: one.difference,
        interval: one.interval,
        truth: trueDifference(page, one, metric),
      })),
    [comparisons, page, metric, parts, armName],
  )
  if (comparisons.length === 0) return null
  const band = bandOf(page, primaryOf(page), minorPerUnit(currency))
  const title = `${parts.differenceTitle} ${metricName(metric, type)}`
  return (
    <Card text={parts.differenceText(better, band === null ? null : size(band, measure))} title={parts.differenceTitle}>
      <Caution page={page} />
      <Intervals
        band={band}
        measure={measure}
        page={page}
        rows={rows}
        table={
          <ComparisonTable
            comparisons={comparisons}
            measureOf={() => measure}
            nameOf={({ variant, against }) => parts.comparison(armName(variant), armName(against))}
            page={page}
            title={title}
          />
        }
        title={title}
      />
    </Card>
  )
}
