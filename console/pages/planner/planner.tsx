/** Before an experiment begins: what it takes, and what it could find. What is asked stands in the address, to be passed on. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue } from 'react'
import { type PowerAsk, POWER_FIELDS } from '../../../shared/contract/api-power.ts'
import { useKeptAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { AskForm } from './ask-form.tsx'
import { Planned } from './planned.tsx'
import styles from './planner.module.css'

export const Planner = (): ReactNode => {
  const { words } = useReader()
  const { planner } = useResultWords()
  const asked = askedIn(useSearch({ from: '/planner' }))
  const navigate = useNavigate()
  const ask = (next: PowerAsk): void => {
    navigate({ to: '/planner', search: askedIn(next), replace: true, resetScroll: false }).catch(() => undefined)
  }
  return (
    <Page above={<Link to="/results">{words.shell.places.results}</Link>} text={planner.text} title={planner.title}>
      <div className={styles.columns}>
        <AskForm asked={asked} onAsk={ask} />
        <div className={styles.parts}>
          {isAnswerable(asked) ? <Answered asked={asked} /> : <Notice tone="plain">{planner.waiting}</Notice>}
        </div>
      </div>
    </Page>
  )
}

const Answered = ({ asked }: { readonly asked: PowerAsk }): ReactNode => {
  const answer = useKeptAnswer('GET /api/power', { query: useDeferredValue(asked) })
  return (
    <Answer loading={<Loading heights={[220, 340, 200]} />} of={answer}>
      {(power) => <Planned asked={asked} power={power} />}
    </Answer>
  )
}

/** What is known of a campaign may be enough; without one, somebody must say where things stand. */
const isAnswerable = ({ campaign, baseline, measure, sd }: PowerAsk): boolean =>
  campaign !== undefined || (baseline !== undefined && (measure !== 'revenue' || sd !== undefined))

/** The fields of the planner alone, those that say something. */
const askedIn = (given: PowerAsk): PowerAsk =>
  Object.fromEntries(POWER_FIELDS.flatMap((field) => (given[field] === undefined || given[field] === '' ? [] : [[field, given[field]]])))
