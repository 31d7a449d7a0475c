/** Why a customer did or did not get a campaign: each campaign in a word, and one of them unfolded. */
import { IconChevronRight } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useId } from 'react'
import type { CustomerPage } from '../../../shared/contract/api.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Card } from '../../parts/card.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useReader } from '../../words/reader.tsx'
import { StoryTold } from './story.tsx'
import styles from './why.module.css'

type Campaign = CustomerPage['campaigns'][number]

export const Why = ({ id, campaigns }: { readonly id: string; readonly campaigns: readonly Campaign[] }): ReactNode => {
  const { words } = useReader()
  const { why } = useSearch({ from: '/customers/one' })
  return (
    <Card text={words.why.text} title={words.why.title}>
      {campaigns.length === 0 ? <p className="soft">{words.why.none}</p> : null}
      <ul className={styles.campaigns}>
        {campaigns.map((campaign) => (
          <CampaignLine campaign={campaign} id={id} isOpen={campaign.id === why} key={campaign.id} />
        ))}
      </ul>
    </Card>
  )
}

type LineProps = { readonly id: string; readonly campaign: Campaign; readonly isOpen: boolean }

const CampaignLine = ({ id, campaign, isOpen }: LineProps): ReactNode => {
  const { words } = useReader()
  const navigate = useNavigate()
  const story = useId()
  const { name, entries, lastRefusal } = campaign
  const toggle = (): void => {
    const search = isOpen ? { id } : { id, why: campaign.id }
    navigate({ to: '/customers/one', search, replace: true, resetScroll: false }).catch(() => undefined)
  }
  return (
    <li className={styles.campaign}>
      <button aria-controls={isOpen ? story : undefined} aria-expanded={isOpen} className={styles.toggle} onClick={toggle} type="button">
        <IconChevronRight aria-hidden className={styles.sign} size={18} stroke={1.8} />
        <span className={styles.words}>
          <span className={styles.name}>{name}</span>
          <span className={styles.short}>
            {entries > 0 ? words.why.entered(entries) : words.why.notEntered}
            {lastRefusal === null ? null : ` · ${words.reasons.entryRefusal(lastRefusal)}`}
          </span>
        </span>
      </button>
      {isOpen ? (
        <div className={styles.story} id={story}>
          <Told campaign={campaign.id} id={id} />
        </div>
      ) : null}
    </li>
  )
}

const Told = ({ id, campaign }: { readonly id: string; readonly campaign: string }): ReactNode => (
  <Answer loading={<Loading heights={[160]} />} of={useAnswer('GET /api/customers/:id/campaigns/:campaign', { names: { id, campaign } })}>
    {(story) => <StoryTold story={story} />}
  </Answer>
)
