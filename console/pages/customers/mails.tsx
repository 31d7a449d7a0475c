import type { ReactNode } from 'react'
import type { MessageView } from '../../../shared/contract/api.ts'
import type { StatusName } from '../../api/types.ts'
import { Card } from '../../parts/card.tsx'
import { MailLink } from '../../parts/mail-link.tsx'
import { StatusBadge } from '../../parts/status.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import type { MessageWords, Words } from '../../words/words.ts'
import styles from './customer.module.css'

type MailsProps = { readonly messages: readonly MessageView[]; readonly named: (campaign: string) => string }

/** Everything we owed a customer, the newest first, and what became of each. */
export const Mails = ({ messages, named }: MailsProps): ReactNode => {
  const { words } = useReader()
  const { customerStory: said } = words
  return (
    <Card text={said.messagesText} title={said.messagesTitle}>
      {messages.length === 0 ? (
        <p className={`${styles.line} soft`}>{said.messagesNone}</p>
      ) : (
        <Table<MessageView>
          caption={said.messagesTitle}
          columns={columnsOf(words, named)}
          heightMax="32rem"
          keyOf={({ id }) => id}
          rows={messages.toSorted((a, b) => b.owedAt.localeCompare(a.owedAt))}
        />
      )}
    </Card>
  )
}

const columnsOf = (
  { customers: { heldShort, under: underId }, customerStory: said, messages }: Words,
  named: (campaign: string) => string,
): readonly Column<MessageView>[] => [
  {
    name: said.mail,
    cell: ({ id, under, campaign, step, status }) => {
      const name = said.mailOf(named(campaign), step)
      const mail = hasLeft(status) ? <MailLink id={id}>{name}</MailLink> : name
      return (
        <>
          {mail}
          {under === null ? null : <div className="soft breakable">{underId(under)}</div>}
        </>
      )
    },
  },
  { name: said.variantColumn, cell: ({ variant, held }) => (held ? `${variant} (${heldShort})` : variant) },
  { name: said.decided, cell: ({ owedAt }) => <When at={owedAt} /> },
  { name: said.status, cell: ({ status }) => <StatusBadge status={status} /> },
  { name: said.statusSince, cell: ({ statusAt }) => (statusAt === null ? '–' : <When at={statusAt} />) },
  {
    name: said.why,
    cell: (message) => <span className={styles.value}>{whyOf(message, messages, named)}</span>,
  },
]

/** Why a message stands where it does, in a sentence without its stop. */
export const whyOf = (
  { because, until, status }: MessageView,
  { statusMeaning, refusal, waits }: MessageWords,
  named: (campaign: string) => string,
): string => {
  if (because === null) return statusMeaning(status)
  return until === null ? refusal(because, named) : waits(because, until, named)
}

/** Whether there is a mail to look at. */
export const hasLeft = (status: StatusName): boolean =>
  status === 'sent' || status === 'delivered' || status === 'bounced' || status === 'complained'
