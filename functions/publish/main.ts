import { randomBytes } from 'node:crypto'
import { auditStoreOf } from '../../shared/adapters/dynamo/audit-store.ts'
import { definitionStoreOf } from '../../shared/adapters/dynamo/definitions.ts'
import { directoryOf } from '../../shared/adapters/dynamo/directory.ts'
import { sweepStoreOf } from '../../shared/adapters/dynamo/sweep-store.ts'
import { tallyStoreOf } from '../../shared/adapters/dynamo/tally-store.ts'
import { jsonQueue, sqsClient } from '../../shared/adapters/sqs/queues.ts'
import { beginSweep } from '../../shared/flow/sweep.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { publishHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const { TEMPLATE_TOOLS } = await import('../edge/templates/wiring.ts')
  const table = tableOf(need('TABLE_NAME'))
  const sweeping = {
    ...{ sweeps: sweepStoreOf(table), tallies: tallyStoreOf(table, wallClock) },
    put: jsonQueue(sqsClient(), need('SWEEPS_QUEUE_URL')),
  }
  const world = {
    definitions: definitionStoreOf(table),
    audit: auditStoreOf(table),
    tools: TEMPLATE_TOOLS,
    drawSalt: () => randomBytes(12).toString('base64url'),
    people: directoryOf(table, wallClock),
    sweep: (because: string, at: EpochMs) => beginSweep(sweeping, because, at),
  }
  return publishHandler(logObserver('publish', need('STAGE')), world, wallClock)
})
