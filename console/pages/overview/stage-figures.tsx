import type { ReactNode } from 'react'
import type { Overview } from '../../../shared/contract/api.ts'
import { type Stage, STAGES, type Standing } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { StageName } from '../../parts/stage.tsx'
import { stageColour } from '../../theme/stage-colours.ts'
import { useReader } from '../../words/reader.tsx'
import styles from './stage-figures.module.css'

/** How far back a change is measured; as far as the flow goes, where it is younger. */
const CHANGE_DAYS = 30

/** How many customers stand in each stage, as numbers to be read across the room and as one bar. */
export const StageFigures = ({ numbers }: { readonly numbers: Overview }): ReactNode => {
  const { words, format } = useReader()
  const { prospects, stages, flow } = numbers
  const inStages = STAGES.reduce((sum, stage) => sum + stages[stage], 0)
  const { overview } = words
  const days = Math.min(CHANGE_DAYS, flow.length - 1)
  // The last of the days is the present one.
  const before = days < 1 ? undefined : flow.at(-1 - days)?.stages
  const share = (stage: Stage): number => (inStages === 0 ? 0 : stages[stage] / inStages)
  return (
    <Card text={overview.stagesText(inStages, prospects)} title={overview.stagesTitle}>
      <div aria-hidden="true" className={styles.bar}>
        {STAGES.filter((stage) => stages[stage] > 0).map((stage) => (
          <span key={stage} style={{ flexGrow: share(stage), background: stageColour(stage) }} />
        ))}
      </div>
      <dl className={styles.figures}>
        {STAGES.map((stage) => (
          <StageFigure key={stage} standing={stage} value={format.count(stages[stage])}>
            <div>{format.share(share(stage))}</div>
            {before === undefined ? null : <div>{overview.change(stages[stage] - before[stage], days)}</div>}
          </StageFigure>
        ))}
        <StageFigure standing="prospect" value={format.count(prospects)}>
          <div>{overview.notCounted}</div>
        </StageFigure>
      </dl>
    </Card>
  )
}

type StageFigureProps = { readonly standing: Standing; readonly value: string; readonly children: ReactNode }

const StageFigure = ({ standing, value, children }: StageFigureProps): ReactNode => (
  <div className={styles.figure} data-standing={standing}>
    <dt className={styles.name}>
      <StageName standing={standing} />
    </dt>
    <dd className={styles.value}>{value}</dd>
    <dd className={styles.text}>{children}</dd>
  </div>
)
