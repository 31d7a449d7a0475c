/** A process of its own that commits so many times to one customer everybody wants: `node write-contended.ts FILE COMMITS`. */
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { commitOf, factOf, stranger } from './samples.ts'

const [file, commits] = process.argv.slice(2) as [string, string]
const stores = openSqlite(file)
const id = customerId('contended')

for (let committed = 0; committed < Number(commits); ) {
  const state = (await stores.customers.load([id])).get(id) ?? stranger(id)
  const [result] = await stores.customers.commit([commitOf(state, { facts: [factOf(`${process.pid}`)] })])
  if (result === 'committed') committed += 1
}
stores.close()
