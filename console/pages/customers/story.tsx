/** The story of one customer and one campaign: what led them in or kept them out, and what became of each mail. */
import type { ReactNode } from 'react'
import type { MessageView, Story } from '../../../shared/contract/api.ts'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { useAnswer } from '../../api/hooks.ts'
import { MailLink } from '../../parts/mail-link.tsx'
import { StatusBadge } from '../../parts/status.tsx'
import { When } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import { Audience } from './audience.tsx'
import { hasLeft, whyOf } from './mails.tsx'
import styles from './why.module.css'

export const StoryTold = ({ story }: { readonly story: Story }): ReactNode => (
  <>
    {story.entries.length === 0 && story.refused === null ? <NeverLed campaign={story.campaign.id} /> : null}
    {story.refused === null ? null : <TurnedAway refused={story.refused} />}
    {story.entries.toReversed().map((entry) => (
      <Entry entry={entry} key={`${entry.entry} ${entry.under}`} />
    ))}
    <Audience explained={story.audience} />
  </>
)

/** Nothing has led them there: then what would is the answer. */
const NeverLed = ({ campaign }: { readonly campaign: string }): ReactNode => {
  const { words } = useReader()
  const { data } = useAnswer('GET /api/campaigns', {})
  const entry = data?.campaigns.find(({ id }) => id === campaign)?.entry
  return (
    <div className={styles.part}>
      <p>
        <strong>{words.why.neverTriggered}</strong>{' '}
        {words.why.neverTriggeredText(entry === undefined ? null : words.campaigns.entry(entry))}
      </p>
    </div>
  )
}

const TurnedAway = ({ refused }: { readonly refused: NonNullable<Story['refused']> }): ReactNode => {
  const { words } = useReader()
  return (
    <div className={styles.part}>
      <p>
        {words.why.notIn(refused.at)} <strong>{words.reasons.entryRefusal(refused.because)}</strong>
      </p>
      <p className="soft">{words.why.times(refused.count)}</p>
    </div>
  )
}

const Entry = ({ entry: told }: { readonly entry: Story['entries'][number] }): ReactNode => {
  const { words } = useReader()
  const { under, entry, at, variant, heldBy, trigger, messages, waitingUntil, ended } = told
  return (
    <div className={styles.part}>
      <h3 className={styles.heading}>{words.why.entry(entry, at)}</h3>
      {under === null ? null : <p className="soft breakable">{words.customers.under(under)}</p>}
      <p>
        {words.reasons.trigger(trigger)} {words.customers.variant(variant)}.
      </p>
      {heldBy !== null ? (
        <p>
          <strong>{heldBy === 'global' ? words.customers.heldGlobally : words.customers.held}</strong>
        </p>
      ) : null}
      {messages.length === 0 ? <p className="soft">{words.why.noMails}</p> : null}
      <ul className={styles.mails}>
        {messages.map((message) => (
          <MailLine key={message.id} message={message} />
        ))}
      </ul>
      {waitingUntil === null ? null : <p>{words.customers.waitsUntil(waitingUntil)}.</p>}
      {ended === null ? null : (
        <p>
          {words.why.ended(ended.at)} {words.reasons.journeyEnd(ended.end)}
        </p>
      )}
    </div>
  )
}

const MailLine = ({ message }: { readonly message: MessageView }): ReactNode => {
  const { words } = useReader()
  const { id, step, status, statusAt } = message
  const { named } = useCampaignNames()
  return (
    <li className={styles.mail}>
      {hasLeft(status) ? <MailLink id={id}>{words.why.step(step)}</MailLink> : <span>{words.why.step(step)}</span>}
      <StatusBadge status={status} />
      {statusAt === null ? null : (
        <span className="soft">
          <When at={statusAt} />
        </span>
      )}
      <span className={styles.mailWhy}>{whyOf(message, words.messages, named)}</span>
    </li>
  )
}
