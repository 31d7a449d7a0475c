import type { ReactNode } from 'react'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { CampaignList } from '../../parts/campaign-list.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'

export const Campaigns = (): ReactNode => {
  const { words } = useReader()
  const { title, text, empty } = words.campaigns
  const campaigns = useAnswer('GET /api/campaigns', {})
  return (
    <Page text={text} title={title}>
      <Answer loading={<Loading heights={[280]} />} of={campaigns}>
        {(answer) =>
          answer.campaigns.length === 0 ? (
            <Empty {...empty} />
          ) : (
            <Card title={words.campaigns.count(answer.campaigns.length)}>
              <CampaignList campaigns={answer.campaigns} />
            </Card>
          )
        }
      </Answer>
    </Page>
  )
}
