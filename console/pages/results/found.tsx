import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Acted, LatchedVerdict, ResultPage } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { KindBadge } from '../../parts/verdict.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { measureFor, primaryOf } from './measured.ts'
import styles from './result.module.css'

/** What was written down about this experiment, what was done, and how to take it back. */
export const Found = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { advice } = useResultWords()
  const columns = useColumns(page)
  if (page.latched.length === 0) return null
  return (
    <Card text={advice.foundText} title={advice.foundTitle}>
      <Table
        caption={advice.foundTitle}
        columns={columns}
        keyOf={({ phase, type, variant }) => `${phase} ${type} ${variant ?? ''}`}
        rows={page.latched}
      />
    </Card>
  )
}

const useColumns = (page: ResultPage): readonly Column<LatchedVerdict>[] => {
  const { words, format } = useReader()
  const { advice, parts, results } = useResultWords()
  const { verdicts } = words
  const { campaign, metric: primary } = page.summary
  const numbers = ({ metric, estimate, interval, customers }: LatchedVerdict): string => {
    if (metric === null || estimate === null) return parts.customersOf(customers)
    const measured = metric === primary ? primaryOf(page) : ({ metric, measure: 'rate' } as const)
    const measure = measureFor(page, measured)
    const between = interval === null ? '' : ` (${verdicts.ends(interval, measure)})`
    return `${verdicts.difference(estimate, measure)}${between}, ${parts.customersOf(customers)}`
  }
  return [
    {
      name: advice.found,
      cell: ({ type, variant, phase }) => (
        <span className={styles.variant}>
          <KindBadge method={page.summary.method} type={type} />
          {variant === null ? advice.wholeExperiment : verdicts.armName(variant)}
          {phase === page.summary.phase ? null : <span className="soft">{results.phaseOf(phase)}</span>}
        </span>
      ),
    },
    { name: advice.onDay, cell: ({ day }) => format.day(day) },
    { name: advice.numbers, cell: numbers },
    {
      name: advice.done,
      cell: ({ acted }) => (acted.length === 0 ? advice.nothingDone : <Done acted={acted} campaign={campaign} />),
      isWide: true,
    },
  ]
}

const Done = ({ acted, campaign }: { readonly acted: readonly Acted[]; readonly campaign: string | null }): ReactNode => {
  const { advice } = useResultWords()
  return (
    <ul className={styles.done}>
      {acted.map((one) => (
        <li key={one.action}>
          {advice.acted(one)} {campaign === null || one.outcome !== 'done' ? null : <Undo action={one.action} campaign={campaign} />}
        </li>
      ))}
    </ul>
  )
}

const Undo = ({ action, campaign }: { readonly action: Acted['action']; readonly campaign: string }): ReactNode => {
  const { advice } = useResultWords()
  if (action === 'promote') {
    return (
      <Link params={{ id: campaign }} to="/campaigns/$id">
        {advice.undoPromote}
      </Link>
    )
  }
  return action === 'stop' ? <Link to="/delivery">{advice.undoStop}</Link> : null
}
