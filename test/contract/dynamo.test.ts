import { afterAll, beforeAll, describe } from 'vitest'
import { isThere, type LocalDynamo, startLocal } from '../dynamo/local.ts'
import { openStores } from '../dynamo/stores.ts'
import { storeContract } from './store-contract.ts'

describe.runIf(isThere())('the real DynamoDB Local', () => {
  let local: LocalDynamo
  beforeAll(async () => {
    local = await startLocal()
  })
  afterAll(() => local.close())

  storeContract('DynamoDB', async () => {
    const stores = await openStores(local.endpoint)
    return { stores, close: stores.close }
  })
})
