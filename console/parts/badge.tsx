import type { ReactNode } from 'react'
import styles from './badge.module.css'
import type { Tone } from './notice.tsx'

/** A word about something, in a frame: its state, its version. */
export const Badge = ({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }): ReactNode => (
  <span className={styles.badge} data-tone={tone}>
    {children}
  </span>
)
