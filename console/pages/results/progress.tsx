import type { ReactNode } from 'react'
import styles from './result.module.css'

type ProgressProps = { readonly label: string; readonly value: number; readonly of: number }

/** How far something is, as a bar; the number stands beside it. */
export const Progress = ({ label, value, of }: ProgressProps): ReactNode => (
  <div
    aria-label={label}
    aria-valuemax={of}
    aria-valuemin={0}
    aria-valuenow={Math.min(value, of)}
    className={styles.progress}
    role="progressbar"
  >
    <span style={{ width: `${of > 0 ? Math.min(100, (100 * value) / of) : 0}%` }} />
  </div>
)
