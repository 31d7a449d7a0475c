/** What a campaign would have done, as a marketer reads it. */
import type { Fact } from '../shared/domain/fact/fact.ts'
import type { Counts, DayRow, LeftOut, SimulationReport, VariantRow } from '../shared/flow/simulation/report.ts'
import { unreachable } from '../shared/kernel/assert.ts'
import { DAY_MS, durationOf, isoDayOf } from '../shared/kernel/time.ts'
import { epochDay, type EpochMs } from '../shared/kernel/words.ts'
import { factWords } from './fact-words.ts'
import { countOf, countText, instantText, section, shareText, table } from './format.ts'
import { entryRefusalWords, quoted, refusalWords } from './words.ts'

const PLACES = { folder: 'in the data folder', file: 'in the file', system: 'in the deployed system' } as const

export const simulationText = (report: SimulationReport): string => {
  const { campaign, fromAt, toAt, beside, history } = report
  const others = beside.length === 0 ? 'alone' : `beside ${beside.join(', ')}`
  return [
    `${campaign.name} (${campaign.id}, as version ${campaign.version}) from ${instantText(fromAt)} to ${instantText(toAt)}, ${others}`,
    `over ${countOf(history.events, 'event')} of ${countOf(history.customers, 'customer')} ${PLACES[history.of]}. Nothing was sent.`,
    '',
    ...summary(report),
    ...section(daysHeading(report.days), table(dayRows(report.days), RIGHT)),
    ...section('By variant', table(variantRows(report.variants), RIGHT)),
    ...section('By step', table(stepRows(report), [2, 3, 4, 5, 6])),
    ...section(
      'Why people who triggered it did not enter',
      table(
        report.entryRefusals.map(({ because, times }) => [countText(times), entryRefusalWords(because)]),
        [0],
      ),
    ),
    ...section('What stood in the way of mails', table(hindranceRows(report), [0])),
    ...section(
      'Mails of other campaigns that lost their place to one of this',
      table(
        report.displaced.map((one) => [countText(one.mails), one.campaign]),
        [0],
      ),
    ),
    ...section('Examples', exampleLines(report).join('\n')),
    ...section('What this leaves out', report.leftOut.map((one) => `  - ${leftOutWords(one)}`).join('\n')),
  ].join('\n')
}

const summary = ({ totals, campaign, entries, refused, days }: SimulationReport): readonly string[] => {
  if (totals.entered === 0 && totals.notEntered === 0) return ['Nobody would have triggered it.']
  const held = campaign.hasHoldout ? ` (${countText(totals.held)} of them held out, and not written to)` : ''
  const busiest = days.reduce<DayRow | null>((most, day) => (most === null || day.sent > most.sent ? day : most), null)
  const busy = busiest === null || busiest.sent === 0 ? '' : `, at most ${countText(busiest.sent)} on one day (${isoDayOf(busiest.utcDay)})`
  return [
    `${countText(entries.total)} times somebody would have entered${held}; ${countText(refused.total)} times somebody who triggered it would not have.`,
    `${countOf(totals.sent, 'mail')} would have been sent${busy}; ${countText(totals.withheld)} withheld from the holdout, ${countText(totals.refused)} refused, ${countText(totals.stale)} dropped as stale; mails were put off ${countText(totals.deferred)} times.`,
    ...doneLine(totals),
    `${countText(totals.completed)} went through to the end, ${countText(totals.exited)} left early, ${countText(totals.entered - totals.completed - totals.exited)} were still in it.`,
  ]
}

const doneLine = ({ tasks, calls, emitted, updated }: Counts): readonly string[] =>
  tasks + calls + emitted + updated === 0
    ? []
    : [
        `${countOf(tasks, 'task')} opened, ${countOf(calls, 'call')} to servers, ${countOf(emitted, 'event')} emitted, attributes updated ${countText(updated)} times.`,
      ]

const RIGHT = [1, 2, 3, 4, 5, 6, 7, 8, 9]
/** More days than fit a screen are told as weeks. */
const DAYS_SHOWN = 45
const HEAD = ['entered', 'held out', 'not entered', 'sent', 'withheld', 'put off', 'refused', 'stale', 'left early']

const cellsOf = (one: Counts): readonly string[] =>
  [one.entered, one.held, one.notEntered, one.sent, one.withheld, one.deferred, one.refused, one.stale, one.exited].map((count) =>
    count === 0 ? '·' : countText(count),
  )

const isLong = (days: readonly DayRow[]): boolean => days.length > DAYS_SHOWN

