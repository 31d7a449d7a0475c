/** A result as a page: the verdict in one sentence, what to do, and then the numbers it rests on. */
import type { ResultMetric, ResultPage } from '../../shared/contract/api-results.ts'
import { GLOBAL_EXPERIMENT, HOLDOUT } from '../../shared/domain/experiment/experiment.ts'
import type { LatchedVerdict } from '../../shared/domain/experiment/latched.ts'
import { minorPerUnit } from '../../shared/domain/metrics/money.ts'
import { currency as currencyCode } from '../../shared/kernel/words.ts'
import { countOf, instantText, pValueText, section } from '../format.ts'
import { quoted } from '../words.ts'
import { adviceLines, warningsIn } from './advice-words.ts'
import { estimateText, type Unit } from './numbers.ts'
import { intervalPlot, type PlotRow } from './plot.ts'
import { inAscii, type Screen, wrapped } from './screen.ts'
import {
  adjustedTable,
  armsTable,
  dayText,
  guardrailTable,
  liftTable,
  planTable,
  sampleRatioText,
  secondaryTable,
  segmentTable,
  unitIn,
} from './tables.ts'
import { type About, latchedSentence, liftSentence, metricWords, surenessSentence, verdictSentence } from './verdict-words.ts'

export const resultPageText = (page: ResultPage, screen: Screen): string => {
  const { summary } = page
  const lines = [
    ...headLines(page, screen.columns),
    ...section('What to do next', listed(adviceLines(page), screen.columns)),
    ...section('Mind', listed(warningsIn(page), screen.columns)),
    ...page.metrics.filter(isOwn).flatMap((metric) => section(metricTitle(page, metric), armsTable(page, metric))),
    ...plotLines(page, screen.columns),
    ...liftLines(page),
    ...section('Guardrails, of everybody assigned so far', guardrailTable(page)),
    ...section('Further metrics', secondaryTable(page)),
    ...page.breakdowns.flatMap((one) =>
      section(
        `EXPLORATORY: ${metricWords(summary.metric)} by ${one.by}, ${one.variant} – ${one.against}`,
        [
          segmentTable(page, one),
          ...wrapped(interactionWords(one.interaction.pValue), screen.columns - 2)
            .split('\n')
            .map((line) => `  ${line}`),
        ].join('\n'),
      ),
    ),
    ...section('With less noise (never decides)', adjustedTable(page)),
    ...section('Sample ratio', sampleRatioText(page)),
    ...section('The plan, frozen', planTable(page)),
    ...section('Phases', phaseLines(page)),
  ]
  const text = lines.join('\n')
  return screen.isUtf8 ? text : inAscii(text)
}

const headLines = (page: ResultPage, columns: number): readonly string[] => {
  const { summary, readout, latched } = page
  const about: About = { ...summary, control: page.control }
  const { verdict } = readout
  const today = verdictSentence(verdict, about)
  const found = summary.latched
  // What is broken now is said before whatever was found while it seemed sound.
  const sureness = surenessSentence(readout)
  const isLatchFirst = found !== null && verdict.type !== 'broken'
  const first = isLatchFirst ? latchedSentence(found, about) : today
  const isSame = found === null || (found.type === verdict.type && (!('variant' in verdict) || found.variant === verdict.variant))
  return [
    `${summary.id}: ${nameOf(page)}, as of the end of ${dayText(readout.asOf)} (UTC). ${countOf(summary.assigned, 'customer')} assigned.`,
    '',
    wrapped(first, columns),
    ...nowLines(page, about).map((line) => wrapped(line, columns)),
    ...(isSame ? [] : [wrapped(isLatchFirst ? `By the numbers now: ${today}` : `Before: ${latchedSentence(found, about)}`, columns)]),
    ...(sureness === null ? [] : [wrapped(sureness, columns)]),
    ...latched.map((one) => wrapped(latchedWords(one), columns)),
  ]
}

/** What decided was of a day; since then more windows have closed. */
const nowLines = ({ readout: { verdict, comparisons, asOf } }: ResultPage, about: About): readonly string[] => {
  if ((verdict.type !== 'winner' && verdict.type !== 'loser') || verdict.day === asOf) return []
  const now = comparisons.find(
    ({ role, variant, against }) => role === 'primary' && variant === verdict.variant && against === verdict.against,
  )
  if (now === undefined || now.difference === null) return []
  return [`With all windows that have closed since: ${estimateText(now.difference, now.interval, about)}.`]
}

const nameOf = ({ summary }: ResultPage): string => {
  const name = summary.id === GLOBAL_EXPERIMENT ? 'the holdout from all campaigns' : summary.name
  return summary.phase === 1 ? name : `${name}, phase ${summary.phase}`
}

/** What was found for ever, and what was done about it. */
const latchedWords = ({ type, variant, day, at, acted }: LatchedVerdict): string => {
  const who = variant === null ? type : `${quoted(variant)} ${TYPE_WORDS[type]}`
  const done = acted.map(({ action, outcome, why }) => `${action} ${outcome}${why === null ? '' : ` (${why})`}`)
  const deeds = done.length === 0 ? 'Nothing was done about it yet' : `Done about it: ${done.join(', ')}`
  return `Written down ${instantText(at)} and kept: ${who}, by the look of ${dayText(day)}. ${deeds}.`
}

