import type { Command } from 'commander'
import { campaignScope, partsOf } from '../../shared/domain/kpi/tally.ts'
import type { Message, StatusName } from '../../shared/domain/messaging/message.ts'
import { messageId } from '../../shared/kernel/words.ts'
import { type Folder, reading } from '../folder.ts'
import { countOf, countText, section, table } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, PAGE, wholeNumber, withCommonOptions, withExamples } from '../options.ts'
import { outside } from '../outside.ts'
import { statusWords } from '../words.ts'

type MessagesOptions = CommonOptions & { readonly list?: true; readonly after?: string; readonly limit: number; readonly addresses?: true }

/** `rekindle messages`: how many messages have which status, and the messages themselves, page by page. */
export const addMessages = (program: Command, io: Io): void => {
  const command = program
    .command('messages')
    .summary('messages by status, campaign and step')
    .description(
      'How many messages have which status, and how those of each campaign, variant and step ended. With --list, the messages themselves.',
    )
    .option('--list', 'list messages, in the order of their ids')
    .option('--after <id>', 'with --list: those after this id')
    .option('--limit <n>', 'with --list: so many', wholeNumber(1, PAGE.max), PAGE.usual)
    .option('--addresses', 'with --list: print where mails went')
  withExamples(withCommonOptions(command), 'messages --data shop', 'messages --data shop --list --limit 100 --json').action(
    async (options: MessagesOptions) =>
      reading(io, options.data, (folder) => (options.list === true ? list(io, folder, options) : summarize(io, folder, options))),
  )
}

const list = async (io: Io, { stores }: Folder, { after, limit, addresses, json, data }: MessagesOptions): Promise<void> => {
  const page = await stores.inspection.messages(after === undefined ? null : messageId(after), limit)
  const rows = await Promise.all(
    page.map(async (message) => ({ message, to: addresses === true ? ((await stores.inbox.find(message.id))?.to ?? null) : null })),
  )
  const next = page.length === limit ? (page.at(-1)?.id ?? null) : null
  const asJson = {
    messages: rows.map(({ message, to }) => ({ ...(outside(message) as object), ...(addresses === true ? { to } : {}) })),
    next,
  }
  const more = next === null ? [] : ['', `More: rekindle messages --data ${data} --list --after ${next}`]
  answer(io, json === true, asJson, () => [table(rows.map(({ message, to }) => messageRow(message, to))), ...more].join('\n'))
}

const messageRow = ({ id, customerId, campaign, entry, step, variant, status }: Message, to: string | null): readonly string[] => [
  id,
  customerId,
  ...(to === null ? [] : [to]),
  `${campaign}, entry ${entry}, step ${step + 1}, ${variant}`,
  statusWords(status),
]

/** How the messages of one step ended; those sent are counted again by what came back. */
type StepCounts = {
  readonly campaign: string
  readonly variant: string
  readonly step: number
  readonly sent: number
  /** Of those sent, as far as the mail service said. */
  readonly delivered: number
  readonly bounced: number
  readonly complained: number
  readonly withheld: number
  readonly stale: number
  readonly unconfirmed: number
  readonly refused: number
  readonly refusedBecause: Readonly<Record<string, number>>
}

const summarize = async (io: Io, { stores, rules, counters }: Folder, { json }: MessagesOptions): Promise<void> => {
  const byStatus = await stores.inspection.countByStatus()
  const steps: StepCounts[] = []
  for (const id of rules.campaigns.live.keys()) steps.push(...stepsOf(id, await counters.read(campaignScope(id))))
  answer(io, json === true, { byStatus, steps }, () => summaryText(byStatus, steps))
}

const stepsOf = (campaign: string, counters: ReadonlyMap<string, bigint>): readonly StepCounts[] => {
  const steps = new Map<string, StepCounts>()
  for (const [counter, value] of counters) {
    const [kind, variant = '', step = '', to = '', because = ''] = partsOf(counter)
    if (kind !== 'message') continue
    const key = `${variant}/${step}`
    steps.set(key, withCount(steps.get(key) ?? newStep(campaign, variant, Number(step) + 1), to, because, Number(value)))
  }
  return [...steps.values()].sort((a, b) => (a.variant === b.variant ? a.step - b.step : a.variant < b.variant ? -1 : 1))
}

const newStep = (campaign: string, variant: string, step: number): StepCounts => ({
  ...{ campaign, variant, step },
  ...{ sent: 0, delivered: 0, bounced: 0, complained: 0, withheld: 0, stale: 0, unconfirmed: 0, refused: 0 },
  refusedBecause: {},
})

const ENDS = [
  'sent',
  'delivered',
  'bounced',
  'complained',
  'withheld',
  'stale',
  'unconfirmed',
  'refused',
] as const satisfies readonly StatusName[]

/** What is still on its way (owed, claimed, unknown) is no end, and is counted by status only. */
const withCount = (counts: StepCounts, to: string, because: string, count: number): StepCounts => {
  const status = ENDS.find((name) => name === to)
  if (status === undefined) return counts
  const refusedBecause =
    because === '' ? counts.refusedBecause : { ...counts.refusedBecause, [because]: (counts.refusedBecause[because] ?? 0) + count }
  return { ...counts, refusedBecause, [status]: counts[status] + count }
}

const summaryText = (byStatus: Readonly<Partial<Record<StatusName, number>>>, steps: readonly StepCounts[]): string => {
  const statuses = Object.entries(byStatus)
  const total = statuses.reduce((sum, [, count]) => sum + count, 0)
  const header = ['campaign', 'variant', 'step', ...ENDS]
  const rows = steps.map((one) => [one.campaign, one.variant, String(one.step), ...ENDS.map((status) => countText(one[status]))])
  const refusals = steps.flatMap(({ campaign, variant, step, refusedBecause }) =>
    Object.entries(refusedBecause).map(([because, count]) => [`${campaign}, ${variant}, step ${step}`, countText(count), because]),
  )
  return [
    countOf(total, 'message'),
    ...(total === 0
      ? []
      : [
          '',
          table(
            statuses.map(([status, count]) => [status, countText(count)]),
            [1],
          ),
        ]),
    ...section('By campaign, variant and step', rows.length === 0 ? '' : table([header, ...rows], [2, 3, 4, 5, 6, 7, 8, 9, 10])),
    ...section('Refused because', table(refusals, [1])),
  ].join('\n')
}
