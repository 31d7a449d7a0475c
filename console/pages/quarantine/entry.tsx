import { Link } from '@tanstack/react-router'
import { type ReactNode, useId, useState } from 'react'
import type { Quarantined } from '../../../shared/contract/api.ts'
import { useChange } from '../../api/hooks.ts'
import { Card } from '../../parts/card.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import { Problems } from '../../parts/problems.tsx'
import { When } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import { Editor } from './editor.tsx'
import styles from './quarantine.module.css'
import { type Done, tellWhenDone } from './toast.tsx'

type EntryProps = { readonly entry: Quarantined; readonly state: 'open' | 'dismissed'; readonly onDone: (done: Done) => void }

/** One thing in quarantine: why, what is wrong where, what came, and what to do about it. */
export const Entry = ({ entry, state, onDone }: EntryProps): ReactNode => {
  const { words } = useReader()
  const { quarantine: said } = words
  const { because, customerId, at, problems, retriable } = entry
  const [isMending, setIsMending] = useState(false)
  const editor = useId()
  return (
    <Card text={<Origin at={at} customerId={customerId} />} title={said.reason(because)}>
      {problems.length === 0 ? null : (
        <div className={styles.part}>
          <Problems problems={problems} />
        </div>
      )}
      {isMending ? (
        <div id={editor}>
          <Editor entry={entry} onTaken={(customer) => onDone({ type: 'taken', customer })} />
        </div>
      ) : (
        <details className={styles.came}>
          <summary>{said.came}</summary>
          <pre className={styles.text}>{entry.text}</pre>
        </details>
      )}
      {retriable || state === 'dismissed' ? null : <p className={`${styles.note} soft`}>{said.notRetriable}</p>}
      <div className={styles.actions}>
        {retriable && state === 'open' ? (
          <MayButton
            aria-controls={isMending ? editor : undefined}
            aria-expanded={isMending}
            onClick={() => setIsMending(!isMending)}
            route="POST /api/quarantine/:id/retry"
            variant={isMending ? 'default' : 'filled'}
          >
            {isMending ? said.close : said.mend}
          </MayButton>
        ) : null}
        {state === 'open' ? <Dismiss id={entry.id} onDone={onDone} /> : <Restore id={entry.id} onDone={onDone} />}
      </div>
    </Card>
  )
}

const Origin = ({ at, customerId }: Pick<Quarantined, 'at' | 'customerId'>): ReactNode => {
  const { words } = useReader()
  const { quarantine: said } = words
  return (
    <>
      {said.arrived} <When at={at} /> ·{' '}
      {customerId === null ? (
        said.nobody
      ) : (
        <>
          {said.of}{' '}
          <Link className="breakable" search={{ id: customerId }} to="/customers/one">
            {customerId}
          </Link>
        </>
      )}
    </>
  )
}

type MoveProps = { readonly id: string; readonly onDone: (done: Done) => void }

const Dismiss = ({ id, onDone }: MoveProps): ReactNode => {
  const { words } = useReader()
  const dismiss = useChange('POST /api/quarantine/:id/dismiss', ['GET /api/quarantine', 'GET /api/overview'])
  const go = (): void => tellWhenDone(dismiss.mutateAsync({ names: { id }, body: {} }), { type: 'dismissed', id }, onDone)
  return (
    <MayButton loading={dismiss.isPending} onClick={go} route="POST /api/quarantine/:id/dismiss" variant="default">
      {words.quarantine.dismiss}
    </MayButton>
  )
}

const Restore = ({ id, onDone }: MoveProps): ReactNode => {
  const { words } = useReader()
  const restore = useChange('POST /api/quarantine/:id/restore', ['GET /api/quarantine', 'GET /api/overview'])
  const go = (): void => tellWhenDone(restore.mutateAsync({ names: { id }, body: {} }), { type: 'restored' }, onDone)
  return (
    <MayButton loading={restore.isPending} onClick={go} route="POST /api/quarantine/:id/restore" variant="default">
      {words.quarantine.restore}
    </MayButton>
  )
}
