/** What a customer did and what we decided, day by day, newest first. */
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { TimelineEntry } from '../../../shared/contract/api.ts'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './timeline.module.css'
import { type Kind, kindOf, Line } from './timeline-line.tsx'

type TimelineProps = { readonly entries: readonly TimelineEntry[]; readonly named: (campaign: string) => string }
type Shown = 'all' | 'events' | 'decisions' | 'mails'

const KINDS: Readonly<Record<Exclude<Shown, 'all'>, Kind>> = { events: 'event', decisions: 'decision', mails: 'mail' }
/** So many lines are drawn at a time. */
const STRETCH = 40

export const Timeline = ({ entries, named }: TimelineProps): ReactNode => {
  const { words, format } = useReader()
  const { customerStory: said } = words
  const [shown, setShown] = useState<Shown>('all')
  const [count, setCount] = useState(STRETCH)
  const wanted = shown === 'all' ? entries : entries.filter((entry) => kindOf(entry) === KINDS[shown])
  const days = [...Map.groupBy(wanted.slice(0, count), ({ at }) => format.date(at))]
  return (
    <Card text={said.timelineText} title={said.timelineTitle}>
      <Choice<Shown>
        label={said.show}
        onChange={setShown}
        options={(['all', 'events', 'decisions', 'mails'] as const).map((value) => ({ value, name: said.shows[value] }))}
        value={shown}
      />
      {wanted.length === 0 ? <p className="soft">{said.timelineNone}</p> : null}
      {days.map(([day, lines]) => (
        <section aria-label={day} className={styles.day} key={day}>
          <h3 className={styles.date}>{day}</h3>
          <ol className={styles.lines}>
            {lines.map((entry, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: facts have no id of their own, and several share an instant.
              <Line entry={entry} key={`${entry.at} ${index}`} named={named} />
            ))}
          </ol>
        </section>
      ))}
      {wanted.length > count ? (
        <Button className={styles.earlier} fullWidth onClick={() => setCount(count + STRETCH)} variant="default">
          {said.earlier}
        </Button>
      ) : null}
    </Card>
  )
}
