/** Delivery: whether mail leaves, what came back, who may not be written to, and the coupons that mails give away. */
import type { ReactNode } from 'react'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { Coupons } from './coupons.tsx'
import styles from './delivery.module.css'
import { Budget } from './budget.tsx'
import { Changes, Sending } from './sending.tsx'
import { CampaignRates, Rates } from './rates.tsx'
import { Suppressions } from './suppressions.tsx'

export const Delivery = (): ReactNode => {
  const { words } = useReader()
  const { delivery: said } = words
  const { isKnown } = useCampaignNames()
  const sending = useAnswer('GET /api/sending', {})
  return (
    <Page text={said.text} title={said.title}>
      <div className={styles.parts}>
        <Answer isReady={isKnown} loading={<Loading heights={[120, 260, 320, 140]} />} of={sending}>
          {(page) => (
            <div className={styles.parts}>
              <Sending page={page} />
              <div className={styles.columns}>
                <Rates all={page.all} />
                <Budget page={page} />
              </div>
              <CampaignRates campaigns={page.campaigns} />
              <Changes changes={page.changes} />
            </div>
          )}
        </Answer>
        {/* What stands above has its height by then. */}
        {sending.data === undefined || !isKnown ? null : (
          <>
            <Coupons />
            <Suppressions />
          </>
        )}
      </div>
    </Page>
  )
}
