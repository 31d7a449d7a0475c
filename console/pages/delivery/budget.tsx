import type { ReactNode } from 'react'
import type { SendingPage } from '../../../shared/contract/api-sending.ts'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { Card } from '../../parts/card.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './delivery.module.css'

/** What may still be sent today, and whether the mail service asked us to wait. */
export const Budget = ({ page: { budget, hold } }: { readonly page: SendingPage }): ReactNode => {
  const { words } = useReader()
  const { delivery: said } = words
  const { named } = useCampaignNames()
  const limited = budget.campaigns.filter(({ perDay }) => perDay !== null)
  return (
    <Card text={said.budgetText(budget.zone)} title={said.budgetTitle}>
      {budget.all.perDay === null ? <p className="soft">{said.noBudget}</p> : <Spent name={said.everything} of={budget.all} />}
      {limited.map((one) => (
        <Spent key={one.id} name={named(one.id)} of={one} />
      ))}
      <h3 className={styles.heading}>{said.paceTitle}</h3>
      {hold === null ? <p className="soft">{said.noHold}</p> : <Notice tone={hold.isNow ? 'warn' : 'plain'}>{said.hold(hold)}</Notice>}
    </Card>
  )
}

const Spent = ({ name, of: { spent, perDay } }: { readonly name: string; readonly of: SendingPage['budget']['all'] }): ReactNode => {
  const { words } = useReader()
  const share = perDay === null || perDay === 0 ? 0 : Math.min(1, spent / perDay)
  return (
    <div className={styles.spent}>
      <div className={styles.gaugeHead}>
        <span className="breakable">{name}</span>
        <strong>{words.delivery.spent(spent, perDay)}</strong>
      </div>
      <div aria-hidden="true" className={styles.gauge}>
        <span className={styles.fill} data-tone={share < 1 ? 'good' : 'warn'} style={{ width: `${100 * share}%` }} />
      </div>
    </div>
  )
}
