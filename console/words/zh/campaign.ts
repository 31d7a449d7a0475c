/** 单个活动页面的文字，随页面加载。 */
import type { Formats } from '../formats.ts'
import type { OneCampaignWords } from '../words.ts'
import { conditionWords } from './conditions.ts'
import { journeyWords } from './journey.ts'
import { versionWords } from './versions.ts'

export const zhCampaignWords = (format: Formats): OneCampaignWords => ({
  conditions: conditionWords(format),
  journey: journeyWords(format),
  versions: versionWords(format),
})
