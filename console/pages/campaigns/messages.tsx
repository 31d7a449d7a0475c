import type { ReactNode } from 'react'
import type { CampaignPage } from '../../../shared/contract/api.ts'
import type { Statuses } from '../../api/types.ts'
import { sentOf } from '../../parts/campaign-list.tsx'
import { Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'

type Step = CampaignPage['steps'][number]
type Count = { readonly name: string; readonly count: (messages: Statuses) => number; readonly meaning?: string }

/** The same by variant and step, in fewer words: what left, what came back, what is open. A count that is zero everywhere is left out. */
export const Steps = ({ steps }: { readonly steps: readonly Step[] }): ReactNode => {
  const { words, format } = useReader()
  const { campaigns, messages } = words
  if (steps.length === 0) return <span className="soft">{campaigns.stepsNone}</span>
  const always: readonly Count[] = [
    { name: campaigns.due, count: dueOf },
    { name: campaigns.sent, count: sentOf, meaning: campaigns.sentText },
  ]
  const some: readonly Count[] = [
    { name: messages.status('delivered'), count: ({ delivered = 0 }) => delivered },
    { name: messages.status('bounced'), count: ({ bounced = 0 }) => bounced },
    { name: messages.status('complained'), count: ({ complained = 0 }) => complained },
    { name: campaigns.notSent, count: ({ refused = 0, stale = 0 }) => refused + stale },
    { name: messages.status('withheld'), count: ({ withheld = 0 }) => withheld },
    { name: messages.status('unconfirmed'), count: ({ unconfirmed = 0 }) => unconfirmed },
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

/** Those of which it is known by now whether they left. */
const dueOf = ({ sent = 0, refused = 0, stale = 0, withheld = 0, unconfirmed = 0 }: Statuses): number =>
  sent + refused + stale + withheld + unconfirmed
