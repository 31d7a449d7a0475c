/** Handlers of what Lambda reads from the stream of the table. */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import type { Change } from '../../shared/ports/change-stream.ts'
import { type Invocation, type Observer, observed, type Work } from './observed.ts'

/** Reads a record; null where it tells nothing; throws where it cannot be read. */
export type ReadRecord = (record: DynamoDBRecord) => Change | null

/** What a tumbling window adds to an event: only by it a consumer learns the shard. */
export type WindowedEvent = DynamoDBStreamEvent & {
  readonly shardId?: string
  readonly state?: Readonly<Record<string, unknown>>
}

export type StreamAnswer = DynamoDBBatchResponse & { readonly state?: Readonly<Record<string, unknown>> }

export type Changes = { readonly changes: readonly Change[]; readonly records: readonly DynamoDBRecord[]; readonly shard: string | null }

/**
 * Does the work for the records that can be read, up to the first that cannot. That one is handed back: Lambda tries it again alone, and in
 * the end puts it aside, so that it does not keep back the shard.
 */
export const fromStream = (observer: Observer, read: ReadRecord, work: Work<Changes, void>) =>
  observed<WindowedEvent, StreamAnswer>(observer, async ({ Records, shardId, state }, invocation) => {
    const { changes, records, unread } = readUntil(Records, read, invocation)
    await work({ changes, records, shard: shardId ?? null }, invocation)
    if (unread !== null) invocation.count('handedBack', 1)
    const batchItemFailures = unread === null ? [] : [{ itemIdentifier: unread }]
    return { batchItemFailures, ...(state === undefined ? {} : { state }) }
  })

const readUntil = (all: readonly DynamoDBRecord[], read: ReadRecord, { failed }: Invocation) => {
  const changes: Change[] = []
  const records: DynamoDBRecord[] = []
  for (const record of all) {
    try {
      const change = read(record)
      if (change !== null) changes.push(change)
      records.push(record)
    } catch (failure) {
      failed('cannot be read', failure, { record: record.eventID ?? null })
      return { changes, records, unread: record.dynamodb?.SequenceNumber ?? '' }
    }
  }
  return { changes, records, unread: null }
}
