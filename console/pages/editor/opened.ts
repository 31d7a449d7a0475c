/** What a campaign is edited from: what is published of it, and the draft of it, where somebody has begun one. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { CampaignSource, CampaignSummary, DraftPage } from '../../../shared/contract/api.ts'
import { read, type Unanswered } from '../../api/client.ts'
import type { Standing } from './keeper.ts'

export type Published = CampaignSource & Pick<CampaignSummary, 'name'>
export type Opened = { readonly published: Published | null; readonly draft: DraftPage | null }

/** Asked once for each time somebody opens it: what others do meanwhile is told, and never put over what is being written. */
export const useOpened = (id: string): UseQueryResult<Opened, Unanswered> =>
  useQuery<Opened, Unanswered>({
    queryKey: ['opened', id],
    queryFn: async ({ signal }) => {
      // Asked whether they are there first: not to be there is no failure.
      const [{ drafts }, { campaigns }] = await Promise.all([read('GET /api/drafts', {}, signal), read('GET /api/campaigns', {}, signal)])
      const summary = campaigns.find((one) => one.id === id)
      const [draft, source] = await Promise.all([
        drafts.some((one) => one.id === id) ? read('GET /api/drafts/:id', { names: { id } }, signal) : null,
        summary === undefined ? null : read('GET /api/campaigns/:id/source', { names: { id } }, signal),
      ])
      return { draft, published: source === null || summary === undefined ? null : { ...source, name: summary.name } }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

/** What the editor begins with: the draft, where there is one. */
export const standingOf = ({ draft, published }: Opened): Standing => ({
  text: draft?.text ?? published?.text ?? '',
  at: draft?.at ?? null,
  basedOn: draft === null ? (published?.version ?? null) : draft.basedOn,
})
