import { Button } from '@mantine/core'
import { IconCalculator } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ResultSummary, Together as TogetherTold } from '../../api/types.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Figure, Figures } from '../../parts/figure.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Latched } from '../../parts/latched.tsx'
import { KindBadge } from '../../parts/verdict.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { useIncremental } from './incremental.ts'
import { Progress } from './progress.tsx'
import styles from './results.module.css'

const GLOBAL = '$global'

export const Results = (): ReactNode => {
  const { results: said } = useResultWords()
  const results = useAnswer('GET /api/results', {})
  return (
    <Page aside={<ToPlanner />} text={said.text} title={said.title}>
      <Answer loading={<Loading heights={[120, 140, 140, 140]} />} of={results}>
        {({ results: all, together }) =>
          all.length === 0 ? (
            <Empty {...said.empty} />
          ) : (
            <div className={styles.parts}>
              {together.length === 0 ? null : <Together together={together} />}
              <List results={all.filter(({ id }) => id !== GLOBAL)} />
              <Global results={all.filter(({ id }) => id === GLOBAL)} />
            </div>
          )
        }
      </Answer>
    </Page>
  )
}

const ToPlanner = (): ReactNode => {
  const { results } = useResultWords()
  return (
    <Button
      leftSection={<IconCalculator aria-hidden size={17} stroke={1.7} />}
      renderRoot={(props) => <Link to="/planner" {...props} />}
      variant="default"
    >
      {results.toPlanner}
    </Button>
  )
}

const List = ({ results }: { readonly results: readonly ResultSummary[] }): ReactNode => (
  <ul className={styles.list}>
    {results.map((result) => (
      <Result key={result.id} result={result} />
    ))}
  </ul>
)

/** Everyone who gets no marketing at all, against everyone else. */
const Global = ({ results }: { readonly results: readonly ResultSummary[] }): ReactNode => {
  const { results: said } = useResultWords()
  if (results.length === 0) return null
  return (
    <section aria-label={said.globalTitle}>
      <h2 className={styles.heading}>{said.globalTitle}</h2>
      <p className={styles.about}>{said.globalText}</p>
      <List results={results} />
    </section>
  )
}

/** What all campaigns brought that would not have come without them. */
const Together = ({ together }: { readonly together: readonly TogetherTold[] }): ReactNode => {
  const { results: said } = useResultWords()
  const incremental = useIncremental()
  return (
    <Card text={said.togetherText} title={said.togetherTitle}>
      <Figures>
        {together.map(({ currency, campaigns, untold, incremental: sum }) => {
          const { value, text } = incremental(sum, currency)
          return (
            <Figure
              key={currency ?? ''}
              name={currency === null ? said.togetherConversions : said.togetherMoney(currency)}
              text={
                <>
                  {text === undefined ? null : <div>{text}</div>}
                  <div>{said.togetherOf(campaigns, untold)}</div>
                </>
              }
              value={value}
            />
          )
        })}
      </Figures>
    </Card>
  )
}

const Result = ({ result }: { readonly result: ResultSummary }): ReactNode => {
  const { words } = useReader()
  const { results } = useResultWords()
  const { verdicts } = words
  const { id, name, assigned, phase, verdict, latched } = result
  return (
    <li className={styles.result}>
      <div className={styles.head}>
        <Link className={`${styles.name} breakable`} params={{ id }} to="/results/$id">
          {verdicts.experimentName(id, name)}
        </Link>
        <KindBadge method={result.method} type={verdict.type} />
      </div>
      <p className={`${styles.sentence} breakable`}>{verdicts.sentence(result)}</p>
      <div className={styles.facts}>
        <span>{results.assigned(assigned)}</span>
        <PlanProgress result={result} />
        {phase === 1 || id === GLOBAL ? null : <span>{results.phaseOf(phase)}</span>}
        {latched === null ? null : <Latched method={result.method} of={latched} />}
      </div>
    </li>
  )
}

/** How far the plan is, while that is what counts. */
const PlanProgress = ({ result: { verdict, plannedTotal } }: { readonly result: ResultSummary }): ReactNode => {
  const { results } = useResultWords()
  if (plannedTotal === null) return <span>{results.noPlan}</span>
  if (verdict.type !== 'running' || verdict.planned === null) return null
  return (
    <span className={styles.progress}>
      <Progress label={results.progressName} of={verdict.planned} value={verdict.mature} />
      {results.progress(verdict.mature, verdict.planned)}
    </span>
  )
}
