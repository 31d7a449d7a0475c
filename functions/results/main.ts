import { compiledStoreOf } from '../../shared/adapters/dynamo/compiled-definitions.ts'
import { sweepStoreOf } from '../../shared/adapters/dynamo/sweep-store.ts'
import { summaryStoreOf } from '../../shared/adapters/dynamo/summary-store.ts'
import { switchStoreOf } from '../../shared/adapters/dynamo/switch-store.ts'
import { tallyStoreOf } from '../../shared/adapters/dynamo/tally-store.ts'
import { writtenStoreOf } from '../../shared/adapters/dynamo/text-stores.ts'
import { verdictStoreOf } from '../../shared/adapters/dynamo/verdict-store.ts'
import { busPublisher } from '../../shared/adapters/eventbridge/bus.ts'
import { eventBridgeClient } from '../../shared/adapters/eventbridge/put.ts'
import { jsonQueue, sqsClient } from '../../shared/adapters/sqs/queues.ts'
import { resultsApi } from '../../shared/flow/api/results-api.ts'
import { compilingRules } from '../../shared/flow/compiling.ts'
import { freshening } from '../../shared/flow/fresh.ts'
import type { JudgeWorld } from '../../shared/flow/judge.ts'
import { keptRules } from '../../shared/flow/kept-rules.ts'
import { resultSummary } from '../../shared/flow/query/results/list.ts'
import { beginSweep } from '../../shared/flow/sweep.ts'
import { switchboardOf } from '../../shared/flow/switches.ts'
import type { Json } from '../../shared/kernel/json.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { definitionStoreOf } from '../edge/definitions/wiring.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { resultsHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const table = tableOf(need('TABLE_NAME'))
  const definitions = definitionStoreOf(table)
  const kept = keptRules(compilingRules({ ...definitions, ...compiledStoreOf(table) }, 'keeps-nothing'))
  const switches = switchboardOf(switchStoreOf(table))
  const [tallies, verdicts] = [tallyStoreOf(table, wallClock), verdictStoreOf(table)]
  const put = jsonQueue(sqsClient(), need('SWEEPS_QUEUE_URL'))
  const freshen = freshening(kept, switches)
  const summaries = summaryStoreOf(table)
  /** A campaign's own experiment is told of on pages that carry no statistics. */
  const keeping: JudgeWorld['looked'] = async (experiment, counters) => {
    const { id, campaign } = experiment
    if (String(campaign) !== id) return
    const reader = { tallies: counters, rules: kept.now(), now: wallClock.now() }
    await summaries.keep(id, (await resultSummary(reader, experiment, await verdicts.of(id))) as unknown as Json)
  }
  const world = {
    ...{ tallies, verdicts, switches },
    publisher: busPublisher(eventBridgeClient(), need('BUS_NAME')),
    looked: keeping,
    publishing: {
      ...{ definitions, written: writtenStoreOf(table) },
      sweep: (because: string, at: EpochMs) => beginSweep({ sweeps: sweepStoreOf(table), tallies, put }, because, at),
      // Every other process reads the rules anew within a minute.
      reread: () => freshen(wallClock.now(), 'afresh'),
    },
  }
  const api = resultsApi({ stores: { tallies, verdicts }, engine: { rules: kept.now }, now: wallClock.now, demo: null })
  return resultsHandler(logObserver('results', need('STAGE')), { api, world, rules: kept.now, freshen, clock: wallClock })
})
