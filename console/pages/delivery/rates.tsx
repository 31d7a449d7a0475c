import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { SendingPage, SwitchView } from '../../../shared/contract/api-sending.ts'
import {
  BOUNCE_STOP_BPS,
  BOUNCE_WARN_BPS,
  BOUNCES_LEAST,
  BREAKER_DAYS,
  COMPLAINT_STOP_BPS,
  COMPLAINT_WARN_BPS,
  COMPLAINTS_LEAST,
} from '../../../shared/kernel/limits.ts'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './delivery.module.css'
import { Stopped, Turn } from './sending.tsx'

type Rate = 'complaints' | 'bounces'
const BPS = 10_000

const LIMITS: Readonly<Record<Rate, { readonly warn: number; readonly stop: number; readonly least: number }>> = {
  complaints: { warn: COMPLAINT_WARN_BPS / BPS, stop: COMPLAINT_STOP_BPS / BPS, least: COMPLAINTS_LEAST },
  bounces: { warn: BOUNCE_WARN_BPS / BPS, stop: BOUNCE_STOP_BPS / BPS, least: BOUNCES_LEAST },
}
/** The bar ends a little beyond the mark at which sending stops. */
const BEYOND = 1.25

/** How much of all mail came back, against what mailbox providers bear. */
export const Rates = ({ all }: { readonly all: SwitchView }): ReactNode => {
  const { words } = useReader()
  const { delivery: said } = words
  return (
    <Card text={said.ratesText(BREAKER_DAYS)} title={said.ratesTitle}>
      <Gauges view={all} isLarge />
    </Card>
  )
}

const Gauges = ({ view: { returns }, isLarge = false }: { readonly view: SwitchView; readonly isLarge?: boolean }): ReactNode => (
  <div className={styles.gauges} data-large={isLarge}>
    <Gauge count={returns.complained} of={returns.sent} rate="complaints" />
    <Gauge count={returns.bounced} of={returns.sent} rate="bounces" />
  </div>
)

type GaugeProps = { readonly rate: Rate; readonly count: number; readonly of: number }

/** One rate as a bar, with the marks at which somebody is warned and at which sending stops. */
const Gauge = ({ rate, count, of }: GaugeProps): ReactNode => {
  const { words, format } = useReader()
  const { delivery: said } = words
  const { warn, stop, least } = LIMITS[rate]
  const share = of === 0 ? 0 : count / of
  const isCounted = count >= least
  const tone = !isCounted || share < warn ? 'good' : share < stop ? 'warn' : 'bad'
  const place = (value: number): string => `${Math.min(100, (100 * value) / (stop * BEYOND))}%`
  return (
    <div>
      <div className={styles.gaugeHead}>
        <span>{said.rate(rate)}</span>
        <span>
          <strong>{of === 0 ? words.shell.none : format.share(share, 2)}</strong> <span className="soft">{said.countOf(count, of)}</span>
        </span>
      </div>
      <div aria-hidden="true" className={styles.gauge}>
        <span className={styles.fill} data-tone={tone} style={{ width: place(share) }} />
        <span className={styles.mark} data-mark="warn" style={{ left: place(warn) }} />
        <span className={styles.mark} data-mark="stop" style={{ left: place(stop) }} />
      </div>
      <div className={styles.marks}>
        {said.marks(format.share(warn, 1), format.share(stop, 1))}
        {count > 0 && !isCounted ? ` ${said.least(least)}` : null}
      </div>
    </div>
  )
}

/** The same campaign by campaign, each with its own switch; the stopped ones first. */
export const CampaignRates = ({ campaigns }: Pick<SendingPage, 'campaigns'>): ReactNode => {
  const { words } = useReader()
  const { delivery: said } = words
  const { named } = useCampaignNames()
  const rows = campaigns.toSorted((a, b) => Number(a.stopped === null) - Number(b.stopped === null))
  return (
    <Card text={said.campaignsText} title={said.campaignsTitle}>
      {rows.length === 0 ? <p className="soft">{words.campaigns.empty.title}</p> : null}
      <ul className={styles.campaigns}>
        {rows.map(({ id, ...view }) => (
          <li className={styles.campaign} key={id}>
            <div className={styles.named}>
              <Link className={`${styles.name} breakable`} params={{ id }} to="/campaigns/$id">
                {named(id)}
              </Link>
              <div>
                <Badge tone={view.stopped === null ? (view.verdict.say === 'ok' ? 'good' : 'warn') : 'bad'}>
                  {said.campaignState(view.stopped !== null, view.verdict.say)}
                </Badge>
              </div>
              {view.stopped === null ? null : (
                <p className={styles.why}>
                  <Stopped stopped={view.stopped} />
                </p>
              )}
            </div>
            <Gauges view={view} />
            <Turn campaign={{ id, name: named(id) }} isOn={view.stopped === null} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
