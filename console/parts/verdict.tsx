import { IconAlertTriangle, IconArrowsDiff, IconEqual, IconHourglass, IconUser } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Verdict } from '../../shared/contract/api.ts'
import { useReader } from '../words/reader.tsx'
import { Badge } from './badge.tsx'
import type { Tone } from './notice.tsx'

const SIGNS = {
  'nothing-to-compare': IconUser,
  'not-enough-data': IconHourglass,
  broken: IconAlertTriangle,
  difference: IconArrowsDiff,
  'no-difference': IconEqual,
} as const

/** A difference is good to know, whichever way it points; only a broken experiment is bad. */
export const TONES: Readonly<Record<Verdict['type'], Tone>> = {
  'nothing-to-compare': 'plain',
  'not-enough-data': 'plain',
  broken: 'bad',
  difference: 'good',
  'no-difference': 'plain',
}

/** The kind of a verdict in a word. */
export const VerdictBadge = ({ verdict }: { readonly verdict: Verdict }): ReactNode => {
  const { words } = useReader()
  const Sign = SIGNS[verdict.type]
  return (
    <Badge tone={TONES[verdict.type]}>
      <Sign aria-hidden size={14} stroke={2} />
      {words.verdicts.kind[verdict.type]}
    </Badge>
  )
}
