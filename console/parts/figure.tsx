import type { ReactNode } from 'react'
import styles from './figure.module.css'

type FigureProps = {
  readonly name: ReactNode
  readonly value: string
  readonly text?: ReactNode
  /** Says more about the name, where the pointer rests on it. */
  readonly meaning?: string
}

/** One number one can read across the room, and what it is. Stands in a `<Figures>`. */
export const Figure = ({ name, value, text, meaning }: FigureProps): ReactNode => (
  <div className={styles.figure} title={meaning}>
    <dt className={styles.name}>{name}</dt>
    <dd className={styles.value}>{value}</dd>
    {text === undefined ? null : <dd className={styles.text}>{text}</dd>}
  </div>
)

export const Figures = ({ children }: { readonly children: ReactNode }): ReactNode => <dl className={styles.figures}>{children}</dl>
