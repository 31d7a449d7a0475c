import type { Command } from 'commander'
import type { Explanation } from '../../shared/domain/conditions/explain.ts'
import { unreachable } from '../../shared/kernel/assert.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { customerNow } from '../../shared/flow/query/customer.ts'
import { heldOf } from '../../shared/flow/query/ids.ts'
import { aboutThem, type CampaignStory, type EntryStory, storyOf } from '../../shared/flow/query/explain.ts'
import { campaignIn, reading } from '../folder.ts'
import { countOf, instantText } from '../format.ts'
import { stepWords } from '../journey-words.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'
import { outside } from '../outside.ts'
import { entryRefusalWords, heldWords, journeyEndWords, quoted, statusWords, triggerWords, underWords } from '../words.ts'
import { mergedWords, unknownCustomer } from './customer.ts'

/** `rekindle explain`: why a customer did or did not get a campaign. */
export const addExplain = (program: Command, io: Io): void => {
  const command = program
    .command('explain')
    .summary('why a customer did or did not get a campaign')
    .description(
      'Why a customer did or did not get a campaign: each entry and what became of each message, the latest refusal, the audience part by part.',
    )
    .argument('<customer>', 'the customer')
    .argument('<campaign>', 'the campaign')
  withExamples(withCommonOptions(command), 'explain 00042 win-back --data shop').action(
    async (customer: string, campaign: string, options: CommonOptions) =>
      reading(io, options.data, async (folder) => {
        const asked = campaignIn(folder, campaign)
        const { customers, inspection } = folder.stores
        const found = await customerNow(customers, customerId(customer))
        if (found === null) throw unknownCustomer(customer, options.data)
        const { state, mergedFrom } = found
        const about = await aboutThem(customers, state, asked.audience, folder.rules, folder.asOf)
        const story = storyOf(state, await heldOf(inspection, state), asked, folder.rules, about)
        const json = { ...storyJson(state.id, story), ...(mergedFrom === null ? {} : { mergedFrom }) }
        answer(io, options.json === true, json, () =>
          [...(mergedFrom === null ? [] : [mergedWords(mergedFrom, state.id)]), storyText(state.id, story)].join('\n'),
        )
      }),
  )
}

const storyJson = (customer: string, { campaign, entries, refused, audience, stage }: CampaignStory) => ({
  customer,
  campaign: { id: campaign.id, version: campaign.version, name: campaign.name, entry: entryWords(campaign) },
  stage,
  entries: outside(entries),
  refused: outside(refused),
  audience,
})

const storyText = (customer: string, story: CampaignStory): string => {
  const { campaign, entries, refused, audience, stage } = story
  return [
    `Customer ${customer} and the campaign ${campaign.id} (${campaign.name}, version ${campaign.version})`,
    '',
    entries.length > 0
      ? `They entered ${timesText(entries.length)}.`
      : `They never ${refused === null ? 'triggered' : 'entered'} it: one enters ${entryWords(campaign)}, and they are ${stage ?? 'a prospect'} now.`,
    ...entries.flatMap(entryLines),
    ...(refused === null
      ? []
      : [
          '',
          `The latest time they did not enter was ${instantText(refused.at)}: ${entryRefusalWords(refused.because)} (${timesText(refused.count)} in all).`,
        ]),
    '',
    ...(audience === null
      ? ['The audience is everybody.']
      : [`The audience, as they are now: ${audience.held ? 'they are in it' : 'they are not in it'}.`, ...audienceLines(audience, 1)]),
  ].join('\n')
}

/** How one enters a campaign; completes "one enters …". */
export const entryWords = ({ entry }: CampaignStory['campaign']): string => {
  switch (entry.on) {
    case 'event':
      return `when the event ${quoted(entry.event)} arrives${entry.where === null ? '' : ' and its properties fit'}`
    case 'stage':
      return `on becoming ${entry.stage}${entry.from === null ? '' : ` from ${[...entry.from].join(' or ')}`}`
    case 'segment':
      return `on ${entry.change === 'entered' ? 'entering' : 'leaving'} the segment ${quoted(entry.segment)}${entry.existing ? ', and whoever is in it already' : ''}`
    case 'schedule':
      return entry.schedule.type === 'once' ? 'at one time' : `every ${entry.schedule.every}, on schedule`
    case 'date':
      return `by the date in ${entry.path.join('.')}${entry.yearly ? ', every year' : ''}`
    default:
      return unreachable(entry)
  }
}

const entryLines = ({
  under,
  entry,
  at,
  version,
  variant,
  heldBy,
  trigger,
  key,
  taken,
  messages,
  waitingUntil,
  ended,
}: EntryStory): readonly string[] => [
  '',
  `Entry ${entry}${underWords(under)}, ${instantText(at)}, because ${triggerWords(trigger)}${key === null ? '' : `, about ${quoted(key)}`}`,
  `  variant ${variant} of version ${version}${heldWords(heldBy)}`,
  ...wayLines(messages, taken),
  ...(waitingUntil === null ? [] : [`  now waits until ${instantText(waitingUntil)}`]),
  ended === null ? '  still in it' : `  ${instantText(ended.at)}: ${journeyEndWords(ended.end)}`,
]

/** Mails and what else was done, in the order in which their steps were taken. That the time of a wait had come is nothing to tell. */
const wayLines = (messages: EntryStory['messages'], taken: EntryStory['taken']): readonly string[] =>
  [
    ...messages.map(({ owedAt, step, status }) => ({ at: owedAt, step, text: `the mail of step ${step + 1}: ${statusWords(status)}` })),
    ...taken
      .filter((fact) => fact.type !== 'waited' || fact.by !== 'time')
      .map((fact) => ({ at: fact.at, step: 'step' in fact ? fact.step : Number.POSITIVE_INFINITY, text: stepWords(fact) })),
  ]
    .sort((a, b) => a.at - b.at || a.step - b.step)
    .map(({ at, text }) => `  ${instantText(at)} ${text}`)

export const audienceLines = (part: Explanation, depth: number): readonly string[] => {
  const mark = `${'  '.repeat(depth)}${part.held ? '✓' : '✗'}`
  if (part.kind === 'leaf')
    return [
      `${mark} ${part.path} ${part.operator} ${JSON.stringify(part.expected)}, seen ${part.seen === null ? 'nothing' : JSON.stringify(part.seen)}`,
    ]
  const said = part.kind === 'segment' ? `the segment ${quoted(part.segment)}` : KIND_WORDS[part.kind]
  return [`${mark} ${said}`, ...part.parts.flatMap((one) => audienceLines(one, depth + 1))]
}

const KIND_WORDS = { all: 'all of', any: 'any of', none: 'none of', not: 'not' } as const

export const timesText = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : countOf(count, 'time'))
