import type { ReactNode } from 'react'
import { pace, useLive } from '../api/live.ts'
import { useReader } from '../words/reader.tsx'
import { Sparkline } from '../charts/sparkline.tsx'
import styles from './pulse.module.css'

/** How many events arrive at this moment, on every page. */
export const LivePulse = (): ReactNode => {
  const { words } = useReader()
  const connection = useLive((live) => live.connection)
  const beats = useLive((live) => live.beats)
  const perSecond = useLive(pace)
  const { pulse } = words.shell
  if (connection !== 'open' || perSecond === null) {
    const said = connection === 'lost' ? pulse.lost : pulse.connecting
    return (
      <output className={styles.pulse} data-state={connection} title={said}>
        <span className={styles.dot} />
        <span className={styles.said}>{said}</span>
      </output>
    )
  }
  return (
    <section aria-label={pulse.label} className={styles.pulse} data-state="open">
      <span className={styles.dot} />
      <Sparkline className={styles.line} values={beats} />
      <span className={styles.number}>{pulse.perSecond(perSecond)}</span>
    </section>
  )
}
