import type { ReactNode } from 'react'
import type { Adjusted as AdjustedTold, ResultPage } from '../../api/types.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { measureFor } from './measured.ts'

/** The same differences with less noise, beside what was counted. */
export const Adjusted = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { parts } = useResultWords()
  const rows = page.adjusted.filter(({ cuped, stratified }) => cuped !== null || stratified !== null)
  const columns = useColumns(page)
  if (rows.length === 0) return null
  return (
    <Card aside={<Badge tone="warn">{parts.exploratory}</Badge>} text={parts.adjustedText} title={parts.adjustedTitle}>
      <Table
        caption={parts.adjustedTitle}
        columns={columns}
        keyOf={({ metric, measure, variant, against }) => `${metric} ${measure} ${variant} ${against}`}
        rows={rows}
      />
    </Card>
  )
}

const useColumns = (page: ResultPage): readonly Column<AdjustedTold>[] => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const { verdicts, shell } = words
  type Found = { readonly difference: number | null; readonly interval: readonly [number, number] | null } | null
  const said = (one: AdjustedTold, found: Found): string => {
    if (found === null || found.difference === null) return shell.none
    const measure = measureFor(page, one)
    const difference = verdicts.difference(found.difference, measure)
    return found.interval === null ? difference : `${difference} (${verdicts.ends(found.interval, measure)})`
  }
  const counted = ({ metric, measure, variant, against }: AdjustedTold): Found => {
    const found = page.readout.comparisons.find(
      (one) => one.metric === metric && one.measure === measure && one.variant === variant && one.against === against,
    )
    return found === undefined ? null : { difference: found.difference, interval: found.oneLook.interval }
  }
  return [
    {
      name: parts.compared,
      cell: ({ metric, measure, variant, against }) =>
        `${verdicts.metricName(metric, measure)}: ${parts.comparison(verdicts.armName(variant), verdicts.armName(against))}`,
    },
    { name: parts.plain, cell: (one) => said(one, counted(one)), isNumber: true },
    { name: parts.cuped, cell: (one) => said(one, one.cuped), isNumber: true },
    {
      name: parts.reduction,
      cell: ({ cuped }) => (cuped === null || cuped.reduction === null ? shell.none : format.share(cuped.reduction)),
      isNumber: true,
    },
    { name: parts.stratified, cell: (one) => said(one, one.stratified), isNumber: true },
  ]
}
