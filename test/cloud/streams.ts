/**
 * The table's stream as Lambda reads it: records of DynamoDB Local, dealt to shards by partition key as a real table's are, each kept for a
 * day of virtual time.
 */
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type _Record as LocalRecord,
} from '@aws-sdk/client-dynamodb-streams'
import { fnv32a } from '../../shared/kernel/hash.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import type { Clock } from './clock.ts'

/** A record as a function sees it, and when it was written by the virtual clock. */
export type StreamRecord = { readonly at: number; readonly key: string; readonly sequence: string; readonly record: JsonObject }

export type Stream = {
  readonly arn: string
  readonly shards: readonly string[]
  /** Records of a shard from an index on; those that retention took are gone, and the index moves past them. */
  readonly from: (shard: string, index: number) => { readonly records: readonly StreamRecord[]; readonly start: number }
  /** How many records a shard ever had. */
  readonly end: (shard: string) => number
  /** Reads what was written since; answers how many records came. */
  readonly pull: () => Promise<number>
}

export type StreamParts = {
  /** Of DynamoDB Local. */
  readonly endpoint: string
  readonly table: string
  readonly arn: string
  readonly region: string
  readonly clock: Clock
  readonly shards: number
}

/** Streams keep a day, and nothing can change that. */
export const STREAM_RETENTION_MS = DAY_MS
const RECORDS_MAX = 1_000

export const openStream = async ({ endpoint, table, arn, region, clock, shards: count }: StreamParts): Promise<Stream> => {
  const client = new DynamoDBStreamsClient({ endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })
  const { Streams: [found] = [] } = await client.send(new ListStreamsCommand({ TableName: table }))
  if (found?.StreamArn === undefined) throw new Error(`the table ${table} has no stream`)
  const names = Array.from({ length: count }, (_, index) => `shardId-${String(index + 1).padStart(20, '0')}-rehearsal`)
  const kept = new Map(names.map((name) => [name, { records: [] as StreamRecord[], dropped: 0 }]))
  const iterators = new Map<string, string | undefined>()

  const known = async (): Promise<void> => {
    const { StreamDescription: description } = await client.send(new DescribeStreamCommand({ StreamArn: found.StreamArn }))
    for (const { ShardId: id } of description?.Shards ?? []) {
      if (id === undefined || iterators.has(id)) continue
      const asked = new GetShardIteratorCommand({ StreamArn: found.StreamArn, ShardId: id, ShardIteratorType: 'TRIM_HORIZON' })
      iterators.set(id, (await client.send(asked)).ShardIterator)
    }
  }
  const take = (local: LocalRecord): void => {
    const record = recordOf(local, arn, region, clock.now())
    const key = JSON.stringify(local.dynamodb?.Keys?.pk ?? local.dynamodb?.Keys)
    const shard = kept.get(names[fnv32a(key) % count] as string)
    shard?.records.push({ at: clock.now(), key, sequence: String(local.dynamodb?.SequenceNumber), record })
  }
  await known()
  return {
    arn,
    shards: names,
    from: (shard, index) => {
      const all = kept.get(shard)
      if (all === undefined) throw new Error(`there is no shard ${shard}`)
      const horizon = clock.now() - STREAM_RETENTION_MS
      let gone = 0
      while (gone < all.records.length && (all.records[gone] as StreamRecord).at < horizon) gone += 1
      if (gone > 0) {
        all.records.splice(0, gone)
        all.dropped += gone
      }
      const start = Math.max(index, all.dropped)
      return { records: all.records.slice(start - all.dropped, start - all.dropped + RECORDS_MAX), start }
    },
    end: (shard) => {
      const all = kept.get(shard)
      return all === undefined ? 0 : all.dropped + all.records.length
    },
    pull: async () => {
      let came = 0
      for (const [id, iterator] of [...iterators]) {
        let next = iterator
        while (next !== undefined) {
          const { Records: records = [], NextShardIterator: after } = await client.send(
            new GetRecordsCommand({ ShardIterator: next, Limit: RECORDS_MAX }),
          )
          for (const record of records) take(record)
          came += records.length
          next = after
          iterators.set(id, next)
          if (records.length === 0) break
        }
        // A shard that is closed has children.
        if (next === undefined && iterator !== undefined) await known()
      }
      return came
    },
  }
}

/** As Lambda hands it on. The instant is the virtual one; DynamoDB Local knows only the real. */
const recordOf = (local: LocalRecord, arn: string, region: string, now: number): JsonObject => ({
  eventID: String(local.eventID),
  eventName: String(local.eventName),
  eventVersion: String(local.eventVersion ?? '1.1'),
  eventSource: 'aws:dynamodb',
  awsRegion: region,
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(now / 1000),
    ...imageOf('Keys', local.dynamodb?.Keys),
    ...imageOf('NewImage', local.dynamodb?.NewImage),
    ...imageOf('OldImage', local.dynamodb?.OldImage),
    SequenceNumber: String(local.dynamodb?.SequenceNumber),
    SizeBytes: Number(local.dynamodb?.SizeBytes ?? 0),
    StreamViewType: String(local.dynamodb?.StreamViewType),
  },
  eventSourceARN: arn,
})

const imageOf = (name: string, image: object | undefined): JsonObject =>
  image === undefined ? {} : { [name]: Object.fromEntries(Object.entries(image).map(([key, value]) => [key, attributeOf(value)])) }

/** The SDK's classes of attribute values, as plain JSON; bytes as base64. */
const attributeOf = (value: unknown): Json =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (each instanceof Uint8Array ? Buffer.from(each).toString('base64') : each)),
  ) as Json
