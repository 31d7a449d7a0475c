/** The results of experiments alone, for a function of its own: what reads statistics carries nothing else, and the rest nothing of them. */
import { type ResultContext, resultHandlers } from './results.ts'
import { type ConsoleApi, routed } from './router.ts'
import { verdictHandlers } from './verdicts.ts'

/** Whoever may ask is answered; nothing here changes anything, so nothing is written down. */
export const resultsApi = (context: ResultContext): ConsoleApi =>
  routed({ ...resultHandlers(context), ...verdictHandlers(context.stores.verdicts) }, (_, run) => run())
