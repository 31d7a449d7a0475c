import type { Formats } from '../formats.ts'
import type { ResultWords } from '../words.ts'
import { adviceWords } from './advice.ts'
import { plannerWords } from './planner.ts'
import { resultPartWords } from './result-parts.ts'
import { resultsWords } from './results.ts'

export const zhResultWords = (format: Formats): ResultWords => ({
  results: resultsWords(format),
  parts: resultPartWords(format),
  advice: adviceWords(format),
  planner: plannerWords(format),
})
