/** Words of the pages of results and of the planner, which are fetched with them. */
import type { Formats } from '../formats.ts'
import { adviceWords } from './advice.ts'
import { plannerWords } from './planner.ts'
import { resultPartWords } from './result-parts.ts'
import { resultsWords } from './results.ts'

export const enResultWords = (format: Formats) => ({
  results: resultsWords(format),
  parts: resultPartWords(format),
  advice: adviceWords(format),
  planner: plannerWords(format),
})
