import type { ReactNode } from 'react'
import type { ResultPartWords } from '../../words/words.ts'
import { useResultWords } from '../../words/result-words.ts'
import styles from './result.module.css'

export type Sign = keyof ResultPartWords['legend']

/** What the signs of a plot mean. */
export const Legend = ({ signs }: { readonly signs: readonly Sign[] }): ReactNode => {
  const { parts } = useResultWords()
  return (
    <ul className={styles.legend}>
      {signs.map((sign) => (
        <li key={sign}>
          <svg aria-hidden="true" viewBox="0 0 18 18">
            {SIGNS[sign]}
          </svg>
          {parts.legend[sign]}
        </li>
      ))}
    </ul>
  )
}

const SIGNS: Readonly<Record<Sign, ReactNode>> = {
  shown: <circle cx="9" cy="9" fill="var(--accent)" r="6" />,
  open: <circle cx="9" cy="9" fill="var(--surface)" r="5" stroke="var(--ink-soft)" strokeWidth="2.5" />,
  truth: <path d="M9 1.5l5 7.5-5 7.5-5-7.5z" fill="var(--good)" />,
  band: <path d="M2 2h14v14H2z" fill="var(--ink)" fillOpacity="0.13" />,
  estimate: <path d="M1 9h16" stroke="var(--accent)" strokeWidth="2.5" />,
  bounds: <path d="M1 3h16v12H1z" fill="var(--accent)" fillOpacity="0.2" stroke="var(--accent)" strokeOpacity="0.5" />,
  decided: <path d="M9 1v16" stroke="var(--ink)" strokeDasharray="4 3" strokeWidth="1.5" />,
  maturing: <path d="M1 17L17 1M1 9l8-8M9 17l8-8" stroke="var(--ink-soft)" strokeOpacity="0.6" strokeWidth="2" />,
  provisional: <circle cx="9" cy="9" fill="var(--surface)" r="5" stroke="var(--ink-soft)" strokeWidth="2" />,
  common: <path d="M9 1v16" stroke="var(--ink-soft)" strokeDasharray="4 4" strokeWidth="1.5" />,
}
