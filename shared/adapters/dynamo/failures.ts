/** What DynamoDB says when it does not do something, told apart by what can be done about it. */
import type { CancellationReason } from '@aws-sdk/client-dynamodb'
import { Defect } from '../../kernel/assert.ts'
import type { Item } from './items.ts'

export type Failure =
  /** A condition did not hold; nothing was written. `items`: the row of each action as it stands, where the request asked for it. */
  | { readonly type: 'condition'; readonly failed: readonly number[]; readonly items: readonly (Item | null)[] }
  /** Somebody else's transaction holds a row; nothing was written. */
  | { readonly type: 'contended' }
  /** Too much at once; nothing was written. */
  | { readonly type: 'throttled' }
  /** No answer, or one that says nothing: it may have been done. */
  | { readonly type: 'lost'; readonly detail: string }
  /** The same transaction is being done. */
  | { readonly type: 'in-progress' }

/** Null: it is none of these, and trying again will not help. */
export const failureOf = (error: unknown): Failure | null => {
  if (!(error instanceof Error)) return null
  const known = BY_NAME[error.name]
  if (known !== undefined) return known
  const said = error as Said
  if (error.name === 'ConditionalCheckFailedException') return { type: 'condition', failed: [0], items: [said.Item ?? null] }
  if (error.name === 'TransactionCanceledException') return cancelled(said.CancellationReasons ?? [])
  const status = said.$metadata?.httpStatusCode
  if (status !== undefined) return status >= 500 ? { type: 'lost', detail: `${error.name} (${status})` } : null
  // What never came to an answer has a code of the system, such as ECONNRESET.
  return error.name === 'TimeoutError' || typeof said.code === 'string' ? { type: 'lost', detail: said.code ?? error.name } : null
}

type Said = Error & {
  readonly Item?: Item
  readonly CancellationReasons?: readonly CancellationReason[]
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly code?: string
}

const CONTENDED: Failure = { type: 'contended' }
const THROTTLED: Failure = { type: 'throttled' }
const BY_NAME: Readonly<Record<string, Failure>> = {
  TransactionConflictException: CONTENDED,
  ReplicatedWriteConflictException: CONTENDED,
  ProvisionedThroughputExceededException: THROTTLED,
  ThrottlingException: THROTTLED,
  RequestLimitExceeded: THROTTLED,
  TransactionInProgressException: { type: 'in-progress' },
}

/** Why a transaction was cancelled. A condition that does not hold says most: that will be so again. */
const cancelled = (reasons: readonly CancellationReason[]): Failure => {
  const codes = reasons.map(({ Code }) => Code ?? 'None')
  const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []))
  if (failed.length > 0) return { type: 'condition', failed, items: reasons.map(({ Item }) => Item ?? null) }
  if (codes.includes('TransactionConflict')) return CONTENDED
  if (codes.some((code) => THROTTLING.includes(code))) return THROTTLED
  const defect = reasons.find(({ Code }) => Code !== undefined && Code !== 'None')
  throw new Defect(`DynamoDB cancelled a transaction: ${defect?.Code ?? 'without a reason'} ${defect?.Message ?? ''}`)
}

const THROTTLING: readonly string[] = ['ProvisionedThroughputExceeded', 'ThrottlingError', 'RequestLimitExceeded', 'AccountLimitExceeded']
