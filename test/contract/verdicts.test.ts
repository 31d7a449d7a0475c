import { beforeAll, describe } from 'vitest'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { isThere, type LocalDynamo, sharedLocal } from '../dynamo/local.ts'
import { openStores } from '../dynamo/stores.ts'
import { openForEach } from './store-contract.ts'
import { verdictsContract } from './store/verdicts.ts'

describe('SQLite', () => {
  verdictsContract(
    openForEach(async () => {
      const stores = openSqlite(':memory:')
      return { stores, close: async () => stores.close() }
    }),
  )
})

describe.runIf(isThere())('the real DynamoDB Local', () => {
  let local: LocalDynamo
  beforeAll(async () => {
    local = await sharedLocal()
  })
  verdictsContract(
    openForEach(async () => {
      const stores = await openStores(local.endpoint)
      return { stores, close: stores.close }
    }),
  )
})
