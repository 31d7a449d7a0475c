/** A draft played over last quarter's history: begun, followed, stopped, and what came of it. */
import { Button } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import type { SimulationState } from '../../../shared/contract/api.ts'
import { Card } from '../../parts/card.tsx'
import { Code } from '../../parts/code.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problems } from '../../parts/problems.tsx'
import { Refused } from '../../parts/refused.tsx'
import { useMe } from '../../session/me.ts'
import { useCampaignWords } from '../../words/campaign-words.ts'
import styles from './editor.module.css'
import { SimulationTold } from './simulation-told.tsx'
import type { Simulating } from './simulation.ts'

type SimulateProps = { readonly text: string; readonly hasErrors: boolean; readonly simulating: Simulating }

/** What one types where history cannot be played here. */
const COMMAND = 'rekindle simulate campaign.json --events events.jsonl --from 2026-01-01 --to 2026-04-01'

export const Simulate = ({ text, hasErrors, simulating }: SimulateProps): ReactNode => {
  const { simulation: said, editor } = useCampaignWords()
  const { simulate } = useMe().capabilities
  if (!simulate) {
    return (
      <Card text={said.elsewhere} title={said.title}>
        <Code label={said.title} text={COMMAND} />
      </Card>
    )
  }
  const { state, of } = simulating
  return (
    <Card aside={<Buttons hasErrors={hasErrors} simulating={simulating} text={text} />} text={said.text} title={said.title}>
      <div aria-live="polite">
        <Refused error={simulating.error} />
        {hasErrors && state === null ? <p className="soft">{editor.takesNoErrors}</p> : null}
        {state === null ? null : <How state={state} />}
      </div>
      {state?.state === 'done' ? (
        <>
          {of === text ? null : (
            <div className={styles.notice}>
              <Notice tone="warn">{said.stale}</Notice>
            </div>
          )}
          <div className={styles.result} data-stale={of !== text}>
            <SimulationTold result={state.result} />
          </div>
        </>
      ) : null}
    </Card>
  )
}

const Buttons = ({ text, hasErrors, simulating: { state, isBusy, begin, stop } }: SimulateProps): ReactNode => {
  const { simulation: said } = useCampaignWords()
  if (state?.state === 'running')
    return (
      <Button loading={isBusy} onClick={stop} variant="default">
        {said.stop}
      </Button>
    )
  return (
    <MayButton
      disabled={hasErrors}
      loading={isBusy}
      onClick={() => begin(text)}
      route="POST /api/editor/simulate"
      variant={state?.state === 'done' ? 'default' : 'filled'}
    >
      {state === null ? said.begin : said.again}
    </MayButton>
  )
}

const How = ({ state }: { readonly state: SimulationState }): ReactNode => {
  const { simulation: said } = useCampaignWords()
  switch (state.state) {
    case 'running':
      return <Progress done={state.done} saying={state.saying} />
    case 'failed':
      return (
        <Notice title={said.failed} tone="bad">
          <Problems problems={[state.problem]} />
        </Notice>
      )
    case 'stopped':
      return <p className="soft">{said.stopped}</p>
    case 'done':
      return null
  }
}

const Progress = ({ done, saying }: { readonly done: number; readonly saying: string | null }): ReactNode => {
  const { simulation: said } = useCampaignWords()
  const name = useId()
  const percent = Math.round(100 * done)
  return (
    <div className={styles.progress}>
      <span className="soft" id={name}>
        {said.running}: {said.come(saying)}
      </span>
      <progress aria-labelledby={name} max={100} value={percent} />
    </div>
  )
}
