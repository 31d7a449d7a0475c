import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Plan, ResultPage } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { minorPerUnit } from '../../parts/minor.ts'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { measureFor } from './measured.ts'
import { Progress } from './progress.tsx'
import styles from './result.module.css'

/** What was said beforehand, frozen; and how far it is. */
export const PlanCard = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { parts, results } = useResultWords()
  const { plan } = page.readout
  const toPlanner = <Link to="/planner">{results.toPlanner}</Link>
  if (plan === null) return <Card aside={toPlanner} text={parts.planNone} title={parts.planTitle} />
  return (
    <Card aside={toPlanner} text={parts.planText} title={parts.planTitle}>
      <PlanProgress page={page} plan={plan} />
      <Facts page={page} plan={plan} />
      {page.powerSoFar === null ? null : <p className={styles.hint}>{parts.planPowerSoFarText}</p>}
    </Card>
  )
}

const Facts = ({ page, plan }: { readonly page: ResultPage; readonly plan: Plan }): ReactNode => (
  <dl className={styles.facts}>
    {useFacts(page, plan).map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

/** Of the planned customers of all variants, those whose window has closed. */
const PlanProgress = ({ page, plan }: { readonly page: ResultPage; readonly plan: Plan }): ReactNode => {
  const { parts } = useResultWords()
  const mature = page.readout.arms.reduce((sum, { metrics }) => sum + (metrics[0]?.mature.customers ?? 0), 0)
  return (
    <>
      <Progress label={parts.planProgress} of={plan.plannedTotal} value={mature} />
      <p className={styles.hint}>{parts.progress(mature, plan.plannedTotal)}</p>
    </>
  )
}

const useFacts = (page: ResultPage, plan: Plan): readonly (readonly [string, string])[] => {
  const { words, format } = useReader()
  const { parts } = useResultWords()
  const measured = { metric: plan.metric, measure: plan.measure }
  const measure = measureFor(page, measured)
  const { verdicts } = words
  // Money is planned in minor units, and compared in whole ones.
  const unit = plan.measure === 'mean' ? minorPerUnit(page.summary.currency) : 1
  const optional = (name: string, value: number | null, told: (value: number) => string): readonly (readonly [string, string])[] =>
    value === null ? [] : [[name, told(value)]]
  return [
    [parts.planMetric, verdicts.metricName(plan.metric, plan.measure)],
    [parts.planWindow, format.duration(plan.windowMs)],
    [parts.planBaseline, verdicts.level(plan.baseline / unit, measure)],
    [parts.planEffect, verdicts.size(plan.smallestEffect / unit, measure)],
    [parts.planAlpha, format.share(plan.alpha, 0)],
    [parts.planPower, format.share(plan.power, 0)],
    [parts.planTotal, format.count(plan.plannedTotal)],
    ...optional(parts.planDays, plan.plannedDays, parts.days),
    ...optional(parts.planPerDay, page.perDay, format.count),
    ...optional(parts.planPowerSoFar, page.powerSoFar, (power) => format.share(power, 0)),
  ]
}