const TYPE_WORDS: Readonly<Record<LatchedVerdict['type'], string>> = {
  winner: 'wins',
  loser: 'loses',
  'no-difference': 'makes no difference',
  harmful: 'does harm',
  broken: 'broken',
}

const listed = (lines: readonly string[], columns: number): string =>
  lines.map((line, index) => `  ${wrapped(`${index + 1}. ${line}`, columns - 2, '     ')}`).join('\n')

/** What a file names; guardrails of it are told as guardrails. */
const isOwn = ({ event }: ResultMetric): boolean => event !== null

const metricTitle = ({ summary }: ResultPage, { name, event, per, after, window }: ResultMetric): string => {
  const what = per === null ? `“${event}”` : `“${event}” per “${per}”`
  const span = after === null ? `within ${window} of assignment` : `from ${after} to ${window} after assignment`
  return `${name}${name === summary.metric ? ', which decides' : ''}: ${what} ${span}`
}

/** Where who is held out is already what the verdict is about, it is not said twice. */
const liftLines = (page: ResultPage): readonly string[] => {
  const { summary, readout, holdout } = page
  const lift = readout.lifts.find(({ metric, measure }) => metric === summary.metric && measure === summary.measure)
  const isVerdict = readout.comparisons.every(({ against }) => against === holdout)
  const said = lift === undefined || isVerdict || readout.verdict.type === 'broken' ? [] : [`  ${liftSentence(lift, summary)}`]
  const numbers = liftTable(page)
  return section('Against the holdout, of those whose window has closed', numbers === '' ? '' : [...said, numbers].join('\n'))
}

/** All comparisons of one metric and measure on one scale, and everybody treated against the holdout below them. */
const plotLines = (page: ResultPage, columns: number): readonly string[] => {
  const { comparisons, lifts, plan } = page.readout
  const groups = Map.groupBy(comparisons.filter(isSeen), ({ metric, measure }) => `${measure} ${metric}`)
  return [...groups.values()].flatMap((group) => {
    const [one] = group
    if (one === undefined) return []
    const unit = unitIn(page, one)
    const lift = lifts.find(({ metric, measure }) => metric === one.metric && measure === one.measure)
    const isOneOfThem = group.some(({ against }) => against === page.holdout)
    const rows = [
      ...group.map((each) => plotRow(`${each.variant} – ${each.against}`, each, unit, each.pValue)),
      ...(lift === undefined || isOneOfThem ? [] : [plotRow(`treated – ${page.holdout ?? HOLDOUT}`, lift, unit, null)]),
    ]
    const band = plan !== null && plan.metric === one.metric && plan.measure === one.measure ? plan.smallestEffect / perUnitOf(unit) : null
    const legend = band === null ? '' : `; ░ not worth having`
    const title = `${metricWords(one.metric)}, difference in ${unitWords(unit)}: ● measured, ├─┤ where it may lie${legend}`
    return section(wrapped(title, columns), intervalPlot(rows, band, columns, (value) => endText(value, unit)).join('\n'))
  })
}

/** Where nobody did it in any variant there is nothing to draw. */
const isSeen = ({ difference, pValue, oneLook }: ResultPage['readout']['comparisons'][number]): boolean =>
  difference !== null && (difference !== 0 || pValue !== null || oneLook.pValue !== null)

const plotRow = (label: string, found: Omit<PlotRow, 'label' | 'said'> | Differing, unit: Unit, pValue: number | null): PlotRow => {
  const estimate = 'difference' in found ? found.difference : found.estimate
  const p = pValue === null ? '' : `, p ${pValueText(pValue)}`
  return {
    label,
    estimate,
    interval: found.interval,
    said: estimate === null ? 'not enough data' : `${estimateText(estimate, found.interval, unit)}${p}`,
  }
}

type Differing = { readonly difference: number | null; readonly interval: PlotRow['interval'] }

const unitWords = ({ measure, currency }: Unit): string => {
  if (measure === 'rate') return 'points (of a hundred customers)'
  if (measure === 'mean') return `${currency} a customer`
  return currency ?? 'the ratio'
}

/** Plans of money are in minor units. */
const perUnitOf = ({ measure, currency }: Unit): number =>
  measure === 'mean' && currency !== null ? minorPerUnit(currencyCode(currency)) : 1

const endText = (value: number, unit: Unit): string => estimateText(value, null, unit).replace(/ points$/, '')

const interactionWords = (pValue: number | null): string => {
  if (pValue === null) return 'Whether segments differ cannot be told yet.'
  const numbers = `(interaction, p ${pValueText(pValue)})`
  return pValue < 0.05
    ? `Segments seem to differ ${numbers}: an idea for another experiment, not a result.`
    : `Nothing says that segments differ ${numbers}: what one row shows and another does not is chance.`
}

const phaseLines = ({ phases, summary }: ResultPage): string =>
  phases.length < 2
    ? ''
    : phases
        .map(({ phase, firstDay }) => {
          const since = firstDay === null ? 'nobody yet' : `since ${dayText(firstDay)}`
          return `  ${phase}: ${since}${phase === summary.phase ? ' (shown here)' : ''}`
        })
        .join('\n')
