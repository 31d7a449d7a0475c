/** One campaign: how it stands, whom it reached and who is where in it, what became of its mails, and what was published of it. */
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CampaignPage, CampaignSummary } from '../../../shared/contract/api.ts'
import type { Versions as Told } from '../../api/types.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Badge } from '../../parts/badge.tsx'
import { sentOf, underWay } from '../../parts/campaign-list.tsx'
import { CampaignStatus } from '../../parts/campaign-status.tsx'
import { Card } from '../../parts/card.tsx'
import { Figure, Figures } from '../../parts/figure.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './campaign.module.css'
import { CouponsCard } from './coupons.tsx'
import { EditLink } from './edit-link.tsx'
import { FunnelCard } from './funnel.tsx'
import { JustPublished } from './just-published.tsx'
import { Journey } from './journey.tsx'
import { Steps } from './messages.tsx'
import { Outcome } from './outcome.tsx'
import { State } from './state.tsx'
import { Versions } from './versions.tsx'

export const Campaign = (): ReactNode => {
  const { words } = useReader()
  const { id } = useParams({ from: '/campaigns/$id' })
  const campaign = useAnswer('GET /api/campaigns/:id', { names: { id } })
  const versions = useAnswer('GET /api/campaigns/:id/versions', { names: { id } })
  const summary = campaign.data?.summary
  const { campaigns, shell } = words
  return (
    <Page
      above={<Link to="/campaigns">{shell.places.campaigns}</Link>}
      aside={
        <>
          {summary === undefined ? null : (
            <>
              <CampaignStatus status={summary.status} />
              <Badge>{campaigns.version(summary.version)}</Badge>
              <Badge>{campaigns.topic(summary.topic)}</Badge>
            </>
          )}
          <EditLink id={id} />
        </>
      }
      text={summary === undefined ? ' ' : campaigns.entry(summary.entry)}
      title={summary?.name ?? id}
    >
      <Answer loading={<Loading heights={[120, 120, 640, 130, 320, 240]} />} of={campaign}>
        {(page) => (
          // Both are asked at once: what came of one alone would be moved by the other.
          <Answer loading={<Loading heights={[120, 120, 640, 130, 320, 240]} />} of={versions}>
            {(told) => <Parts page={page} told={told} />}
          </Answer>
        )}
      </Answer>
    </Page>
  )
}

type PartsProps = { readonly page: CampaignPage; readonly told: Told }

const Parts = ({ page: { summary, journeys, steps, funnel, coupons, source }, told }: PartsProps): ReactNode => {
  const { words } = useReader()
  const { campaigns } = words
  return (
    <div className={styles.parts}>
      <JustPublished summary={summary} />
      <State summary={summary} versions={told.versions} />
      <Entered summary={summary} />
      <Journey campaign={summary.id} journeys={journeys} />
      <Outcome result={summary.result} />
      <FunnelCard funnel={funnel} />
      {coupons === null ? null : <CouponsCard coupons={coupons} />}
      <Card text={campaigns.stepsText} title={campaigns.stepsTitle}>
        <Steps steps={steps} />
      </Card>
      <Versions summary={summary} told={told} />
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
