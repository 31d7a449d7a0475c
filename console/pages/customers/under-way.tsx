import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CustomerPage } from '../../../shared/contract/api.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './customer.module.css'

type UnderWayProps = { readonly journeys: CustomerPage['journeys']; readonly named: (campaign: string) => string }

/** The campaigns a customer is in at this moment, and what they wait for there. */
export const UnderWay = ({ journeys, named }: UnderWayProps): ReactNode => {
  const { words } = useReader()
  const { customers: said } = words
  return (
    <Card text={said.underText} title={said.underTitle}>
      {journeys.length === 0 ? <p className={`${styles.line} soft`}>{said.underNone}</p> : null}
      <ul className={styles.plain}>
        {journeys.map(({ campaign, entry, variant, held, waitingUntil }) => (
          <li key={`${campaign} ${entry}`}>
            <Link className={`${styles.name} breakable`} params={{ id: campaign }} to="/campaigns/$id">
              {named(campaign)}
            </Link>
            <div className={styles.badges}>
              <Badge>{said.entry(entry)}</Badge>
              <Badge>{said.variant(variant)}</Badge>
              {held ? <Badge tone="warn">{said.heldShort}</Badge> : null}
            </div>
            <div>{waitingUntil === null ? said.settling : said.waitsUntil(waitingUntil)}</div>
            {held ? <div className="soft">{said.held}</div> : null}
          </li>
        ))}
      </ul>
    </Card>
  )
}
