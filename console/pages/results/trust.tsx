import { type ReactNode, useId } from 'react'
import type { Readout, ResultPage } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { ArmName } from './arms.tsx'
import styles from './result.module.css'

/** How far this page may be trusted, as answers to what a marketer would ask. */
export const Trust = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { parts, advice } = useResultWords()
  const { holdout, group, testers, readout } = page
  return (
    <Card title={parts.trustTitle}>
      <div className={styles.explained}>
        <Question title={parts.srmTitle}>
          <SampleRatio page={page} />
        </Question>
        <Question title={parts.methodTitle}>
          <p>
            <strong>{advice.method[readout.method]}.</strong> {advice.protectionText[readout.protection]}
          </p>
        </Question>
        <Question title={parts.countingTitle}>
          <p>{parts.countingText}</p>
        </Question>
        {holdout === null ? null : (
          <Question title={parts.holdoutTitle}>
            <p>{parts.holdoutText(holdout)}</p>
          </Question>
        )}
        {group === null ? null : (
          <Question title={parts.groupTitle}>
            <p>{parts.groupText(group)}</p>
          </Question>
        )}
        {testers === 0 ? null : (
          <Question title={parts.testersTitle}>
            <p>{parts.testersText(testers)}</p>
          </Question>
        )}
      </div>
    </Card>
  )
}

const SampleRatio = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const { sampleRatio } = page.readout
  const isBroken = page.summary.verdict.type === 'broken' && page.summary.verdict.fault.because === 'srm'
  const { pValue, sequential } = sampleRatio
  return (
    <>
      <p data-tone={isBroken ? 'bad' : 'plain'}>
        {pValue === null ? parts.srmNone : isBroken ? parts.srmBroken(smallest(sampleRatio)) : parts.srmFine(pValue)}{' '}
        {sequential === null || isBroken ? null : parts.srmSequential(sequential)}
      </p>
      <Table
        caption={parts.srmTitle}
        columns={[
          { name: parts.variant, cell: ({ variant }) => <ArmName page={page} variant={variant} /> },
          { name: parts.observed, cell: ({ observed }) => format.count(observed), isNumber: true },
          { name: parts.expected, cell: ({ expected }) => (expected === 0 ? words.shell.none : format.count(expected)), isNumber: true },
        ]}
        keyOf={({ variant }) => variant}
        rows={sampleRatio.arms}
      />
    </>
  )
}

/** Either of the two tests may have found it. */
const smallest = ({ pValue, sequential }: Readout['sampleRatio']): number => Math.min(pValue ?? 1, sequential ?? 1)

const Question = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className={styles.question}>
      <h3 id={heading}>{title}</h3>
      {children}
    </section>
  )
}
