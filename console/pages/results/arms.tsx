import type { ReactNode } from 'react'
import type { ArmReadout, ResultPage } from '../../api/types.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { parseDuration } from '../../../shared/kernel/time.ts'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { type Measured, measuredIn, measureFor, metricNamed, readoutOf } from './measured.ts'
import styles from './result.module.css'

/** What each variant came to, metric by metric: who counts, and apart from them who is provisional. */
export const Arms = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { parts } = useResultWords()
  const { metric } = page.summary
  const all = measuredIn(page)
  const others = all.filter((measured) => measured.metric !== metric)
  const tables = (of: readonly Measured[]): ReactNode =>
    of.map((measured) => <ArmTable key={`${measured.metric} ${measured.measure}`} measured={measured} page={page} />)
  return (
    <Card text={parts.armsText} title={parts.armsTitle}>
      {tables(all.filter((measured) => measured.metric === metric))}
      {page.truth === null ? null : <p className={styles.hint}>{parts.truthText}</p>}
      {others.length === 0 ? null : (
        <details className={styles.others}>
          <summary>{parts.otherMetrics(others.length)}</summary>
          {tables(others)}
        </details>
      )}
    </Card>
  )
}

type ArmTableProps = { readonly page: ResultPage; readonly measured: Measured }

const ArmTable = ({ page, measured }: ArmTableProps): ReactNode => {
  const { words } = useReader()
  const title = words.verdicts.metricName(measured.metric, measured.measure)
  return (
    <section className={styles.arms}>
      <h3 className={styles.subtitle}>{title}</h3>
      <p className={styles.hint}>{useMetricText(page, measured)}</p>
      <Table caption={title} columns={useArmColumns(page, measured)} keyOf={({ variant }) => variant} rows={page.readout.arms} />
    </section>
  )
}

const useMetricText = (page: ResultPage, { metric }: Measured): string => {
  const { format } = useReader()
  const { parts } = useResultWords()
  const known = metricNamed(page, metric)
  if (known === null) return ''
  const { event, per, after, window, cap, currency } = known
  const said = (duration: string): string => {
    const durationMs = parseDuration(duration)
    return durationMs === null ? duration : format.duration(durationMs)
  }
  const most = cap === null || currency === null ? null : format.money(cap, currency)
  return parts.metricText(event, per, after === null ? null : said(after), said(window), most)
}

const useArmColumns = (page: ResultPage, measured: Measured): readonly Column<ArmReadout>[] => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const measure = measureFor(page, measured)
  const level = (value: number | null | undefined): string =>
    value === null || value === undefined ? words.shell.notEnoughData : words.verdicts.level(value, measure)
  const partOf = (arm: ArmReadout, part: 'mature' | 'provisional') => readoutOf(arm, measured)?.[part] ?? null
  const provisional = (arm: ArmReadout): ReactNode => {
    const part = partOf(arm, 'provisional')
    if (part === null || part.customers === 0) return words.shell.none
    return (
      <span className={styles.provisional}>
        {format.count(part.customers)} <span className="soft">({level(part.level)})</span>
      </span>
    )
  }
  const { truth } = page
  return [
    { name: parts.variant, cell: (arm) => <ArmName page={page} variant={arm.variant} /> },
    { name: parts.assigned, cell: ({ assigned }) => format.count(assigned), isNumber: true },
    { name: parts.mature, cell: (arm) => format.count(partOf(arm, 'mature')?.customers ?? 0), isNumber: true },
    ...(measured.measure === 'rate'
      ? [{ name: parts.conversions, cell: (arm: ArmReadout) => format.count(partOf(arm, 'mature')?.conversions ?? 0), isNumber: true }]
      : []),
    {
      name: { rate: parts.rate, mean: parts.perCustomer, ratio: parts.ratio }[measured.measure],
      cell: (arm) => <strong>{level(partOf(arm, 'mature')?.level)}</strong>,
      isNumber: true,
    },
    { name: parts.provisional, cell: provisional, isNumber: true, meaning: parts.armsText },
    ...(truth === null || measured.measure !== 'rate' || measured.metric !== page.summary.metric
      ? []
      : [
          {
            name: parts.trueRate,
            cell: ({ variant }: ArmReadout) => level(truth.find((known) => known.variant === variant)?.rate),
            isNumber: true,
            meaning: parts.truthText,
          },
        ]),
  ]
}

type ArmNameProps = { readonly page: Pick<ResultPage, 'control' | 'holdout'>; readonly variant: string }

/** A variant's name, and what it is to the others. */
export const ArmName = ({ page: { control, holdout }, variant }: ArmNameProps): ReactNode => {
  const { parts } = useResultWords()
  return (
    <span className={`${styles.variant} breakable`}>
      {variant}
      {variant === holdout ? <Badge>{parts.holdout}</Badge> : null}
      {variant === control && variant !== holdout ? <Badge>{parts.control}</Badge> : null}
    </span>
  )
}
