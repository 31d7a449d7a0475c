/** A live process carries out what steps ask for, over a real file and against a real server. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Carrying, carryingOf } from '../../local/live/carrying.ts'
import { openSqlite, type SqliteStores, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { webhookCaller } from '../../shared/adapters/webhook/caller.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import { unknownCustomer } from '../../shared/domain/customer/state.ts'
import { erasePerson } from '../../shared/flow/privacy/erase.ts'
import { keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import { SECRET_BYTES } from '../../shared/kernel/limits.ts'
import { CALL_KEPT_MS, CALL_REFUSALS_MAX } from '../../shared/kernel/limits-effects.ts'
import { DAY_MS, later } from '../../shared/kernel/time.ts'
import { customerId, type EpochMs, taskId } from '../../shared/kernel/words.ts'
import type { Caller } from '../../shared/ports/caller.ts'
import { commitOf } from '../contract/samples.ts'
import { openFolder } from '../contract/folder.ts'
import { day, rules } from '../domain/customer/world.ts'
import { called, ended, merged, opened } from '../flow/effects.ts'
import { answering, openReceiver, type Receiver } from '../webhook/receiver.ts'

const NOW = day(10)
const [ANN, BOB] = [customerId('ann'), customerId('bob')]
const CALLER = webhookCaller({ secret: keysOf(secretOf(new Uint8Array(SECRET_BYTES))).webhooks, allowsLoopback: true, timeoutMs: 500 })
const company = rules({})

let folder: ReturnType<typeof openFolder>
let receiver: Receiver
let stores: SqliteStores
let now: EpochMs
const open: Carrying[] = []
beforeEach(async () => {
  folder = openFolder()
  receiver = await openReceiver()
  stores = openSqlite(storeFile(folder.path))
  now = NOW
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
  stores.close()
  await receiver.close()
  folder.remove()
})

const told: Error[] = []
/** A process that carries out; `again`: the next one, on the same file. */
const started = async (caller: Caller = CALLER): Promise<Carrying> => {
  const engine = { store: stores.customers, stream: stores.changes, rules: () => company }
  const carrying = carryingOf({ engine, stores, caller, clock: { now: () => now }, changed: () => {} })
  open.push(carrying)
  await carrying.start()
  return carrying
}
const again = async (caller: Caller = CALLER): Promise<Carrying> => {
  for (const one of open.splice(0)) await one.close()
  stores.close()
  stores = openSqlite(storeFile(folder.path))
  return started(caller)
}
const decided = async (customer = ANN, ...facts: readonly Fact[]): Promise<void> => {
  const state = (await stores.customers.load([customer])).get(customer) ?? unknownCustomer(customer)
  expect(await stores.customers.commit([commitOf({ ...state, at: NOW }, { facts })])).toEqual(['committed'])
}
const settled = async (customer = ANN): Promise<readonly object[]> =>
  (await stores.inspection.factsOf(customer)).flatMap((fact) =>
    fact.type === 'call-settled' ? [{ call: fact.call, outcome: fact.outcome, status: fact.status, attempts: fact.attempts }] : [],
  )
/** Rounds until a condition holds: calls go beside them. */
const until = async (carrying: Carrying, holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    await carrying.round(now, (problem) => told.push(problem))
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('it never came so')
}

