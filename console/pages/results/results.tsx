import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ResultSummary } from '../../../shared/contract/api.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { measureOf } from '../../parts/measure.ts'
import { VerdictBadge } from '../../parts/verdict.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './results.module.css'

export const Results = (): ReactNode => {
  const { words } = useReader()
  const { title, text, empty } = words.results
  const results = useAnswer('GET /api/results', {})
  return (
    <Page text={text} title={title}>
      <Answer loading={<Loading heights={[140, 140, 140]} />} of={results}>
        {(answer) =>
          answer.results.length === 0 ? (
            <Empty {...empty} />
          ) : (
            <ul className={styles.list}>
              {answer.results.map((result) => (
                <Result key={result.id} result={result} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Page>
  )
}

const Result = ({ result: { id, name, assigned, metric, verdict } }: { readonly result: ResultSummary }): ReactNode => {
  const { words } = useReader()
  const { results, verdicts } = words
  return (
    <li className={styles.result}>
      <div className={styles.head}>
        <Link className={`${styles.name} breakable`} params={{ id }} to="/results/$id">
          {name}
        </Link>
        <VerdictBadge verdict={verdict} />
      </div>
      <p className={`${styles.sentence} breakable`}>{verdicts.sentence(verdict, measureOf(verdict, null))}</p>
      <p className={`${styles.text} breakable`}>{results.measured(assigned, verdicts.metricName(metric))}</p>
    </li>
  )
}
