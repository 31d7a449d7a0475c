import { beforeAll, describe, expect, it } from 'vitest'
import { bytesOf } from '../../shared/adapters/dynamo/capacity.ts'
import { dynamoClient } from '../../shared/adapters/dynamo/client.ts'
import { quarantineStoreOf } from '../../shared/adapters/dynamo/quarantine.ts'
import { installationSecretOf } from '../../shared/adapters/dynamo/secret.ts'
import { type Charge, openTable } from '../../shared/adapters/dynamo/table.ts'
import { openCollectedPast } from '../../shared/adapters/sqlite/collected.ts'
import { SECRET_BYTES } from '../../shared/kernel/limits.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { configOf, isThere, type LocalDynamo, sharedLocal } from '../dynamo/local.ts'
import { openStores } from '../dynamo/stores.ts'
import { at, commitOf } from './samples.ts'
import { auditContract, writeKeysContract } from './store/console.ts'
import { directoryContract, everybody, person } from './store/directory.ts'
import { collectPast, pastContract } from './store/past.ts'
import { ROWS_MAX, roomContract } from './store/room.ts'
import { couponsContract, paceContract, switchesContract, visitsContract } from './store/sending.ts'
import { suppressionsContract } from './store/suppressions.ts'
import { draftsContract, writtenContract } from './store/texts.ts'
import { openForEach } from './store-contract.ts'

describe.runIf(isThere())('beside the customers, on the real DynamoDB Local', () => {
  let local: LocalDynamo
  beforeAll(async () => {
    local = await sharedLocal()
  })

  const stores = openForEach(async () => {
    const opened = await openStores(local.endpoint)
    return { stores: opened, close: opened.close }
  })
  suppressionsContract(stores)
  directoryContract(stores)
  pastContract(stores)
  switchesContract(stores)
  couponsContract(stores)
  visitsContract(stores)
  paceContract(stores)
  auditContract(stores)
  writeKeysContract(stores)
  draftsContract(stores)
  writtenContract(stores)
  const NOBODY = { leftOf: async () => new Map() }
  roomContract(
    openForEach(async () => {
      const opened = await openStores(local.endpoint)
      return { stores: quarantineStoreOf(opened.table, NOBODY, { now: () => at(1) }, ROWS_MAX), close: opened.close }
    }),
  )

  it('finds customers over several pages of the table', async () => {
    const note = 'long '.repeat(6_000)
    const ids = Array.from({ length: 60 }, (_, n) => `p${n}`)
    const people = ids.map((id, n) => person(id, { note, name: n % 20 === 0 ? 'Rare' : 'Common' }))
    await stores().customers.commit(people.map((state) => commitOf(state)))
    expect((await everybody(stores(), { words: ['rare'] })).toSorted()).toEqual(['p0', 'p20', 'p40'])
    expect((await everybody(stores(), {}, 7)).toSorted()).toEqual(ids.toSorted())
  })

  it('hands out the past for half a read unit per 4 kB of the table, and one for each address', async () => {
    const charges: Charge[] = []
    const opened = await openStores(local.endpoint, { onCharge: (charge) => charges.push(charge) })
    const ids = Array.from({ length: 60 }, (_, n) => `p${n}`)
    const people = ids.map((id) => person(id, { note: 'long '.repeat(6_000), email: `${id}@example.com` }))
    await opened.customers.commit(people.map((state) => commitOf(state)))
    const bytes = [...(await opened.rows()).values()].reduce((sum, row) => sum + bytesOf(row), 0)
    charges.length = 0
    const collected = openCollectedPast()
    await collectPast(opened, collected, 5_000)
    const [scans, rest] = [charges.filter(({ operation }) => operation === 'Scan'), charges.filter(({ operation }) => operation !== 'Scan')]
    const unitsOf = (some: readonly Charge[]): number => some.reduce((sum, { units }) => sum + units, 0)
    expect(collected.customers()).toBe(60)
    expect(scans.length).toBeGreaterThan(1)
    expect(Math.abs(unitsOf(scans) - bytes / 8_192)).toBeLessThanOrEqual(scans.length)
    expect([new Set(rest.map(({ operation }) => operation)), unitsOf(rest)]).toEqual([new Set(['GetItem']), 60])
    collected.close()
    await opened.close()
  })

  it('keeps a definition that no single item holds, as it was published', async () => {
    const random = seededRandom(3)
    const noise = Array.from({ length: 900_000 }, () => String.fromCharCode(33 + random.below(90))).join('')
    const large: Definition = {
      ...{ kind: 'template', id: 'large', version: 1, publishedAt: at(1), saltSeed: null, author: null, note: null },
      source: { html: noise },
    }
    const { definitions } = stores()
    const before = await definitions.stamp()
    expect([await definitions.publish(large), await definitions.publish(large)]).toEqual(['published', 'unchanged'])
    expect(await definitions.publish({ ...large, source: { html: `${noise}!` } })).toBe('taken')
    expect(await definitions.find('template', 'large', 1)).toEqual(large)
    expect(await definitions.all()).toEqual([large])
    expect(await definitions.stamp()).not.toBe(before)
  })

  it('makes one secret, however many ask for it first', async () => {
    const { table } = stores()
    const made = await Promise.all(Array.from({ length: 10 }, () => installationSecretOf(table)))
    const texts = new Set(made.map((secret) => secret.export().toString('hex')))
    expect(texts.size).toBe(1)
    expect([...texts][0]).toHaveLength(2 * SECRET_BYTES)
    const client = dynamoClient(configOf(local.endpoint))
    const again = await installationSecretOf(openTable({ client, name: table.name }))
    expect(again.export().toString('hex')).toBe([...texts][0])
    client.destroy()
  })
})
