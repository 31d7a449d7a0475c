/** The table as the template declares it, made in DynamoDB Local, and what the rehearsal asks it directly: when something is to do next. */
import {
  type AttributeDefinition,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { DUE_SHARDS, LIST_INDEX, lists, PENDING_SHARDS } from '../../shared/adapters/dynamo/layout.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { configOf } from '../dynamo/local.ts'
import type { KeyNames } from './dynamo-access.ts'
import { listOf } from './policies.ts'
import { objectOf, type Resource } from './resolve.ts'

export const TABLE_TYPES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'] as const

/**
 * Expiry is not switched on: DynamoDB Local goes by the real clock, and what a history of 1997 keeps for a year would be gone at once. Reads
 * pass over expired rows by themselves.
 */
export const makeTable = async (endpoint: string, { name, properties }: Resource): Promise<void> => {
  const client = new DynamoDBClient(configOf(endpoint))
  const indexes = (kind: string) =>
    listOf(properties[kind]).map((raw) => {
      const { IndexName, KeySchema, Projection } = objectOf(raw)
      return { IndexName, KeySchema, Projection }
    })
  const [global, local] = [indexes('GlobalSecondaryIndexes'), indexes('LocalSecondaryIndexes')]
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: listOf(properties.AttributeDefinitions) as unknown as AttributeDefinition[],
      KeySchema: listOf(properties.KeySchema) as never,
      ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: global as never }),
      ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local as never }),
      StreamSpecification: {
        StreamEnabled: true,
        StreamViewType: String(objectOf(properties.StreamSpecification).StreamViewType) as 'NEW_AND_OLD_IMAGES',
      },
    }),
  )
  client.destroy()
}

/** Takes all tables away, for the next system has one of the same name. */
export const dropTables = async (endpoint: string): Promise<void> => {
  const client = new DynamoDBClient(configOf(endpoint))
  const { TableNames: names = [] } = await client.send(new ListTablesCommand({}))
  for (const TableName of names) await client.send(new DeleteTableCommand({ TableName }))
  client.destroy()
}

/** Partition keys of the tables and their indexes. */
export const keyNamesOf = (tables: readonly Resource[]): KeyNames => {
  const names = new Map<string, string>()
  const note = (path: string, schema: JsonObject): void => {
    const hash = listOf(schema.KeySchema).find((key) => objectOf(key).KeyType === 'HASH')
    names.set(path, String(objectOf(hash).AttributeName))
  }
  for (const { name, properties } of tables) {
    note(name, properties)
    for (const kind of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes']) {
      for (const index of listOf(properties[kind])) note(`${name}/${String(objectOf(index).IndexName)}`, objectOf(index))
    }
  }
  return (table, index) => {
    const found = names.get(index === null ? table : `${table}/${index}`)
    // No policy names what is not there: the call is refused whatever its key.
    if (found === undefined && names.has(table)) throw new Error(`the table ${table} has no index ${index}`)
    return found ?? ''
  }
}

export type Outlook = {
  /** When the store's own lists have something to do next; null: never. */
  readonly nextAt: () => Promise<number | null>
  /** Every row there is, as DynamoDB writes them. */
  readonly rows: () => Promise<readonly JsonObject[]>
  readonly close: () => void
}

/** Reads with the rehearsal's own client, whom no policy binds. */
export const openOutlook = (endpoint: string, table: string): Outlook => {
  const client = new DynamoDBClient(configOf(endpoint))
  const names = [
    ...Array.from({ length: DUE_SHARDS }, (_, shard) => lists.due(shard)),
    ...Array.from({ length: PENDING_SHARDS }, (_, shard) => lists.owed(shard)),
    ...Array.from({ length: PENDING_SHARDS }, (_, shard) => lists.asked(shard)),
    lists.untoldVisits,
    lists.erasing,
  ]
  const first = async (list: string): Promise<number | null> => {
    const asked = new QueryCommand({
      TableName: table,
      IndexName: LIST_INDEX.name,
      KeyConditionExpression: '#q = :q',
      ExpressionAttributeNames: { '#q': LIST_INDEX.partitionKey },
      ExpressionAttributeValues: { ':q': { S: list } },
      Limit: 1,
    })
    const [row] = (await client.send(asked)).Items ?? []
    const at = row?.[LIST_INDEX.sortKey]?.N
    return at === undefined ? null : Number(at)
  }
  return {
    nextAt: async () => {
      const all = (await Promise.all(names.map(first))).filter((at) => at !== null)
      return all.length === 0 ? null : Math.min(...all)
    },
    rows: async () => {
      const rows: JsonObject[] = []
      let after: Record<string, unknown> | undefined
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: table,
            ConsistentRead: true,
            ...(after === undefined ? {} : { ExclusiveStartKey: after as never }),
          }),
        )
        rows.push(...((page.Items ?? []) as unknown as JsonObject[]))
        after = page.LastEvaluatedKey
      } while (after !== undefined)
      return rows
    },
    close: () => client.destroy(),
  }
}
