import { expect, it } from 'vitest'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import type { ImportRecord } from '../../shared/ports/import-store.ts'
import { at, commitOf, doubtOf, stranger } from '../contract/samples.ts'

const counts = { rows: 0, taken: 0, known: 0, leftOut: 0, silent: 0, quarantined: 0 }
const begun: ImportRecord = { id: 'one', map: 'orders', file: 'orders.csv', startedAt: at(100), finishedAt: null, counts }
const further: ImportRecord = { ...begun, counts: { ...counts, rows: 10, taken: 3, quarantined: 1 } }

it('commits a batch, its ids and its place together', async () => {
  const { imports, customers, quarantine, close } = openSqlite(':memory:')
  await imports.put(begun)
  const batch = { commits: [commitOf(stranger('ann')), commitOf(stranger('ben'))], quarantine: [doubtOf('row 3', 3)], ids: ['a', 'b'] }
  expect(await imports.commitAt(batch, 0, further)).toBe('committed')
  expect(await imports.find('one')).toEqual(further)
  expect(await imports.all()).toEqual([further])
  expect(await imports.known(['a', 'b', 'c'])).toEqual(new Set(['a', 'b']))
  expect([...(await customers.load([stranger('ann').id])).values()]).toHaveLength(1)
  expect(await quarantine.count()).toBe(1)
  close()
})

it.each([
  { title: 'from another place', fromRows: 5, version: 0, answer: 'moved' },
  { title: 'of a customer who changed', fromRows: 0, version: 3, answer: 'conflict' },
])('writes nothing of a batch $title', async ({ fromRows, version, answer }) => {
  const { imports, customers, quarantine, close } = openSqlite(':memory:')
  await imports.put(begun)
  const commits = [commitOf(stranger('ann')), commitOf({ ...stranger('ben'), version })]
  expect(await imports.commitAt({ commits, quarantine: [doubtOf('row 3', 3)], ids: ['a'] }, fromRows, further)).toBe(answer)
  expect(await imports.find('one')).toEqual(begun)
  expect(await imports.known(['a'])).toEqual(new Set())
  expect((await customers.load([stranger('ann').id])).size).toBe(0)
  expect(await quarantine.count()).toBe(0)
  close()
})
