import { randomBytes } from 'node:crypto'
import { auditStoreOf } from '../../shared/adapters/dynamo/audit-store.ts'
import { directoryOf } from '../../shared/adapters/dynamo/directory.ts'
import { countingOf } from '../../shared/adapters/dynamo/heartbeats.ts'
import { sweepStoreOf } from '../../shared/adapters/dynamo/sweep-store.ts'
import { tallyStoreOf } from '../../shared/adapters/dynamo/tally-store.ts'
import { draftStoreOf, writtenStoreOf } from '../../shared/adapters/dynamo/text-stores.ts'
import { jsonQueue, sqsClient } from '../../shared/adapters/sqs/queues.ts'
import { answerApiEvent } from '../../shared/flow/api/edge.ts'
import { editorApi } from '../../shared/flow/editor/api.ts'
import { aroundOf } from '../../shared/flow/editor/around.ts'
import { beginSweep } from '../../shared/flow/sweep.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { customersToRead } from '../../shared/adapters/dynamo/customer-store.ts'
import { definitionStoreOf } from '../edge/definitions/wiring.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { answering, filesOrEditor } from '../edge/api.ts'
import { publishHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const { TEMPLATE_TOOLS } = await import('../edge/templates/wiring.ts')
  const table = tableOf(need('TABLE_NAME'))
  const put = jsonQueue(sqsClient(), need('SWEEPS_QUEUE_URL'))
  const sweeping = {
    ...{ sweeps: sweepStoreOf(table), tallies: tallyStoreOf(table, wallClock) },
    put,
  }
  const stores = {
    ...{ definitions: definitionStoreOf(table), drafts: draftStoreOf(table), written: writtenStoreOf(table) },
    ...{ audit: auditStoreOf(table), customers: customersToRead(table), directory: directoryOf(table, wallClock) },
  }
  const drawSalt = (): string => randomBytes(12).toString('base64url')
  const sweep = (because: string, at: EpochMs) => beginSweep(sweeping, because, at)
  const api = editorApi({
    ...{ stores, now: wallClock.now, tools: async () => TEMPLATE_TOOLS, around: aroundOf(stores) },
    // Every other process reads the rules anew within a minute, and the console's with each request.
    publishing: { drawSalt, sweep, reread: async () => {} },
    counting: countingOf(table, wallClock, () => put([{ recount: true }])),
    // A simulation takes minutes and a store of its own; pages ask again by themselves.
    ...{ simulations: null, changed: () => {} },
  })
  const observer = logObserver('publish', need('STAGE'))
  const world = { ...stores, tools: TEMPLATE_TOOLS, drawSalt, people: stores.directory, sweep }
  return filesOrEditor(
    publishHandler(observer, world, wallClock),
    answering(observer, (event) => answerApiEvent(api, event)),
  )
})
