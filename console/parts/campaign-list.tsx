import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CampaignSummary } from '../../shared/contract/api.ts'
import type { Statuses } from '../api/types.ts'
import { useReader } from '../words/reader.tsx'
import { Badge } from './badge.tsx'
import styles from './campaign-list.module.css'
import { CampaignStatus } from './campaign-status.tsx'
import { KindBadge } from './verdict.tsx'

/** Campaigns with their numbers, and in one line what each brings. */
export const CampaignList = ({ campaigns }: { readonly campaigns: readonly CampaignSummary[] }): ReactNode => (
  <ul className={styles.list}>
    {campaigns.map((campaign) => (
      <CampaignRow campaign={campaign} key={campaign.id} />
    ))}
  </ul>
)

const CampaignRow = ({ campaign }: { readonly campaign: CampaignSummary }): ReactNode => {
  const { words, format } = useReader()
  const { campaigns } = words
  const { id, name, status, version, entry, result } = campaign
  return (
    <li className={styles.row}>
      <div className={styles.head}>
        <Link className={`${styles.name} breakable`} params={{ id }} to="/campaigns/$id">
          {name}
        </Link>
        <CampaignStatus status={status} />
        <Badge>{campaigns.version(version)}</Badge>
      </div>
      <div className={`${styles.entry} breakable`}>{campaigns.entry(entry)}</div>
      <dl className={styles.numbers}>
        <Count meaning={campaigns.enteredText} name={campaigns.entered} value={format.count(campaign.entered)} />
        <Count meaning={campaigns.underText} name={campaigns.under} value={format.count(underWay(campaign))} />
        <Count name={campaigns.sent} value={format.count(sentOf(campaign.messages))} />
        <Count meaning={campaigns.heldText} name={campaigns.held} value={format.count(campaign.held)} />
      </dl>
      <div className={styles.verdict}>
        {result === null ? (
          <span className="soft">{campaigns.notMeasured}</span>
        ) : (
          <>
            <KindBadge method={result.method} type={result.verdict.type} />
            <Link className="breakable" params={{ id: result.id }} to="/results/$id">
              {words.verdicts.short(result)}
            </Link>
          </>
        )}
      </div>
    </li>
  )
}

const Count = ({ name, value, meaning }: { readonly name: string; readonly value: string; readonly meaning?: string }): ReactNode => (
  <div title={meaning}>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)

/** In the campaign at this moment. */
export const underWay = ({ entered, ended }: CampaignSummary): number => Math.max(0, entered - ended.completed - ended.exited)

/** Mails that left, whatever came back since: each was sent before it was delivered. */
export const sentOf = ({ sent = 0 }: Statuses): number => sent
