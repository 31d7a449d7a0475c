import type { ReactNode, RefObject } from 'react'
import type { TaskView } from '../../../shared/contract/api.ts'
import { useChange } from '../../api/hooks.ts'
import { Ask } from '../../parts/ask.tsx'
import type { SheetHandle } from '../../parts/sheet.tsx'
import { useReader } from '../../words/reader.tsx'

export type Closing = { readonly task: TaskView; readonly outcome: 'done' | 'dismissed' }

type CloseProps = {
  readonly handle: RefObject<SheetHandle | null>
  readonly of: Closing | null
  readonly onDone: (told: string) => void
}

/** Asks what came of it, or why it is not done: the first may be left out, for it is done. */
export const CloseSheet = ({ handle, of: closing, onDone }: CloseProps): ReactNode => {
  const { words } = useReader()
  const { tasks: said } = words
  const close = useChange('POST /api/tasks/:id', ['GET /api/tasks', 'GET /api/customers/:id'])
  const outcome = closing?.outcome ?? 'done'
  return (
    <Ask
      asked={{ label: said.asked[outcome], mustBe: null, mayBeEmpty: outcome === 'done' }}
      doIt={said.close[outcome]}
      error={close.error}
      handle={handle}
      isBusy={close.isPending}
      onDo={(note) => {
        if (closing === null) return
        const body = { outcome, ...(note === '' ? {} : { note }) }
        close.mutate({ names: { id: closing.task.id }, body }, { onSuccess: () => onDone(said.told[outcome]) })
      }}
      text={closing?.task.title ?? ''}
      title={said.close[outcome]}
    />
  )
}
