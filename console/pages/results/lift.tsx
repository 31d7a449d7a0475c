import type { ReactNode } from 'react'
import type { Lift as LiftTold, ResultPage } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { Figure, Figures } from '../../parts/figure.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { Caution } from './caution.tsx'
import { measureFor } from './measured.ts'
import { useIncremental } from './incremental.ts'
import styles from './result.module.css'

/** What would not have come without the campaign: everyone treated against everyone held out. */
export const Lift = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { words } = useReader()
  const { parts } = useResultWords()
  const lifts = page.readout.lifts.filter(({ metric }) => !metric.startsWith('$'))
  const [first] = lifts
  if (page.holdout === null || first === undefined) {
    // Of what others assign nobody asked whether it brings anything.
    if (page.summary.campaign === null) return null
    return <Card text={parts.liftNone} title={parts.liftTitle} />
  }
  return (
    <Card
      text={`${parts.liftText} ${parts.heldText(first.treated, first.heldOut)}`}
      title={page.summary.id === GLOBAL ? parts.liftTitleAll : parts.liftTitle}
    >
      <Caution page={page} />
      {lifts.map((lift) => (
        <section
          aria-label={words.verdicts.metricName(lift.metric, lift.measure)}
          className={styles.lift}
          key={`${lift.metric} ${lift.measure}`}
        >
          <Brought lift={lift} page={page} />
        </section>
      ))}
    </Card>
  )
}

const GLOBAL = '$global'

const Brought = ({ page, lift }: { readonly page: ResultPage; readonly lift: LiftTold }): ReactNode => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const incremental = useIncremental()
  const measure = measureFor(page, lift)
  const { difference, interval, level, metricName } = words.verdicts
  const { shell } = words
  const currency = lift.measure === 'mean' && measure.type !== 'rate' ? measure.currency : null
  const levels =
    lift.levelTreated === null || lift.levelHeldOut === null
      ? shell.notEnoughData
      : parts.levels(level(lift.levelTreated, measure), level(lift.levelHeldOut, measure))
  return (
    <>
      <h3 className={styles.subtitle}>{metricName(lift.metric, lift.measure)}</h3>
      <Figures>
        <Figure
          name={lift.measure === 'mean' ? parts.incrementalRevenue : parts.incrementalConversions}
          {...incremental(lift.incremental, currency)}
        />
        <Figure
          name={parts.difference}
          text={lift.interval === null ? levels : `${interval(lift.interval, measure)} · ${levels}`}
          value={lift.difference === null ? shell.notEnoughData : difference(lift.difference, measure)}
        />
        {lift.relative === null ? null : (
          <Figure
            name={parts.lift}
            text={
              lift.relative.interval === null
                ? undefined
                : parts.between(format.change(lift.relative.interval[0]), format.change(lift.relative.interval[1]))
            }
            value={format.change(lift.relative.estimate)}
          />
        )}
      </Figures>
      {mayBeSaid(page) ? <p className={styles.hint}>{parts.liftOutcome[lift.outcome.type]}</p> : null}
    </>
  )
}

/** Nothing is decided where something is broken, nor where looking often is not allowed for. */
const mayBeSaid = ({ readout }: ResultPage): boolean => readout.verdict.type !== 'broken' && readout.protection !== 'none'
