/** Erasing somebody where no transaction holds a person: the same life as on SQLite, and what only can go wrong in steps. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recountOf } from '../../shared/adapters/dynamo/recount.ts'
import { privacyOf } from '../../shared/adapters/dynamo/privacy.ts'
import type { Table } from '../../shared/adapters/dynamo/table.ts'
import { erasePerson, extentOf, finishErasures } from '../../shared/flow/privacy/erase.ts'
import { exportPerson } from '../../shared/flow/privacy/export.ts'
import { heldBy, personsMeant, type Records } from '../../shared/flow/privacy/person.ts'
import { recountStep } from '../../shared/flow/recount.ts'
import { relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { WRITTEN_WITHIN_MS } from '../../shared/kernel/limits.ts'
import { later } from '../../shared/kernel/time.ts'
import { type CustomerId, customerId, type EpochMs } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import { day, ORDER } from '../domain/customer/world.ts'
import { ADDRESS, ANN, BOB, COMPANY, type Life, live, OLD, openLife, SECRETS, VISITOR } from '../privacy/world.ts'
import { isThere, type LocalDynamo, sharedLocal } from './local.ts'
import { type DynamoStores, KEYS, openStores } from './stores.ts'

const ERASED_AT = day(127)
/** When everything that was on its way then has come. */
const SETTLED_AT = later(ERASED_AT, WRITTEN_WITHIN_MS)

