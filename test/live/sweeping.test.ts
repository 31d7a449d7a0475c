/** Everybody looked at once more by one process, a page at a time, and by the next one where it was cut off. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweeperOf, sweepingOf } from '../../local/live/sweeping.ts'
import { openSqlite, type SqliteStores, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { rulesOf, type Rules } from '../../shared/domain/customer/rules.ts'
import { handle } from '../../shared/flow/handle.ts'
import { ROSTER_ROWS, SWEEP_PARTS } from '../../shared/kernel/limits.ts'
import { campaignId, customerId } from '../../shared/kernel/words.ts'
import { day, onEvent, RETAIL, send, steps, wait, winBack } from '../domain/customer/world.ts'
import { orderOf } from '../flow/world.ts'

const MANY = 2 * ROSTER_ROWS * SWEEP_PARTS + 3
const CUSTOMERS = Array.from({ length: MANY }, (_, n) => customerId(`c${n}`))
const tips = winBack({ id: campaignId('tips'), entry: onEvent('Order Completed'), exits: [], paths: steps(wait(5), send()) })
const under = (status: 'active' | 'ended'): Rules =>
  rulesOf(RETAIL, [tips], [], true, { said: new Map([[tips.id, [{ status, at: day(3), spreadMs: 0 }]]]) })

let folder = ''
let stores: SqliteStores
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rekindle-sweeping-'))
  stores = openSqlite(storeFile(folder))
  for (let n = 0; n < MANY; n += 500)
    await handle(
      stores.customers,
      under('active'),
      CUSTOMERS.slice(n, n + 500).map((one) => orderOf(one, day(1))),
    )
})
afterEach(() => {
  stores.close()
  rmSync(folder, { recursive: true })
})

const underWay = async (): Promise<number> =>
  [...(await stores.customers.load(CUSTOMERS)).values()].filter(({ journeys }) => journeys.length > 0).length

describe('a sweep of one process', () => {
  it('looks at everybody, and is done then', async () => {
    const { id } = await sweeperOf(stores)('status tips version 1', day(3))
    const sweeping = sweepingOf({ store: stores.customers, rules: () => under('ended') }, stores)
    expect(await underWay()).toBe(MANY)
    let rounds = 0
    while ((await sweeping.round(day(4))) === 'more') rounds += 1
    expect(await underWay()).toBe(0)
    expect(rounds).toBeGreaterThanOrEqual(2 * SWEEP_PARTS)
    expect(await stores.sweeps.find(id)).toMatchObject({ because: 'status tips version 1', at: day(3), swept: MANY, isDone: true })
    expect(await sweeping.round(day(4))).toBe('done')
  })

  it('goes on where another process was cut off, and is one however often it is begun', async () => {
    const { id } = await sweeperOf(stores)('status tips version 1', day(3))
    const engine = { store: stores.customers, rules: () => under('ended') }
    await sweepingOf(engine, stores).round(day(4))
    const before = (await stores.sweeps.find(id))?.swept ?? 0
    expect(before).toBe(ROSTER_ROWS)
    stores.close()
    stores = openSqlite(storeFile(folder))
    await sweeperOf(stores)('status tips version 1', day(3))
    expect(await stores.sweeps.find(id)).toMatchObject({ swept: before, isDone: false })
    const sweeping = sweepingOf({ store: stores.customers, rules: () => under('ended') }, stores)
    while ((await sweeping.round(day(4))) === 'more');
    expect(await stores.sweeps.find(id)).toMatchObject({ swept: MANY, isDone: true })
    expect(await underWay()).toBe(0)
  })
})
