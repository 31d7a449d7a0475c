import type { ReactNode } from 'react'
import { BEATS_MAX, pace, useLive } from '../../api/live.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { Card } from '../../parts/card.tsx'
import { useMe } from '../../session/me.ts'
import { useReader } from '../../words/reader.tsx'
import styles from './now.module.css'

/** What happens at this moment; where nobody tells, what went out of late. */
export const Now = ({ sentLast7Days }: { readonly sentLast7Days: number }): ReactNode => {
  const { words, format } = useReader()
  if (useMe().capabilities.live) return <Live sentLast7Days={sentLast7Days} />
  return (
    <Card title={words.overview.sentWeek}>
      <div className={styles.rate}>
        <span className={styles.number}>{format.count(sentLast7Days)}</span>
      </div>
    </Card>
  )
}

/** Events a second, and the counts since the process began. */
const Live = ({ sentLast7Days }: { readonly sentLast7Days: number }): ReactNode => {
  const { words, format } = useReader()
  const pulse = useLive((live) => live.pulse)
  const beats = useLive((live) => live.beats)
  const perSecond = useLive(pace)
  const connection = useLive((live) => live.connection)
  const { overview, shell } = words
  const count = (value: number | undefined): string => (value === undefined ? shell.none : format.count(value))
  return (
    <Card title={overview.liveTitle}>
      <div className={styles.rate}>
        <span className={styles.number}>{perSecond === null ? shell.none : format.perSecond(perSecond)}</span>
        <span className="soft">{overview.perSecond}</span>
      </div>
      <div aria-label={overview.beats(BEATS_MAX)} role="img">
        <Sparkline className={styles.line} values={beats} />
      </div>
      {connection === 'lost' ? <p className={styles.lost}>{shell.pulse.lost}</p> : null}
      <dl className={styles.counts}>
        <Count name={overview.taken} value={count(pulse?.taken)} />
        <Count name={overview.refused} value={count(pulse?.refused)} />
        <Count name={overview.sentLive} value={count(pulse?.sent)} />
        <Count name={overview.sentWeek} value={format.count(sentLast7Days)} />
      </dl>
    </Card>
  )
}

const Count = ({ name, value }: { readonly name: string; readonly value: string }): ReactNode => (
  <div className={styles.count}>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
