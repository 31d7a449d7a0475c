/** Text that is read and taken along letter by letter: lines for a terminal, JSON, the source of a mail. */
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import styles from './code.module.css'

type CodeProps = {
  /** What it is, for those who hear it. */
  readonly label: string
  readonly text: string
  /** Lines are broken where they would leave the frame; else the frame scrolls. */
  readonly isWrapped?: boolean
}

export const Code = ({ label, text, isWrapped = false }: CodeProps): ReactNode => (
  <div className={styles.frame}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
    <section aria-label={label} className={styles.scroll} tabIndex={0}>
      <pre className={styles.text} data-wrapped={isWrapped}>
        {text}
      </pre>
    </section>
    <div className={styles.copy}>
      <CopyButton label={label} text={() => text} />
    </div>
  </div>
)
