import { IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { LatchedVerdict, Method } from '../api/types.ts'
import { useReader } from '../words/reader.tsx'
import { Badge } from './badge.tsx'
import { useKind } from './verdict.tsx'

/** What was found first, and on which day: it stays, whatever the numbers say later. */
export const Latched = ({ of: { type, day }, method }: { readonly of: LatchedVerdict; readonly method: Method }): ReactNode => {
  const { words } = useReader()
  return (
    <Badge>
      <IconLock aria-hidden size={14} stroke={2} />
      {`${useKind(type, method)}, ${words.verdicts.latched(day)}`}
    </Badge>
  )
}