describe('calls', () => {
  it('are made as the step says them, and what became of them is a fact', async () => {
    const carrying = await started()
    await decided(ANN, called('k1', `${receiver.url}/hook`, NOW))
    await until(carrying, async () => (await settled()).length > 0)
    expect(await settled()).toEqual([{ call: 'k1', outcome: 'delivered', status: 200, attempts: 1 }])
    expect(receiver.heard.map(({ path, headers, body }) => [path, headers['webhook-id'], JSON.parse(body)])).toEqual([
      ['/hook', 'k1', { customer: 'ann', say: 'Grüße' }],
    ])
  })

  it('are made again with the same id where the server fails, and wait in between', async () => {
    receiver.behave(answering(503))
    const carrying = await started()
    await decided(ANN, called('k1', receiver.url, NOW))
    await until(carrying, () => receiver.heard.length === 1)
    for (let rounds = 0; rounds < 5; rounds += 1) await carrying.round(now, () => {})
    expect(receiver.heard).toHaveLength(1)
    receiver.behave(answering(204))
    now = later(NOW, 20_000)
    await until(carrying, async () => (await settled()).length > 0)
    expect(await settled()).toEqual([{ call: 'k1', outcome: 'delivered', status: 204, attempts: 2 }])
    expect(new Set(receiver.heard.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['k1']))
    expect(new Set(receiver.heard.map(({ headers }) => headers['webhook-signature'])).size).toBe(2)
  })

  it('that are made twice, for a crash came before they were put aside, are settled once', async () => {
    const { calls } = stores
    const cut = { ...calls, settle: async () => Promise.reject(new Error('it was cut off here')) }
    const engine = { store: stores.customers, stream: stores.changes, rules: () => company }
    const first = carryingOf({ engine, stores: { ...stores, calls: cut }, caller: CALLER, clock: { now: () => now }, changed: () => {} })
    await first.start()
    await decided(ANN, called('k1', receiver.url, NOW))
    await until(first, async () => (await settled()).length > 0)
    await first.close()
    await until(await again(), async () => (await stores.calls.due(NOW, 9, [])).length === 0)
    expect(receiver.heard.length).toBeGreaterThan(1)
    expect(await settled()).toEqual([{ call: 'k1', outcome: 'delivered', status: 200, attempts: 1 }])
  })

  it.each([
    { status: 410, attempts: 1 },
    { status: 422, attempts: CALL_REFUSALS_MAX },
    { status: 302, attempts: CALL_REFUSALS_MAX },
  ])('end after $attempts where the server says $status', async ({ status, attempts }) => {
    receiver.behave(answering(status, { location: `${receiver.url}/elsewhere` }))
    const carrying = await started()
    await decided(ANN, called('k1', receiver.url, NOW))
    await until(carrying, async () => {
      now = later(now, 60_000)
      return (await settled()).length > 0
    })
    expect(await settled()).toEqual([{ call: 'k1', outcome: 'failed', status, attempts }])
    expect(receiver.heard).toHaveLength(attempts)
  })

  it('are given up after two days of a server that is away, and were made many times', async () => {
    receiver.behave((response) => void response.socket?.resetAndDestroy())
    const carrying = await started()
    await decided(ANN, called('k1', receiver.url, NOW))
    await until(carrying, async () => {
      now = later(now, 3_600_000)
      return (await settled()).length > 0
    })
    expect(await settled()).toMatchObject([{ outcome: 'failed', status: null }])
    expect(now - NOW).toBeLessThanOrEqual(CALL_KEPT_MS + DAY_MS)
    expect(receiver.heard.length).toBeGreaterThan(6)
  })

  it('go beside everything else: a slow server holds up neither a round nor another call', async () => {
    receiver.behave((response, request) => {
      if (request.url !== '/slow') response.end()
    })
    const carrying = await started()
    await decided(ANN, called('slow', `${receiver.url}/slow`, NOW), called('quick', `${receiver.url}/quick`, NOW))
    const began = performance.now()
    await carrying.round(now, () => {})
    expect(performance.now() - began).toBeLessThan(300)
    await until(carrying, async () => (await settled()).length === 1)
    expect(await settled()).toMatchObject([{ call: 'quick' }])
  })

  it('that a crash cut off are made again, and those that are over are not', async () => {
    receiver.behave((response, request) => {
      if (request.url === '/done') response.end()
    })
    const carrying = await started()
    await decided(ANN, called('cut', `${receiver.url}/cut`, NOW), called('done', `${receiver.url}/done`, NOW))
    await until(carrying, async () => receiver.heard.length === 2 && (await settled()).length === 1)
    const next = await again()
    receiver.behave(answering(200))
    await until(next, async () => (await settled()).length === 2)
    expect(receiver.heard.map(({ headers }) => headers['webhook-id']).toSorted()).toEqual(['cut', 'cut', 'done'])
    expect(await settled()).toEqual([
      { call: 'done', outcome: 'delivered', status: 200, attempts: 1 },
      { call: 'cut', outcome: 'delivered', status: 200, attempts: 1 },
    ])
  })

  it('that are told twice are made once', async () => {
    const carrying = await started()
    await decided(ANN, called('k1', receiver.url, NOW))
    await until(carrying, async () => (await settled()).length > 0)
    // As if the process had died after it carried out, and before it kept how far it came.
    await stores.carried.keep('local', 0n)
    const next = await again()
    for (let rounds = 0; rounds < 5; rounds += 1) await next.round(now, () => {})
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([receiver.heard.length, (await settled()).length]).toEqual([1, 1])
  })

  it('that were owed before anybody carried anything out are not made, and tasks of then are listed', async () => {
    await decided(ANN, called('of-a-replay', receiver.url, NOW), opened('t1', NOW))
    const carrying = await started()
    for (let rounds = 0; rounds < 3; rounds += 1) await carrying.round(now, () => {})
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([receiver.heard.length, await settled()]).toEqual([0, []])
    expect(await stores.tasks.find(taskId('t1'))).toMatchObject({ customerId: ANN })
  })

  it('lead nowhere where nothing leaves, and say so', async () => {
    const carrying = await started({ call: async () => ({ type: 'forbidden', because: 'nothing leaves here' }) })
    await decided(ANN, called('k1', receiver.url, NOW))
    await until(carrying, async () => (await settled()).length > 0)
    expect(await settled()).toEqual([{ call: 'k1', outcome: 'failed', status: null, attempts: 0 }])
    expect(receiver.heard).toEqual([])
  })
})

describe('whoever was erased', () => {
  it('has no tasks, and is called about no more', async () => {
    receiver.behave(answering(500))
    const carrying = await started()
    await decided(ANN, called('k1', receiver.url, NOW), opened('t1', NOW))
    await decided(BOB, opened('t2', NOW))
    await until(carrying, () => receiver.heard.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    stores.secret.take()
    const erased = await erasePerson({ ...stores }, company, ANN, 'test', NOW)
    expect(erased).not.toBe(null)
    receiver.behave(answering(200))
    now = later(NOW, DAY_MS)
    for (let rounds = 0; rounds < 5; rounds += 1) await carrying.round(now, () => {})
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(receiver.heard).toHaveLength(1)
    expect([await stores.tasks.find(taskId('t1')), (await stores.tasks.find(taskId('t2')))?.customerId]).toEqual([null, BOB])
  })
})

describe('tasks', () => {
  it('are listed, closed when nobody wants them any more, and follow whom they are about', async () => {
    const carrying = await started()
    await decided(BOB)
    await decided(ANN, opened('t1', NOW), opened('t2', NOW), ended('t2', NOW))
    await until(carrying, async () => (await stores.tasks.find(taskId('t2'))) !== null)
    const open_ = await stores.tasks.list({ assignee: 'Ann', order: 'first-due', after: null, limit: 10 })
    expect(open_.map(({ id }) => id)).toEqual(['t1'])
    expect((await stores.tasks.find(taskId('t2')))?.closed).toEqual({ at: NOW, outcome: 'ended', by: null, note: null })
    await decided(ANN, merged(BOB, NOW))
    await until(carrying, async () => (await stores.tasks.find(taskId('t1')))?.customerId === BOB)
  })
})
