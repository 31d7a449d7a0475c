/** The stores on a table of their own, for one test; every call to DynamoDB can be counted, or made to fail. */
import { randomUUID } from 'node:crypto'
import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { auditStoreOf } from '../../shared/adapters/dynamo/audit-store.ts'
import { dynamoClient } from '../../shared/adapters/dynamo/client.ts'
import { couponStoreOf } from '../../shared/adapters/dynamo/coupon-store.ts'
import { customerStoreOf } from '../../shared/adapters/dynamo/customer-store.ts'
import { compiledStoreOf } from '../../shared/adapters/dynamo/compiled-definitions.ts'
import { definitionStoreOf } from '../../shared/adapters/dynamo/definitions.ts'
import { directoryOf } from '../../shared/adapters/dynamo/directory.ts'
import { erasedOf } from '../../shared/adapters/dynamo/erased.ts'
import { inspectionOf } from '../../shared/adapters/dynamo/inspection.ts'
import { type Item, nameOf } from '../../shared/adapters/dynamo/items.ts'
import { privacyOf } from '../../shared/adapters/dynamo/privacy.ts'
import { quarantineStoreOf } from '../../shared/adapters/dynamo/quarantine.ts'
import { pastPagesOf } from '../../shared/adapters/dynamo/past.ts'
import { paceStoreOf } from '../../shared/adapters/dynamo/pace-store.ts'
import { suppressionStoreOf } from '../../shared/adapters/dynamo/suppression-store.ts'
import { type Charge, openTable } from '../../shared/adapters/dynamo/table.ts'
import { switchStoreOf } from '../../shared/adapters/dynamo/switch-store.ts'
import { taskListOf } from '../../shared/adapters/dynamo/task-list.ts'
import { tallyStoreOf } from '../../shared/adapters/dynamo/tally-store.ts'
import { draftStoreOf, writtenStoreOf } from '../../shared/adapters/dynamo/text-stores.ts'
import { verdictStoreOf } from '../../shared/adapters/dynamo/verdict-store.ts'
import { visitsOf } from '../../shared/adapters/dynamo/visits.ts'
import { writeKeyStoreOf } from '../../shared/adapters/dynamo/write-key-store.ts'
import { keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import { SECRET_BYTES } from '../../shared/kernel/limits.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { openChanges } from './changes.ts'
import type { Client } from './faults.ts'
import { configOf, createTable } from './local.ts'

export const KEYS = keysOf(secretOf(new Uint8Array(SECRET_BYTES)))

type Options = {
  /** What stands between the stores and DynamoDB. */
  readonly through?: (client: Client) => Client
  readonly onCharge?: (charge: Charge) => void
  /** The machine's clock; 1970 unless it is said. */
  readonly now?: () => EpochMs
}

export type DynamoStores = Awaited<ReturnType<typeof openStores>>

export const openStores = async (endpoint: string, options: Options = {}) => {
  const name = `test-${randomUUID()}`
  await createTable(endpoint, name)
  return { ...openOn(endpoint, name, options), name }
}

/** The stores of another process on a table that is there. */
export const openOn = (endpoint: string, name: string, { through = (one) => one, onCharge, now = () => epochMs(1_000) }: Options = {}) => {
  const client = dynamoClient(configOf(endpoint))
  const table = openTable({ client: through(client), name, ...(onCharge && { onCharge }) })
  const clock = { now }
  const erased = erasedOf(table, KEYS)
  const quarantine = quarantineStoreOf(table, erased, clock)
  const changes = openChanges(endpoint, name)
  return {
    table,
    customers: customerStoreOf(table, KEYS, clock, quarantine.put),
    quarantine,
    changes: changes.changes,
    pushed: changes.pushed,
    tallies: tallyStoreOf(table, clock),
    definitions: definitionStoreOf(table),
    compiled: compiledStoreOf(table),
    drafts: draftStoreOf(table),
    written: writtenStoreOf(table),
    inspection: inspectionOf(table, clock),
    directory: directoryOf(table, clock),
    past: pastPagesOf(table, clock),
    privacy: privacyOf(table, KEYS, clock),
    visits: visitsOf(table, erased),
    switches: switchStoreOf(table),
    pace: paceStoreOf(table),
    writeKeys: writeKeyStoreOf(table),
    suppressions: suppressionStoreOf(table),
    coupons: couponStoreOf(table),
    audit: auditStoreOf(table),
    tasks: taskListOf(table, clock),
    verdicts: verdictStoreOf(table),
    rows: () => rowsIn(client, name),
    close: async (): Promise<void> => {
      changes.close()
      client.destroy()
    },
  }
}

/** Every row, by its key: what a refused write must leave as it was. */
const rowsIn = async (client: DynamoDBClient, name: string): Promise<ReadonlyMap<string, Item>> => {
  const rows = new Map<string, Item>()
  let start: Item | undefined
  do {
    const page = await client.send(new ScanCommand({ TableName: name, ConsistentRead: true, ...(start && { ExclusiveStartKey: start }) }))
    for (const item of page.Items ?? []) rows.set(nameOf(item), item)
    start = page.LastEvaluatedKey
  } while (start !== undefined)
  return rows
}
