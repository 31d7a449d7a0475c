/** Lambda reading the table's stream for a function: batches, windows, retries, bisection, what is given up. */
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { SECOND_MS } from '../../shared/kernel/time.ts'
import { failuresIn, laneOf, type Mapping, passes } from './mappings.ts'
import type { Queue } from './queues.ts'
import type { Reader, ReaderParts } from './queue-reader.ts'
import { objectOf } from './resolve.ts'
import { STREAM_RETENTION_MS, type Stream, type StreamRecord } from './streams.ts'

export type StreamReaderParts = ReaderParts & {
  readonly queueOf: (arn: string) => Queue | undefined
  /** The longest pause between tries. */
  readonly pauseMaxMs: number
}

/** One place in one shard. */
type Lane = {
  readonly shard: string
  readonly lane: number
  next: number
  running: boolean
  /** What is tried again, before anything new: parts of a batch that was cut in two. */
  readonly again: Try[]
  /** Nothing is tried before this. */
  resumeAt: number
  window: Window | null
}
type Try = { readonly records: readonly StreamRecord[]; readonly attempts: number }
type Window = { readonly start: number; readonly end: number; state: Json; touched: boolean }

export const readStream = (stream: Stream, parts: StreamReaderParts): Reader => {
  const { mapping, fleet, world } = parts
  const counts = { batches: 0, records: 0, failed: 0, dropped: 0 }
  let isEnabled = true
  const lanes = stream.shards.flatMap((shard) =>
    Array.from({ length: mapping.lanes }, (_, lane): Lane => {
      const next = mapping.startsAtEnd ? stream.end(shard) : 0
      return { shard, lane, next, running: false, again: [], resumeAt: 0, window: null }
    }),
  )

  /** The next batch of a lane; null where none is ready. Moves past what no filter lets through. */
  const batchOf = (lane: Lane): Try | null => {
    const again = lane.again.shift()
    if (again !== undefined) return again
    const { records, start } = stream.from(lane.shard, lane.next)
    if (start > lane.next) {
      counts.dropped += start - lane.next
      lane.next = start
    }
    const batch: StreamRecord[] = []
    let index = 0
    for (; index < records.length && batch.length < mapping.batch; index += 1) {
      const record = records[index] as StreamRecord
      if (mapping.lanes > 1 && laneOf(record.key, mapping.lanes) !== lane.lane) continue
      if (!passes(mapping, record.record)) continue
      const [first] = batch
      // A window holds what was written within it, and a batch is of one window.
      if (first !== undefined && windowStart(first.at) !== windowStart(record.at)) break
      batch.push(record)
    }
    const [first] = batch
    if (first === undefined) {
      lane.next = start + index
      return null
    }
    if (lane.window !== null && windowStart(first.at) !== lane.window.start) return null
    const readyAt = first.at + mapping.windowMs
    if (batch.length < mapping.batch && index === records.length && world.now() < readyAt) {
      world.lookAt(readyAt)
      return null
    }
    lane.next = start + index
    return { records: batch, attempts: 0 }
  }
  const windowStart = (at: number): number => (mapping.tumblingMs === 0 ? 0 : Math.floor(at / mapping.tumblingMs) * mapping.tumblingMs)

  const invoke = async (lane: Lane, records: readonly StreamRecord[], isFinal: boolean): Promise<Json | 'failed'> => {
    const event: JsonObject = {
      Records: records.map(({ record }) => record),
      ...(lane.window === null ? {} : windowFields(lane, lane.window, stream.arn, isFinal)),
    }
    const invoked = await fleet.invoke(event)
    if (invoked.type === 'failed') return 'failed'
    if (lane.window === null) return invoked.payload
    const { state } = objectOf(invoked.payload)
    // Without a state the answer of a windowed invocation counts as a failure.
    if (state === undefined) return 'failed'
    lane.window.state = isFinal ? {} : state
    return invoked.payload
  }
  const one = async (lane: Lane, tried: Try): Promise<void> => {
    const young = tried.records.filter(({ at }) => at + Math.min(mapping.ageMaxMs, STREAM_RETENTION_MS) > world.now())
    if (young.length < tried.records.length) giveUp(lane, tried, 'RecordAgeExceeded')
    const [first] = young
    if (first === undefined) return
    if (mapping.tumblingMs > 0 && lane.window === null) openWindow(lane, first)
    counts.batches += 1
    counts.records += young.length
    const answer = await invoke(lane, young, false)
    const failed =
      answer === 'failed'
        ? 'all'
        : mapping.reportsItems
          ? failuresIn(
              answer,
              young.map(({ sequence }) => sequence),
            )
          : []
    if (failed !== 'all' && failed.length === 0) return
    counts.failed += 1
    // From the first that failed on everything is read again.
    const from = failed === 'all' ? 0 : young.findIndex(({ sequence }) => failed.includes(sequence))
    retry(lane, { records: young.slice(from), attempts: from > 0 ? 0 : tried.attempts })
  }
  const retry = (lane: Lane, { records, attempts }: Try): void => {
    lane.resumeAt = world.now() + Math.min(parts.pauseMaxMs, SECOND_MS * 2 ** Math.min(attempts, 20))
    world.lookAt(lane.resumeAt)
    if (mapping.bisects && records.length > 1) {
      // Cutting in two does not count as a retry.
      const middle = Math.ceil(records.length / 2)
      lane.again.unshift({ records: records.slice(0, middle), attempts }, { records: records.slice(middle), attempts })
    } else if (mapping.retriesMax >= 0 && attempts >= mapping.retriesMax) giveUp(lane, { records, attempts }, 'RetryAttemptsExhausted')
    else lane.again.unshift({ records, attempts: attempts + 1 })
  }
  const giveUp = (lane: Lane, { records, attempts }: Try, condition: string): void => {
    counts.dropped += records.length
    const queue = mapping.onFailure === null ? undefined : parts.queueOf(mapping.onFailure)
    queue?.send(JSON.stringify(failureRecord(mapping, stream.arn, lane.shard, records, attempts, condition, world.now())))
  }
  const openWindow = (lane: Lane, { at }: StreamRecord): void => {
    const start = windowStart(at)
    lane.window = { start, end: start + mapping.tumblingMs, state: {}, touched: true }
    world.lookAt(lane.window.end)
  }
  const closeWindow = async (lane: Lane): Promise<void> => {
    if ((await invoke(lane, [], true)) === 'failed') {
      counts.failed += 1
      lane.resumeAt = world.now() + SECOND_MS
      world.lookAt(lane.resumeAt)
    } else {
      lane.window = null
      world.lookAt(world.now())
    }
  }
  const start = (lane: Lane, work: Promise<void>): void => {
    lane.running = true
    void world.run(
      work.finally(() => {
        lane.running = false
      }),
    )
  }
  world.add(() => {
    let started = 0
    for (const lane of lanes) {
      if (!isEnabled || lane.running || lane.resumeAt > world.now() || !fleet.hasRoom()) continue
      const batch = batchOf(lane)
      if (batch !== null) start(lane, one(lane, batch))
      else if (lane.window !== null && lane.window.end <= world.now()) start(lane, closeWindow(lane))
      else continue
      started += 1
    }
    return started
  })
  return {
    setEnabled: (given) => {
      isEnabled = given
      world.lookAt(world.now())
    },
    counts,
  }
}

const windowFields = ({ shard }: Lane, { start, end, state }: Window, arn: string, isFinal: boolean): JsonObject => ({
  window: { start: seconds(start), end: seconds(end) },
  state,
  shardId: shard,
  eventSourceARN: arn,
  isFinalInvokeForWindow: isFinal,
  isWindowTerminatedEarly: false,
})

const seconds = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

/** What the destination of failures is told: where the records lie, and not what they say. */
const failureRecord = (
  { functionArn }: Mapping,
  streamArn: string,
  shardId: string,
  records: readonly StreamRecord[],
  attempts: number,
  condition: string,
  now: number,
): object => ({
  requestContext: { functionArn, condition, approximateInvokeCount: attempts + 1 },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: new Date(now).toISOString(),
  DDBStreamBatchInfo: {
    shardId,
    startSequenceNumber: records[0]?.sequence,
    endSequenceNumber: records.at(-1)?.sequence,
    approximateArrivalOfFirstRecord: new Date(records[0]?.at ?? 0).toISOString(),
    approximateArrivalOfLastRecord: new Date(records.at(-1)?.at ?? 0).toISOString(),
    batchSize: records.length,
    streamArn,
  },
})
