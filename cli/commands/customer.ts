import type { Command } from 'commander'
import type { CustomerState } from '../../shared/domain/customer/state.ts'
import { classify } from '../../shared/domain/lifecycle/classify.ts'
import type { Stage } from '../../shared/domain/lifecycle/stage.ts'
import type { Message } from '../../shared/domain/messaging/message.ts'
import { frequencyOf } from '../../shared/domain/metrics/metrics.ts'
import { minorPerUnit } from '../../shared/domain/metrics/money.ts'
import type { Currency, EpochMs } from '../../shared/kernel/words.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { type CustomerReport, customerReport, type TimelineEntry } from '../../shared/flow/query/customer.ts'
import { formerId } from '../../shared/flow/query/ids.ts'
import { EXIT, Failure } from '../failure.ts'
import { type Folder, reading } from '../folder.ts'
import { factWords } from '../fact-words.ts'
import { countOf, countText, instantText, section, table } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'
import { outside } from '../outside.ts'
import { quoted, stageReasonWords, stageWord, statusWords, underWords } from '../words.ts'

type CustomerOptions = CommonOptions & { readonly traits?: true; readonly all?: true }

/** `rekindle customer`: everything that is held of one customer, and why they stand where they stand. */
export const addCustomer = (program: Command, io: Io): void => {
  const command = program
    .command('customer')
    .summary('one customer: timeline, metrics, stage and why')
    .description(
      'Everything that is held of one customer: the stage and why, when silence will change it, metrics, journeys, messages, timeline.',
    )
    .argument('<id>', 'the customer')
    .option('--traits', 'print attributes, too (they may hold an address)')
    .option('--all', 'the whole timeline, not only its newest entries')
  withExamples(withCommonOptions(command), 'customer 00042 --data shop', 'customer 00042 --data shop --json --traits').action(
    async (id: string, options: CustomerOptions) =>
      reading(io, options.data, async (folder) => {
        const report = await reportIn(folder, id, options.data)
        const outlook = outlookOf(folder, report)
        answer(io, options.json === true, customerJson(folder, report, outlook, options), () =>
          customerText(folder, report, outlook, options),
        )
      }),
  )
}

/** Says of somebody unknown how to find out who is known. */
const reportIn = async ({ stores, rules, asOf }: Folder, id: string, data: string): Promise<CustomerReport> => {
  const report = await customerReport(stores.customers, stores.inspection, rules, customerId(id), asOf)
  if (report === null) throw unknownCustomer(id, data)
  return report
}

/** Said before what follows is about another id than the one asked for. */
export const mergedWords = (asked: string, into: string): string => `${asked} was merged into ${into}, who is shown here.\n`

export const unknownCustomer = (id: string, data: string): Failure =>
  new Failure(EXIT.usage, `There is no customer ${id}.`, `Those there are: rekindle export customers --data ${data}`)

/** What silence would make of a customer, and when. */
type Outlook = { readonly at: EpochMs; readonly stage: Stage | null } | null

const outlookOf = ({ rules }: Folder, { state, reviewAt }: CustomerReport): Outlook =>
  reviewAt === null ? null : { at: reviewAt, stage: classify(state.metrics, rules.policy.lifecycle, reviewAt).stage }

const customerJson = ({ rules }: Folder, report: CustomerReport, outlook: Outlook, { traits }: CustomerOptions) => {
  const { state, mergedFrom, stage, because, nextDueAt, timeline, messages, document } = report
  const { counts, revenue, ...instants } = state.metrics
  const metrics = { activities: frequencyOf(state.metrics, rules.policy.lifecycle), ...instants, revenueMinor: revenue, events: counts }
  const { standing, consent, journeys, campaigns, exposures } = state
  return {
    id: state.id,
    ...(mergedFrom === null ? {} : { mergedFrom }),
    stage,
    since: outside(standing?.since ?? null, 'since'),
    because: outside(because),
    silenceChanges: outside(outlook),
    nextDueAt: outside(nextDueAt, 'nextDueAt'),
    ...(traits === true ? { traits: document.traits } : {}),
    metrics: outside(metrics),
    consent: outside(consent),
    journeys: outside(journeys),
    campaigns: outside(campaigns),
    exposures: outside(exposures),
    messages: outside(messages),
    timeline: timeline.map(timelineJson),
  }
}

const timelineJson = (entry: TimelineEntry) => {
  if (entry.type === 'fact')
    return { at: outside(entry.at, 'at'), ...(entry.under === null ? {} : { under: entry.under }), fact: outside(entry.fact) }
  const { id, type, name, properties } = entry.event
  return { at: outside(entry.at, 'at'), event: { id, type, name, properties } }
}

