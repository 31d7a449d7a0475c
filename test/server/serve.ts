/** A process of its own that serves a data folder until it is killed: `node serve.ts FOLDER`; it prints its port. */
import { startServer } from '../../local/server/server.ts'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { engineOn, wallClock } from './world.ts'

const stores = openSqlite(storeFile(process.argv[2] as string))
const { port } = await startServer({ engine: engineOn(stores), clock: wallClock, port: 0 })
console.log(String(port))
