/** Words of a campaign's own pages, which are fetched with them. */
import type { Formats } from '../formats.ts'
import { conditionWords } from './conditions.ts'
import { editorWords } from './editor.ts'
import { journeyWords } from './journey.ts'
import { simulationWords } from './simulation.ts'
import { starterWords } from './starters.ts'
import { versionWords } from './versions.ts'

export const enCampaignWords = (format: Formats) => ({
  conditions: conditionWords(format),
  journey: journeyWords(format),
  versions: versionWords(format),
  editor: editorWords(format),
  simulation: simulationWords(format),
  starters: starterWords(),
})
