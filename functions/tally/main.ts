import type { DynamoDBRecord } from 'aws-lambda'
import { beatIn, heartbeatsOf } from '../../shared/adapters/dynamo/heartbeats.ts'
import { changeOf, type StreamRecord } from '../../shared/adapters/dynamo/stream.ts'
import { tallyStoreOf } from '../../shared/adapters/dynamo/tally-store.ts'
import { lazily } from '../edge/lazily.ts'
import { settingsOf } from '../edge/settings.ts'
import { tableOf } from '../edge/table/wiring.ts'
import { logObserver, wallClock } from '../edge/wiring.ts'
import { tallyHandler } from './handler.ts'

export const handler = lazily(async () => {
  const { need } = settingsOf(process.env)
  const table = tableOf(need('TABLE_NAME'))
  const heartbeats = heartbeatsOf(table)
  const recordOf = ({ dynamodb }: DynamoDBRecord): StreamRecord => (dynamodb ?? {}) as StreamRecord
  const tally = {
    tallies: tallyStoreOf(table, wallClock),
    hear: (records: readonly DynamoDBRecord[]) =>
      heartbeats.hear(
        records.flatMap((record) => {
          const { NewImage } = recordOf(record)
          return NewImage === undefined ? [] : (beatIn(NewImage) ?? [])
        }),
      ),
  }
  return tallyHandler(logObserver('tally', need('STAGE')), (record) => changeOf(recordOf(record)), tally)
})
