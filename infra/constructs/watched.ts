import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Stage } from '../stage.ts'
import type { Made } from './function.ts'
import type { MadeApi } from './http-api.ts'
import type { Watched, WorkQueue } from './queue.ts'

/** All that is watched. */
export type WatchedSystem = {
  readonly stage: Stage
  readonly table: Table
  readonly made: readonly Made[]
  readonly queues: readonly WorkQueue[]
  /** Where things are put that no queue can send back. */
  readonly put: readonly Watched[]
  readonly apis: readonly MadeApi[]
  readonly configurationSet: string
}
