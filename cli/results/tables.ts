/** The tables of a result page. */
import type { ResultMetric, ResultPage } from '../../shared/contract/api-results.ts'
import type { ArmReadout, MetricReadout } from '../../shared/domain/experiment/readout.ts'
import { minorPerUnit } from '../../shared/domain/metrics/money.ts'
import { isoDayOf } from '../../shared/kernel/time.ts'
import { currency as currencyCode, epochDay } from '../../shared/kernel/words.ts'
import { countOf, countText, pValueText, table } from '../format.ts'
import { amountText, differenceText, estimateText, intervalText, levelText, percentText, type Unit } from './numbers.ts'
import { metricWords } from './verdict-words.ts'

/** What comparisons of a metric are in. Automatic metrics are rates. */
export const unitIn = (
  { metrics }: ResultPage,
  { metric, measure }: { readonly metric: string; readonly measure: Unit['measure'] },
): Unit => ({
  measure,
  currency: metrics.find(({ name }) => name === metric)?.currency ?? null,
})

/** A metric, and of what is measured twice which it is. */
const measuredWords = (
  { metrics }: ResultPage,
  { metric, measure }: { readonly metric: string; readonly measure: Unit['measure'] },
): string => {
  if (measure !== 'mean') return metricWords(metric)
  return `${metricWords(metric)}, money${metrics.find(({ name }) => name === metric)?.cap === null ? ' without a cap' : ''}`
}

/** Each arm by one metric: those whose window has closed, and below them, apart, those who still have time. */
export const armsTable = (page: ResultPage, metric: ResultMetric): string => {
  const arms = page.readout.arms.flatMap((arm) => {
    const [first, mean] = arm.metrics.filter((one) => one.metric === metric.name)
    return first === undefined ? [] : [{ arm, first, mean: mean ?? null }]
  })
  const isRatio = arms.some(({ first }) => first.measure === 'ratio')
  const header = isRatio
    ? ['variant', 'customers', metric.event ?? '', metric.per ?? '', 'ratio']
    : ['variant', 'customers', 'converted', 'rate', ...(metric.currency === null ? [] : [`${metric.currency} a customer`])]
  const open = arms.filter(({ first }) => first.provisional.customers > 0)
  const lines = table(
    [
      header,
      ...arms.map((one) => armRow(one, metric, 'mature', one.arm.variant)),
      ...open.map((one) => armRow(one, metric, 'provisional', `${one.arm.variant} *`)),
    ],
    [1, 2, 3, 4],
  ).split('\n')
  if (open.length === 0) return lines.join('\n')
  const note = '  * provisional: their window is still open, and they decide nothing'
  return [...lines.slice(0, 1 + arms.length), note, ...lines.slice(1 + arms.length)].join('\n')
}

type Row = { readonly arm: ArmReadout; readonly first: MetricReadout; readonly mean: MetricReadout | null }

const armRow = ({ first, mean }: Row, { currency }: ResultMetric, which: 'mature' | 'provisional', label: string): readonly string[] => {
  const part = first[which]
  if (first.measure === 'ratio') {
    return [
      label,
      countText(part.customers),
      countText(part.sum),
      countText(part.base),
      levelText(part.level, { measure: 'ratio', currency }),
    ]
  }
  const isMature = which === 'mature'
  // Of open windows a rate would be read as what it is not yet.
  const rate = isMature ? levelText(part.level, { measure: 'rate', currency: null }) : ''
  const money = mean === null ? [] : [isMature ? levelText(mean[which].level, { measure: 'mean', currency }) : '']
  return [label, countText(part.customers), countText(part.conversions), rate, ...money]
}

/** What the campaign brought that would not have come without it, by everybody treated against those held out. */
export const liftTable = (page: ResultPage): string => {
  const { lifts } = page.readout
  if (lifts.length === 0) return ''
  return table(
    [
      ['metric', 'treated', 'held out', 'would not have come without it', 'relative'],
      ...lifts.map(({ metric, measure, treated, heldOut, incremental, relative }) => {
        const { currency } = unitIn(page, { metric, measure })
        const unit = measure === 'mean' ? ` ${currency ?? ''}` : ''
        const range = incremental?.interval ?? null
        const told =
          incremental === null
            ? 'not enough data'
            : `${amountText(incremental.estimate)}${unit}${range === null ? '' : ` (${amountText(range[0])} to ${amountText(range[1])})`}`
        const share = relative === null ? '–' : percentText(relative.estimate)
        const shares = relative?.interval ?? null
        return [
          measuredWords(page, { metric, measure }),
          countText(treated),
          countText(heldOut),
          told,
          shares === null ? share : `${share} (${percentText(shares[0])} to ${percentText(shares[1])})`,
        ]
      }),
    ],
    [1, 2],
  )
}

const RATE: Unit = { measure: 'rate', currency: null }

