import type { Column } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import type { Measure } from '../../words/measure.ts'

type Differing = {
  readonly customers: number
  readonly difference: number | null
  readonly interval: readonly [number, number] | null
}

/** Of a table: how many customers, how far apart they were, and where that may lie. */
export const useDifferenceColumns = (measure: Measure): readonly Column<Differing>[] => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const { verdicts, shell } = words
  return [
    { name: parts.customers, cell: ({ customers }) => format.count(customers), isNumber: true },
    {
      name: parts.difference,
      cell: ({ difference }) => (difference === null ? shell.notEnoughData : verdicts.difference(difference, measure)),
      isNumber: true,
    },
    {
      name: parts.interval,
      cell: ({ interval }) => (interval === null ? shell.none : verdicts.interval(interval, measure)),
      isNumber: true,
    },
  ]
}
