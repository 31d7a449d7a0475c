import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type ConsumedCapacity,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItem,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import { assert } from '../../kernel/assert.ts'
import { BATCH_GET_MAX, BATCH_WRITE_MAX, TABLE_CALLS_AT_ONCE, TRANSACTION_ACTIONS_MAX } from '../../kernel/limits.ts'
import { Transient } from '../../ports/customer-store.ts'
import { type Item, nameOf } from './items.ts'
import { LIST_INDEX } from './layout.ts'
import { inLists, inParallel } from './pool.ts'
import { type Pause, persist, untilNoneIsLeft } from './tries.ts'

/** Requests as the pure builders make them: {@link Table} says which table they are for. */
type Untold<Input> = Omit<Input, 'TableName' | 'ReturnConsumedCapacity'>
export type Put = Untold<PutItemCommandInput>
export type Update = Untold<UpdateItemCommandInput> & { readonly UpdateExpression: string }
export type Delete = Untold<DeleteItemCommandInput>
export type Query = Untold<QueryCommandInput>
export type Scan = Untold<ScanCommandInput>
/** One action of a transaction. */
export type Action = { readonly [Kind in keyof TransactWriteItem]?: Omit<NonNullable<TransactWriteItem[Kind]>, 'TableName'> }
export type BatchedWrite = { readonly put: Item } | { readonly delete: Item }

/** `next`: where to go on (`ExclusiveStartKey`); null: that was all. */
export type Page = { readonly items: readonly Item[]; readonly next: Item | null }

export type Written =
  /** `item`: what the request's `ReturnValues` asked for. */
  | { readonly type: 'written'; readonly item: Item | null }
  /**
   * Its condition did not hold. `item`: the row as it stands, where the request has `ReturnValuesOnConditionCheckFailure: 'ALL_OLD'`.
   * `isRepeat`: the answer of an earlier try was lost, so it may be this very write that changed the row.
   */
  | { readonly type: 'condition'; readonly item: Item | null; readonly isRepeat: boolean }
  /** Somebody's transaction held the row through a few tries. */
  | { readonly type: 'contended' }

export type Transacted =
  | { readonly type: 'written' }
  /** Places of the actions whose condition did not hold, and the row of each action where it asked for it. */
  | { readonly type: 'condition'; readonly failed: readonly number[]; readonly items: readonly (Item | null)[] }
  | { readonly type: 'contended' }

/**
 * The table, one method a kind of call. Reads are strong unless the request says otherwise. What is throttled, lost or contended is tried
 * again with jittered pauses, a bounded number of times; then contention is an answer, and an outage is thrown as `Transient`. What we
 * ought not to have asked (a malformed request, a missing permission) is thrown as the SDK throws it.
 */
export type Table = {
  readonly name: string
  readonly get: (key: Item) => Promise<Item | null>
  /** Any number of keys, each read once; rows in no order, those that are not there left out. */
  readonly batchGet: (keys: readonly Item[]) => Promise<readonly Item[]>
  /** All pages up to so many items. With a filter a page is not cut: there may be a few more. */
  readonly query: (request: Query, limit?: number) => Promise<Page>
  readonly scan: (request: Scan, limit?: number) => Promise<Page>
  /** How many a query would answer; it reads as much. */
  readonly count: (request: Query) => Promise<number>
  readonly put: (request: Put) => Promise<Written>
  readonly update: (request: Update) => Promise<Written>
  readonly delete: (request: Delete) => Promise<Written>
  /** Unconditional writes, any number, in no order; no two of one row. */
  readonly batchWrite: (writes: readonly BatchedWrite[]) => Promise<void>
  /** All or nothing. A lost answer is asked for again under the same token, so `written` and `condition` are the truth about this call. */
  readonly transact: (actions: readonly Action[]) => Promise<Transacted>
}

/** What a call was charged with, by AWS's own count. */
export type Charge = { readonly operation: string; readonly units: number; readonly capacity: readonly ConsumedCapacity[] }

export type TableOptions = {
  readonly client: Pick<DynamoDBClient, 'send'>
  readonly name: string
  /** Hears of every call that was answered; only then is the capacity asked for. */
  readonly onCharge?: (charge: Charge) => void
  /** Waits between tries. */
  readonly pause?: Pause
}

export const openTable = (options: TableOptions): Table => {
  const calls = callsOf(options)
  return { name: options.name, ...readsOf(options, calls), ...writesOf(options, calls) }
}

type Charged = { readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined }

/** Calls that tell what they were charged with, and are tried again. */
const callsOf = ({ name, onCharge, pause = sleep }: TableOptions) => {
  const charged = async <Out extends Charged>(operation: string, call: () => Promise<Out>): Promise<Out> => {
    const answer = await call()
    const capacity = [answer.ConsumedCapacity ?? []].flat()
    onCharge?.({ operation, units: capacity.reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0), capacity })
    return answer
  }
  const tried = <Out extends Charged>(operation: string, call: () => Promise<Out>) => persist(() => charged(operation, call), pause)
  /** Of a call that no row can stand in the way of. */
  const answered = async <Out extends Charged>(operation: string, call: () => Promise<Out>): Promise<Out> => {
    const outcome = await tried(operation, call)
    if ('answer' in outcome) return outcome.answer
    throw new Transient(`DynamoDB: ${operation} ${outcome.failure.type}`)
  }
  const counted = onCharge === undefined ? {} : ({ ReturnConsumedCapacity: 'INDEXES' } as const)
  return { pause, tried, answered, counted, common: { TableName: name, ...counted } }
}

type Calls = ReturnType<typeof callsOf>

