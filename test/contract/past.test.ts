import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { pastContract } from './store/past.ts'
import { openForEach } from './store-contract.ts'

pastContract(
  openForEach(async () => {
    const opened = openSqlite(':memory:')
    return { stores: opened, close: async () => opened.close() }
  }),
)
