/** What a call to DynamoDB asks IAM for: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { listOf, type Access } from './policies.ts'
import { objectOf } from './resolve.ts'

/** Partition keys by table and index: `null` for the table itself. */
export type KeyNames = (table: string, index: string | null) => string
/** The ARN of a table; undefined where there is none. */
export type TableArn = (table: string) => string | undefined

/** Every permission that a call needs; throws on calls it does not know. */
export const dynamoAccess = (operation: string, body: JsonObject, arnOf: TableArn, keyOf: KeyNames): readonly Access[] => {
  const on = (action: string, table: string, leading: readonly string[] | null, index: string | null = null): Access => {
    const arn = arnOf(table) ?? `arn:aws:dynamodb:::table/${table}`
    return {
      action: `dynamodb:${action}`,
      resource: index === null ? arn : `${arn}/index/${index}`,
      context: { ...(leading === null ? {} : { 'dynamodb:LeadingKeys': leading }), 'aws:SecureTransport': 'true', ...selectOf(body) },
    }
  }
  const table = String(body.TableName)
  const keysIn = (name: string, item: Json | undefined): string => keyText(objectOf(item)[keyOf(name, null)])
  switch (operation) {
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [on(operation, table, [keysIn(table, body.Key)])]
    case 'PutItem':
      return [on(operation, table, [keysIn(table, body.Item)])]
    case 'Query': {
      const index = typeof body.IndexName === 'string' ? body.IndexName : null
      const key = keyOf(table, index)
      return [on('Query', table, [key === '' ? '' : queriedKey(body, key)], index)]
    }
    case 'Scan':
      return [on('Scan', table, null, typeof body.IndexName === 'string' ? body.IndexName : null)]
    case 'BatchGetItem':
      return Object.entries(objectOf(body.RequestItems)).map(([name, asked]) =>
        on(
          'BatchGetItem',
          name,
          listOf(objectOf(asked).Keys).map((key) => keysIn(name, key)),
        ),
      )
    case 'BatchWriteItem':
      return Object.entries(objectOf(body.RequestItems)).map(([name, writes]) =>
        on(
          'BatchWriteItem',
          name,
          listOf(writes).map((write) => {
            const { PutRequest: put, DeleteRequest: gone } = objectOf(write)
            return keysIn(name, put === undefined ? objectOf(gone).Key : objectOf(put).Item)
          }),
        ),
      )
    case 'TransactGetItems':
      return listOf(body.TransactItems).map((item) => {
        const get = objectOf(objectOf(item).Get)
        return on('GetItem', String(get.TableName), [keysIn(String(get.TableName), get.Key)])
      })
    case 'TransactWriteItems':
      return listOf(body.TransactItems).flatMap((item) =>
        Object.entries(objectOf(item)).map(([kind, raw]) => {
          const action = TRANSACT[kind]
          if (action === undefined) throw new Error(`${kind} within a transaction is not known here`)
          const { TableName, Key, Item } = objectOf(raw)
          return on(action, String(TableName), [keysIn(String(TableName), Key ?? Item)])
        }),
      )
    case 'DescribeTable':
      return [on('DescribeTable', table, null)]
    default:
      throw new Error(`the operation ${operation} of DynamoDB is not known here`)
  }
}

/** Operations after which the stream has something new. */
export const WRITES: ReadonlySet<string> = new Set(['UpdateItem', 'DeleteItem', 'PutItem', 'BatchWriteItem', 'TransactWriteItems'])

const TRANSACT: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
}

const selectOf = ({ Select: select }: JsonObject): Access['context'] => (typeof select === 'string' ? { 'dynamodb:Select': select } : {})

/** The value a query's key condition gives to the partition key. */
const queriedKey = (body: JsonObject, key: string): string => {
  const names = objectOf(body.ExpressionAttributeNames)
  const values = objectOf(body.ExpressionAttributeValues)
  for (const [, name = '', value = ''] of String(body.KeyConditionExpression).matchAll(/([#\w.-]+)\s*=\s*(:[\w-]+)/g)) {
    if ((name.startsWith('#') ? names[name] : name) === key) return keyText(values[value])
  }
  throw new Error(`the key condition ${String(body.KeyConditionExpression)} names no value of ${key}`)
}

const keyText = (value: Json | undefined): string => {
  const { S: text, N: number } = objectOf(value)
  return String(text ?? number ?? '')
}
