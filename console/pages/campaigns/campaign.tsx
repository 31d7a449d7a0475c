/** One campaign: whom it reached, what became of its mails, why some did not leave, and the file that says all this. */
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CampaignPage, CampaignSummary } from '../../../shared/contract/api.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Badge } from '../../parts/badge.tsx'
import { sentOf, underWay } from '../../parts/campaign-list.tsx'
import { Card } from '../../parts/card.tsx'
import { Figure, Figures } from '../../parts/figure.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './campaign.module.css'
import { CouponsCard } from './coupons.tsx'
import { FunnelCard } from './funnel.tsx'
import { Steps } from './messages.tsx'
import { Outcome } from './outcome.tsx'

export const Campaign = (): ReactNode => {
  const { words } = useReader()
  const { id } = useParams({ from: '/campaigns/$id' })
  const campaign = useAnswer('GET /api/campaigns/:id', { names: { id } })
  const summary = campaign.data?.summary
  const { campaigns, shell } = words
  return (
    <Page
      above={<Link to="/campaigns">{shell.places.campaigns}</Link>}
      aside={
        summary === undefined ? null : (
          <>
            <Badge tone={summary.status === 'active' ? 'good' : 'plain'}>{campaigns.status[summary.status]}</Badge>
            <Badge>{campaigns.version(summary.version)}</Badge>
            <Badge>{campaigns.topic(summary.topic)}</Badge>
          </>
        )
      }
      text={summary === undefined ? ' ' : campaigns.entry(summary.entry)}
      title={summary?.name ?? id}
    >
      <Answer loading={<Loading heights={[120, 130, 320, 240]} />} of={campaign}>
        {(page) => <Parts page={page} />}
      </Answer>
    </Page>
  )
}

const Parts = ({ page: { summary, steps, funnel, coupons, source } }: { readonly page: CampaignPage }): ReactNode => {
  const { words } = useReader()
  const { campaigns } = words
  return (
    <div className={styles.parts}>
      <Entered summary={summary} />
      <Outcome result={summary.result} />
      <FunnelCard funnel={funnel} />
      {coupons === null ? null : <CouponsCard coupons={coupons} />}
      <Card text={campaigns.stepsText} title={campaigns.stepsTitle}>
        <Steps steps={steps} />
      </Card>
      <Card text={campaigns.sourceText} title={campaigns.sourceTitle}>
        <JsonView label={campaigns.sourceTitle} value={source} />
      </Card>
    </div>
  )
}

const Entered = ({ summary }: { readonly summary: CampaignSummary }): ReactNode => {
  const { words, format } = useReader()
  const { campaigns } = words
  const { entered, held, ended, messages } = summary
  return (
    <Card title={campaigns.reachTitle}>
      <Figures>
        <Figure name={campaigns.entered} text={campaigns.enteredText} value={format.count(entered)} />
        <Figure name={campaigns.under} text={campaigns.underText} value={format.count(underWay(summary))} />
        <Figure name={campaigns.completed} text={campaigns.completedText} value={format.count(ended.completed)} />
        <Figure name={campaigns.exited} text={campaigns.exitedText} value={format.count(ended.exited)} />
        <Figure name={campaigns.held} text={campaigns.heldText} value={format.count(held)} />
        <Figure name={campaigns.sent} text={campaigns.sentText} value={format.count(sentOf(messages))} />
      </Figures>
    </Card>
  )
}
