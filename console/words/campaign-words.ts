import { wordsOnDemand } from './later.ts'
import type { OneCampaignWords } from './words.ts'

/** Words of the pages of one campaign. */
export const useCampaignWords = wordsOnDemand<OneCampaignWords>(async (language) =>
  language === 'zh' ? (await import('./zh/campaign.ts')).zhCampaignWords : (await import('./en/campaign.ts')).enCampaignWords,
)