/** Of everybody assigned so far: harm is not waited for. */
export const guardrailTable = ({ readout: { guardrails } }: ResultPage): string =>
  guardrails.length === 0
    ? ''
    : table(
        [
          ['guardrail', 'compared', 'difference', 'p', ''],
          ...guardrails.map(({ guardrail, variant, against, difference, pValue, since }) => [
            metricWords(guardrail),
            `${variant} – ${against}`,
            difference === null ? '–' : differenceText(difference, RATE),
            pValue === null ? '–' : pValueText(pValue),
            since === null ? 'no harm found' : `HARM since ${isoDayOf(since)}`,
          ]),
        ],
        [2, 3],
      )

/** Further metrics, with p corrected for their number. */
export const secondaryTable = (page: ResultPage): string => {
  const rows = page.readout.comparisons.filter(({ role }) => role === 'secondary')
  if (rows.length === 0) return ''
  return table(
    [
      ['metric', 'compared', 'difference', 'p', 'p among all (Holm)'],
      ...rows.map((one) => {
        const unit = unitIn(page, one)
        return [
          measuredWords(page, one),
          `${one.variant} – ${one.against}`,
          one.difference === null ? 'not enough data' : estimateText(one.difference, one.interval, unit),
          one.pValue === null ? '–' : pValueText(one.pValue),
          one.among === null ? '–' : pValueText(one.among.holm),
        ]
      }),
    ],
    [3, 4],
  )
}

type Breakdown = ResultPage['breakdowns'][number]

export const segmentTable = (page: ResultPage, { segments }: Breakdown): string => {
  const unit: Unit = page.summary
  return table(
    [
      ['segment', 'customers', 'difference', 'one look, 95 %', 'p'],
      ...segments.map(({ segment, customers, difference, interval, pValue }) => [
        segment,
        countText(customers),
        difference === null ? '–' : differenceText(difference, unit),
        interval === null ? '–' : intervalText(interval, unit),
        pValue === null ? '–' : pValueText(pValue),
      ]),
    ],
    [1, 2, 4],
  )
}

/** The same differences with what was known before taken out; beside the plain ones, and never deciding. */
export const adjustedTable = (page: ResultPage): string => {
  const rows = page.adjusted.flatMap((one) => {
    const unit = unitIn(page, one)
    const told = (way: string, found: (typeof one)['cuped'] | (typeof one)['stratified'], note: string): readonly (readonly string[])[] =>
      found === null || found.difference === null
        ? []
        : [[measuredWords(page, one), `${one.variant} – ${one.against}`, way, estimateText(found.difference, found.interval, unit), note]]
    const saved = one.cuped?.reduction ?? null
    return [
      ...told('purchases before', one.cuped, saved === null ? '' : `${(100 * saved).toFixed(1)} % less variance`),
      ...told('segments', one.stratified, ''),
    ]
  })
  return rows.length === 0 ? '' : table([['metric', 'compared', 'adjusted by', 'difference, one look', ''], ...rows])
}

export const sampleRatioText = ({ readout: { sampleRatio, verdict } }: ResultPage): string => {
  const { pValue, sequential, arms } = sampleRatio
  if (pValue === null) return '  not enough data'
  const numbers = `p ${pValueText(pValue)} now${sequential === null ? '' : `, ${pValueText(sequential)} over all days`}`
  const isWrong = verdict.type === 'broken' && verdict.fault.because === 'srm'
  return [
    `  The variants are ${isWrong ? 'NOT ' : ''}as large as their shares say (${numbers}).`,
    table(
      [
        ['variant', 'assigned', 'expected'],
        ...arms.map(({ variant, observed, expected }) => [variant, countText(observed), countText(Math.round(expected))]),
      ],
      [1, 2],
    ),
  ].join('\n')
}

/** The plan as it was frozen, and how far one has come. */
export const planTable = ({ readout: { plan, method }, powerSoFar, perDay, summary }: ResultPage): string => {
  const pace = perDay === null ? [] : [['customers a day, lately', perDay >= 10 ? countText(Math.round(perDay)) : perDay.toFixed(1)]]
  if (plan === null) return table([['method', method], ['plan', 'none'], ...pace])
  const perUnit = plan.measure === 'mean' && summary.currency !== null ? minorPerUnit(currencyCode(summary.currency)) : 1
  const chance = powerSoFar === null ? 'not known' : `${(100 * powerSoFar).toFixed(0)} %`
  return table([
    ['method', method],
    ['metric', metricWords(plan.metric)],
    ['without a change', levelText(plan.baseline / perUnit, summary)],
    ['smallest effect worth having', differenceText(plan.smallestEffect / perUnit, summary)],
    ['false winners at most', `${(100 * plan.alpha).toFixed(0)} %`],
    ['chance to find that effect', `${(100 * plan.power).toFixed(0)} % at the end, ${chance} by now`],
    ['planned', `${countOf(plan.plannedTotal, 'customer')}${plan.plannedDays === null ? '' : ` in ${countOf(plan.plannedDays, 'day')}`}`],
    ...pace,
  ])
}

/** `2025-03-20`, of a day as the API tells it. */
export const dayText = (day: number): string => isoDayOf(epochDay(day))
