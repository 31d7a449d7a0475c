/**
 * What the two readers of the stream are woken for. Filters name keys and images alone: the stream's `eventName` is outside of what
 * Lambda promises to filter by (docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html). A new row has no old image.
 */
import { partitions, PREFIXES } from '../shared/adapters/dynamo/layout.ts'

type Text = { readonly S: readonly (string | object)[] }

const THERE: Text = { S: [{ exists: true }] }
const ABSENT: Text = { S: [{ exists: false }] }
const beginsWith = (text: string): Text => ({ S: [{ prefix: text }] })

/** Rows of customers. Those that an erasure keeps were told of when they were written, and lie behind another beginning. */
const CUSTOMER = beginsWith(partitions.customer('' as never))
const fact = { pk: CUSTOMER, sk: beginsWith(PREFIXES.fact) }
const message = { pk: CUSTOMER, sk: beginsWith(PREFIXES.message) }

const NEW_FACT = { dynamodb: { Keys: fact, NewImage: { f: THERE }, OldImage: { f: ABSENT } } }
/** A message that moved: to owed, or by a report that carries its own fact. */
const MOVED_MESSAGE = { dynamodb: { Keys: message, NewImage: { st: THERE }, OldImage: { st: THERE } } }
const OWED_AT_ONCE = { dynamodb: { Keys: message, NewImage: { st: { S: ['owed'] } }, OldImage: { st: ABSENT } } }

const MARK = { dynamodb: { Keys: { pk: beginsWith(partitions.heartbeat(0).slice(0, -1)) }, NewImage: { n: { N: [{ exists: true }] } } } }

/** Messages that became owed, and facts that are told to the bus: those of their own row, and those that lie with the message they moved. */
export const RELAYED: readonly object[] = [OWED_AT_ONCE, MOVED_MESSAGE, NEW_FACT]
/** Facts, and the marks of the tick by which the reader of the stream knows that it has seen all of it. */
export const TALLIED: readonly object[] = [MOVED_MESSAGE, NEW_FACT, MARK]
