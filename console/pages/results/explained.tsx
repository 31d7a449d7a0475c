import { type ReactNode, useId } from 'react'
import type { ResultPage } from '../../../shared/contract/api.ts'
import { Card } from '../../parts/card.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './result.module.css'

/** Below this the sizes of the variants are no chance any more: the bar of the field, and of the server's verdict. */
const MISMATCH_BELOW = 0.001

/** How far this page may be trusted, as answers to what a marketer would ask. */
export const Explained = ({ page: { readout, holdout } }: { readonly page: ResultPage }): ReactNode => {
  const { words } = useReader()
  const { results } = words
  const { srm } = readout
  const isBroken = srm !== null && srm.pValue < MISMATCH_BELOW
  return (
    <Card title={results.trustTitle}>
      <div className={styles.explained}>
        <Question title={results.srmTitle}>
          <p data-tone={isBroken ? 'bad' : 'plain'}>
            {srm === null ? results.srmNone : isBroken ? results.srmBroken(srm.pValue) : results.srmFine(srm.pValue)}
          </p>
        </Question>
        <Question title={results.methodTitle}>
          <p>{results.methodFixed}</p>
          <p>{results.methodImmature}</p>
        </Question>
        <Question title={results.holdoutTitle}>
          <p>{holdout === null ? results.holdoutNone : results.holdoutText(holdout)}</p>
        </Question>
        <Question title={results.countingTitle}>
          <p>{results.countingText}</p>
        </Question>
      </div>
    </Card>
  )
}

const Question = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className={styles.question}>
      <h3 id={heading}>{title}</h3>
      {children}
    </section>
  )
}
