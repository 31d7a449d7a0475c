import type { ReactNode } from 'react'
import type { StatusName } from '../api/types.ts'
import { useReader } from '../words/reader.tsx'
import { Badge } from './badge.tsx'
import type { Tone } from './notice.tsx'

const TONES: Readonly<Record<StatusName, Tone>> = {
  owed: 'plain',
  deferred: 'plain',
  claimed: 'plain',
  sent: 'good',
  delivered: 'good',
  bounced: 'bad',
  complained: 'bad',
  refused: 'warn',
  withheld: 'plain',
  stale: 'warn',
  unknown: 'warn',
  unconfirmed: 'warn',
}

/** Where a message stands, in a word; what that means, where the pointer rests. */
export const StatusBadge = ({ status }: { readonly status: StatusName }): ReactNode => {
  const { words } = useReader()
  return (
    <span title={words.messages.statusMeaning(status)}>
      <Badge tone={TONES[status]}>{words.messages.status(status)}</Badge>
    </span>
  )
}
