/** One customer: who, where they stand and why, what happened, and why they did or did not get a campaign. */
import { Link, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { CustomerPage } from '../../../shared/contract/api.ts'
import type { Erased } from '../../../shared/contract/api-privacy.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Notice } from '../../parts/notice.tsx'
import { StageBadge } from '../../parts/stage.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './customer.module.css'
import { Consent } from './consent.tsx'
import { Forgotten, PersonalData } from './personal-data.tsx'
import { Known } from './known.tsx'
import { Mails } from './mails.tsx'
import { Numbers } from './numbers.tsx'
import { Standing } from './standing.tsx'
import { Timeline } from './timeline.tsx'
import { UnderWay } from './under-way.tsx'
import { Why } from './why.tsx'

export const Customer = (): ReactNode => {
  const { words } = useReader()
  const { id } = useSearch({ from: '/customers/one' })
  if (id !== '') return <Asked id={id} key={id} />
  const { title, text } = words.customers.nobodyAsked
  return (
    <Page above={<Link to="/customers">{words.customers.all}</Link>} title={words.customers.customer}>
      <Empty text={text} title={title} />
    </Page>
  )
}

const Asked = ({ id }: { readonly id: string }): ReactNode => {
  const { words } = useReader()
  const answer = useAnswer('GET /api/customers/:id', { names: { id } })
  const summary = answer.data?.summary
  const [erased, setErased] = useState<Erased | null>(null)
  if (erased !== null) return <Forgotten erased={erased} id={id} />
  return (
    <Page
      above={<Link to="/customers">{words.customers.all}</Link>}
      aside={summary === undefined ? null : <StageBadge standing={summary.stage ?? 'prospect'} />}
      text={summary === undefined ? undefined : <Who id={summary.id} email={summary.email} />}
      title={summary?.name ?? summary?.id ?? id}
    >
      <Answer loading={<Loading heights={[112, 480, 320]} />} of={answer}>
        {(page) => <Parts onErased={setErased} page={page} />}
      </Answer>
    </Page>
  )
}

const Who = ({ id, email }: { readonly id: string; readonly email: string | null }): ReactNode => {
  const { words } = useReader()
  return (
    <span className="breakable">
      {email ?? words.customers.noEmail} · {words.customers.id} {id}
    </span>
  )
}

type PartsProps = { readonly page: CustomerPage; readonly onErased: (erased: Erased) => void }

const Parts = ({ page, onErased }: PartsProps): ReactNode => {
  const { words } = useReader()
  const names = new Map(page.campaigns.map(({ id, name }) => [id, name]))
  const named = (campaign: string): string => names.get(campaign) ?? campaign
  return (
    <div className={styles.parts}>
      {page.mergedFrom === null ? null : <Notice tone="plain">{words.customers.mergedFrom(page.mergedFrom)}</Notice>}
      <div className={styles.columns}>
        <div className={styles.parts}>
          <Standing page={page} />
          <Numbers page={page} />
          <Consent named={named} page={page} />
          <UnderWay journeys={page.journeys} named={named} />
          <Why campaigns={page.campaigns} id={page.summary.id} />
        </div>
        <Timeline entries={page.timeline} named={named} />
      </div>
      <Mails messages={page.messages} named={named} />
      <Known document={page.document} />
      <PersonalData id={page.summary.id} onErased={onErased} />
    </div>
  )
}
