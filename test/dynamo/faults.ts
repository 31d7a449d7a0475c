/**
 * A client of DynamoDB through which things go wrong: what the real service does now and then, and DynamoDB Local never. Who decides when
 * is given: a chance of a seed, or a script.
 */
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { seededRandom } from '../../shared/kernel/random.ts'

export type Fault =
  /** Another transaction holds the row: nothing is done. Only writes meet it. */
  | 'conflict'
  /** Too much at once: nothing is done; a batch is done in part. */
  | 'throttled'
  /** Nobody was reached. */
  | 'unreachable'
  /** It is done, and the answer never comes. */
  | 'lost'
  /** The same transaction is still being done: said of transactions only. */
  | 'in-progress'

export type Call = { readonly operation: string; readonly isWrite: boolean; readonly n: number }

export type Client = Pick<DynamoDBClient, 'send'>

/** `faultOf` is asked of each call, in order. */
export const faulty = (client: Client, faultOf: (call: Call) => Fault | null): Client & { readonly met: Map<Fault, number> } => {
  const met = new Map<Fault, number>()
  let n = 0
  const through = (command: unknown): Promise<unknown> => client.send(command as never)
  const send = async (command: object): Promise<unknown> => {
    const operation = command.constructor.name.replace(/Command$/, '')
    const call = { operation, isWrite: !READS.has(operation), n: n++ }
    const fault = faultOf(call)
    if (fault === null || (fault === 'conflict' && !call.isWrite)) return through(command)
    if (fault === 'in-progress' && operation !== 'TransactWriteItems') return through(command)
    met.set(fault, (met.get(fault) ?? 0) + 1)
    if (fault === 'throttled' && command instanceof BatchGetItemCommand) return inPart(command, through)
    if (fault === 'lost') await through(command)
    throw failureOf(fault, command)
  }
  return { send: send as DynamoDBClient['send'], met }
}

/** Each call with these chances, the same for the same seed and order of calls. */
export const byChance = (seed: number, chances: Partial<Record<Fault, number>>): ((call: Call) => Fault | null) => {
  const random = seededRandom(seed)
  const faults = Object.entries(chances) as [Fault, number][]
  return () => {
    let left = random.next()
    for (const [fault, chance] of faults) {
      left -= chance
      if (left < 0) return fault
    }
    return null
  }
}

/** These faults, one after the other, for calls of one kind; then none. */
export const inTurn = (operation: string, faults: readonly (Fault | null)[]): ((call: Call) => Fault | null) => {
  let next = 0
  return (call) => (call.operation === operation ? (faults[next++] ?? null) : null)
}

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan'])
const $metadata = { httpStatusCode: 400 }

const failureOf = (fault: Fault, command: object): Error => {
  switch (fault) {
    case 'conflict':
      if (!(command instanceof TransactWriteItemsCommand)) return new TransactionConflictException({ message: 'injected', $metadata })
      return cancelled(command, 'TransactionConflict')
    case 'throttled':
      if (command instanceof TransactWriteItemsCommand) return cancelled(command, 'ThrottlingError')
      return new ThrottlingException({ message: 'injected', $metadata })
    case 'in-progress':
      return new TransactionInProgressException({ message: 'injected', $metadata })
    case 'unreachable':
      return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    case 'lost':
      return Object.assign(new Error('injected'), { name: 'TimeoutError' })
  }
}

/** The first of its actions met it. */
const cancelled = (command: TransactWriteItemsCommand, Code: string): Error => {
  const CancellationReasons = (command.input.TransactItems ?? []).map((_, index) => ({ Code: index === 0 ? Code : 'None' }))
  return new TransactionCanceledException({ message: 'injected', $metadata, CancellationReasons })
}

/** Half of the keys are read, the others are given back. */
const inPart = async (command: BatchGetItemCommand, through: (command: unknown) => Promise<unknown>): Promise<unknown> => {
  const [[table, asked] = []] = Object.entries(command.input.RequestItems ?? {})
  const Keys = asked?.Keys ?? []
  if (table === undefined || asked === undefined || Keys.length < 2) throw failureOf('throttled', {})
  const half = Math.ceil(Keys.length / 2)
  const first = { ...command.input, RequestItems: { [table]: { ...asked, Keys: Keys.slice(0, half) } } }
  const answer = (await through(new BatchGetItemCommand(first))) as object
  return { ...answer, UnprocessedKeys: { [table]: { ...asked, Keys: Keys.slice(half) } } }
}
