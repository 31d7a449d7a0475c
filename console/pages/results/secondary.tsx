import type { ReactNode } from 'react'
import type { ResultPage } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { ComparisonTable } from './comparison-table.tsx'
import { Intervals } from './intervals.tsx'
import { Legend } from './legend.tsx'
import { comparisonsOf, isSame, type Measured, measuredIn, measureFor, primaryOf } from './measured.ts'
import styles from './result.module.css'

/** What explains the verdict, and never decides: a plot for each metric, for each has a unit of its own. */
export const Secondary = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { parts } = useResultWords()
  const others = measuredIn(page).filter((measured) => !isSame(measured, primaryOf(page)) && comparisonsOf(page, measured).length > 0)
  if (others.length === 0) return null
  return (
    <Card text={parts.secondaryText} title={parts.secondaryTitle}>
      {others.map((measured) => (
        <One key={`${measured.metric} ${measured.measure}`} measured={measured} page={page} />
      ))}
      <Legend signs={['shown', 'open']} />
    </Card>
  )
}

const One = ({ page, measured }: { readonly page: ResultPage; readonly measured: Measured }): ReactNode => {
  const { words } = useReader()
  const { parts } = useResultWords()
  const { armName, metricName } = words.verdicts
  const measure = measureFor(page, measured)
  const comparisons = comparisonsOf(page, measured)
  const title = metricName(measured.metric, measured.measure)
  const nameOf = ({ variant, against }: { readonly variant: string; readonly against: string }): string =>
    parts.comparison(armName(variant), armName(against))
  return (
    <>
      <h3 className={styles.subtitle}>{title}</h3>
      <Intervals
        measure={measure}
        page={page}
        rows={comparisons.map((one) => ({ name: nameOf(one), difference: one.difference, interval: one.interval, truth: null }))}
        table={<ComparisonTable comparisons={comparisons} measureOf={() => measure} nameOf={nameOf} page={page} title={title} />}
        title={title}
        withLegend={false}
      />
    </>
  )
}
