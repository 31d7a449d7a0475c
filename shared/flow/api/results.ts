import type { ResultSummary } from '../../contract/api.ts'
import type { Readout } from '../../domain/experiment/analysis.ts'
import { type Experiment, HOLDOUT } from '../../domain/experiment/experiment.ts'
import { resultsOf } from '../query/results.ts'
import { verdictOf } from '../query/verdict.ts'
import { durationOf } from '../../kernel/time.ts'
import { campaignId, experimentId } from '../../kernel/words.ts'
import type { Context } from './context.ts'
import { type Handlers, notThere, replied } from './router.ts'

/** What experiments show, from counters by arm and day: some milliseconds each, for any number of customers. */
export const resultHandlers = (context: Context): Pick<Handlers, 'GET /api/results' | 'GET /api/results/:id'> => ({
  'GET /api/results': async () => {
    const results: ResultSummary[] = []
    for (const experiment of context.engine.rules().experiments.values()) results.push(await summaryOf(context, experiment))
    return replied({ results })
  },
  'GET /api/results/:id': async (_, { id }) => {
    const { experiments } = context.engine.rules()
    const experiment = experiments.get(experimentId(id))
    if (experiment === undefined) {
      const known = [...experiments.keys()].slice(0, 20).join(', ')
      return notThere(
        'id',
        `is ${JSON.stringify(id)}, and nothing of this name is measured`,
        `There are: ${known === '' ? 'none' : known}.`,
      )
    }
    const readout = await resultsOf(context.stores.tallies, experiment)
    return replied({
      summary: summarized(context, experiment, readout),
      readout,
      control: experiment.control,
      holdout: experiment.arms.some(({ name }) => name === HOLDOUT) ? HOLDOUT : null,
      metrics: experiment.metrics.map(({ name, event, windowMs, revenue }) => ({
        name,
        event,
        window: durationOf(windowMs),
        currency: revenue?.currency ?? null,
      })),
      truth: (await context.demo?.truthOf(experiment)) ?? null,
    })
  },
})

/** One experiment in a line. */
export const summaryOf = async (context: Context, experiment: Experiment): Promise<ResultSummary> =>
  summarized(context, experiment, await resultsOf(context.stores.tallies, experiment))

const summarized = ({ engine }: Context, { id, metrics }: Experiment, readout: Readout): ResultSummary => {
  const metric = metrics[0]?.name ?? ''
  return {
    id,
    name: engine.rules().campaigns.live.get(campaignId(id))?.name ?? id,
    assigned: readout.arms.reduce((sum, arm) => sum + arm.assigned, 0),
    metric,
    verdict: verdictOf(readout, metric),
  }
}
