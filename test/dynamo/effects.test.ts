/** What relay carries out from the table's own stream, and what of it an erasure takes along. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callMarksOf } from '../../shared/adapters/dynamo/call-marks.ts'
import { owedCallIn } from '../../shared/adapters/dynamo/owed-call.ts'
import { callQueue, readOwedCall } from '../../shared/adapters/sqs/queues.ts'
import { unknownCustomer } from '../../shared/domain/customer/state.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import { carryOut, type OwedCall, type Told } from '../../shared/flow/carry-out.ts'
import { erasePerson, finishErasures } from '../../shared/flow/privacy/erase.ts'
import { WRITTEN_WITHIN_MS } from '../../shared/kernel/limits.ts'
import { later } from '../../shared/kernel/time.ts'
import { callId, customerId, type EpochMs, taskId } from '../../shared/kernel/words.ts'
import { commitOf } from '../contract/samples.ts'
import { day, rules } from '../domain/customer/world.ts'
import { called, ended, merged, opened } from '../flow/effects.ts'
import { isThere, type LocalDynamo, sharedLocal } from './local.ts'
import { type DynamoStores, openStores } from './stores.ts'

const NOW = day(10)
const [ANN, BOB] = [customerId('ann'), customerId('bob')]
const URL = 'https://crm.example/hooks'

describe.runIf(isThere())('what steps ask others to do, on DynamoDB', () => {
  let local: LocalDynamo
  let stores: DynamoStores
  let now: EpochMs
  beforeAll(async () => {
    local = await sharedLocal()
  })
  beforeEach(async () => {
    now = NOW
    stores = await openStores(local.endpoint, { now: () => now })
  })
  afterEach(() => stores.close())

  const decided = async (customer = ANN, ...facts: readonly Fact[]): Promise<void> => {
    const state = (await stores.customers.load([customer])).get(customer) ?? unknownCustomer(customer)
    expect(await stores.customers.commit([commitOf({ ...state, at: NOW }, { facts })])).toEqual(['committed'])
  }
  const told = async (): Promise<readonly Told[]> => {
    const [shard = ''] = await stores.changes.shards()
    return (await stores.pushed(shard)).flatMap(({ customerId: customer, facts }) =>
      facts.map(({ fact, place }) => ({ customerId: customer, fact, place })),
    )
  }
  const carried = async (some?: readonly Told[]): Promise<readonly OwedCall[]> => {
    const put: OwedCall[] = []
    await carryOut({ tasks: stores.tasks, putCalls: async (calls) => void put.push(...calls) }, some ?? (await told()))
    return put
  }
  /** As it comes through the queue. */
  const queued = async (calls: readonly OwedCall[]): Promise<readonly string[]> => {
    const texts: string[] = []
    const client = {
      send: async ({ input }: { readonly input: { readonly Entries: readonly { readonly MessageBody: string }[] } }) => {
        texts.push(...input.Entries.map((one) => one.MessageBody))
        return {}
      },
    }
    await callQueue(client as never, 'queue')(calls.map(({ customerId: customer, place }) => ({ customer, place: place ?? '' })))
    return texts
  }

  it('is found by a message that holds nothing of a person', async () => {
    await decided(ANN)
    await decided(ANN, opened('t1', NOW), called('k1', `${URL}?a=1`, NOW), called('k2', URL, later(NOW, 1)))
    const texts = await queued(await carried())
    expect(texts).toHaveLength(2)
    expect(texts.join()).not.toMatch(/Grüße|crm/)
    const found = await Promise.all(texts.map((text) => owedCallIn(stores.table, readOwedCall(text))))
    expect(found).toMatchObject([
      { id: 'k1', customerId: ANN, url: `${URL}?a=1`, body: { customer: 'ann', say: 'Grüße' }, at: NOW },
      { id: 'k2', url: URL, at: later(NOW, 1) },
    ])
    expect(await stores.tasks.find(taskId('t1'))).toMatchObject({ customerId: ANN, title: 'Telephone t1', closed: null })
  })

  it('comes to the same however often it is told', async () => {
    await decided(BOB)
    await decided(ANN, opened('t1', NOW), opened('t2', NOW), ended('t2', NOW))
    await decided(ANN, merged(BOB, NOW))
    const all = await told()
    await carried(all)
    const rows = await stores.rows()
    await carried(all)
    await carried(all.slice(0, 1))
    expect(await stores.rows()).toEqual(rows)
    expect((await stores.tasks.find(taskId('t1')))?.customerId).toBe(BOB)
    expect((await stores.tasks.find(taskId('t2')))?.closed?.outcome).toBe('ended')
  })

  it('is nowhere once they are erased, though the stream tells of it late', async () => {
    await decided(BOB, opened('t9', NOW))
    await decided(ANN, opened('t1', NOW), called('k1', URL, NOW))
    const all = await told()
    const [ofBob, ofAnn] = [all.filter((one) => one.customerId === BOB), all.filter((one) => one.customerId === ANN)]
    const texts = await queued(await carried(ofAnn))
    await erasePerson(stores, rules({}), ANN, 'a test', NOW)
    expect(await stores.tasks.find(taskId('t1'))).toBe(null)
    expect(await owedCallIn(stores.table, readOwedCall(texts[0] ?? ''))).toBe(null)
    await carried(all)
    now = later(NOW, WRITTEN_WITHIN_MS)
    await finishErasures(stores, now)
    expect(await stores.tasks.find(taskId('t1'))).toBe(null)
    expect([...(await stores.rows()).values()].filter((row) => /Telephone t1|Grüße|"ann"/.test(JSON.stringify(row)))).toEqual([])
    await carried(ofBob)
    expect((await stores.tasks.find(taskId('t9')))?.customerId).toBe(BOB)
  })

  it('is over once it is marked', async () => {
    const marks = callMarksOf(stores.table)
    expect(await marks.isOver(callId('k1'))).toBe(false)
    await marks.over(callId('k1'), NOW)
    await marks.over(callId('k1'), NOW)
    expect([await marks.isOver(callId('k1')), await marks.isOver(callId('k2'))]).toEqual([true, false])
  })
})
