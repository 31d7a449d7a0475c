import { beforeAll, describe } from 'vitest'
import { isThere, type LocalDynamo, sharedLocal } from '../dynamo/local.ts'
import { openStores } from '../dynamo/stores.ts'
import { storeContract } from './store-contract.ts'

describe.runIf(isThere())('the real DynamoDB Local', () => {
  let local: LocalDynamo
  beforeAll(async () => {
    local = await sharedLocal()
  })

  storeContract('DynamoDB', async () => {
    const stores = await openStores(local.endpoint)
    return { stores, close: stores.close }
  })
})
