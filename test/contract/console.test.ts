import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { auditContract, writeKeysContract } from './store/console.ts'
import { draftsContract, writtenContract } from './store/texts.ts'
import { openForEach } from './store-contract.ts'

const stores = openForEach(async () => {
  const opened = openSqlite(':memory:')
  return { stores: opened, close: async () => opened.close() }
})
auditContract(stores)
writeKeysContract(stores)
draftsContract(stores)
writtenContract(stores)
