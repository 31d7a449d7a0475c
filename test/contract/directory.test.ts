import { expect, it } from 'vitest'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { SEARCH_ROWS_AT_ONCE } from '../../shared/kernel/limits.ts'
import { commitOf } from './samples.ts'
import { directoryContract, everybody, person } from './store/directory.ts'
import { openForEach } from './store-contract.ts'

const stores = openForEach(async () => {
  const opened = openSqlite(':memory:')
  return { stores: opened, close: async () => opened.close() }
})
directoryContract(stores)

it('goes through many in steps, in the order of their ids, and loses nobody between two of them', async () => {
  const ids = Array.from({ length: 2 * SEARCH_ROWS_AT_ONCE + 1 }, (_, index) => `p${String(index).padStart(5, '0')}`)
  const people = ids.map((id, index) => person(id, { name: index % 1_000 === 0 ? 'Rare' : 'Common' }))
  await stores().customers.commit(people.map((state) => commitOf(state)))
  expect(await everybody(stores(), { words: ['rare'] })).toEqual(ids.filter((_, index) => index % 1_000 === 0))
  expect(await everybody(stores(), {}, 1_000)).toEqual(ids)
})
