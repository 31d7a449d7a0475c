/** Who changed what, when and by which way. */
import type { ReactNode } from 'react'
import type { Audited } from '../../../shared/contract/api.ts'
import { usePages } from '../../api/hooks.ts'
import { Badge } from '../../parts/badge.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Listed } from '../../parts/listed.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useMay, useMe } from '../../session/me.ts'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './activity.module.css'

export const Activity = (): ReactNode => {
  const { words } = useReader()
  const { activity: said } = words
  const { may, why } = useMay('GET /api/audit')
  const { role } = useMe()
  return (
    <Page text={said.text} title={said.title}>
      {may ? <Changes /> : role === null ? null : <Notice tone="plain">{why}</Notice>}
    </Page>
  )
}

const Changes = (): ReactNode => {
  const { words } = useReader()
  const { activity: said } = words
  const list = usePages('GET /api/audit', {})
  return (
    <Listed empty={<Empty text={said.empty.text} title={said.empty.title} />} news={said.news} of={list}>
      {(items) => (
        <Table<Audited>
          caption={said.list}
          columns={[
            { name: said.when, cell: ({ at }) => <When at={at} /> },
            { name: said.who, cell: (one) => <Who of={one} /> },
            { name: said.whatColumn, cell: ({ what }) => said.what(what), isWide: true },
            { name: said.which, cell: (one) => <Which of={one} />, isWide: true },
            { name: said.outcomeColumn, cell: ({ outcome }) => <Badge tone={TONES[outcome]}>{said.outcome(outcome)}</Badge> },
          ]}
          keyOf={({ id }) => id}
          rows={items}
        />
      )}
    </Listed>
  )
}

const TONES = { begun: 'warn', done: 'good', refused: 'plain', failed: 'bad' } as const

const Who = ({ of: { by, via } }: { readonly of: Audited }): ReactNode => {
  const { words } = useReader()
  return (
    <>
      <span className="breakable">{by}</span>
      <div className="soft">{words.activity.via(via)}</div>
    </>
  )
}

const Which = ({ of }: { readonly of: Audited }): ReactNode => {
  const { words } = useReader()
  const named = Object.entries(of.of)
  if (named.length === 0) return <span className="soft">{words.shell.none}</span>
  return (
    <dl className={styles.names}>
      {named.map(([name, value]) => (
        <div key={name}>
          <dt>{words.activity.name(name)}</dt>
          <dd className="breakable" title={value}>
            {wordOf(value, words.shell.yes, words.shell.no)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** A hash is told from others by its beginning; the whole of it stands where the pointer rests. */
const wordOf = (value: string, yes: string, no: string): string => {
  if (value === 'true') return yes
  if (value === 'false') return no
  return /^[\w-]{22,}$/.test(value) ? `${value.slice(0, SHOWN)}…` : value
}

const SHOWN = 12
