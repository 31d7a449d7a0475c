/** Every mail that left: newest first, of one customer or of all. */
import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { MailSummary } from '../../../shared/contract/api.ts'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { usePages } from '../../api/hooks.ts'
import { Empty } from '../../parts/empty.tsx'
import { Listed } from '../../parts/listed.tsx'
import { Notice } from '../../parts/notice.tsx'
import { type RowColumn, rowLink, rowOtherLink, Rows, rowUnder } from '../../parts/rows.tsx'
import { When } from '../../parts/when.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import type { InboxWords } from '../../words/words.ts'
import { FeedbackBadges } from './feedback.tsx'

export const Inbox = (): ReactNode => {
  const { words } = useReader()
  const asked = useSearch({ from: '/inbox' })
  const list = usePages('GET /api/inbox', { query: asked })
  const { named, isKnown } = useCampaignNames()
  const total = list.pages.data?.pages[0]?.total ?? null
  const { inbox: said } = words
  return (
    <Page aside={total === null ? null : <span className="soft">{said.total(total)}</span>} text={said.text} title={said.title}>
      {asked.customer === undefined ? null : (
        <div style={{ marginBottom: 'var(--gap)' }}>
          <Notice action={<Link to="/inbox">{said.ofEveryone}</Link>} tone="plain">
            <span className="breakable">{said.of(asked.customer)}</span>
          </Notice>
        </div>
      )}
      <Listed isReady={isKnown} empty={<NoMail />} news={said.news} of={list}>
        {(items) => <Rows<MailSummary> columns={columnsOf(said, named)} items={items} keyOf={({ id }) => id} label={said.list} />}
      </Listed>
    </Page>
  )
}

const NoMail = (): ReactNode => {
  const { words } = useReader()
  const { title, text, campaigns } = words.inbox.empty
  return <Empty action={<Link to="/campaigns">{campaigns}</Link>} text={text} title={title} />
}

const columnsOf = (
  words: InboxWords,
  named: (campaign: string) => string,
): readonly [RowColumn<MailSummary>, ...RowColumn<MailSummary>[]] => [
  {
    name: words.subject,
    width: 'minmax(0, 2.2fr)',
    cell: ({ id, subject, to }) => (
      <>
        <Link className={rowLink} params={{ id }} to="/inbox/$id">
          {subject}
        </Link>
        <span className={rowUnder}>{words.to(to)}</span>
      </>
    ),
  },
  {
    name: words.campaign,
    width: 'minmax(0, 1.5fr)',
    cell: ({ campaign, variant, step }) => (
      <>
        <Link className={rowOtherLink} params={{ id: campaign }} to="/campaigns/$id">
          {named(campaign)}
        </Link>
        <span className={rowUnder}>{words.variantStep(variant, step)}</span>
      </>
    ),
  },
  { name: words.at, width: 'minmax(0, 1fr)', cell: ({ at }) => <When at={at} /> },
  { name: words.back, width: 'minmax(0, 1.3fr)', cell: ({ feedback }) => <FeedbackBadges feedback={feedback} /> },
]
