import { type ReactNode, useMemo } from 'react'
import type { PowerAnswer, PowerAsk } from '../../../shared/contract/api-power.ts'
import { Chart } from '../../charts/chart.tsx'
import { CURVE_HEIGHT, type CurveData } from '../../charts/curve-points.ts'
import { type Draw, Plotted } from '../../charts/plotted.tsx'
import { Card } from '../../parts/card.tsx'
import { Code } from '../../parts/code.tsx'
import { Figure, Figures } from '../../parts/figure.tsx'
import { Table } from '../../parts/table.tsx'
import type { Measure } from '../../words/measure.ts'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import { planJson } from './plan-json.ts'
import styles from './planner.module.css'

type PlannedProps = { readonly power: PowerAnswer; readonly asked: PowerAsk }

export const Planned = ({ power, asked }: PlannedProps): ReactNode => {
  const { planner } = useResultWords()
  return (
    <>
      <Needed power={power} />
      <Curve power={power} />
      <Weeks power={power} />
      <Holdouts power={power} />
      <Card text={planner.planText} title={planner.planTitle}>
        <Code label={planner.planLabel} text={planJson(power, asked)} />
      </Card>
    </>
  )
}

const measureOf = ({ measure, currency }: PowerAnswer): Measure => (measure === 'rate' ? { type: 'rate' } : { type: 'mean', currency })

const Needed = ({ power }: { readonly power: PowerAnswer }): ReactNode => {
  const { words, format } = useReader()
  const { planner } = useResultWords()
  const { needed, baseline, smallestEffect, perDay, from } = power
  const { difference, size, level } = words.verdicts
  const measure = measureOf(power)
  return (
    <Card
      text={needed === null ? planner.never : planner.answer(needed.customers, needed.days, size(smallestEffect, measure))}
      title={planner.needTitle}
    >
      <Figures>
        <Figure
          name={planner.customers}
          text={needed === null ? undefined : needed.byArm.map(({ name, customers }) => `${name} ${format.count(customers)}`).join(' · ')}
          value={needed === null ? words.shell.none : format.count(needed.customers)}
        />
        <Figure
          name={planner.days}
          text={
            perDay === null || from.perDay === null ? planner.daysNone : planner.rest(format.count(perDay), planner.source(from.perDay))
          }
          value={needed === null || needed.days === null ? words.shell.none : format.count(needed.days)}
        />
        <Figure name={planner.baseline} text={planner.source(from.baseline)} value={level(baseline, measure)} />
        <Figure name={planner.effectColumn} text={planner.source(from.smallestEffect)} value={difference(smallestEffect, measure)} />
      </Figures>
    </Card>
  )
}

const fetchDraw = async (): Promise<Draw<CurveData>> => (await import('../../charts/draw-curve.ts')).drawCurve

const Curve = ({ power }: { readonly power: PowerAnswer }): ReactNode => {
  const { words, format } = useReader()
  const { planner } = useResultWords()
  const { difference, tick } = words.verdicts
  const data = useMemo((): CurveData => {
    const measure = measureOf(power)
    const hasDays = power.perDay !== null
    const points = power.curve.flatMap(({ effect, needed }) => {
      const takes = hasDays ? (needed?.days ?? null) : (needed?.customers ?? null)
      if (takes === null) return []
      const says = hasDays ? planner.daysOf(takes) : format.countShort(takes)
      return [{ effect, takes, isAsked: effect === power.smallestEffect, says }]
    })
    return {
      points,
      effectName: (effect) => tick(effect, measure),
      takesName: (takes) => (hasDays ? planner.daysOf(takes) : format.countShort(takes)),
    }
  }, [power, planner, tick, format])
  if (data.points.length < 2) return null
  return (
    <Card title={planner.curveTitle}>
      <Chart
        description={planner.curveDescription}
        height={CURVE_HEIGHT}
        name={planner.curveTitle}
        picture={<Plotted data={data} fetchDraw={fetchDraw} height={CURVE_HEIGHT} />}
        table={
          <Table
            caption={planner.curveTitle}
            columns={[
              { name: planner.effectColumn, cell: ({ effect }) => difference(effect, measureOf(power)) },
              ...takenColumns(planner, words.shell.none, format.count),
            ]}
            keyOf={({ effect }) => String(effect)}
            rows={power.curve}
          />
        }
      />
    </Card>
  )
}

type Row = { readonly needed: PowerAnswer['curve'][number]['needed'] }

const takenColumns = (planner: { readonly customers: string; readonly days: string }, none: string, count: (value: number) => string) => [
  { name: planner.customers, cell: ({ needed }: Row) => (needed === null ? none : count(needed.customers)), isNumber: true },
  {
    name: planner.days,
    cell: ({ needed }: Row) => (needed === null || needed.days === null ? none : count(needed.days)),
    isNumber: true,
  },
]

const Weeks = ({ power }: { readonly power: PowerAnswer }): ReactNode => {
  const { words, format } = useReader()
  const { planner } = useResultWords()
  const measure = measureOf(power)
  if (power.weeks.length === 0) return null
  return (
    <Card text={planner.weeksText} title={planner.weeksTitle}>
      <Table
        caption={planner.weeksTitle}
        columns={[
          { name: planner.weeks, cell: ({ weeks }) => format.count(weeks) },
          { name: planner.mature, cell: ({ customers }) => format.count(customers), isNumber: true },
          {
            name: planner.found,
            cell: ({ effect }) => (effect === null ? words.shell.none : words.verdicts.difference(effect, measure)),
            isNumber: true,
          },
        ]}
        keyOf={({ weeks }) => String(weeks)}
        rows={power.weeks}
      />
    </Card>
  )
}

const Holdouts = ({ power }: { readonly power: PowerAnswer }): ReactNode => {
  const { words, format } = useReader()
  const { planner } = useResultWords()
  const measure = measureOf(power)
  const share = (bps: number): string => format.share(bps / 10_000, bps % 100 === 0 ? 0 : 1)
  return (
    <Card text={planner.holdoutText} title={planner.holdoutTitle}>
      <Table
        caption={planner.holdoutTitle}
        columns={[
          { name: planner.holdoutShare, cell: ({ holdoutBps }) => share(holdoutBps) },
          ...takenColumns(planner, words.shell.none, format.count),
          {
            name: planner.found,
            cell: ({ effect }) => (effect === null ? words.shell.none : words.verdicts.difference(effect, measure)),
            isNumber: true,
          },
        ]}
        keyOf={({ holdoutBps }) => String(holdoutBps)}
        rows={power.holdouts}
      />
      <p className={styles.hint}>{power.holdoutBps === null ? planner.suggestedNone : planner.suggested(share(power.holdoutBps))}</p>
    </Card>
  )
}
