/** One mail as its reader sees it, as text and as what really leaves; what came back, and what may. */
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { MailPage } from '../../../shared/contract/api.ts'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Card } from '../../parts/card.tsx'
import { Loading } from '../../parts/loading.tsx'
import { When } from '../../parts/when.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { Future } from './feedback.tsx'
import { Letter } from './letter.tsx'
import styles from './mail.module.css'

export const Mail = (): ReactNode => {
  const { words } = useReader()
  const { id } = useParams({ from: '/inbox/$id' })
  const answer = useAnswer('GET /api/inbox/:id', { names: { id } })
  const summary = answer.data?.summary
  const { isKnown } = useCampaignNames()
  return (
    <Page above={<Link to="/inbox">{words.inbox.all}</Link>} title={summary?.subject ?? words.inbox.subject}>
      <Answer isReady={isKnown} loading={<Loading heights={[640]} />} of={answer}>
        {(mail) => <Parts key={id} mail={mail} />}
      </Answer>
    </Page>
  )
}

const Parts = ({ mail }: { readonly mail: MailPage }): ReactNode => (
  <div className={styles.columns}>
    <Letter mail={mail} />
    <div className={styles.side}>
      <About mail={mail} />
      <Future summary={mail.summary} />
    </div>
  </div>
)

const About = ({ mail: { summary, from, replyTo, unsubscribe } }: { readonly mail: MailPage }): ReactNode => {
  const { words } = useReader()
  const { inbox: said } = words
  const { to, at, customerId, campaign, variant, step } = summary
  const { named } = useCampaignNames()
  return (
    <Card title={said.about}>
      <dl className={styles.about}>
        <dt>{said.sender}</dt>
        <dd>{from}</dd>
        <dt>{said.replyTo}</dt>
        <dd>{replyTo ?? said.noReplyTo}</dd>
        <dt>{said.recipient}</dt>
        <dd>{to}</dd>
        <dt>{said.at}</dt>
        <dd>
          <When at={at} />
        </dd>
        <dt>{said.customer}</dt>
        <dd>
          <Link search={{ id: customerId }} to="/customers/one">
            {customerId}
          </Link>
        </dd>
        <dt>{said.campaign}</dt>
        <dd>
          <Link params={{ id: campaign }} to="/campaigns/$id">
            {named(campaign)}
          </Link>
        </dd>
        <dt>{said.variant}</dt>
        <dd>{said.variantStep(variant, step)}</dd>
        <dt>{said.unsubscribe}</dt>
        <dd>
          <code className={styles.header}>List-Unsubscribe: {`<${unsubscribe}>`}</code> <span className="soft">{said.oneClick}</span>
        </dd>
      </dl>
    </Card>
  )
}
