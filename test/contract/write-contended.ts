/** A process of its own that commits so many times to one customer everybody wants: `node write-contended.ts FILE COMMITS`. */
import { Transient } from '../../shared/ports/customer-store.ts'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { commitOf, factOf, stranger } from './samples.ts'

const [file, commits] = process.argv.slice(2) as [string, string]
const stores = openSqlite(file)
const id = customerId('contended')

for (let committed = 0; committed < Number(commits); ) {
  try {
    const state = (await stores.customers.load([id])).get(id) ?? stranger(id)
    const [result] = await stores.customers.commit([commitOf(state, { facts: [factOf(`${process.pid}`)] })])
    if (result === 'committed') committed += 1
  } catch (error) {
    // On a busy machine somebody may wait for too long; nothing was written then.
    if (!(error instanceof Transient)) throw error
  }
}
stores.close()
