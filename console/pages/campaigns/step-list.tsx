import type { ReactNode } from 'react'
import type { JourneyVariant, JourneyView, StepView } from '../../../shared/contract/api-journey.ts'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { useCount } from './counted.ts'
import styles from './journey.module.css'

/** The diagram's content, one step after the other. */
export const StepList = ({ journey, variant }: { readonly journey: JourneyView; readonly variant: JourneyVariant }): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const count = useCount()
  const { title, text } = said.entry(journey.entry)
  const { steps, milestones, onComplete, entered } = variant
  return (
    <>
      <p className="breakable">
        <strong>{said.start}:</strong> {title}
        {text === null ? '' : `, ${text}`}
        {entered === null ? '' : count(said.entered(entered))}
      </p>
      {milestones.length === 0 ? null : (
        <ul>
          {milestones.map(({ name, event, done }) => (
            <li className="breakable" key={name}>
              {name}: {said.milestone(event)}
              {count(said.done(done))}
            </li>
          ))}
          <li>
            {said.allDone}: {said.wayTo(placeOf(onComplete ?? steps.length, steps))}
          </li>
        </ul>
      )}
      <ol aria-label={said.list} className={styles.list}>
        {steps.map((step) => (
          <StepLine key={step.index} step={step} steps={steps} />
        ))}
      </ol>
    </>
  )
}

type StepLineProps = { readonly step: StepView; readonly steps: readonly StepView[] }

const StepLine = ({ step, steps }: StepLineProps): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const count = useCount()
  const { title, text } = said.says(step.says)
  return (
    <li className="breakable">
      <p>
        <strong>{title}</strong>
        {text === null ? '' : ` ${text}`}
        {count(said.here(step.now))}
        {count(said.through(step.through))}
      </p>
      <Onward step={step} steps={steps} />
    </li>
  )
}

/** Where a step leads, each way with how many took it. */
export const Onward = ({ step: { says, ways, next }, steps }: StepLineProps): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const count = useCount()
  if (says.verb === 'exit') return null
  if (ways.length === 0) return <p className="soft">{said.goesOn(placeOf(next, steps))}</p>
  return (
    <ul className={styles.ways}>
      {ways.map((way) => (
        <li key={said.way(way)}>
          {said.way(way)}: {said.wayTo(placeOf(way.to, steps))}
          {count(said.taken(way.taken))}
        </li>
      ))}
    </ul>
  )
}

const placeOf = (to: number, steps: readonly StepView[]): number | 'end' => (to >= steps.length ? 'end' : to)
