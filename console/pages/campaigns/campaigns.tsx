import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { CampaignList } from '../../parts/campaign-list.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useMay, useMe } from '../../session/me.ts'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { Drafts } from './drafts.tsx'

export const Campaigns = (): ReactNode => {
  const { words } = useReader()
  const { title, text, empty } = words.campaigns
  const campaigns = useAnswer('GET /api/campaigns', {})
  const drafts = useAnswer('GET /api/drafts', {})
  return (
    <Page aside={<NewLink />} text={text} title={title}>
      <Answer loading={<Loading heights={[280]} />} of={campaigns}>
        {(answer) => (
          // Both are asked at once: what came of one alone would be moved by the other.
          <Answer loading={<Loading heights={[280]} />} of={drafts}>
            {(written) => (
              <>
                <Drafts drafts={written.drafts} />
                {answer.campaigns.length === 0 ? (
                  <Empty {...empty} />
                ) : (
                  <Card title={words.campaigns.count(answer.campaigns.length)}>
                    <CampaignList campaigns={answer.campaigns} />
                  </Card>
                )}
              </>
            )}
          </Answer>
        )}
      </Answer>
    </Page>
  )
}

/** Leads to where a campaign is begun, where that can be. */
const NewLink = (): ReactNode => {
  const { words } = useReader()
  const { may } = useMay('POST /api/drafts/:id')
  const { edit } = useMe().capabilities
  if (!edit || !may) return null
  return (
    <Button renderRoot={(props) => <Link to="/campaigns/new" {...props} />} size="sm">
      {words.campaigns.new}
    </Button>
  )
}
