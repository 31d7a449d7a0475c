/** What publishing would change, and whom that concerns. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { EditorPlan } from '../../../shared/contract/api.ts'
import type { Unanswered } from '../../api/client.ts'
import { Answer } from '../../parts/answer.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problems } from '../../parts/problems.tsx'
import { FieldChanges } from '../campaigns/field-changes.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import styles from './editor.module.css'

type PlanToldProps = {
  readonly plan: UseQueryResult<{ readonly answer: EditorPlan; readonly of: string }, Unanswered>
  /** The text as it stands: a plan of another is on its way out. */
  readonly of: string
}

export const PlanTold = ({ plan, of }: PlanToldProps): ReactNode => (
  <Answer isReady={plan.data?.of === of} loading={<Loading heights={[120]} />} of={plan}>
    {({ answer }) => <Told plan={answer} />}
  </Answer>
)

const Told = ({ plan: { changes, unchanged, problems } }: { readonly plan: EditorPlan }): ReactNode => {
  const { editor: said } = useCampaignWords()
  if (problems.some(({ severity }) => severity === 'error')) return <p className="soft">{said.takesNoErrors}</p>
  if (unchanged) return <p className="soft">{said.planUnchanged}</p>
  return (
    <div className={styles.plan}>
      {changes.map((one) => (
        <section key={`${one.kind} ${one.id}`}>
          {changes.length < 2 ? null : (
            <h3 className="breakable">
              {one.kind} {one.id}
            </h3>
          )}
          {one.people === null ? null : <People isNew={one.change === 'new'} people={one.people} />}
          {one.change === 'new' ? (
            <p className="soft">{said.planNew}</p>
          ) : one.fields.length === 0 ? null : (
            <>
              <h3>{said.planFields}</h3>
              <FieldChanges changes={one.fields} />
            </>
          )}
        </section>
      ))}
      {problems.length === 0 ? null : (
        <>
          <h3>{said.planWarnings}</h3>
          <Problems problems={problems} />
        </>
      )}
    </div>
  )
}

type PeopleProps = { readonly people: NonNullable<EditorPlan['changes'][number]['people']>; readonly isNew: boolean }

const People = ({ people: { inIt, wouldMove, inAudience, unknown, looked, isAll }, isNew }: PeopleProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  return (
    <ul>
      {isNew ? null : <li>{said.planPeople(inIt)}</li>}
      {isNew || inIt === 0 ? null : <li>{wouldMove === 0 ? said.planFinish : said.planMoves(wouldMove)}</li>}
      <li>{said.planAudience(inAudience)}</li>
      {unknown === 0 ? null : <li>{said.planUnknown(unknown)}</li>}
      {isAll ? null : <li>{said.planLooked(looked)}</li>}
    </ul>
  )
}
