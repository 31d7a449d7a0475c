import type { ReactNode } from 'react'
import type { Problem } from '../../shared/kernel/problem.ts'
import { useReader } from '../words/reader.tsx'
import styles from './problems.module.css'

/** Everything that is wrong with something: where, what, and how to mend it. The words are the server's, in English. */
export const Problems = ({ problems }: { readonly problems: readonly Problem[] }): ReactNode => {
  const { words } = useReader()
  return (
    <ul className={styles.problems}>
      {problems.map(({ path, problem, hint }) => (
        <li key={`${path} ${problem}`}>
          <div className="breakable">
            {path === '' ? null : <code className={styles.path}>{path}</code>} {problem}
          </div>
          {hint === '' ? null : (
            <div className={`${styles.hint} breakable`}>
              <span className="visually-hidden">{words.shell.problems.mend}: </span>
              {hint}
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
