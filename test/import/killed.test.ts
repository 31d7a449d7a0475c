import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { kindOfFolder } from '../../local/live/folder.ts'
import { startOwn } from '../../local/live/start-own.ts'
import { customersIn, type ImportAnswer, jsonAt, newFolder, NOW, ORDERS_MAP, runAt } from './world.ts'

const folder = newFolder()
afterAll(folder.remove)

const ROWS = 7_000

/** Some customers order often, in no order of time; every 500th row cannot be read, every 700th repeats the one before. */
const FILE = [
  'order,customer,at,total',
  ...Array.from({ length: ROWS }, (_, index) => {
    const order = index % 700 === 699 ? index - 1 : index
    const at = new Date(NOW - ((index * 7_919) % 900) * 86_400_000).toISOString()
    return `o-${order},c-${index % 250},${at},${index % 500 === 499 ? 'a lot' : `${index % 90}.50`}`
  }),
].join('\n')

/** Everything that was decided: customers, their stories, the quarantine. */
const everythingIn = async (data: string) => ({
  customers: await customersIn(NOW, data),
  quarantine: (await runAt(NOW, 'quarantine', '--data', data, '--text', '--json')).out,
  stages: (await runAt(NOW, 'stages', '--data', data, '--json')).out,
  one: (await runAt(NOW, 'customer', 'c-7', '--all', '--data', data, '--json')).out,
})

it('ends as if it had never been killed, however often it was', async () => {
  const file = folder.write('orders.csv', FILE)
  const map = folder.write('map.json', ORDERS_MAP)
  const killed = folder.path('killed')
  for (const rows of [1, 3_500, 5_000]) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-child.ts'), file, map, killed, String(rows), String(NOW)], {
      stdio: 'inherit',
    })
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
  }
  expect((await runAt(NOW, 'stages', '--data', killed)).err).toMatch(
    /note: the import of orders\.csv into .* was interrupted.*taken [56],\d{3} rows/,
  )
  const kind = await kindOfFolder(killed)
  const files = { policy: null, campaigns: null, experiments: null, templates: null }
  expect(kind.type === 'own' && (await startOwn(killed, kind, files, { web: false, loopback: false }))).toEqual({
    type: 'refused',
    because: 'half-an-import',
    file: 'orders.csv',
  })
  const resumed = await jsonAt<ImportAnswer>(NOW, 'import', file, '--map', map, '--data', killed)
  expect(resumed.resumedAt).toBeGreaterThanOrEqual(5_000)
  expect(resumed).toMatchObject({ rows: ROWS, taken: ROWS - 22, known: 8, quarantined: 14 })

  const calm = folder.path('calm')
  await jsonAt(NOW, 'import', file, '--map', map, '--data', calm)
  expect(await everythingIn(killed)).toEqual(await everythingIn(calm))
  expect((await runAt(NOW, 'stages', '--data', killed)).err).toBe('')
})
