/** Event source mappings: how Lambda reads queues and streams for a function. */
import { compilePattern, matches, type Pattern } from '../../local/bus/pattern.ts'
import { fnv32a } from '../../shared/kernel/hash.ts'
import { isJsonObject, type Json } from '../../shared/kernel/json.ts'
import { SECOND_MS } from '../../shared/kernel/time.ts'
import { listOf } from './policies.ts'
import { objectOf, type Resource } from './resolve.ts'

export type Mapping = {
  readonly path: string
  readonly source: string
  readonly functionArn: string
  readonly batch: number
  readonly windowMs: number
  /** Of a queue: how many invocations at once; null: as many as the function may have. */
  readonly atOnce: number | null
  readonly reportsItems: boolean
  /** Any of them suffices; none: everything passes. */
  readonly filters: readonly Pattern[]
  readonly tumblingMs: number
  readonly lanes: number
  /** -1: as long as the record is kept. */
  readonly retriesMax: number
  readonly ageMaxMs: number
  readonly bisects: boolean
  readonly onFailure: string | null
  readonly startsAtEnd: boolean
}

export const mappingOf = ({ path, properties }: Resource): Mapping => {
  const unknown = Object.keys(properties).filter((key) => !KNOWN.includes(key))
  if (unknown.length > 0) throw new Error(`${path}: ${unknown.join(', ')} of an event source mapping is not known here`)
  const source = String(properties.EventSourceArn)
  const batch = Number(properties.BatchSize ?? (source.includes(':sqs:') ? 10 : 100))
  const windowMs = Number(properties.MaximumBatchingWindowInSeconds ?? 0) * SECOND_MS
  if (source.includes(':sqs:') && batch > 10 && windowMs === 0) throw new Error(`${path}: a batch above 10 needs a batching window`)
  const tumblingMs = Number(properties.TumblingWindowInSeconds ?? 0) * SECOND_MS
  const lanes = Number(properties.ParallelizationFactor ?? 1)
  if (tumblingMs > 0 && lanes > 1) throw new Error(`${path}: windows need a parallelisation of 1`)
  const atOnce = objectOf(properties.ScalingConfig).MaximumConcurrency
  const age = Number(properties.MaximumRecordAgeInSeconds ?? -1)
  const onFailure = objectOf(objectOf(properties.DestinationConfig).OnFailure).Destination
  return {
    path,
    source,
    functionArn: String(properties.FunctionName),
    batch,
    windowMs,
    atOnce: typeof atOnce === 'number' ? atOnce : null,
    reportsItems: listOf(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
    filters: listOf(objectOf(properties.FilterCriteria).Filters).map((filter) => filterOf(filter, path)),
    tumblingMs,
    lanes,
    retriesMax: Number(properties.MaximumRetryAttempts ?? -1),
    ageMaxMs: age < 0 ? Number.POSITIVE_INFINITY : age * SECOND_MS,
    bisects: properties.BisectBatchOnFunctionError === true,
    onFailure: typeof onFailure === 'string' ? onFailure : null,
    startsAtEnd: properties.StartingPosition === 'LATEST',
  }
}

const KNOWN: readonly string[] = [
  'EventSourceArn',
  'FunctionName',
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'ScalingConfig',
  'FunctionResponseTypes',
  'FilterCriteria',
  'TumblingWindowInSeconds',
  'ParallelizationFactor',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'StartingPosition',
  'Enabled',
  'Tags',
  'MetricsConfig',
]

const filterOf = (filter: Json, path: string): Pattern => {
  const pattern = compilePattern(JSON.parse(String(objectOf(filter).Pattern)) as Json)
  if (!pattern.ok)
    throw new Error(`${path}: its filter is none: ${pattern.problems.map(({ path: at, problem }) => `${at} ${problem}`).join('; ')}`)
  return pattern.value
}

/** Whether a record reaches the function. */
export const passes = ({ filters }: Mapping, record: Json): boolean =>
  filters.length === 0 || filters.some((filter) => matches(filter, record))

/** Which of the lanes of a shard a key belongs to. */
export const laneOf = (key: string, lanes: number): number => fnv32a(`lane ${key}`) % lanes

/**
 * Which of a batch failed, by what the function answered: none, some by their ids, or all where the answer names one that is not in the
 * batch or is not of the shape.
 */
export const failuresIn = (payload: Json, ids: readonly string[]): readonly string[] | 'all' => {
  const failures = isJsonObject(payload) ? payload.batchItemFailures : null
  if (failures === null || failures === undefined) return []
  if (!Array.isArray(failures)) return 'all'
  const named: string[] = []
  for (const failure of failures as readonly Json[]) {
    const id = objectOf(failure).itemIdentifier
    if (typeof id !== 'string' || !ids.includes(id)) return 'all'
    named.push(id)
  }
  return named
}
