/**
 * The table's own stream, read from DynamoDB Local and held in memory: what Lambda would push, to be pulled by who wants to look at it
 * again. Positions are those of the stream, with room for several facts in one record.
 */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamedRecord,
} from '@aws-sdk/client-dynamodb-streams'
import { changeOf } from '../../shared/adapters/dynamo/stream.ts'
import type { Item } from '../../shared/adapters/dynamo/items.ts'
import type { Change, ChangeStream, Page, StreamPosition } from '../../shared/ports/change-stream.ts'
import { configOf } from './local.ts'

export const openChanges = (
  endpoint: string,
  table: string,
): {
  readonly changes: ChangeStream
  /** All changes of a shard until now, as Lambda would hand them over. */
  readonly pushed: (shard: string) => Promise<readonly Change[]>
  readonly close: () => void
} => {
  const reader = readerOf(endpoint, table)
  const page = async <T>(shard: string, after: StreamPosition, limit: number, of: (change: Change) => readonly T[]): Promise<Page<T>> => {
    const placed = (await reader.read(shard)).flatMap((change) =>
      of(change).map((item, n) => ({ item, position: change.position * PLACES + BigInt(n + 1) })),
    )
    const later = placed.filter(({ position }) => position > after).slice(0, limit)
    return { items: later.map(({ item }) => item), to: later.at(-1)?.position ?? after }
  }
  const changes: ChangeStream = {
    shards: reader.shards,
    facts: (shard, after, limit) => page(shard, after, limit, ({ customerId, facts }) => facts.map(({ fact }) => ({ customerId, fact }))),
    owed: (shard, after, limit) => page(shard, after, limit, ({ owed }) => (owed === null ? [] : [owed])),
  }
  return { changes, pushed: reader.read, close: reader.close }
}

/** More facts than a row of 256 kB holds. */
const PLACES = 1_000_000n

const readerOf = (endpoint: string, table: string) => {
  const client = new DynamoDBClient(configOf(endpoint))
  const streams = new DynamoDBStreamsClient(configOf(endpoint))
  const logs = new Map<string, { iterator: string | undefined; readonly changes: Change[] }>()
  let arn: string | undefined

  const shards = async (): Promise<readonly string[]> => {
    arn ??= (await client.send(new DescribeTableCommand({ TableName: table }))).Table?.LatestStreamArn
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }))
    return (StreamDescription?.Shards ?? []).flatMap(({ ShardId }) => ShardId ?? [])
  }
  const open = async (shard: string) => {
    if (arn === undefined) await shards()
    const at = { StreamArn: arn, ShardId: shard, ShardIteratorType: 'TRIM_HORIZON' as const }
    const log = { iterator: (await streams.send(new GetShardIteratorCommand(at))).ShardIterator, changes: [] }
    logs.set(shard, log)
    return log
  }
  /** All that came until now. */
  const read = async (shard: string): Promise<readonly Change[]> => {
    const log = logs.get(shard) ?? (await open(shard))
    while (log.iterator !== undefined) {
      const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator: log.iterator }))
      log.iterator = NextShardIterator
      log.changes.push(...Records.flatMap((record) => changeIn(record) ?? []))
      if (Records.length === 0) break
    }
    return log.changes
  }
  const close = (): void => {
    client.destroy()
    streams.destroy()
  }
  return { shards, read, close }
}

const changeIn = ({ dynamodb }: StreamedRecord): Change | null =>
  changeOf({
    SequenceNumber: dynamodb?.SequenceNumber,
    NewImage: dynamodb?.NewImage as Item | undefined,
    OldImage: dynamodb?.OldImage as Item | undefined,
  })
