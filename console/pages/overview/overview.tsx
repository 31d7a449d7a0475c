/** What a marketer looks at first: where the customers stand, what happens now, what needs a person, and what the campaigns bring. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview as Numbers } from '../../../shared/contract/api.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { CampaignList } from '../../parts/campaign-list.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { AttentionList } from './attention.tsx'
import { Flow } from './flow.tsx'
import { Now } from './now.tsx'
import styles from './overview.module.css'
import { StageFigures } from './stage-figures.tsx'

export const Overview = (): ReactNode => {
  const { words } = useReader()
  const overview = useAnswer('GET /api/overview', {})
  return (
    <Page text={overview.data === undefined ? ' ' : words.overview.asOf(overview.data.asOf)} title={words.overview.title}>
      <Answer loading={<Loading heights={[214, 420, 180, 240]} />} of={overview}>
        {(numbers) => <Parts numbers={numbers} />}
      </Answer>
    </Page>
  )
}

const Parts = ({ numbers }: { readonly numbers: Numbers }): ReactNode => {
  const { words } = useReader()
  const { overview } = words
  const isEmpty = numbers.prospects === 0 && Object.values(numbers.stages).every((count) => count === 0)
  return (
    <div className={styles.parts}>
      {isEmpty ? <Nobody /> : <StageFigures numbers={numbers} />}
      <div className={styles.columns}>
        <Card text={overview.flowText} title={overview.flowTitle}>
          <Flow days={numbers.flow} />
        </Card>
        <div className={styles.column}>
          <Now sentLast7Days={numbers.sentLast7Days} />
          <Card title={overview.attentionTitle}>
            <AttentionList attention={numbers.attention} />
          </Card>
        </div>
      </div>
      <Card
        aside={
          <Link className={styles.all} to="/campaigns">
            {overview.allCampaigns}
          </Link>
        }
        title={overview.campaignsTitle}
      >
        {numbers.campaigns.length === 0 ? <Empty {...words.campaigns.empty} /> : <CampaignList campaigns={numbers.campaigns} />}
      </Card>
    </div>
  )
}

const Nobody = (): ReactNode => {
  const { words } = useReader()
  const { title, text, go } = words.overview.none
  return (
    <Empty
      action={
        <Link className={styles.all} to="/connect">
          {go}
        </Link>
      }
      text={text}
      title={title}
    />
  )
}
