import { Button } from '@mantine/core'
import { useLocation, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CampaignSummary } from '../../../shared/contract/api.ts'
import { useChange } from '../../api/hooks.ts'
import { Notice } from '../../parts/notice.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { TOUCHED } from './state.tsx'

/** What whoever comes from the editor published there, and the way back: to the version before, or of a first one to its end. */
export const JustPublished = ({ summary: { id, version, status } }: { readonly summary: CampaignSummary }): ReactNode => {
  const { editor: said } = useCampaignWords()
  const navigate = useNavigate()
  const published = useLocation({ select: ({ state }) => state.published })
  const rollBack = useChange('POST /api/campaigns/:id/rollback', TOUCHED)
  const end = useChange('POST /api/campaigns/:id/status', TOUCHED)
  // Whatever was published since has taken its place.
  if (published === undefined || published.version !== version) return null
  const { back, customers } = published
  if (back === null && status === 'ended') return null
  const because = said.takenBack
  const undo = async (): Promise<void> => {
    if (back === null) await end.mutateAsync({ names: { id }, body: { status: 'ended', because } })
    else await rollBack.mutateAsync({ names: { id }, body: { version: back, because } })
    await navigate({ to: '/campaigns/$id', params: { id }, replace: true, state: {} })
  }
  return (
    <Notice
      action={
        <Button
          loading={rollBack.isPending || end.isPending}
          onClick={() => {
            undo().catch(() => undefined)
          }}
          size="xs"
          variant="default"
        >
          {back === null ? said.undoFirst : said.undoPublish}
        </Button>
      }
      tone="good"
    >
      {said.done(version, customers)}
    </Notice>
  )
}
