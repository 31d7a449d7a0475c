import { openDatabase } from '../../shared/adapters/sqlite/database.ts'
import { quarantineStoreOf } from '../../shared/adapters/sqlite/quarantine.ts'
import { prepareFile } from '../../shared/adapters/sqlite/schema.ts'
import { ROWS_MAX, roomContract } from './store/room.ts'
import { openForEach } from './store-contract.ts'

roomContract(
  openForEach(async () => {
    const file = openDatabase(':memory:', { readOnly: false, busyTimeoutMs: 0 })
    prepareFile(file, false)
    return { stores: quarantineStoreOf(file, ROWS_MAX).store, close: async () => file.close() }
  }),
)
