/** Words of a campaign's own pages, which are fetched with them. */
import type { Formats } from '../formats.ts'
import { conditionWords } from './conditions.ts'
import { journeyWords } from './journey.ts'
import { versionWords } from './versions.ts'

export const enCampaignWords = (format: Formats) => ({
  conditions: conditionWords(format),
  journey: journeyWords(format),
  versions: versionWords(format),
})
