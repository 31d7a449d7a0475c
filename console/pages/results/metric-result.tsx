/** One metric of a result: what each variant came to, and how the variants differ. */
import type { ReactNode } from 'react'
import type { ResultPage } from '../../../shared/contract/api.ts'
import type { ArmReadout, ResultMetric } from '../../api/types.ts'
import { parseDuration } from '../../../shared/kernel/time.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import type { Formats } from '../../words/formats.ts'
import { useReader } from '../../words/reader.tsx'
import { Comparisons } from './comparisons.tsx'
import styles from './result.module.css'

type MetricResultProps = { readonly page: ResultPage; readonly metric: ResultMetric }

export const MetricResult = ({ page, metric }: MetricResultProps): ReactNode => {
  const { words, format } = useReader()
  const { results } = words
  const { name, event, window, currency } = metric
  return (
    <Card text={results.metricText(event, durationWords(window, format))} title={results.metricTitle(name)}>
      <Arms metric={metric} page={page} />
      {page.truth === null ? null : <p className={styles.truth}>{results.truthText}</p>}
      <h3 className={styles.subtitle}>{results.comparisonsTitle}</h3>
      <p className={styles.hint}>{results.comparisonsText}</p>
      <Comparisons currency={null} metric={name} page={page} title={results.rateTitle} />
      {page.readout.comparisons.some((one) => one.metric === `${name}.revenue`) ? (
        <Comparisons currency={currency} metric={`${name}.revenue`} page={page} title={results.revenueTitle(currency)} />
      ) : null}
    </Card>
  )
}

/** `30d` as the files write it, in the reader's language. */
const durationWords = (duration: string, format: Formats): string => {
  const durationMs = parseDuration(duration)
  return durationMs === null ? duration : format.duration(durationMs)
}

const Arms = ({ page, metric }: MetricResultProps): ReactNode => {
  const { words } = useReader()
  return (
    <Table
      caption={words.results.byVariant}
      columns={useArmColumns(page, metric)}
      keyOf={({ variant }) => variant}
      rows={page.readout.arms}
    />
  )
}

const useArmColumns = (
  { control, holdout, truth, readout }: ResultPage,
  { name, currency }: ResultMetric,
): readonly Column<ArmReadout>[] => {
  const { words, format } = useReader()
  const { results, shell } = words
  const share = (value: number | null | undefined): string =>
    value === null || value === undefined ? shell.notEnoughData : format.share(value, 2)
  const hasRevenue = readout.arms.some(({ metrics }) => metrics[name]?.revenue !== undefined)
  const revenue = ({ metrics }: ArmReadout): string => {
    const mean = metrics[name]?.revenue?.mean ?? null
    return mean === null ? shell.notEnoughData : format.amount(mean, currency ?? '')
  }
  const numbers: readonly Column<ArmReadout>[] = [
    { name: results.assigned, cell: ({ assigned }) => format.count(assigned), isNumber: true },
    { name: results.conversions, cell: ({ metrics }) => format.count(metrics[name]?.conversions ?? 0), isNumber: true },
    { name: results.rate, cell: ({ metrics }) => share(metrics[name]?.rate), isNumber: true },
    ...(hasRevenue ? [{ name: results.perCustomer, cell: revenue, isNumber: true }] : []),
    ...(truth === null
      ? []
      : [
          {
            name: results.truth,
            cell: ({ variant }: ArmReadout) => share(truth.find((known) => known.variant === variant)?.rate),
            isNumber: true,
            meaning: results.truthText,
          },
        ]),
  ]
  const variantCell = ({ variant }: ArmReadout): ReactNode => (
    <span className={`${styles.variant} breakable`}>
      {variant}
      {variant === holdout ? <Badge>{results.holdout}</Badge> : null}
      {variant === control ? <Badge>{results.control}</Badge> : null}
    </span>
  )
  return [{ name: results.variant, cell: variantCell }, ...numbers]
}
