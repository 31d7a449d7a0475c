/** What the table does when DynamoDB does not do something: told apart, tried again, and given up. */
import { ConditionalCheckFailedException, InternalServerError, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../../shared/adapters/dynamo/failures.ts'
import { keyOf, whole } from '../../shared/adapters/dynamo/items.ts'
import { openTable } from '../../shared/adapters/dynamo/table.ts'
import { CONTENTION_ATTEMPTS_MAX, TABLE_ATTEMPTS_MAX, TABLE_PAUSE_MS_MAX } from '../../shared/kernel/limits.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import { type Call, type Client, type Fault, faulty, inTurn } from './faults.ts'

const KEY = keyOf('a', 'b')
const cancelled = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'x',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  })

describe('what DynamoDB says', () => {
  it.each([
    { said: cancelled('None', 'ConditionalCheckFailed'), type: 'condition' },
    { said: cancelled('TransactionConflict', 'ConditionalCheckFailed'), type: 'condition' },
    { said: cancelled('TransactionConflict', 'ThrottlingError'), type: 'contended' },
    { said: cancelled('ProvisionedThroughputExceeded'), type: 'throttled' },
    { said: cancelled('ThrottlingError', 'None'), type: 'throttled' },
    { said: named('TransactionConflictException', 400), type: 'contended' },
    { said: named('ThrottlingException', 400), type: 'throttled' },
    { said: named('RequestLimitExceeded', 400), type: 'throttled' },
    { said: named('TransactionInProgressException', 400), type: 'in-progress' },
    { said: new InternalServerError({ message: 'x', $metadata: { httpStatusCode: 500 } }), type: 'lost' },
    { said: named('ServiceUnavailable', 503), type: 'lost' },
    { said: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), type: 'lost' },
    { said: Object.assign(new Error('too slow'), { name: 'TimeoutError' }), type: 'lost' },
  ])('$said.name: $type', ({ said, type }) => {
    expect(failureOf(said)?.type).toBe(type)
  })

  it.each([named('ValidationException', 400), named('AccessDeniedException', 400), new TypeError('x is not a function'), 'a text'])(
    'is thrown on where trying again will not help: %s',
    (said) => expect(failureOf(said)).toBeNull(),
  )

  it('of a transaction for another reason is a defect', () => {
    expect(() => failureOf(cancelled('None', 'ValidationError'))).toThrow('ValidationError')
  })

  it('which conditions failed, and how their rows stand', () => {
    const Item = { ...KEY, v: whole(3) }
    const said = new TransactionCanceledException({
      ...{ message: 'x', $metadata: {} },
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item }],
    })
    expect(failureOf(said)).toEqual({ type: 'condition', failed: [1], items: [null, Item] })
    const single = new ConditionalCheckFailedException({ message: 'x', $metadata: {}, Item })
    expect(failureOf(single)).toEqual({ type: 'condition', failed: [0], items: [Item] })
  })
})

describe('the table', () => {
  const open = (client: Client) => {
    const pauses: number[] = []
    const table = openTable({ client, name: 'table', pause: async (ms) => void pauses.push(ms) })
    return { table, pauses }
  }
  /** Everything is answered with nothing, but where a fault is met. */
  const answering = (faultOf: (call: Call) => Fault | null) => faulty({ send: async () => ({}) } as unknown as Client, faultOf)
  const put = { Item: KEY }

  it.each<{
    operation: string
    faults: readonly Fault[]
    call: (table: ReturnType<typeof open>['table']) => Promise<unknown>
    answer: unknown
  }>([
    { operation: 'GetItem', faults: ['throttled', 'lost'], call: (table) => table.get(KEY), answer: null },
    { operation: 'Query', faults: ['unreachable'], call: (table) => table.query({}), answer: { items: [], next: null } },
    { operation: 'PutItem', faults: ['conflict', 'throttled'], call: (table) => table.put(put), answer: { type: 'written', item: null } },
    {
      operation: 'TransactWriteItems',
      faults: ['lost', 'in-progress', 'conflict'],
      call: (table) => table.transact([{ Put: put }]),
      answer: { type: 'written' },
    },
    {
      operation: 'PutItem',
      faults: ['conflict', 'conflict', 'conflict', 'conflict'],
      call: (table) => table.put(put),
      answer: { type: 'contended' },
    },
    {
      operation: 'TransactWriteItems',
      faults: ['conflict', 'conflict', 'conflict', 'conflict'],
      call: (table) => table.transact([{ Put: put }]),
      answer: { type: 'contended' },
    },
  ])('$operation after $faults', async ({ operation, faults, call, answer }) => {
    const client = answering(inTurn(operation, faults))
    const { table, pauses } = open(client)
    expect(await call(table)).toEqual(answer)
    expect([...client.met.values()].reduce((sum, times) => sum + times, 0)).toBe(faults.length)
    expect(pauses).toHaveLength(Math.min(faults.length, CONTENTION_ATTEMPTS_MAX - 1))
    for (const pause of pauses) expect(pause).toBeLessThanOrEqual(TABLE_PAUSE_MS_MAX)
  })

  it.each(['throttled', 'lost', 'unreachable'] as const)('gives up what stays %s, as an outage', async (fault) => {
    const { table, pauses } = open(answering(() => fault))
    await expect(table.get(KEY)).rejects.toThrow(Transient)
    expect(pauses).toHaveLength(TABLE_ATTEMPTS_MAX - 1)
  })

  it('does not take contention for an answer where an earlier one was lost: it may have been done', async () => {
    const faults: Fault[] = ['lost', ...Array.from({ length: 20 }, (): Fault => 'conflict')]
    const { table } = open(answering(inTurn('TransactWriteItems', faults)))
    await expect(table.transact([{ Put: put }])).rejects.toThrow(Transient)
  })

  it('says nothing of a refused call, and tries it once', async () => {
    let calls = 0
    const send = async () => {
      calls += 1
      throw new AccessDenied('User is not authorized')
    }
    await expect(open({ send } as unknown as Client).table.get(KEY)).rejects.toThrow('not authorized')
    expect(calls).toBe(1)
  })

  it('asks again for what a batch left, and for nothing twice', async () => {
    const asked: number[] = []
    const send = async ({ input }: { input: { RequestItems: Record<string, { Keys: unknown[] }> } }) => {
      const Keys = input.RequestItems.table?.Keys ?? []
      asked.push(Keys.length)
      const left = Keys.slice(3)
      return { Responses: { table: Keys.slice(0, 3) }, UnprocessedKeys: left.length === 0 ? {} : { table: { Keys: left } } }
    }
    const { table } = open({ send } as unknown as Client)
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'a'].map((name) => keyOf(name, name))
    expect(await table.batchGet(keys)).toEqual(keys.slice(0, 7))
    expect(asked).toEqual([7, 4, 1])
  })

  it('gives up a batch that comes no further', async () => {
    const send = async ({ input }: { input: { RequestItems: unknown } }) => ({ UnprocessedItems: input.RequestItems })
    const { table } = open({ send } as unknown as Client)
    await expect(table.batchWrite([{ put: KEY }])).rejects.toThrow(Transient)
  })

  it('makes no transaction of nothing, nor of more than there may be', async () => {
    const { table } = open(answering(() => null))
    await expect(table.transact([])).rejects.toThrow('between 1 and 100')
    await expect(table.transact(Array.from({ length: 101 }, () => ({ Put: put })))).rejects.toThrow('not 101')
  })
})

function named(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error('x'), { name, $metadata: { httpStatusCode } })
}

class AccessDenied extends Error {
  override name = 'AccessDeniedException'
  readonly $metadata = { httpStatusCode: 400 }
}