const readsOf = (
  { client, name }: TableOptions,
  { pause, answered, counted, common }: Calls,
): Pick<Table, 'get' | 'batchGet' | 'query' | 'scan' | 'count'> => ({
  get: async (Key) => {
    const command = new GetItemCommand({ ...common, Key, ConsistentRead: true })
    return (await answered('GetItem', () => client.send(command))).Item ?? null
  },
  batchGet: async (keys) => {
    const once = [...new Map(keys.map((key) => [nameOf(key), key])).values()]
    const getList = async (Keys: readonly Item[]) => {
      const command = new BatchGetItemCommand({ RequestItems: { [name]: { Keys: [...Keys], ConsistentRead: true } }, ...counted })
      const { Responses, UnprocessedKeys } = await answered('BatchGetItem', () => client.send(command))
      return { done: Responses?.[name] ?? [], left: UnprocessedKeys?.[name]?.Keys ?? [] }
    }
    const lists = await inParallel(inLists(once, BATCH_GET_MAX), TABLE_CALLS_AT_ONCE, (list) => untilNoneIsLeft(list, getList, pause))
    return lists.flat()
  },
  query: (request, limit) =>
    // A global index knows no strong reads.
    allPages({ ConsistentRead: request.IndexName !== LIST_INDEX.name, ...request, ...common }, limit, (page) =>
      answered('Query', () => client.send(new QueryCommand(page))),
    ),
  count: async (request) => {
    let count = 0
    const counting = { ConsistentRead: request.IndexName !== LIST_INDEX.name, ...request, ...common, Select: 'COUNT' as const }
    await allPages(counting, undefined, async (page) => {
      const answer = await answered('Query', () => client.send(new QueryCommand(page)))
      count += answer.Count ?? 0
      return answer
    })
    return count
  },
  scan: (request, limit) =>
    allPages({ ConsistentRead: true, ...request, ...common }, limit, (page) => answered('Scan', () => client.send(new ScanCommand(page)))),
})

const writesOf = (
  { client, name }: TableOptions,
  { pause, tried, answered, counted, common }: Calls,
): Pick<Table, 'put' | 'update' | 'delete' | 'batchWrite' | 'transact'> => {
  const written = async (
    operation: string,
    call: () => Promise<Charged & { readonly Attributes?: Item | undefined }>,
  ): Promise<Written> => {
    const outcome = await tried(operation, call)
    if ('answer' in outcome) return { type: 'written', item: outcome.answer.Attributes ?? null }
    const { failure, wasLost } = outcome
    return failure.type === 'condition' ? { type: 'condition', item: failure.items[0] ?? null, isRepeat: wasLost } : failure
  }
  return {
    put: (request) => written('PutItem', () => client.send(new PutItemCommand({ ...request, ...common }))),
    update: (request) => written('UpdateItem', () => client.send(new UpdateItemCommand({ ...request, ...common }))),
    delete: (request) => written('DeleteItem', () => client.send(new DeleteItemCommand({ ...request, ...common }))),
    batchWrite: async (writes) => {
      const writeList = async (list: readonly WriteRequest[]) => {
        const command = new BatchWriteItemCommand({ RequestItems: { [name]: [...list] }, ...counted })
        const { UnprocessedItems } = await answered('BatchWriteItem', () => client.send(command))
        return { done: [], left: UnprocessedItems?.[name] ?? [] }
      }
      const lists = inLists(writes.map(toldKind), BATCH_WRITE_MAX)
      await inParallel(lists, TABLE_CALLS_AT_ONCE, (list) => untilNoneIsLeft(list, writeList, pause))
    },
    transact: async (actions) => {
      const size = actions.length
      assert(size > 0 && size <= TRANSACTION_ACTIONS_MAX, `a transaction has between 1 and ${TRANSACTION_ACTIONS_MAX} actions, not ${size}`)
      const TransactItems = actions.map((action) => toldTable(action, name))
      const command = new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: randomUUID(), ...counted })
      const outcome = await tried('TransactWriteItems', () => client.send(command))
      return 'answer' in outcome ? { type: 'written' } : outcome.failure
    },
  }
}

const toldKind = (write: BatchedWrite): WriteRequest =>
  'put' in write ? { PutRequest: { Item: write.put } } : { DeleteRequest: { Key: write.delete } }

const toldTable = (action: Action, TableName: string): TransactWriteItem =>
  Object.fromEntries(Object.entries(action).map(([kind, request]) => [kind, { ...request, TableName }]))

type PageAnswer = { readonly Items?: Item[] | undefined; readonly LastEvaluatedKey?: Item | undefined }

const allPages = async <Request extends Pick<QueryCommandInput, 'FilterExpression' | 'ExclusiveStartKey' | 'Limit'>>(
  request: Request,
  limit = Number.POSITIVE_INFINITY,
  call: (request: Request) => Promise<PageAnswer>,
): Promise<Page> => {
  const items: Item[] = []
  let next: Item | undefined = request.ExclusiveStartKey
  do {
    const left = limit - items.length
    // A filter works on what a page has read: cutting the page would read many for few.
    const isCut = request.FilterExpression === undefined && left <= PAGE_MAX
    const page: PageAnswer = await call({ ...request, ...(next && { ExclusiveStartKey: next }), ...(isCut && { Limit: left }) })
    items.push(...(page.Items ?? []))
    next = page.LastEvaluatedKey
  } while (next !== undefined && items.length < limit)
  return { items, next: next ?? null }
}

/** What is asked for beyond this is cut by the megabyte that a page holds. */
const PAGE_MAX = 10_000
