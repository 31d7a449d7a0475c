import type { ReactNode } from 'react'
import styles from './empty.module.css'

type EmptyProps = { readonly title: string; readonly text: string; readonly action?: ReactNode }

/** Nothing is there yet: what this will be, and what to do next. */
export const Empty = ({ title, text, action }: EmptyProps): ReactNode => (
  <div className={styles.empty}>
    <strong className={styles.title}>{title}</strong>
    <p className={styles.text}>{text}</p>
    {action}
  </div>
)
