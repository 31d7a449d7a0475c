import type { ReactNode } from 'react'
import type { CustomerPage } from '../../../shared/contract/api.ts'
import { isJsonObject } from '../../../shared/kernel/json.ts'
import { Card } from '../../parts/card.tsx'
import { Figure, Figures } from '../../parts/figure.tsx'
import { When } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './customer.module.css'

/** What a customer comes to: orders, revenue in each currency, and when they were first and last active. */
export const Numbers = ({ page: { summary, document } }: { readonly page: CustomerPage }): ReactNode => {
  const { words, format } = useReader()
  const { customers: said } = words
  const activity = isJsonObject(document.activity) ? document.activity : {}
  const instant = (at: unknown): ReactNode => (typeof at === 'string' ? <When at={at} /> : said.never)
  const revenue = Object.entries(summary.revenue)
  return (
    <Card title={said.numbersTitle}>
      <Figures>
        <Figure name={said.orders} value={format.count(summary.orders)} />
        {revenue.length === 0 ? <Figure name={said.revenue} value={said.noRevenue} /> : null}
        {revenue.map(([currency, minor]) => (
          <Figure key={currency} name={said.revenueIn(currency)} value={format.money(minor, currency)} />
        ))}
      </Figures>
      <dl className={styles.pairs}>
        <dt>{said.firstActive}</dt>
        <dd>{instant(activity.firstAt)}</dd>
        <dt>{said.lastActive}</dt>
        <dd>{instant(activity.lastAt)}</dd>
      </dl>
    </Card>
  )
}
