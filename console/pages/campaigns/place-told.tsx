/** What one place of the way says, in full: what the diagram has no room for. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { JourneyVariant, JourneyView, StepSays, StepView, WayView } from '../../../shared/contract/api-journey.ts'
import type { ConditionView } from '../../../shared/contract/condition-view.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import type { Place } from '../../charts/journey-shape.ts'
import { Condition } from '../../parts/condition.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { useCount } from './counted.ts'
import styles from './journey.module.css'
import { Onward } from './step-list.tsx'

type PlaceToldProps = {
  /** Null: it is not published. */
  readonly campaign: string | null
  readonly journey: JourneyView
  readonly variant: JourneyVariant
  readonly place: Place
}

export const PlaceTold = ({ campaign, journey, variant, place }: PlaceToldProps): ReactNode => {
  const step = typeof place === 'number' ? variant.steps[place] : undefined
  return (
    <div className={styles.told}>
      {step === undefined ? (
        place === 'checklist' ? (
          <Milestones variant={variant} />
        ) : (
          <Entry journey={journey} />
        )
      ) : (
        <>
          <Says of={step} />
          {step.says.verb === 'send' ? (
            <Mail campaign={campaign} says={step.says} step={step.index} variant={variant.name} version={journey.version} />
          ) : (
            <Detail says={step.says} zone={journey.zone} />
          )}
          <Ways step={step} steps={variant.steps} />
        </>
      )}
    </div>
  )
}

const Says = ({ of: { says, id, now, through } }: { readonly of: StepView }): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const count = useCount()
  const { title, text } = said.says(says)
  const counted = count(`${said.hereLong(now)}, ${said.throughLong(through)}`, '')
  const named = id === null ? '' : said.named(id)
  return (
    <>
      <p className={`${styles.what} breakable`}>
        {title}
        {text === null ? '' : ` ${text}`}
      </p>
      <p className="soft breakable">
        {[counted, named].filter((part) => part !== '').join('; ')}
        {counted + named === '' ? '' : '.'}
      </p>
    </>
  )
}

type MailProps = {
  readonly campaign: string | null
  readonly version: number
  readonly variant: string
  readonly step: number
  readonly says: Extract<StepSays, { readonly verb: 'send' }>
}

const Mail = ({ campaign, version, variant, step, says: { template, locales } }: MailProps): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  return (
    <>
      <p className="breakable">
        {template === null ? said.ownWords : said.template(template.name, template.version)}. {said.locales(locales)}.
      </p>
      {campaign === null ? null : (
        <Link params={{ id: campaign }} search={{ version: String(version), variant, step: String(step) }} to="/campaigns/$id/mail">
          {said.toMail}
        </Link>
      )}
    </>
  )
}

/** Whatever else a step says. */
const Detail = ({ says, zone }: { readonly says: StepSays; readonly zone: string | null }): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  switch (says.verb) {
    case 'wait':
      if (says.until.by === 'duration') return null
      return (
        <p>
          {said.zone(zone)} {says.until.by === 'date' ? said.noTrait[says.until.otherwise] : ''}
        </p>
      )
    case 'wait-for':
      return (
        <>
          {says.where === null ? null : <Where of={says.where} title={said.where} />}
          {says.sameKey ? <p>{said.sameKey}</p> : null}
        </>
      )
    case 'update':
      return (
        <>
          <Values title={said.sets} value={says.set} />
          <Values title={said.adds} value={says.add} />
        </>
      )
    case 'emit':
      return <Sends include={says.include} title={said.properties} value={says.properties} />
    case 'webhook':
      return <Sends include={says.include} title={said.body} value={says.body} />
    case 'task':
      return (
        <>
          {says.note === null ? null : <p className="breakable">{says.note}</p>}
          {says.dueMs === null ? null : <p>{said.due(says.dueMs)}</p>}
          {says.assignee === null ? null : <p className="breakable">{said.assignee(says.assignee)}</p>}
          {says.include.length === 0 ? null : <p className="breakable">{said.includes(says.include)}</p>}
        </>
      )
    default:
      return null
  }
}

type SendsProps = { readonly title: string; readonly value: Json; readonly include: readonly string[] }

const Sends = ({ title, value, include }: SendsProps): ReactNode => {
  const words = useCampaignWords()
  return (
    <>
      <Values title={title} value={value} />
      {include.length === 0 ? null : <p className="breakable">{words.journey.includes(include)}</p>}
    </>
  )
}

const Values = ({ title, value }: { readonly title: string; readonly value: Json }): ReactNode =>
  Object.keys(value ?? {}).length === 0 ? null : (
    <section className={styles.part}>
      <h3>{title}</h3>
      <JsonView label={title} value={value} />
    </section>
  )

const Where = ({ title, of }: { readonly title: string; readonly of: ConditionView }): ReactNode => (
  <section className={styles.part}>
    <h3>{title}</h3>
    <Condition of={of} />
  </section>
)

const Ways = ({ step, steps }: { readonly step: StepView; readonly steps: readonly StepView[] }): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const heading = step.says.verb === 'branch' ? said.ways : step.says.verb === 'split' ? said.variants : said.comes
  return (
    <section className={styles.part}>
      {step.ways.length === 0 ? null : <h3>{heading}</h3>}
      {step.ways.some(isLong) ? <LongWays step={step} /> : null}
      <Onward step={step} steps={steps} />
    </section>
  )
}

const isLong = (way: WayView): boolean => way.way === 'when' && 'of' in way.when

/** Conditions that are more than a sentence, part by part. */
const LongWays = ({ step: { ways } }: { readonly step: StepView }): ReactNode =>
  ways.map((way) => (way.way === 'when' && isLong(way) ? <Condition key={JSON.stringify(way.when)} of={way.when} /> : null))

const Entry = ({ journey: { entry, audience, exits, zone } }: { readonly journey: JourneyView }): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const { title, text } = said.entry(entry)
  return (
    <>
      <p className={`${styles.what} breakable`}>
        {title}
        {text === null ? '' : `, ${text}`}
      </p>
      {entry.on === 'schedule' || entry.on === 'date' ? <p className="soft">{said.zone(zone)}</p> : null}
      <section className={styles.part}>
        <h3>{said.audience}</h3>
        {audience === null ? said.everyone : <Condition of={audience} />}
      </section>
      <section className={styles.part}>
        <h3>{said.exits}</h3>
        {exits.length === 0 ? (
          said.exitsNone
        ) : (
          <ul>
            {exits.map((exit) => (
              <li className="breakable" key={JSON.stringify(exit)}>
                {said.exit(exit)}
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  )
}

const Milestones = ({ variant: { milestones } }: { readonly variant: JourneyVariant }): ReactNode => {
  const words = useCampaignWords()
  const count = useCount()
  const { journey: said } = words
  return (
    <>
      <p className="soft">{said.milestonesText}</p>
      <ul className={styles.ways}>
        {milestones.map(({ name, event, where, done }) => (
          <li className="breakable" key={name}>
            <strong>{name}</strong>: {said.milestone(event)}
            {count(said.done(done))}
            {where === null ? null : <Condition of={where} />}
          </li>
        ))}
      </ul>
    </>
  )
}
