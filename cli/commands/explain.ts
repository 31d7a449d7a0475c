import type { Command } from 'commander'
import type { Explanation } from '../../shared/domain/conditions/explain.ts'
import { unreachable } from '../../shared/kernel/assert.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { customerNow } from '../../shared/flow/query/customer.ts'
import { heldOf } from '../../shared/flow/query/ids.ts'
import { type CampaignStory, type EntryStory, storyOf } from '../../shared/flow/query/explain.ts'
import { campaignIn, reading } from '../folder.ts'
import { countOf, instantText } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'
import { outside } from '../outside.ts'
import { entryRefusalWords, journeyEndWords, quoted, statusWords, triggerWords, underWords } from '../words.ts'
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
        const story = storyOf(state, await heldOf(inspection, state), asked, folder.rules)
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

const entryWords = ({ entry }: CampaignStory['campaign']): string => {
  switch (entry.on) {
    case 'event':
      return `when the event ${quoted(entry.event)} arrives${entry.where === null ? '' : ' and its properties fit'}`
    case 'stage':
      return `on becoming ${entry.stage}${entry.from === null ? '' : ` from ${[...entry.from].join(' or ')}`}`
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
  held,
  trigger,
  messages,
  waitingUntil,
  ended,
}: EntryStory): readonly string[] => [
  '',
  `Entry ${entry}${underWords(under)}, ${instantText(at)}, because ${triggerWords(trigger)}`,
  `  variant ${variant} of version ${version}${held ? '; held out: they take every step, and the mails are withheld' : ''}`,
  ...messages.map(({ step, status }) => `  step ${step + 1}: ${statusWords(status)}`),
  ...(waitingUntil === null ? [] : [`  now waits until ${instantText(waitingUntil)}`]),
  ended === null ? '  still in it' : `  ${instantText(ended.at)}: ${journeyEndWords(ended.end)}`,
]

export const audienceLines = (part: Explanation, depth: number): readonly string[] => {
  const mark = `${'  '.repeat(depth)}${part.held ? '✓' : '✗'}`
  if (part.kind === 'leaf')
    return [
      `${mark} ${part.path} ${part.operator} ${JSON.stringify(part.expected)}, seen ${part.seen === null ? 'nothing' : JSON.stringify(part.seen)}`,
    ]
  return [`${mark} ${KIND_WORDS[part.kind]}`, ...part.parts.flatMap((one) => audienceLines(one, depth + 1))]
}

const KIND_WORDS = { all: 'all of', any: 'any of', none: 'none of', not: 'not' } as const

export const timesText = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : countOf(count, 'time'))
