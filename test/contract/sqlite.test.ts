import { openSqlite, type SqliteStores, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { openFolder } from './folder.ts'
import { fileContract, type Opened, storeContract } from './store-contract.ts'

const inMemory = async (groupMs = 0): Promise<Opened<SqliteStores>> => {
  const stores = openSqlite(':memory:')
  stores.group(groupMs)
  return { stores, close: async () => stores.close() }
}

const inFile = async (): Promise<Opened<SqliteStores>> => {
  const folder = openFolder()
  const stores = openSqlite(storeFile(folder.path))
  return {
    stores,
    close: async () => {
      stores.close()
      folder.remove()
    },
  }
}

/** All transactions of a test in one group: each is then a savepoint. */
const grouped = () => inMemory(60_000)

storeContract('SQLite in memory', () => inMemory())
storeContract('SQLite in memory, grouped', grouped)
storeContract('SQLite in a file', inFile)
fileContract('SQLite in memory', () => inMemory())
fileContract('SQLite in memory, grouped', grouped)
fileContract('SQLite in a file', inFile)
