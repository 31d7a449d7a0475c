/** What people are to do about customers, as campaigns asked for it: the next first, and closed with a word about what came of it. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { usePages } from '../../api/hooks.ts'
import { Choice } from '../../parts/choice.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Listed } from '../../parts/listed.tsx'
import { Notice } from '../../parts/notice.tsx'
import type { SheetHandle } from '../../parts/sheet.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import { CloseSheet, type Closing } from './close.tsx'
import { TaskCard } from './task.tsx'
import styles from './tasks.module.css'

type Order = 'first-due' | 'last-due'

export const Tasks = (): ReactNode => {
  const { words } = useReader()
  const { tasks: said } = words
  const { assignee, order = 'first-due' } = useSearch({ from: '/tasks' })
  const navigate = useNavigate()
  const list = usePages('GET /api/tasks', { query: { order, ...(assignee === undefined ? {} : { assignee }) } })
  const campaigns = useCampaignNames()
  const [closing, setClosing] = useState<Closing | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const sheet = useRef<SheetHandle>(null)
  const choose = (next: Order): void => {
    const search = { ...(assignee === undefined ? {} : { assignee }), ...(next === 'first-due' ? {} : { order: next }) }
    navigate({ to: '/tasks', search }).catch(() => undefined)
  }
  const close = (next: Closing): void => {
    setClosing(next)
    sheet.current?.open()
  }
  const onDone = (told: string): void => {
    setDone(told)
    sheet.current?.close()
    // What had the focus is gone with its task: whoever acted by keyboard goes on from the heading.
    document.querySelector('h1')?.focus({ preventScroll: true })
  }
  return (
    <Page text={said.text} title={said.title}>
      <Which assignee={assignee} onChoose={choose} order={order} />
      <div aria-live="polite">{done === null ? null : <Notice tone="good">{done}</Notice>}</div>
      <Listed empty={<Nothing />} isReady={campaigns.isKnown} news={said.news} of={list}>
        {(items) => (
          <ul aria-label={said.title} className={styles.tasks}>
            {items.map((task) => (
              <li key={task.id}>
                <TaskCard campaign={campaigns.named(task.campaign)} onClose={close} task={task} />
              </li>
            ))}
          </ul>
        )}
      </Listed>
      <CloseSheet handle={sheet} of={closing} onDone={onDone} />
    </Page>
  )
}

const Nothing = (): ReactNode => {
  const { words } = useReader()
  const { empty } = words.tasks
  return <Empty action={<Link to="/campaigns">{empty.campaigns}</Link>} text={empty.text} title={empty.title} />
}

type WhichProps = { readonly assignee: string | undefined; readonly order: Order; readonly onChoose: (next: Order) => void }

/** Whose tasks, and which of them come first. */
const Which = ({ assignee, order, onChoose: choose }: WhichProps): ReactNode => {
  const { words } = useReader()
  const { tasks: said } = words
  return (
    <div className={styles.choices}>
      <Choice<Order>
        label={said.order}
        onChange={choose}
        options={(['first-due', 'last-due'] as const).map((value) => ({ value, name: said.orders[value] }))}
        value={order}
      />
      {assignee === undefined ? null : (
        <span>
          {said.of(assignee)}{' '}
          <Link search={order === 'first-due' ? {} : { order }} to="/tasks">
            {said.everybody}
          </Link>
        </span>
      )}
    </div>
  )
}
