import type { ReactNode } from 'react'
import type { CampaignSummary } from '../../shared/contract/api.ts'
import { useReader } from '../words/reader.tsx'
import { Badge } from './badge.tsx'
import type { Tone } from './notice.tsx'

const TONES: Readonly<Record<CampaignSummary['status'], Tone>> = { draft: 'plain', active: 'good', paused: 'warn', ended: 'plain' }

/** Where a campaign stands, in a word. */
export const CampaignStatus = ({ status }: { readonly status: CampaignSummary['status'] }): ReactNode => {
  const { words } = useReader()
  return <Badge tone={TONES[status]}>{words.campaigns.status[status]}</Badge>
}
