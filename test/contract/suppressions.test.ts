import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { suppressionsContract } from './store/suppressions.ts'
import { openForEach } from './store-contract.ts'

suppressionsContract(
  openForEach(async () => {
    const stores = openSqlite(':memory:')
    return { stores, close: async () => stores.close() }
  }),
)
