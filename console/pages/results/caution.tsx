import type { ReactNode } from 'react'
import type { ResultPage } from '../../api/types.ts'
import { Notice } from '../../parts/notice.tsx'
import { useResultWords } from '../../words/result-words.ts'
import styles from './result.module.css'

/** Stands over numbers that look as if they said more than they may; nothing where they may be read as they are. */
export const Caution = ({ page: { readout } }: { readonly page: ResultPage }): ReactNode => {
  const { advice, parts } = useResultWords()
  const isBroken = readout.verdict.type === 'broken'
  if (!isBroken && readout.protection === 'always') return null
  return (
    <div className={styles.caution}>
      <Notice tone="warn">{isBroken ? parts.brokenNote : advice.protectionText[readout.protection]}</Notice>
    </div>
  )
}
