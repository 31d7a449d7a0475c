/** Says what was done, over the page and for a while, with a way back where there is one. */
import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { Unanswered } from '../../api/client.ts'
import type { Failed } from '../../api/failed.ts'
import { useChange } from '../../api/hooks.ts'
import { useReader } from '../../words/reader.tsx'
import styles from './quarantine.module.css'

export type Done =
  | { readonly type: 'dismissed'; readonly id: string }
  | { readonly type: 'restored' }
  | { readonly type: 'taken'; readonly customer: string | null }
  | { readonly type: 'failed'; readonly failed: Failed }

/** Says what a change came to, also when what asked for it has left the page meanwhile, as an entry does that was dismissed. */
export const tellWhenDone = (change: Promise<unknown>, done: Done, onDone: (done: Done) => void): void => {
  change.then(
    () => onDone(done),
    (error: unknown) => onDone({ type: 'failed', failed: error instanceof Unanswered ? error.failed : { type: 'unreachable' } }),
  )
}

/** Long enough to read it and to reach for it; it waits while the pointer or the focus is on it. */
const SHOWN_MS = 12_000

export const Toast = ({ done, onDone }: { readonly done: Done | null; readonly onDone: (done: Done | null) => void }): ReactNode => {
  const { words } = useReader()
  const [isHeld, setIsHeld] = useState(false)
  useEffect(() => {
    if (done === null || isHeld) return
    const timer = setTimeout(() => onDone(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [done, isHeld, onDone])
  const close = (): void => {
    setIsHeld(false)
    onDone(null)
  }
  return (
    <output aria-live="polite" className={styles.toasts}>
      {done === null ? null : (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only waits; nothing here is done by pointing.
        <div
          className={styles.toast}
          onBlur={() => setIsHeld(false)}
          onFocus={() => setIsHeld(true)}
          onMouseEnter={() => setIsHeld(true)}
          onMouseLeave={() => setIsHeld(false)}
        >
          <Said done={done} onDone={onDone} />
          <ActionIcon aria-label={words.shell.close} color="gray" onClick={close} variant="subtle">
            <IconX size={18} stroke={1.6} />
          </ActionIcon>
        </div>
      )}
    </output>
  )
}

const Said = ({ done, onDone }: { readonly done: Done; readonly onDone: (done: Done) => void }): ReactNode => {
  const { words } = useReader()
  const { quarantine: said } = words
  switch (done.type) {
    case 'dismissed':
      return (
        <>
          {said.dismissed} <Undo id={done.id} onDone={onDone} />
        </>
      )
    case 'restored':
      return said.restored
    case 'taken':
      return (
        <>
          {said.taken}
          {done.customer === null ? null : (
            <Link search={{ id: done.customer }} to="/customers/one">
              {said.takenOf}
            </Link>
          )}
        </>
      )
    case 'failed':
      return `${said.failed} ${words.shell.problems.title(done.failed)}.`
  }
}

const Undo = ({ id, onDone }: { readonly id: string; readonly onDone: (done: Done) => void }): ReactNode => {
  const { words } = useReader()
  const restore = useChange('POST /api/quarantine/:id/restore', ['GET /api/quarantine', 'GET /api/overview'])
  const go = (): void => tellWhenDone(restore.mutateAsync({ names: { id }, body: {} }), { type: 'restored' }, onDone)
  return (
    <Button loading={restore.isPending} onClick={go} size="xs" variant="default">
      {words.quarantine.undo}
    </Button>
  )
}
