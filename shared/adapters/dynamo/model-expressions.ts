/**
 * DynamoDB's expressions, as far as our own requests use them, on a row in memory. What it does not know is a defect and not a guess.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { isDeepStrictEqual } from 'node:util'
import { Defect } from '../../kernel/assert.ts'
import type { Item } from './items.ts'

/** The names and values that an expression speaks of. */
export type Said = {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined
}

/** Whether a condition holds of a row. No condition always does; a row that is not there has no attributes. */
export const holds = (expression: string | undefined, item: Item | null, said: Said): boolean => {
  if (expression === undefined) return true
  const reader = readerOf(expression, item ?? {}, said)
  const held = anyOf(reader)
  reader.end()
  return held
}

/** A row after an update; what the update speaks of is read before any of it is written. */
export const updated = (expression: string | undefined, item: Item, said: Said): Item => {
  const after: Record<string, AttributeValue> = { ...item }
  if (expression === undefined) return after
  const reader = readerOf(expression, item, said)
  while (!reader.isOver()) {
    const clause = reader.next()
    do {
      const name = reader.name(reader.next())
      if (clause === 'SET') {
        reader.take('=')
        after[name] = sumOf(reader) ?? unknown(expression)
      } else if (clause === 'REMOVE') delete after[name]
      else if (clause === 'ADD') after[name] = added(item[name] ?? { N: '0' }, operandOf(reader) ?? unknown(expression))
      else unknown(expression)
    } while (reader.takeIf(','))
  }
  return after
}

type Reader = {
  readonly item: Item
  readonly said: Said
  readonly next: () => string
  readonly peek: () => string
  readonly take: (token: string) => void
  readonly takeIf: (token: string) => boolean
  readonly isOver: () => boolean
  readonly end: () => void
  readonly name: (token: string) => string
}

const TOKEN = /\s*([:#]\w+|[A-Za-z_]\w*|<=|>=|<>|[=<>(),+-])/y

const readerOf = (expression: string, item: Item, said: Said): Reader => {
  const tokens: string[] = []
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < expression.trimEnd().length; ) {
    const found = TOKEN.exec(expression)
    if (found === null) return unknown(expression)
    tokens.push(found[1] as string)
  }
  let at = 0
  const peek = (): string => tokens[at] ?? ''
  const next = (): string => tokens[at++] ?? unknown(expression)
  const takeIf = (token: string): boolean => {
    if (peek() !== token) return false
    at += 1
    return true
  }
  return {
    ...{ item, said, peek, next, takeIf },
    take: (token) => void (takeIf(token) || unknown(expression)),
    isOver: () => at >= tokens.length,
    end: () => void (at >= tokens.length || unknown(expression)),
    name: (token) => (token.startsWith('#') ? (said.ExpressionAttributeNames?.[token] ?? unknown(expression)) : token),
  }
}

const anyOf = (reader: Reader): boolean => {
  let held = allOf(reader)
  // Both sides are read, whatever the first says.
  while (reader.takeIf('OR')) held = [allOf(reader), held].some(Boolean)
  return held
}

const allOf = (reader: Reader): boolean => {
  let held = one(reader)
  while (reader.takeIf('AND')) held = [one(reader), held].every(Boolean)
  return held
}

const one = (reader: Reader): boolean => {
  if (reader.takeIf('(')) {
    const held = anyOf(reader)
    reader.take(')')
    return held
  }
  if (reader.takeIf('NOT')) return !one(reader)
  const test = TESTS[reader.peek()]
  return test === undefined ? compared(reader) : called(reader, test)
}

type Test = (value: AttributeValue | null, argument: AttributeValue | null) => boolean

const TESTS: Readonly<Record<string, Test>> = {
  attribute_exists: (value) => value !== null,
  attribute_not_exists: (value) => value === null,
  begins_with: (value, prefix) => value?.S !== undefined && prefix?.S !== undefined && value.S.startsWith(prefix.S),
  contains: (value, part) =>
    (value?.S !== undefined && part?.S !== undefined && value.S.includes(part.S)) ||
    (value?.L?.some((item) => isDeepStrictEqual(item, part)) ?? false),
}

const called = (reader: Reader, test: Test): boolean => {
  reader.next()
  reader.take('(')
  const value = operandOf(reader)
  const argument = reader.takeIf(',') ? operandOf(reader) : null
  reader.take(')')
  return test(value, argument)
}

const compared = (reader: Reader): boolean => {
  const left = operandOf(reader)
  const comparison = reader.next()
  if (comparison === 'BETWEEN') {
    const low = operandOf(reader)
    reader.take('AND')
    const high = operandOf(reader)
    return orderOf(left, low, (order) => order >= 0) && orderOf(left, high, (order) => order <= 0)
  }
  const right = operandOf(reader)
  if (comparison === '=') return left !== null && isDeepStrictEqual(left, right)
  if (comparison === '<>') return !isDeepStrictEqual(left, right)
  const is = ORDERS[comparison]
  return is === undefined ? unknown(comparison) : orderOf(left, right, is)
}

const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

/** Values of one type alone have an order. */
const orderOf = (left: AttributeValue | null, right: AttributeValue | null, is: (order: number) => boolean): boolean => {
  if (left?.N !== undefined && right?.N !== undefined) return is(Number(left.N) - Number(right.N))
  if (left?.S === undefined || right?.S === undefined) return false
  return is(Buffer.compare(Buffer.from(left.S), Buffer.from(right.S)))
}

const sumOf = (reader: Reader): AttributeValue | null => {
  const first = operandOf(reader)
  return reader.takeIf('+') ? added(first ?? unknown('+'), operandOf(reader) ?? unknown('+')) : first
}

const operandOf = (reader: Reader): AttributeValue | null => {
  const token = reader.next()
  if (token.startsWith(':')) return reader.said.ExpressionAttributeValues?.[token] ?? unknown(token)
  if (reader.peek() !== '(') return reader.item[reader.name(token)] ?? null
  reader.take('(')
  const first = operandOf(reader)
  reader.take(',')
  const second = operandOf(reader)
  reader.take(')')
  if (token === 'if_not_exists') return first ?? second
  if (token === 'list_append' && first?.L !== undefined && second?.L !== undefined) return { L: [...first.L, ...second.L] }
  return unknown(token)
}

const added = (to: AttributeValue, by: AttributeValue): AttributeValue => {
  if (to.N === undefined || by.N === undefined) return unknown('ADD')
  return { N: String(BigInt(to.N) + BigInt(by.N)) }
}

const unknown = (what: string): never => {
  throw new Defect(`The model of the table does not know the expression ${what}`)
}
