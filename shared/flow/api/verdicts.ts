import { experimentId } from '../../kernel/words.ts'
import type { VerdictStore } from '../../ports/verdicts.ts'
import { type Handlers, replied } from './router.ts'

/** What was found of experiments, and what was done about it: of all, or of one, whose name nobody has to know. */
export const verdictHandlers = (verdicts: Pick<VerdictStore, 'all' | 'of'>): Pick<Handlers, 'GET /api/verdicts'> => ({
  'GET /api/verdicts': async ({ experiment }) =>
    replied({ verdicts: experiment === undefined ? await verdicts.all() : await verdicts.of(experimentId(experiment)) }),
})
