import {
  type Icon,
  IconAlertTriangle,
  IconEqual,
  IconHeartBroken,
  IconHourglass,
  IconPlayerPlay,
  IconTrendingDown,
  IconTrophy,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Method, Verdict } from '../api/types.ts'
import { useReader } from '../words/reader.tsx'
import { Badge } from './badge.tsx'
import type { Tone } from './notice.tsx'

const SIGNS: Readonly<Record<Verdict['type'], Icon>> = {
  broken: IconAlertTriangle,
  harmful: IconHeartBroken,
  'not-enough-data': IconHourglass,
  running: IconPlayerPlay,
  winner: IconTrophy,
  loser: IconTrendingDown,
  'no-difference': IconEqual,
}

/** A loser is good to know, and no accident; harm and what is broken are. */
export const TONES: Readonly<Record<Verdict['type'], Tone>> = {
  broken: 'bad',
  harmful: 'bad',
  'not-enough-data': 'plain',
  running: 'plain',
  winner: 'good',
  loser: 'warn',
  'no-difference': 'plain',
}

const isLead = (type: Verdict['type'], method: Method | undefined): type is 'winner' | 'loser' =>
  method === 'bayesian' && (type === 'winner' || type === 'loser')

/** The same without a sign. */
export const useKind = (type: Verdict['type'], method: Method | undefined): string => {
  const { kind, lead } = useReader().words.verdicts
  return isLead(type, method) ? lead[type] : kind[type]
}

type KindBadgeProps = { readonly type: Verdict['type']; readonly method?: Method }

/** The kind of a verdict in a word, with a sign: never by its colour alone. By a method that looking often deceives, nobody has won. */
export const KindBadge = ({ type, method }: KindBadgeProps): ReactNode => {
  const Sign = SIGNS[type]
  const kind = useKind(type, method)
  return (
    <Badge tone={isLead(type, method) ? 'plain' : TONES[type]}>
      <Sign aria-hidden size={14} stroke={2} />
      {kind}
    </Badge>
  )
}