const daysHeading = (days: readonly DayRow[]): string => (isLong(days) ? 'By week (Monday to Sunday, UTC)' : 'By day (UTC)')

const dayRows = (days: readonly DayRow[]): readonly (readonly string[])[] => {
  if (days.length === 0) return []
  const rows = isLong(days) ? weeksOf(days) : days
  return [['', ...HEAD], ...rows.map((one) => [isoDayOf(one.utcDay), ...cellsOf(one)])]
}

/** 1970-01-01 was a Thursday. */
const mondayOf = (day: number): number => day - ((day + 3) % 7)

const weeksOf = (days: readonly DayRow[]): readonly DayRow[] =>
  [...Map.groupBy(days, ({ utcDay }) => mondayOf(utcDay))].map(([monday, some]) =>
    some.reduce((sum, one) => ({ ...sumOf(sum, one), utcDay: epochDay(monday) })),
  )

const sumOf = (a: DayRow, b: DayRow): DayRow =>
  Object.fromEntries(Object.entries(a).map(([name, value]) => [name, value + b[name as keyof DayRow]])) as DayRow

const variantRows = (variants: readonly VariantRow[]): readonly (readonly string[])[] => {
  const entered = variants.reduce((sum, one) => sum + one.entered, 0)
  return [
    ['', 'customers', 'share', 'entered', 'held out', 'sent', 'refused', 'to the end', 'left early'],
    ...variants.map((one) => [
      one.variant,
      countText(one.customers),
      shareText(one.entered, entered),
      ...[one.entered, one.held, one.sent, one.refused, one.completed, one.exited].map(countText),
    ]),
  ]
}

const stepRows = ({ steps }: SimulationReport): readonly (readonly string[])[] => [
  ['', '', 'came', 'sent', 'withheld', 'refused', 'stale', ''],
  ...steps.map(({ variant, step, type, came, sent, withheld, refused, stale, ways }) => [
    `${variant} ${step + 1}`,
    type,
    countText(came),
    ...[sent, withheld, refused, stale].map((count) => (type === 'send' ? countText(count) : '')),
    Object.entries(ways)
      .map(([way, count]) => `${wayWords(type, way)}: ${countText(count)}`)
      .join(', '),
  ]),
]

const wayWords = (type: string, way: string): string => (type === 'branch' && way !== 'else' ? `way ${Number(way) + 1}` : way)

const hindranceRows = ({ mailRefusals }: SimulationReport): readonly (readonly string[])[] =>
  mailRefusals.map(({ what, because, times }) => [
    countText(times),
    what === 'refused' ? 'refused' : 'put off',
    times === 1 ? refusalWords(because) : `such as: ${refusalWords(because)}`,
  ])

const exampleLines = ({ examples }: SimulationReport): readonly string[] =>
  examples.flatMap(({ customer, facts }) => [
    `  ${customer}`,
    ...facts.filter(isTelling).map((fact) => `    ${instantText(fact.at)}  ${factWords(fact)}`),
  ])

/** That a sender took a mail is told by what became of it. */
const isTelling = (fact: Fact): boolean => fact.type !== 'message-moved' || fact.to !== 'claimed'

const gapWords = (from: EpochMs, to: EpochMs): string =>
  `${instantText(from)} to ${instantText(to)} (${countOf(Math.round((to - from) / DAY_MS), 'day')})`

const leftOutWords = (one: LeftOut): string => {
  switch (one.type) {
    case 'entered-before':
      return 'Who had been in the campaign before it began: its rule about entering again did not know of them.'
    case 'under-way':
      return 'Journeys of the published version that were under way when it began.'
    case 'no-reactions':
      return 'People did what they really did: nobody ordered, opened or complained because of these mails.'
    case 'not-kept':
      return `Events that it asks about and of which nothing was kept: ${one.events.map(quoted).join(', ')}. Once it is published, they are.`
    case 'attributes-of-today':
      return 'Attributes are those of today, not of then.'
    case 'kept-for':
      return `Events are kept for ${durationOf(one.ms)}, and only those that a policy, campaign or metric names.`
    case 'taken-as-active':
      return `Its file says “${one.status}”${one.startAt === null && one.endAt === null ? '' : ', with a start or an end'}; it was taken to be active all the time.`
    case 'not-running':
      return `Campaigns that do not run now: ${one.campaigns.join(', ')}.`
    case 'no-history':
      return `Nothing is known of ${gapWords(one.fromAt, one.toAt)}.`
    case 'no-codes':
      return `The pool ${quoted(one.pool)} has no codes, so mails that need one were refused.`
    default:
      return unreachable(one)
  }
}
