import type { ReactNode } from 'react'
import type { CampaignPage } from '../../../shared/contract/api.ts'
import type { StatusName, Statuses } from '../../api/types.ts'
import { Bars } from '../../parts/bars.tsx'
import { sentOf } from '../../parts/campaign-list.tsx'
import { Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'

/** In the order of a mail's life: what went well, what is open, what did not leave. */
const ORDER: Readonly<Record<StatusName, 'good' | 'open' | 'stopped' | 'bad'>> = {
  delivered: 'good',
  sent: 'good',
  owed: 'open',
  claimed: 'open',
  unknown: 'open',
  unconfirmed: 'open',
  withheld: 'stopped',
  refused: 'stopped',
  stale: 'stopped',
  bounced: 'bad',
  complained: 'bad',
}

const STATUS_NAMES = Object.keys(ORDER) as readonly StatusName[]

/** What became of all mails: each stands in exactly one line. */
export const MessageStatuses = ({ messages }: { readonly messages: Statuses }): ReactNode => {
  const { words } = useReader()
  const rows = STATUS_NAMES.flatMap((status) => {
    const count = messages[status] ?? 0
    return count === 0
      ? []
      : [{ name: words.messages.status(status), text: words.messages.statusMeaning(status), count, tone: ORDER[status] }]
  })
  if (rows.length === 0) return <span className="soft">{words.campaigns.messagesNone}</span>
  return <Bars rows={rows} />
}

type Step = CampaignPage['steps'][number]
type Count = { readonly name: string; readonly count: (messages: Statuses) => number; readonly meaning?: string }

/** The same by variant and step, in fewer words: what left, what came back, what is open. A count that is zero everywhere is left out. */
export const Steps = ({ steps }: { readonly steps: readonly Step[] }): ReactNode => {
  const { words, format } = useReader()
  const { campaigns, messages } = words
  if (steps.length === 0) return <span className="soft">{campaigns.stepsNone}</span>
  const always: readonly Count[] = [
    { name: campaigns.due, count: totalOf },
    { name: campaigns.sent, count: sentOf, meaning: campaigns.sentText },
  ]
  const some: readonly Count[] = [
    { name: messages.status('delivered'), count: ({ delivered = 0 }) => delivered },
    { name: messages.status('bounced'), count: ({ bounced = 0 }) => bounced },
    { name: messages.status('complained'), count: ({ complained = 0 }) => complained },
    { name: campaigns.notSent, count: ({ refused = 0, stale = 0 }) => refused + stale },
    { name: messages.status('withheld'), count: ({ withheld = 0 }) => withheld },
    { name: campaigns.waiting, count: ({ owed = 0, claimed = 0, unknown = 0, unconfirmed = 0 }) => owed + claimed + unknown + unconfirmed },
  ]
  const counts = [...always, ...some.filter(({ count }) => steps.some((step) => count(step.messages) > 0))]
  return (
    <Table
      caption={campaigns.stepsTitle}
      columns={[
        { name: campaigns.variant, cell: ({ variant }) => <span className="breakable">{variant}</span> },
        { name: campaigns.step, cell: ({ step }) => format.count(step + 1), isNumber: true },
        { name: campaigns.subject, cell: ({ subject }) => <span className="breakable">{subject}</span>, isWide: true },
        ...counts.map(({ count, ...column }) => ({
          ...column,
          cell: (step: Step) => format.count(count(step.messages)),
          isNumber: true,
        })),
      ]}
      keyOf={({ variant, step }) => `${variant} ${step}`}
      rows={steps}
    />
  )
}

const totalOf = (messages: Statuses): number => STATUS_NAMES.reduce((sum, status) => sum + (messages[status] ?? 0), 0)

/** Which rule stopped how many mails. */
export const Refusals = ({ refusals }: { readonly refusals: CampaignPage['refusals'] }): ReactNode => {
  const { words } = useReader()
  if (refusals.length === 0) return <span className="soft">{words.campaigns.refusalsNone}</span>
  const rows = refusals
    .toSorted((a, b) => b.count - a.count)
    .map(({ because, count }) => ({ name: words.messages.refusalType(because), count, tone: 'stopped' as const }))
  return <Bars rows={rows} />
}
