import type { ReactNode } from 'react'
import type { Comparison, ResultPage } from '../../api/types.ts'
import { type Column, Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import type { Measure } from '../../words/measure.ts'
import { trueDifference } from './measured.ts'

type ComparisonTableProps = {
  readonly page: ResultPage
  readonly comparisons: readonly Comparison[]
  readonly measureOf: (comparison: Comparison) => Measure
  readonly title: string
  /** What one line is called: the variants where all are of one metric. */
  readonly nameOf: (comparison: Comparison) => string
}

/** The numbers of a plot, and more than it has room for. Columns that would be empty are left out. */
export const ComparisonTable = ({ page, comparisons, measureOf, title, nameOf }: ComparisonTableProps): ReactNode => (
  <Table
    caption={title}
    columns={useColumns(page, comparisons, measureOf, nameOf)}
    keyOf={({ variant, against, metric, measure }) => `${variant} ${against} ${metric} ${measure}`}
    rows={comparisons}
  />
)

const useColumns = (
  page: ResultPage,
  comparisons: readonly Comparison[],
  measureOf: (comparison: Comparison) => Measure,
  nameOf: (comparison: Comparison) => string,
): readonly Column<Comparison>[] => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const { shell, verdicts } = words
  const number = (name: string, told: (one: Comparison) => string | null): readonly Column<Comparison>[] =>
    comparisons.every((one) => told(one) === null) ? [] : [{ name, cell: (one) => told(one) ?? shell.none, isNumber: true }]
  const said = (value: number | null | undefined, told: (value: number) => string): string | null =>
    value === null || value === undefined ? null : told(value)
  const { metric } = page.summary
  return [
    { name: parts.compared, cell: nameOf },
    {
      name: parts.difference,
      cell: (one) => said(one.difference, (value) => verdicts.difference(value, measureOf(one))) ?? shell.notEnoughData,
      isNumber: true,
    },
    ...number(parts.interval, (one) => (one.interval === null ? null : verdicts.interval(one.interval, measureOf(one)))),
    ...number(parts.lift, ({ lift }) => {
      const change = said(lift?.estimate, format.change)
      if (change === null || lift === null || lift.interval === null) return change
      return `${change} (${lift.interval.map(format.change).join(' – ')})`
    }),
    ...number(parts.pValue, ({ pValue }) => said(pValue, format.pValue)),
    ...number(parts.corrected, ({ among }) => said(among?.holm, format.pValue)),
    ...number(parts.chance, ({ posterior }) => said(posterior?.chance, (chance) => format.share(chance))),
    ...number(parts.loss, (one) => said(one.posterior?.losses?.treatment, (loss) => verdicts.size(loss, measureOf(one)))),
    ...number(parts.truth, (one) => said(trueDifference(page, one, metric), (value) => verdicts.difference(value, measureOf(one)))),
  ]
}
