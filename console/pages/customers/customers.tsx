/** Everyone we know: found by a word, seen by stage. What is asked stands in the address, so that it can be passed on. */
import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import type { CustomerSummary } from '../../../shared/contract/api.ts'
import { usePages } from '../../api/hooks.ts'
import { STAGES, type Standing } from '../../api/types.ts'
import { Choice } from '../../parts/choice.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Listed } from '../../parts/listed.tsx'
import { type RowColumn, rowLink, Rows, rowUnder } from '../../parts/rows.tsx'
import { StageBadge, StageName } from '../../parts/stage.tsx'
import { When } from '../../parts/when.tsx'
import { Page } from '../../shell/page.tsx'
import type { Formats } from '../../words/formats.ts'
import { useReader } from '../../words/reader.tsx'
import type { CustomerWords } from '../../words/words.ts'
import styles from './customers.module.css'

export const Customers = (): ReactNode => {
  const { words, format } = useReader()
  const asked = useSearch({ from: '/customers' })
  const list = usePages('GET /api/customers', { query: asked })
  const total = list.pages.data?.pages[0]?.total ?? null
  return (
    <Page
      aside={total === null ? null : <span className="soft">{words.customers.total(total)}</span>}
      text={words.customers.text}
      title={words.customers.title}
    >
      <Filters />
      <Listed empty={<Nobody />} news={words.customers.news} of={list}>
        {(items) => (
          <Rows<CustomerSummary>
            columns={columnsOf(words.customers, format)}
            items={items}
            keyOf={({ id }) => id}
            label={words.customers.title}
          />
        )}
      </Listed>
    </Page>
  )
}

/** As long as somebody writes, nobody is asked. */
const PAUSE_MS = 250

const Filters = (): ReactNode => {
  const { words } = useReader()
  const { search, stage } = useSearch({ from: '/customers' })
  const navigate = useNavigate()
  const [written, setWritten] = useState(search ?? '')
  // Whoever comes by a link, or by the box above, brings other words.
  useEffect(() => setWritten(search ?? ''), [search])
  useEffect(() => {
    const next = written.trim()
    if (next === (search ?? '')) return
    const timer = setTimeout(() => {
      navigate({ to: '/customers', search: asking(next, stage), replace: true }).catch(() => undefined)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [written, search, stage, navigate])
  const choose = (next: Standing | 'all'): void => {
    navigate({ to: '/customers', search: asking(written.trim(), next === 'all' ? undefined : next) }).catch(() => undefined)
  }
  return (
    <div className={styles.filters}>
      <TextInput
        aria-label={words.customers.search}
        autoComplete="off"
        className={styles.search}
        leftSection={<IconSearch aria-hidden size={16} stroke={1.8} />}
        onChange={({ currentTarget }) => setWritten(currentTarget.value)}
        placeholder={words.customers.searchPlaceholder}
        spellCheck={false}
        type="search"
        value={written}
      />
      <Choice<Standing | 'all'>
        label={words.customers.stageFilter}
        onChange={choose}
        options={[
          { value: 'all', name: words.customers.everyStage },
          ...STANDINGS.map((standing) => ({ value: standing, name: <StageName standing={standing} /> })),
        ]}
        value={stage ?? 'all'}
      />
    </div>
  )
}

const asking = (search: string, stage: Standing | undefined): { readonly search?: string; readonly stage?: Standing } => ({
  ...(search === '' ? {} : { search }),
  ...(stage === undefined ? {} : { stage }),
})

const STANDINGS: readonly Standing[] = [...STAGES, 'prospect']

const Nobody = (): ReactNode => {
  const { words } = useReader()
  const { search, stage } = useSearch({ from: '/customers' })
  const { nobody, empty } = words.customers
  if (search === undefined && stage === undefined) {
    return <Empty action={<Link to="/connect">{empty.connect}</Link>} text={empty.text} title={empty.title} />
  }
  return (
    <Empty
      action={
        <Button renderRoot={(props) => <Link to="/customers" {...props} />} variant="default">
          {nobody.all}
        </Button>
      }
      text={nobody.text}
      title={nobody.title}
    />
  )
}

const columnsOf = (words: CustomerWords, format: Formats): readonly [RowColumn<CustomerSummary>, ...RowColumn<CustomerSummary>[]] => [
  {
    name: words.name,
    width: 'minmax(0, 2.4fr)',
    cell: ({ id, name, email }) => (
      <>
        <Link className={rowLink} search={{ id }} to="/customers/one">
          {name ?? id}
        </Link>
        <span className={rowUnder}>{[name === null ? null : id, email].filter((part) => part !== null).join(' · ')}</span>
      </>
    ),
  },
  { name: words.stageFilter, width: 'minmax(0, 1.1fr)', cell: ({ stage }) => <StageBadge standing={stage ?? 'prospect'} /> },
  {
    name: words.lastSeen,
    width: 'minmax(0, 1.4fr)',
    cell: ({ lastSeenAt }) => (lastSeenAt === null ? <span className="soft">{words.never}</span> : <When at={lastSeenAt} />),
  },
  { name: words.orders, width: 'minmax(0, 0.7fr)', isNumber: true, cell: ({ orders }) => format.count(orders) },
  { name: words.revenue, width: 'minmax(0, 1fr)', isNumber: true, cell: ({ revenue }) => moneyText(revenue, format) },
]

const moneyText = (revenue: CustomerSummary['revenue'], format: Formats): string => {
  const amounts = Object.entries(revenue).map(([currency, minor]) => format.money(minor, currency))
  return amounts.length === 0 ? '–' : amounts.join(' · ')
}
