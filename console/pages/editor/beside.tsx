/** What the text would do, beside it: its way, its mails, what it would have done last quarter, and what publishing would change. */
import { type ReactNode, useState } from 'react'
import type { EditorChecked } from '../../../shared/contract/api.ts'
import type { JourneyView } from '../../../shared/contract/api-journey.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { Journey } from '../campaigns/journey.tsx'
import { usePlan } from './asked.ts'
import styles from './editor.module.css'
import { Mails } from './mails.tsx'
import { PlanTold } from './plan.tsx'
import { Simulate } from './simulate.tsx'
import { useSimulation } from './simulation.ts'

const PANELS = ['way', 'mails', 'simulation', 'plan'] as const
type Panel = (typeof PANELS)[number]

/** `found` null: nothing has been said of any text yet. */
type BesideProps = { readonly id: string; readonly text: string; readonly found: EditorChecked | null; readonly hasErrors: boolean }

export const Beside = ({ id, text, found, hasErrors }: BesideProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const [panel, setPanel] = useState<Panel>('way')
  /** The newest that could be drawn. */
  const [drawn, setDrawn] = useState<JourneyView | null>(null)
  const journey = found?.journey ?? null
  if (journey !== null && journey !== drawn) setDrawn(journey)
  const simulating = useSimulation()
  const isStale = (panel === 'way' && journey === null && drawn !== null) || (panel === 'mails' && hasErrors)
  return (
    <section aria-label={said.beside} className={styles.beside}>
      <div className={styles.panels}>
        <Choice<Panel>
          label={said.beside}
          onChange={setPanel}
          options={PANELS.map((value) => ({ value, name: said.panels[value] }))}
          value={panel}
        />
        <output aria-live="polite">{isStale ? <Badge tone="warn">{said.stale}</Badge> : null}</output>
      </div>
      {panel === 'way' ? <Way isStale={isStale} journey={drawn} /> : null}
      {panel === 'mails' ? <Mails hasErrors={hasErrors} text={text} /> : null}
      {panel === 'simulation' ? <Simulate hasErrors={hasErrors} simulating={simulating} text={text} /> : null}
      {panel === 'plan' ? <Plan hasErrors={hasErrors} id={id} text={text} /> : null}
    </section>
  )
}

const Way = ({ journey, isStale }: { readonly journey: JourneyView | null; readonly isStale: boolean }): ReactNode => {
  const { editor: said, journey: way } = useCampaignWords()
  if (journey === null) return <Card text={said.wayNone} title={way.title} />
  return (
    <div className={styles.way} data-stale={isStale}>
      <Journey campaign={null} journeys={[journey]} />
    </div>
  )
}

type PlanProps = Pick<BesideProps, 'id' | 'text' | 'hasErrors'>

const Plan = ({ id, text, hasErrors }: PlanProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const plan = usePlan(id, text, !hasErrors)
  return (
    <Card title={said.panels.plan}>{hasErrors ? <p className="soft">{said.takesNoErrors}</p> : <PlanTold of={text} plan={plan} />}</Card>
  )
}
