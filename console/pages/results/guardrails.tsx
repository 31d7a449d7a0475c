import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { GuardrailReadout, ResultPage } from '../../api/types.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { measureFor } from './measured.ts'

/** Harm, as soon as it shows. */
export const Guardrails = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { parts } = useResultWords()
  const columns = useColumns(page)
  const { guardrails } = page.readout
  if (guardrails.length === 0) return null
  return (
    <Card text={parts.guardrailsText} title={parts.guardrailsTitle}>
      <Table
        caption={parts.guardrailsTitle}
        columns={columns}
        keyOf={({ guardrail, variant }) => `${guardrail} ${variant}`}
        rows={guardrails}
      />
    </Card>
  )
}

const useColumns = (page: ResultPage): readonly Column<GuardrailReadout>[] => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const { verdicts, shell } = words
  const said = (value: number | null, { guardrail }: GuardrailReadout): string =>
    value === null ? shell.notEnoughData : verdicts.difference(value, measureFor(page, { metric: guardrail, measure: 'rate' }))
  return [
    { name: parts.guardrail, cell: ({ guardrail }) => verdicts.metricName(guardrail) },
    { name: parts.compared, cell: ({ variant, against }) => parts.comparison(verdicts.armName(variant), verdicts.armName(against)) },
    { name: parts.harmState, cell: ({ since }) => <Harm since={since} /> },
    { name: parts.difference, cell: (one) => said(one.difference, one), isNumber: true },
    { name: parts.bound, cell: (one) => (one.bound === null ? shell.none : said(one.bound, one)), isNumber: true },
    { name: parts.pValue, cell: ({ pValue }) => (pValue === null ? shell.none : format.pValue(pValue)), isNumber: true },
  ]
}

const Harm = ({ since }: Pick<GuardrailReadout, 'since'>): ReactNode => {
  const { parts } = useResultWords()
  const Sign = since === null ? IconShieldCheck : IconAlertTriangle
  return (
    <Badge tone={since === null ? 'plain' : 'bad'}>
      <Sign aria-hidden size={14} stroke={2} />
      {since === null ? parts.fine : parts.harmSince(since)}
    </Badge>
  )
}
