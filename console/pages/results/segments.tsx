import { type ReactNode, useState } from 'react'
import { type ResultPage, type Segmented, type SegmentReadout, STAGES, type Standing } from '../../api/types.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { useDifferenceColumns } from './difference-columns.ts'
import { Intervals } from './intervals.tsx'
import { measureFor, primaryOf } from './measured.ts'
import styles from './result.module.css'

/** The verdict's metric segment by segment: for ideas, never for decisions. */
export const Segments = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { words } = useReader()
  const { parts } = useResultWords()
  const { breakdowns } = page
  const [chosen, setChosen] = useState('')
  const nameOf = ({ by, variant, against }: Segmented): string =>
    `${by} · ${parts.comparison(words.verdicts.armName(variant), words.verdicts.armName(against))}`
  const shown = breakdowns.find((one) => nameOf(one) === chosen) ?? breakdowns[0]
  if (shown === undefined) return null
  return (
    <Card aside={<Badge tone="warn">{parts.exploratory}</Badge>} text={parts.segmentsText} title={parts.segmentsTitle}>
      {breakdowns.length < 2 ? null : (
        <Choice
          label={parts.segmentsBy}
          onChange={setChosen}
          options={breakdowns.map((one) => ({ value: nameOf(one), name: nameOf(one) }))}
          value={nameOf(shown)}
        />
      )}
      <Forest page={page} shown={shown} title={`${parts.segmentsTitle}: ${nameOf(shown)}`} />
    </Card>
  )
}

type ForestProps = { readonly page: ResultPage; readonly shown: Segmented; readonly title: string }

const Forest = ({ page, shown, title }: ForestProps): ReactNode => {
  const { words } = useReader()
  const { parts } = useResultWords()
  const { by, segments, interaction } = shown
  const measure = measureFor(page, { metric: shown.metric, measure: primaryOf(page).measure })
  const nameOf = ({ segment }: SegmentReadout): string => (by === 'stage' ? stageName(segment, words.lifecycle.standing) : segment)
  return (
    <>
      <p className={styles.says}>{interaction.pValue === null ? parts.interactionNone : parts.interaction(interaction.pValue)}</p>
      <Intervals
        common={interaction.common}
        measure={measure}
        page={page}
        rows={segments.map((one) => ({ name: nameOf(one), difference: one.difference, interval: one.interval, truth: null }))}
        table={<SegmentTable measure={measure} nameOf={nameOf} segments={segments} title={title} />}
        title={title}
      />
    </>
  )
}

const isStanding = (segment: string): segment is Standing => segment === 'prospect' || STAGES.some((stage) => stage === segment)
const stageName = (segment: string, standing: (name: Standing) => string): string => (isStanding(segment) ? standing(segment) : segment)

type SegmentTableProps = {
  readonly segments: readonly SegmentReadout[]
  readonly measure: ReturnType<typeof measureFor>
  readonly nameOf: (segment: SegmentReadout) => string
  readonly title: string
}

const SegmentTable = ({ segments, measure, nameOf, title }: SegmentTableProps): ReactNode => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const apart = useDifferenceColumns(measure)
  return (
    <Table<SegmentReadout>
      caption={title}
      columns={[
        { name: parts.segment, cell: nameOf },
        ...apart,
        { name: parts.pValue, cell: ({ pValue }) => (pValue === null ? words.shell.none : format.pValue(pValue)), isNumber: true },
      ]}
      keyOf={({ segment }) => segment}
      rows={segments}
    />
  )
}
