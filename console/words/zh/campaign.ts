/** 单个活动页面的文字，随页面加载。 */
import type { Formats } from '../formats.ts'
import type { OneCampaignWords } from '../words.ts'
import { conditionWords } from './conditions.ts'
import { editorWords } from './editor.ts'
import { journeyWords } from './journey.ts'
import { simulationWords } from './simulation.ts'
import { starterWords } from './starters.ts'
import { versionWords } from './versions.ts'

export const zhCampaignWords = (format: Formats): OneCampaignWords => ({
  conditions: conditionWords(format),
  journey: journeyWords(format),
  versions: versionWords(format),
  editor: editorWords(format),
  simulation: simulationWords(format),
  starters: starterWords(),
})
