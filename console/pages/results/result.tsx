/** One result: the verdict in a sentence first, then what it rests on, then how far one may trust it. */
import { Link, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ResultPage } from '../../api/types.ts'
import { useKeptAnswer } from '../../api/hooks.ts'
import { parseDuration } from '../../../shared/kernel/time.ts'
import { Answer } from '../../parts/answer.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { Adjusted } from './adjusted.tsx'
import { Arms } from './arms.tsx'
import { Differences } from './differences.tsx'
import { EstimatePath } from './estimate-path.tsx'
import { Found } from './found.tsx'
import { Guardrails } from './guardrails.tsx'
import { Lift } from './lift.tsx'
import { metricNamed } from './measured.ts'
import { PlanCard } from './plan-card.tsx'
import { Secondary } from './secondary.tsx'
import { Segments } from './segments.tsx'
import { Toolbar } from './toolbar.tsx'
import { Trust } from './trust.tsx'
import { VerdictCard } from './verdict-card.tsx'
import styles from './result.module.css'

export const Result = (): ReactNode => {
  const { id } = useParams({ from: '/results/$id' })
  return <One id={id} key={id} />
}

/** While another day is on its way the page stays as it is: whoever chooses one by keyboard keeps their place. */
const One = ({ id }: { readonly id: string }): ReactNode => {
  const { words } = useReader()
  const asked = useSearch({ from: '/results/$id' })
  const result = useKeptAnswer('GET /api/results/:id', { names: { id }, query: asked })
  return (
    <Page
      above={<Link to="/results">{words.shell.places.results}</Link>}
      text={result.data === undefined ? ' ' : <Measured page={result.data} />}
      title={words.verdicts.experimentName(id, result.data?.summary.name ?? id)}
    >
      <Answer loading={<Loading heights={[60, 220, 520, 300]} />} of={result}>
        {(page) => (
          <div className={styles.parts}>
            <Toolbar asked={asked} page={page} />
            <Parts page={page} />
          </div>
        )}
      </Answer>
    </Page>
  )
}

const Parts = ({ page }: { readonly page: ResultPage }): ReactNode => (
  <>
    <VerdictCard page={page} />
    <Differences page={page} />
    <EstimatePath page={page} />
    <Lift page={page} />
    <Arms page={page} />
    <Guardrails page={page} />
    <Secondary page={page} />
    <Segments page={page} />
    <Adjusted page={page} />
    <PlanCard page={page} />
    <Found page={page} />
    <Trust page={page} />
  </>
)

/** How many, and by what it is measured. */
const Measured = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { words, format } = useReader()
  const { results } = useResultWords()
  const { assigned, metric, measure } = page.summary
  const windowMs = parseDuration(metricNamed(page, metric)?.window ?? '')
  return results.measured(assigned, words.verdicts.metricName(metric, measure), windowMs === null ? null : format.duration(windowMs))
}
