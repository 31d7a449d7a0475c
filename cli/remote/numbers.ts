import type { StatusName } from '../../shared/domain/messaging/message.ts'
import { stagesText } from '../commands/stages.ts'
import { countOf, countText, section, table } from '../format.ts'
import { answer } from '../io.ts'
import { answerList, answerPage, checkedOptions, type ResultOptions, withResultOptions } from '../results/asked.ts'
import { type Add, atText, type Shared, withJson, withRemoteExamples } from './options.ts'

/** `rekindle --stage NAME stages`, `results`, `messages` and `status`. */
export const addNumbers: Add = (program, io, open) => {
  withRemoteExamples(withJson(program.command('stages').summary('how many customers stand where')), 'stages').action(
    async ({ json }: Shared) => {
      const remote = await open()
      const { asOf, customers, stages } = await remote.ask('GET /api/overview', {}, {})
      const report = { asOf, customers, stages }
      answer(io, json === true, report, () => stagesText({ ...report, transitionsSoFar: {} }))
    },
  )
  const results = withResultOptions(withJson(program.command('results').summary('what experiments and campaigns show')))
  withRemoteExamples(results, 'results', 'results win-back', 'results win-back --as-of 2025-03-20').action(
    async (id: string | undefined, options: ResultOptions) => {
      checkedOptions(id, options)
      const remote = await open()
      if (id === undefined) return answerList(io, options, await remote.ask('GET /api/results', {}, {}))
      const { asOf, phase } = options
      const asked = { ...(asOf === undefined ? {} : { asOf }), ...(phase === undefined ? {} : { phase: String(phase) }) }
      answerPage(io, options, await remote.ask('GET /api/results/:id', { id }, asked), [])
    },
  )
  addMessages(program, io, open)
  withRemoteExamples(withJson(program.command('status').summary('how the system stands, in a few numbers')), 'status').action(
    async ({ json }: Shared) => {
      const remote = await open()
      const status = await remote.ask('GET /api/status', {}, {})
      const rows: readonly (readonly string[])[] = [
        ['stage', status.stage],
        ['as of', atText(status.asOf)],
        ['customers', countText(status.customers)],
        ['campaigns', `${status.campaigns.active} active, ${status.campaigns.ended} ended`],
        ['sending', status.sending],
        [
          'quarantine',
          `${countText(status.quarantine.open)} open${status.quarantine.lost === 0 ? '' : `, ${countText(status.quarantine.lost)} found no room`}`,
        ],
        ['unsettled mail', countText(status.unsettledMail)],
        ['counting', status.counting === 'recount-needed' ? 'recount needed: rekindle tally rebuild' : status.counting],
      ]
      answer(io, json === true, status, () => table(rows))
    },
  )
}

const SHOWN = [
  'owed',
  'sent',
  'delivered',
  'bounced',
  'complained',
  'withheld',
  'stale',
  'unconfirmed',
  'refused',
] as const satisfies readonly StatusName[]

const addMessages: Add = (program, io, open) => {
  const command = program
    .command('messages')
    .summary('what became of messages')
    .option('--campaign <id>', 'by variant and step of this campaign')
  withRemoteExamples(withJson(command), 'messages', 'messages --campaign win-back').action(
    async ({ json, campaign }: Shared & { readonly campaign?: string }) => {
      const remote = await open()
      const cells = (counts: Readonly<Partial<Record<StatusName, number>>>) => SHOWN.map((status) => countText(counts[status] ?? 0))
      const right = SHOWN.map((_, index) => index + 1)
      if (campaign === undefined) {
        const { campaigns } = await remote.ask('GET /api/campaigns', {}, {})
        const told = campaigns.map(({ id, messages }) => ({ campaign: id, messages }))
        answer(io, json === true, { campaigns: told }, () =>
          table([['campaign', ...SHOWN], ...told.map((one) => [one.campaign, ...cells(one.messages)])], right),
        )
        return
      }
      const { summary, steps, funnel } = await remote.ask('GET /api/campaigns/:id', { id: campaign }, {})
      answer(io, json === true, { campaign, messages: summary.messages, steps, funnel }, () =>
        [
          table([['step', ...SHOWN], ...steps.map((one) => [`${one.variant}, step ${one.step + 1}`, ...cells(one.messages)])], right),
          ...section(
            'Kept back because',
            table(
              funnel.kept.map(({ because, count }) => [because, countText(count)]),
              [1],
            ),
          ),
          '',
          `${countOf(funnel.open, 'message')} still wanted, and not yet left.`,
        ].join('\n'),
      )
    },
  )
}
