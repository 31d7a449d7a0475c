import { useAnswer } from './hooks.ts'

/**
 * Names of campaigns for their ids. `isKnown`: they have come, or will not: what is drawn before would be drawn anew with other words,
 * and move what stands below.
 */
export const useCampaignNames = (): { readonly named: (id: string) => string; readonly isKnown: boolean } => {
  const { data, error } = useAnswer('GET /api/campaigns', {})
  const names = new Map(data?.campaigns.map(({ id, name }) => [id, name]))
  return { named: (id) => names.get(id) ?? id, isKnown: data !== undefined || error !== null }
}