/** Newest entries of a timeline that fill a screen. */
const TIMELINE_SHOWN = 40

const customerText = (folder: Folder, report: CustomerReport, outlook: Outlook, { traits, all }: CustomerOptions): string => {
  const { state, mergedFrom, document, timeline } = report
  const shown = all === true ? timeline : timeline.slice(-TIMELINE_SHOWN)
  const hidden = timeline.length - shown.length
  const attributes = Object.entries((document.traits ?? {}) as Record<string, unknown>)
  return [
    ...(mergedFrom === null ? [] : [mergedWords(mergedFrom, state.id)]),
    `Customer ${state.id}, as of ${instantText(folder.asOf)}`,
    '',
    ...stageLines(report, outlook),
    ...section('Metrics', table(metricRows(folder, state))),
    ...section(
      'Attributes',
      traits === true ? table(attributes.map(([name, value]) => [name, JSON.stringify(value)])) : hiddenTraits(attributes.length),
    ),
    ...section(
      'Experiments',
      table(Object.entries(state.exposures).map(([id, { arm, assignedAt }]) => [id, arm, `assigned ${instantText(assignedAt)}`])),
    ),
    ...section('Journeys', table(journeyRows(state))),
    ...section('Messages', table(report.messages.map((one) => messageRow(state, one)))),
    ...section(
      `Timeline${hidden === 0 ? '' : ` (${countOf(hidden, 'older entry', 'older entries')} with --all)`}`,
      table(shown.map(timelineRow)),
    ),
  ].join('\n')
}

const stageLines = ({ state, stage, because }: CustomerReport, outlook: Outlook): readonly string[] => {
  if (because === null) return ['prospect: identified, and never active; a first activity makes a customer of them']
  const since = state.standing === null ? '' : ` since ${instantText(state.standing.since)}`
  const next =
    outlook === null
      ? 'Silence alone changes nothing any more.'
      : `Silence alone makes them ${stageWord(outlook.stage)} on ${instantText(outlook.at)}.`
  return [`${stageWord(stage)}${since}: ${stageReasonWords(because)}.`, next]
}

const metricRows = ({ rules }: Folder, { metrics }: CustomerState): readonly (readonly string[])[] => {
  const { firstSeenAt, lastSeenAt, endedAt, returnedAt, lastEventAt } = metrics
  const activities = countOf(frequencyOf(metrics, rules.policy.lifecycle), 'activity', 'activities')
  const instants: readonly (readonly [string, EpochMs | null])[] = [
    ['first active', firstSeenAt],
    ['last active', lastSeenAt],
    ['ended', endedAt],
    ['returned', returnedAt],
    ['last event', lastEventAt],
  ]
  return [
    ['frequency', activities],
    ...instants.flatMap(([name, at]) => (at === null ? [] : [[name, instantText(at)]])),
    ...Object.entries(metrics.revenue).map(([code, amount]) => [
      'revenue',
      `${(amount / minorPerUnit(code as Currency)).toFixed(2)} ${code}`,
    ]),
    ...Object.entries(metrics.counts).map(([name, count]) => [
      quoted(name),
      `${countText(count.total)} times, last ${instantText(count.lastAt)}`,
    ]),
  ]
}

const journeyRows = ({ journeys }: CustomerState): readonly (readonly string[])[] =>
  journeys.map(({ campaign, version, entry, variant, held, position }) => [
    `${campaign} version ${version}, entry ${entry}`,
    `variant ${variant}${held ? ', held out' : ''}`,
    position.status === 'waiting' ? `waits until ${instantText(position.wakeAt)} (step ${position.step + 1})` : 'all steps are taken',
  ])

const messageRow = ({ id }: CustomerState, { customerId, campaign, entry, step, status }: Message): readonly string[] => [
  `${campaign}, entry ${entry}${underWords(formerId(id, customerId))}`,
  `step ${step + 1}`,
  statusWords(status),
]

const hiddenTraits = (count: number): string => (count === 0 ? '' : `  ${countOf(count, 'attribute')}: --traits prints them`)

const timelineRow = (entry: TimelineEntry): readonly string[] =>
  entry.type === 'event'
    ? [instantText(entry.at), 'event', `${quoted(entry.event.name)} ${propertiesText(entry.event.properties)}`]
    : [instantText(entry.at), '', `${factWords(entry.fact)}${underWords(entry.under)}`]

const propertiesText = (properties: object): string =>
  Object.keys(properties).length === 0 ? '' : JSON.stringify(properties).slice(0, 120)
