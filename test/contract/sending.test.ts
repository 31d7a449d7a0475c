import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { couponsContract, paceContract, switchesContract, visitsContract } from './store/sending.ts'
import { openForEach } from './store-contract.ts'

const stores = openForEach(async () => {
  const opened = openSqlite(':memory:')
  return { stores: opened, close: async () => opened.close() }
})
switchesContract(stores)
couponsContract(stores)
visitsContract(stores)
paceContract(stores)
