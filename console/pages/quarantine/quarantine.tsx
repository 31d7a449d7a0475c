/** What could not be taken as it is: see what is wrong, mend it and send it in again, or dismiss it and think better of it. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { usePages } from '../../api/hooks.ts'
import { Choice } from '../../parts/choice.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Listed } from '../../parts/listed.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { Entry } from './entry.tsx'
import { type Done, Toast } from './toast.tsx'
import styles from './quarantine.module.css'

type State = 'open' | 'dismissed'

export const Quarantine = (): ReactNode => {
  const { words } = useReader()
  const { state = 'open' } = useSearch({ from: '/quarantine' })
  const navigate = useNavigate()
  const list = usePages('GET /api/quarantine', { query: { state } })
  const [done, setDone] = useState<Done | null>(null)
  const onDone = (next: Done): void => {
    setDone(next)
    // What had the focus is gone with its entry: whoever acted by keyboard goes on from the heading.
    document.querySelector('h1')?.focus({ preventScroll: true })
  }
  const total = list.pages.data?.pages[0]?.total ?? null
  const { quarantine: said } = words
  const choose = (next: State): void => {
    navigate({ to: '/quarantine', search: next === 'open' ? {} : { state: next } }).catch(() => undefined)
  }
  return (
    <Page aside={total === null ? null : <span className="soft">{said.total(total)}</span>} text={said.text} title={said.title}>
      <div className={styles.states}>
        <Choice<State>
          label={said.state}
          onChange={choose}
          options={(['open', 'dismissed'] as const).map((value) => ({ value, name: said.states[value] }))}
          value={state}
        />
      </div>
      <Listed empty={<Nothing state={state} />} news={said.news} of={list}>
        {(items) => (
          <ul aria-label={said.title} className={styles.entries}>
            {items.map((entry) => (
              <li key={entry.id}>
                <Entry entry={entry} onDone={onDone} state={state} />
              </li>
            ))}
          </ul>
        )}
      </Listed>
      <Toast done={done} onDone={setDone} />
    </Page>
  )
}

const Nothing = ({ state }: { readonly state: State }): ReactNode => {
  const { words } = useReader()
  const { empty, emptyDismissed } = words.quarantine
  return state === 'open' ? (
    <Empty action={<Link to="/connect">{empty.connect}</Link>} text={empty.text} title={empty.title} />
  ) : (
    <Empty text={emptyDismissed.text} title={emptyDismissed.title} />
  )
}
