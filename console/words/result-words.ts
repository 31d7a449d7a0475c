import { wordsOnDemand } from './later.ts'
import type { ResultWords } from './words.ts'

/** Words of the pages of results, and of the planner. */
export const useResultWords = wordsOnDemand<ResultWords>(async (language) =>
  language === 'zh' ? (await import('./zh/result.ts')).zhResultWords : (await import('./en/result.ts')).enResultWords,
)
