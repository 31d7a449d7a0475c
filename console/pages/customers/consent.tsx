import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CustomerPage } from '../../../shared/contract/api.ts'
import type { Consented } from '../../api/types.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import type { Tone } from '../../parts/notice.tsx'
import { When } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './customer.module.css'

const TONES: Readonly<Record<Consented['status'], Tone>> = { granted: 'good', pending: 'warn', withdrawn: 'bad' }

type ConsentProps = { readonly page: CustomerPage; readonly named: (campaign: string) => string }

/** What a customer allows, topic by topic, how they want to be written to, and the coupons that are theirs. */
export const Consent = ({ page, named }: ConsentProps): ReactNode => {
  const { words } = useReader()
  const { consent: said } = words
  const { consent } = page
  return (
    <Card text={said.text} title={said.title}>
      {consent.length === 0 ? <p className={`${styles.line} soft`}>{said.none}</p> : null}
      <ul className={styles.plain}>
        {consent.map((one) => (
          <li key={one.topic}>
            <div className={styles.badges}>
              <span className={`${styles.name} breakable`}>{said.topicShort(one.topic)}</span>
              <Badge tone={TONES[one.status]}>{said.status(one.status)}</Badge>
            </div>
            <div className="soft breakable">
              {one.basis === null ? null : `${said.basis(one.basis)} · `}
              {one.source === null ? said.noSource : said.source(one.source)} · <When at={one.at} />
            </div>
          </li>
        ))}
      </ul>
      <Wishes page={page} />
      <Codes named={named} page={page} />
    </Card>
  )
}

const Wishes = ({ page: { preferences, zone, locale } }: { readonly page: CustomerPage }): ReactNode => {
  const { words } = useReader()
  const { consent: said } = words
  return (
    <>
      <h3 className={styles.heading}>{said.preferencesTitle}</h3>
      <dl className={styles.pairs}>
        <dt>{said.frequencyName}</dt>
        <dd>{said.frequency(preferences?.frequency ?? 'all')}</dd>
        <dt>{said.pauseName}</dt>
        <dd>{preferences === null || preferences.pausedUntil === null ? said.noPause : said.pausedUntil(preferences.pausedUntil)}</dd>
        <dt>{said.zoneName}</dt>
        <dd className="breakable">{zone ?? <span className="soft">{said.zoneUnknown}</span>}</dd>
        <dt>{said.localeName}</dt>
        <dd className="breakable">{locale ?? <span className="soft">{said.localeUnknown}</span>}</dd>
      </dl>
    </>
  )
}

const Codes = ({ page: { coupons }, named }: ConsentProps): ReactNode => {
  const { words } = useReader()
  const { consent: said } = words
  return (
    <>
      <h3 className={styles.heading}>{said.couponsTitle}</h3>
      {coupons.length === 0 ? <p className={`${styles.line} soft`}>{said.couponsNone}</p> : null}
      <ul className={styles.plain}>
        {coupons.map(({ campaign, pool, code, at, redeemedAt }) => (
          <li key={campaign}>
            <div className={styles.badges}>
              <code className="breakable">{code}</code>
              <Badge tone={redeemedAt === null ? 'plain' : 'good'}>
                {redeemedAt === null ? `${said.redeemed}: ${said.notRedeemed}` : said.redeemed}
              </Badge>
            </div>
            <div className="soft breakable">
              {said.pool} “{pool}” ·{' '}
              <Link params={{ id: campaign }} to="/campaigns/$id">
                {named(campaign)}
              </Link>{' '}
              · {said.given} <When at={at} />
              {redeemedAt === null ? null : (
                <>
                  {' '}
                  · {said.redeemed} <When at={redeemedAt} />
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
