import type { ReactNode } from 'react'
import type { Unanswered } from '../api/client.ts'
import { useReader } from '../words/reader.tsx'
import { Notice } from './notice.tsx'
import { Problems } from './problems.tsx'

/** Why a change was not made; nothing where none failed. */
export const Refused = ({ error }: { readonly error: Unanswered | null }): ReactNode => {
  const { words } = useReader()
  if (error === null) return null
  return (
    <Notice title={words.shell.problems.title(error.failed)} tone="bad">
      {error.failed.type === 'refused' ? <Problems problems={error.failed.problems} /> : words.shell.problems.hint(error.failed)}
    </Notice>
  )
}
