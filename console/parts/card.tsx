/** A part of a page with a heading of its own. */
import { type ReactNode, useId } from 'react'
import styles from './card.module.css'

type CardProps = {
  readonly title: string
  readonly text?: ReactNode
  readonly aside?: ReactNode
  readonly className?: string | undefined
  /** None: it says all in its heading. */
  readonly children?: ReactNode
}

export const Card = ({ title, text, aside, className, children }: CardProps): ReactNode => {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className={`${styles.card} ${className ?? ''}`}>
      <header className={styles.header}>
        <div className={styles.titles}>
          <h2 className={styles.title} id={heading}>
            {title}
          </h2>
          {text === undefined ? null : <div className={styles.text}>{text}</div>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  )
}
