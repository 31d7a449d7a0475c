import { randomBytes } from 'node:crypto'
import { auditStoreOf } from '../../shared/adapters/dynamo/audit-store.ts'
import { couponStoreOf } from '../../shared/adapters/dynamo/coupon-store.ts'
import { definitionStoreOf } from '../../shared/adapters/dynamo/definitions.ts'
import { directoryOf } from '../../shared/adapters/dynamo/directory.ts'
import { standingOf } from '../../shared/adapters/dynamo/heartbeats.ts'
import { inspectionOf } from '../../shared/adapters/dynamo/inspection.ts'
import { pastPagesOf } from '../../shared/adapters/dynamo/past.ts'
import { paceStoreOf } from '../../shared/adapters/dynamo/pace-store.ts'
import { privacyOf } from '../../shared/adapters/dynamo/privacy.ts'
import { suppressionStoreOf } from '../../shared/adapters/dynamo/suppression-store.ts'
import { tallyStoreOf } from '../../shared/adapters/dynamo/tally-store.ts'
import { taskListOf } from '../../shared/adapters/dynamo/task-list.ts'
import { summaryStoreOf } from '../../shared/adapters/dynamo/summary-store.ts'
import { verdictStoreOf } from '../../shared/adapters/dynamo/verdict-store.ts'
import { writtenStoreOf } from '../../shared/adapters/dynamo/text-stores.ts'
import { writeKeyStoreOf } from '../../shared/adapters/dynamo/write-key-store.ts'
import { secretText } from '../../shared/adapters/webhook/signature.ts'
import { consoleApi } from '../../shared/flow/api/api.ts'
import { lastHoldOf } from '../../shared/flow/pace.ts'
import type { ResultSummary } from '../../shared/contract/api.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { decidingOn } from '../wiring.ts'
import { consoleHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const table = tableOf(need('TABLE_NAME'))
  const { engine, freshen, keys, switches } = await decidingOn(table, wallClock)
  const bus = { name: need('BUS_NAME'), endpoint: null, region: process.env.AWS_REGION ?? '' }
  const origin = need('EVENTS_ORIGIN')
  const [tallies, summaries] = [tallyStoreOf(table, wallClock), summaryStoreOf(table)]
  const api = consoleApi({
    stores: {
      ...{ customers: engine.store, quarantine: engine.quarantine, tallies },
      ...{ inspection: inspectionOf(table, wallClock), directory: directoryOf(table, wallClock), past: pastPagesOf(table, wallClock) },
      ...{ definitions: definitionStoreOf(table), suppressions: suppressionStoreOf(table), coupons: couponStoreOf(table) },
      ...{ privacy: privacyOf(table, keys, wallClock), audit: auditStoreOf(table), writeKeys: writeKeyStoreOf(table) },
      ...{ tasks: taskListOf(table, wallClock), written: writtenStoreOf(table), verdicts: verdictStoreOf(table) },
    },
    // The stream is read by others; what they have counted is what there is.
    engine: { ...engine, switches, tallies, pace: { lastHold: lastHoldOf(paceStoreOf(table)) }, stream: null },
    counting: standingOf(table, wallClock),
    // As the function that judges read it within the hour.
    resultOf: async ({ id }) => (await summaries.find(id)) as ResultSummary | null,
    now: wallClock.now,
    stage: need('STAGE'),
    capabilities: { live: false, inbox: false, demo: false, edit: true, simulate: false },
    connect: async () => ({ origin, bus, writeKey: null, needsKey: true }),
    ...{ random: randomBytes, customerDigest: keys.customerDigest, webhookSecret: () => secretText(keys.webhooks) },
    // Pages ask again by themselves: nobody listens here.
    ...{ changed: () => {}, arrived: () => {}, demo: null },
    traces: async () => 'in-backups',
  })
  return consoleHandler(logObserver('console-api', need('STAGE')), api, freshen, wallClock)
})
