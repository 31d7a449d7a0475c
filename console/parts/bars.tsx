import type { ReactNode } from 'react'
import { useReader } from '../words/reader.tsx'
import styles from './bars.module.css'

export type BarTone = 'good' | 'open' | 'stopped' | 'bad'
export type Bar = { readonly name: string; readonly text?: string; readonly count: number; readonly tone: BarTone }

/** Counts beside each other, each with its share of all: the number is the message, the bar is its picture. */
export const Bars = ({ rows }: { readonly rows: readonly Bar[] }): ReactNode => {
  const { format } = useReader()
  const total = rows.reduce((sum, { count }) => sum + count, 0)
  const highest = Math.max(1, ...rows.map(({ count }) => count))
  return (
    <dl className={styles.bars}>
      {rows.map(({ name, text, count, tone }) => (
        <div className={styles.row} key={name} title={text}>
          <dt>{name}</dt>
          <dd className={styles.numbers}>
            <span className={styles.count}>{format.count(count)}</span>
            <span className={styles.share}>{format.share(total === 0 ? 0 : count / total)}</span>
          </dd>
          <dd aria-hidden="true" className={styles.track}>
            <span className={styles.bar} data-tone={tone} style={{ width: `${(100 * count) / highest}%` }} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
