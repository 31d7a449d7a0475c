import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconFileTypeCsv } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { isoDayOf } from '../../../shared/kernel/time.ts'
import { epochDay } from '../../../shared/kernel/words.ts'
import type { ResultPage } from '../../api/types.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { save } from '../../parts/save.ts'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import styles from './result.module.css'

/** What a result may be asked of: a day that is over, and one of its phases. Both stand in the address, to be passed on. */
export type Asked = { readonly asOf?: string; readonly phase?: string }

type ToolbarProps = { readonly page: ResultPage; readonly asked: Asked }

export const Toolbar = ({ page, asked }: ToolbarProps): ReactNode => {
  const { results } = useResultWords()
  const { format } = useReader()
  const { phases, summary, days, readout } = page
  const go = useGoing(summary.id)
  return (
    <div className={styles.toolbar}>
      {days === null ? null : <AsOf days={days} onChoose={(asOf) => go({ ...asked, asOf })} shown={readout.asOf} />}
      {phases.length < 2 ? null : (
        <NativeSelect
          data={phases.map(({ phase, firstDay }) => ({ value: String(phase), label: results.phaseName(phase, firstDay) }))}
          label={results.phase}
          onChange={({ currentTarget: { value } }) => go({ phase: value })}
          size="xs"
          value={String(summary.phase)}
        />
      )}
      <div className={styles.take}>
        <CopyButton name={results.copyLink} text={() => linkTo(page)} />
        <Button
          leftSection={<IconFileTypeCsv aria-hidden size={16} stroke={1.7} />}
          onClick={() => saveCsv(page).catch(() => undefined)}
          size="xs"
          variant="default"
        >
          {results.csv}
        </Button>
      </div>
      {asked.asOf === undefined ? null : (
        <div className={styles.past}>
          <Notice
            action={
              <Button onClick={() => go(asked.phase === undefined ? {} : { phase: asked.phase })} size="xs" variant="default">
                {results.today}
              </Button>
            }
            tone="plain"
          >
            {results.past(readout.asOf)} <span className="visually-hidden">{format.day(readout.asOf)}</span>
          </Notice>
        </div>
      )}
    </div>
  )
}

type AsOfProps = {
  readonly shown: number
  readonly days: NonNullable<ResultPage['days']>
  readonly onChoose: (day: string) => void
}

/** Any day from the first assignment to the last that is over. Half a date says nothing yet. */
const AsOf = ({ shown, days, onChoose: choose }: AsOfProps): ReactNode => {
  const { results } = useResultWords()
  const [text, setText] = useState(dayText(shown))
  useEffect(() => setText(dayText(shown)), [shown])
  return (
    <TextInput
      label={results.asOf}
      max={dayText(days.last)}
      min={dayText(days.first)}
      onChange={({ currentTarget: { value, validity } }) => {
        setText(value)
        if (value !== '' && validity.valid) choose(value)
      }}
      size="xs"
      type="date"
      value={text}
    />
  )
}

const dayText = (day: number): string => isoDayOf(epochDay(day))

const useGoing = (id: string): ((asked: Asked) => void) => {
  const navigate = useNavigate()
  return (search) => {
    navigate({ to: '/results/$id', params: { id }, search, replace: true, resetScroll: false }).catch(() => undefined)
  }
}

/** Leads to what is seen now, whenever it is opened: with its day and its phase. */
const linkTo = ({ summary, readout }: ResultPage): string => {
  const asked = new URLSearchParams({ asOf: isoDayOf(readout.asOf), phase: String(summary.phase) })
  return `${location.origin}${location.pathname}?${asked}`
}

const saveCsv = async (page: ResultPage): Promise<void> => {
  const { resultCsv } = await import('../../../shared/contract/result-csv.ts')
  const name = `${page.summary.id.replace(/[^\w-]+/g, '_')}-${isoDayOf(page.readout.asOf)}.csv`
  save(name, new Blob([resultCsv(page)], { type: 'text/csv;charset=utf-8' }))
}