describe.runIf(isThere())('somebody who is erased from DynamoDB', () => {
  let local: LocalDynamo
  let stores: DynamoStores
  let life: Life
  let now: EpochMs
  beforeAll(async () => {
    local = await sharedLocal()
  })
  beforeEach(async () => {
    now = day(1)
    stores = await openStores(local.endpoint, { now: () => now })
    const { customers, quarantine, changes, tallies, inspection, directory, suppressions, coupons, privacy, visits } = stores
    life = openLife(COMPANY, { customers, quarantine, changes, tallies, inspection, directory, suppressions, coupons, privacy, visits })
  })
  afterEach(async () => {
    life.close()
    await stores.close()
  })

  const erase = (id: CustomerId = ANN, records: Records = life.records) => erasePerson(records, COMPANY, id, 'a test', ERASED_AT)
  const everything = async () => [...(await stores.rows()).values()].map((row) => JSON.stringify(row))
  const traces = async () =>
    (await everything()).filter((row) => SECRETS.some((secret) => row.toLowerCase().includes(secret.toLowerCase())))
  /** By the rows, not by the stream, in which everything still is. */
  const recounted = async (): Promise<ReadonlyMap<string, bigint>> => {
    const recount = recountOf(stores.table)
    await recount.begin(now)
    now = later(now, 2 * WRITTEN_WITHIN_MS)
    expect((await recountStep(recount, { now: () => now }, () => true)).type).toBe('done')
    return life.counted()
  }

  it('stands nowhere any more once all that was on its way has come; whoever else is there stays as they were', async () => {
    await live(life)
    await life.turns(day(126))
    const ofBob = async () => (await everything()).filter((row) => row.includes(BOB)).toSorted()
    const before = await ofBob()
    expect((await traces()).length).toBeGreaterThan(20)
    const person = await heldBy(life.records, VISITOR)
    if (person === null) throw new Error('known under an id she had')
    const foretold = await extentOf(life.records, person)
    expect(foretold).toMatchObject({ visits: 1, quarantined: 2, coupons: 1, unsent: 0 })
    expect([...foretold.ids].sort()).toEqual([ANN, VISITOR, OLD].sort())
    const told = JSON.stringify(await exportPerson(life.records, person, ANN, ERASED_AT))
    for (const secret of SECRETS) expect(told.toLowerCase()).toContain(secret.toLowerCase())

    expect(await erase(OLD)).toEqual(foretold)
    // Only the rows that remember what is left to do.
    expect((await traces()).every((row) => row.includes('erasing'))).toBe(true)
    expect(await finishErasures(life.records, ERASED_AT)).toBe(3)
    expect(await finishErasures(life.records, SETTLED_AT)).toBe(0)
    expect(await traces()).toEqual([])
    expect(await ofBob()).toEqual(before)
    expect(await stores.privacy.erasedOn(VISITOR)).toEqual({ at: ERASED_AT, by: 'a test' })
    expect(await stores.privacy.erasedOn(BOB)).toBeNull()
    expect([await erase(), await erase(VISITOR), await erase(customerId('nobody'))]).toEqual([null, null, null])
    expect((await stores.inspection.customers(null, 10)).map(({ id }) => id)).toEqual([BOB])
  })

  it('counts as before in every campaign and experiment; counted anew from what is left it is the same', async () => {
    await live(life)
    await life.turns(day(126))
    const before = await life.counted()
    await erase()
    const after = await life.counted()
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name))
    expect(changed.map((name) => [name.replace(/\/\d+$/, ''), before.get(name) ?? 0n, after.get(name) ?? 0n]).toSorted()).toEqual([
      ['campaign/win-back at/1/plain', 2n, 1n],
      ['campaign/win-back ended/exited', 0n, 1n],
      ['lifecycle customers', 2n, 1n],
      ['lifecycle transition/active%3Eerased', 0n, 1n],
    ])
    await finishErasures(life.records, SETTLED_AT)
    expect(await recounted()).toEqual(after)
  })

  it('is found by an address, and comes back under none of her ids', async () => {
    await live(life)
    const meant = async (who: string) => (await personsMeant(life.records, who)).map(({ id }) => id)
    expect([await meant('ANN.SECRET@example.com'), await meant(VISITOR)]).toEqual([[ANN], [ANN]])
    await erase()
    await finishErasures(life.records, SETTLED_AT)
    for (const id of [ANN, VISITOR, OLD])
      await life.says(id, ORDER, day(128), { traits: { email: ADDRESS }, properties: { note: 'her own words' } })
    await life.merges(BOB, ANN, day(128))
    expect([await meant(ADDRESS), await meant(ANN)]).toEqual([[], []])
    expect((await stores.customers.load([BOB])).get(BOB)?.merge).toBeNull()
    expect(await traces()).toEqual([])
  })

  /** Ann has a mail that is owed, and nobody has claimed it. */
  const owing = async () => {
    await life.says(ANN, ORDER, day(1), { traits: { email: ADDRESS }, properties: { revenue: 1, currency: 'USD' } })
    await life.says(ANN, 'Signed Up', day(1))
    for (const shard of await stores.changes.shards()) await relay(life.engine, shard, 0n)
    const [message] = await stores.inspection.messagesOf(ANN)
    if (message === undefined) throw new Error('a mail is owed')
    return message
  }
  const statusOf = async ({ id }: Awaited<ReturnType<typeof owing>>) => (await stores.customers.messages([id]))[0]?.status

  it('gets no mail that was owed', async () => {
    const message = await owing()
    expect(await erase()).toMatchObject({ unsent: 1 })
    expect(await statusOf(message)).toEqual({ name: 'refused', at: ERASED_AT, because: { type: 'erased' } })
    await send(life.engine, ERASED_AT)
    expect(await life.stores.inbox.count()).toBe(0)
    const counted = await life.counted()
    expect(counted.get('campaign/welcome message/all/0/refused/erased')).toBe(1n)
    await finishErasures(life.records, SETTLED_AT)
    expect(await recounted()).toEqual(counted)
  })

  it('and whose mail was claimed before: it comes to its end under the new id, and is counted', async () => {
    const message = await owing()
    await life.asks({ customerId: ANN, type: 'claim', message: message.id }, day(1))
    await erase()
    await life.asks({ customerId: ANN, type: 'report', message: message.id, outcome: { type: 'sent' }, about: day(1) }, ERASED_AT)
    expect((await statusOf(message))?.name).toBe('sent')
    const counted = await life.counted()
    expect(counted.get('campaign/welcome message/all/0/sent/')).toBe(1n)
    await finishErasures(life.records, SETTLED_AT)
    expect(await recounted()).toEqual(counted)
  })

  it('while somebody else decides about her: it begins anew, and nothing was written', async () => {
    await live(life)
    const before = await stores.rows()
    let isFirst = true
    const privacy: Records['privacy'] = {
      ...stores.privacy,
      erase: async (commits, ...rest) => {
        if (!isFirst) return stores.privacy.erase(commits, ...rest)
        isFirst = false
        const older = commits.map((commit) => ({ ...commit, state: { ...commit.state, version: commit.state.version - 1 } }))
        expect(await stores.privacy.erase(older, ...rest)).toBe('conflict')
        expect(await stores.rows()).toEqual(before)
        return 'conflict'
      },
    }
    expect((await erase(ANN, { ...life.records, privacy }))?.ids).toHaveLength(3)
  })

  it('cut off anywhere, nobody meets her any more, and it goes on from there', async () => {
    await live(life)
    await life.turns(day(126))
    const whole = await life.counted()
    let calls = 0
    const dies = (limit: number): Table => {
      const may =
        <A extends readonly unknown[], R>(call: (...given: A) => Promise<R>) =>
        async (...given: A): Promise<R> => {
          calls += 1
          if (calls > limit) throw new Transient('the process died')
          return call(...given)
        }
      const { table } = stores
      return { ...table, transact: may(table.transact), batchWrite: may(table.batchWrite), update: may(table.update) }
    }
    const dying = (limit: number) => ({ ...life.records, privacy: privacyOf(dies(limit), KEYS, { now: () => now }) })
    await expect(erase(ANN, dying(3))).rejects.toThrow('died')
    expect([await erase(), (await stores.customers.load([ANN])).get(ANN)?.erasedAt]).toEqual([null, ERASED_AT])
    for (const limit of [1, 2, 4, 7]) {
      calls = 0
      await expect(finishErasures(dying(limit), ERASED_AT)).rejects.toThrow('died')
    }
    expect(await finishErasures(life.records, SETTLED_AT)).toBe(0)
    expect(await traces()).toEqual([])
    const counted = await life.counted()
    expect(counted.get('lifecycle customers')).toBe((whole.get('lifecycle customers') ?? 0n) - 1n)
    expect(await recounted()).toEqual(counted)
  })

  it('waits for a recount, and a recount for her', async () => {
    await live(life)
    const recount = recountOf(stores.table)
    await recount.begin(now)
    await expect(erase()).rejects.toThrow('counted anew')
    expect((await stores.customers.load([ANN])).get(ANN)?.erasedAt).toBeNull()
    now = later(now, 2 * WRITTEN_WITHIN_MS)
    await recountStep(recount, { now: () => now }, () => true)
    await erase()
    await recount.begin(now)
    now = later(now, 2 * WRITTEN_WITHIN_MS)
    await expect(recountStep(recount, { now: () => now }, () => true)).rejects.toThrow('being erased')
    await finishErasures(life.records, SETTLED_AT)
    expect((await recountStep(recount, { now: () => now }, () => true)).type).toBe('done')
  })
})
