import type { CustomerPage, MessageView, Story, TimelineEntry } from '../../shared/contract/api.ts'
import { minorPerUnit } from '../../shared/domain/metrics/money.ts'
import type { Currency } from '../../shared/kernel/words.ts'
import { audienceLines, timesText } from '../commands/explain.ts'
import { mergedWords } from '../commands/customer.ts'
import { factWords } from '../fact-words.ts'
import { section, table } from '../format.ts'
import { answer } from '../io.ts'
import {
  entryRefusalWords,
  heldWords,
  journeyEndWords,
  quoted,
  refusalWords,
  stageReasonWords,
  stageWord,
  triggerWords,
  underWords,
} from '../words.ts'
import { type Add, atText, type Shared, withJson, withRemoteExamples } from './options.ts'

/** `rekindle --stage NAME customer` and `explain`. */
export const addCustomers: Add = (program, io, open) => {
  const customer = program
    .command('customer')
    .summary('one customer: timeline, stage and why')
    .argument('<id>', 'the customer')
    .option('--traits', 'print attributes, too (they may hold an address)')
  withRemoteExamples(withJson(customer), 'customer 00042').action(
    async (id: string, { json, traits }: Shared & { readonly traits?: true }) => {
      const remote = await open()
      const page = await remote.ask('GET /api/customers/:id', { id }, {})
      answer(io, json === true, traits === true ? page : withoutTraits(page), () => customerText(page, traits === true))
    },
  )
  addExplain(program, io, open)
}

const addExplain: Add = (program, io, open) => {
  const command = program
    .command('explain')
    .summary('why a customer did or did not get a campaign')
    .argument('<customer>', 'the customer')
    .argument('<campaign>', 'the campaign')
  withRemoteExamples(withJson(command), 'explain 00042 win-back').action(async (id: string, campaign: string, { json }: Shared) => {
    const remote = await open()
    const story = await remote.ask('GET /api/customers/:id/campaigns/:campaign', { id, campaign }, {})
    answer(io, json === true, story, () => storyText(id, story))
  })
}

/** Attributes may hold an address: they are told where they are asked for. */
const withoutTraits = (page: CustomerPage): object => {
  const { traits: _, ...document } = page.document
  const { name: __, email: ___, ...summary } = page.summary
  const timeline = page.timeline.map((entry) => (entry.type === 'event' ? { ...entry, traits: undefined } : entry))
  return { ...page, document, summary, timeline }
}

const customerText = (page: CustomerPage, withTraits: boolean): string => {
  const { summary, because, reviewAt, document } = page
  const attributes = Object.entries((document.traits ?? {}) as object)
  return [
    ...(page.mergedFrom === null ? [] : [mergedWords(page.mergedFrom, summary.id)]),
    `Customer ${summary.id}`,
    '',
    because === null
      ? 'prospect: identified, and never active; a first activity makes a customer of them'
      : `${stageWord(summary.stage)}${summary.since === null ? '' : ` since ${atText(summary.since)}`}: ${stageReasonWords(because)}.`,
    ...(because === null
      ? []
      : [reviewAt === null ? 'Silence alone changes nothing any more.' : `Silence alone changes it on ${atText(reviewAt)}.`]),
    ...section('Metrics', table(metricRows(page))),
    ...section(
      'Attributes',
      withTraits ? table(attributes.map(([name, value]) => [name, JSON.stringify(value)])) : `  ${attributes.length}: --traits prints them`,
    ),
    ...section('Consent', table(page.consent.map(({ topic, status, at }) => [topic === '*' ? 'every topic' : topic, status, atText(at)]))),
    ...section('Journeys', table(page.journeys.map(journeyRow))),
    ...section(
      'Messages',
      table(page.messages.map((one) => [`${one.campaign}, entry ${one.entry}${underWords(one.under)}`, ...messageCells(one)])),
    ),
    ...section('Timeline, newest first', table(page.timeline.map(timelineRow))),
  ].join('\n')
}

const metricRows = ({ summary }: CustomerPage): readonly (readonly string[])[] => [
  ['orders', String(summary.orders)],
  ...Object.entries(summary.revenue).map(([code, amount]) => [
    'revenue',
    `${(amount / minorPerUnit(code as Currency)).toFixed(2)} ${code}`,
  ]),
  ...(summary.lastSeenAt === null ? [] : [['last active', atText(summary.lastSeenAt)]]),
]

const journeyRow = ({ campaign, entry, variant, held, waitingUntil }: CustomerPage['journeys'][number]): readonly string[] => [
  `${campaign}, entry ${entry}`,
  `variant ${variant}${held ? ', held out' : ''}`,
  waitingUntil === null ? 'all steps are taken' : `waits until ${atText(waitingUntil)}`,
]

const messageCells = ({ step, status, statusAt, because, until }: MessageView): readonly string[] => [
  `step ${step + 1}`,
  [
    status,
    ...(until === null ? [] : [`until ${atText(until)}`]),
    ...(statusAt === null || until !== null ? [] : [atText(statusAt)]),
    ...(because === null ? [] : [refusalWords(because)]),
  ].join(', '),
]

const timelineRow = (entry: TimelineEntry): readonly string[] =>
  entry.type === 'event'
    ? [atText(entry.at), 'event', `${quoted(entry.name)} ${propertiesText(entry.properties)}`]
    : [atText(entry.at), '', `${factWords(entry.fact)}${underWords(entry.under)}`]

const propertiesText = (properties: object): string =>
  Object.keys(properties).length === 0 ? '' : JSON.stringify(properties).slice(0, 120)

const storyText = (customer: string, { campaign, entries, refused, audience, stage }: Story): string =>
  [
    `Customer ${customer} and the campaign ${campaign.id} (${campaign.name}, version ${campaign.version})`,
    '',
    entries.length > 0
      ? `They entered ${timesText(entries.length)}.`
      : `They never ${refused === null ? 'triggered' : 'entered'} it, and are ${stage ?? 'a prospect'} now.`,
    ...entries.flatMap((one) => [
      '',
      `Entry ${one.entry}${underWords(one.under)}, ${atText(one.at)}, because ${triggerWords(one.trigger)}`,
      `  variant ${one.variant}${heldWords(one.heldBy)}`,
      ...one.messages.map((message) => `  ${messageCells(message).join(': ')}`),
      ...(one.waitingUntil === null ? [] : [`  now waits until ${atText(one.waitingUntil)}`]),
      one.ended === null ? '  still in it' : `  ${atText(one.ended.at)}: ${journeyEndWords(one.ended.end)}`,
    ]),
    ...(refused === null
      ? []
      : [
          '',
          `The latest time they did not enter was ${atText(refused.at)}: ${entryRefusalWords(refused.because)} (${timesText(refused.count)} in all).`,
        ]),
    '',
    ...(audience === null
      ? ['The audience is everybody.']
      : [`The audience, as they are now: ${audience.held ? 'they are in it' : 'they are not in it'}.`, ...audienceLines(audience, 1)]),
  ].join('\n')
