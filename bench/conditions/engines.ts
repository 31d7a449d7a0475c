/** The same rules in the language of each engine, made ready once, as its authors say they should be. */
import { evalCondition } from '@growthbook/growthbook'
import { Ajv } from 'ajv'
import { LogicEngine } from 'json-logic-engine'
import { Engine as RulesEngine, type TopLevelCondition } from 'json-rules-engine'
import { Query } from 'mingo'
import sift from 'sift'
import { compile } from '../../shared/domain/conditions/compile.ts'
import type { Condition } from '../../shared/domain/conditions/condition.ts'
import { parseCondition } from '../../shared/domain/conditions/parse.ts'
import { assert } from '../../shared/kernel/assert.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import type { Asked, Rule } from './workload.ts'

/** Rules made ready: which of them hold of a customer, by index and ascending. */
export type Ready = (customer: JsonObject) => readonly number[] | Promise<readonly number[]>
export type Engine = {
  readonly name: string
  /** It writes JavaScript and has it compiled. */
  readonly generatesCode: boolean
  /** One in so many customers is put to it, where it would take minutes otherwise. */
  readonly everyNth: number
  readonly prepare: (rules: readonly Rule[]) => Ready
}

/** What it exports is a function; its types say an object that holds one. */
const siftOf = sift as unknown as (query: object) => (customer: JsonObject) => boolean

const OURS = 'rekindle'
const JSON_LOGIC = 'json-logic-engine, compiled'
const AJV = 'ajv, compiled'

export const engines = (): readonly Engine[] => [
  engine(OURS, ours),
  engine('@growthbook/growthbook', (rules) => each(rules.map(inMongo), (rule, customer) => evalCondition(customer as object, rule))),
  engine(JSON_LOGIC, jsonLogic, { generatesCode: true }),
  engine(AJV, ajv, { generatesCode: true }),
  engine('mingo', (rules) =>
    each(
      rules.map((rule) => new Query(inMongo(rule) as object)),
      (query, customer) => query.test(customer),
    ),
  ),
  engine('sift', (rules) =>
    each(
      rules.map((rule) => siftOf(inMongo(rule))),
      (test, customer) => test(customer),
    ),
  ),
  engine('json-rules-engine', jsonRules, { everyNth: 50 }),
]

const engine = (name: string, prepare: Engine['prepare'], other: Partial<Engine> = {}): Engine => ({
  name,
  prepare,
  generatesCode: false,
  everyNth: 1,
  ...other,
})

const each = <T>(rules: readonly T[], holds: (rule: T, customer: JsonObject) => boolean): Ready => {
  return (customer) => {
    const matched: number[] = []
    for (let index = 0; index < rules.length; index += 1) if (holds(rules[index] as T, customer)) matched.push(index)
    return matched
  }
}

/** As a campaign's file would say it. */
export const ourCondition = (rule: Rule): Condition => {
  const parsed = parseCondition(inMongo(rule), '', 'problem', 'customer')
  assert(parsed.ok, 'a rule of the workload is a condition')
  return parsed.value
}

const ours = (rules: readonly Rule[]): Ready => {
  const program = compile(rules.map(ourCondition))
  return (customer) => program.matchesAll(customer)
}

/** MongoDB's language: ours, GrowthBook's, mingo's and sift's. Comparisons are guarded, for to some of them what is missing is 0. */
type Mongo = JsonObject
const inMongo = ({ all, rest, restHolds }: Rule): Mongo => ({
  $and: all.map(askedInMongo),
  ...(rest.length === 0 ? {} : { [restHolds === 'any' ? '$or' : '$nor']: rest.map(askedInMongo) }),
})

const askedInMongo = (asked: Asked): Mongo => {
  switch (asked.is) {
    case 'equal':
      return { [asked.path]: asked.value }
    case 'not-equal':
      return { [asked.path]: { $ne: asked.value } }
    case 'among':
      return { [asked.path]: { $in: asked.values } }
    case 'not-among':
      return { [asked.path]: { $nin: asked.values } }
    case 'tagged':
      return { [asked.path]: { $in: [asked.value] } }
    case 'there':
    case 'missing':
      return { [asked.path]: { $exists: asked.is === 'there' } }
    default:
      return { [asked.path]: { $exists: true, [MONGO_ORDERS[asked.is]]: asked.value } }
  }
}

const MONGO_ORDERS = { more: '$gt', 'at-least': '$gte', less: '$lt', 'at-most': '$lte' } as const

const jsonLogic = (rules: readonly Rule[]): Ready => {
  const logic = new LogicEngine()
  return each(
    rules.map((rule) => logic.build(inJsonLogic(rule)) as (customer: JsonObject) => unknown),
    (rule, customer) => Boolean(rule(customer)),
  )
}

const inJsonLogic = ({ all, rest, restHolds }: Rule): Json => {
  const some = { or: rest.map(askedInJsonLogic) }
  return { and: [...all.map(askedInJsonLogic), ...(rest.length === 0 ? [] : [restHolds === 'any' ? some : { '!': some }])] }
}

const askedInJsonLogic = (asked: Asked): Json => {
  const value = { var: asked.path }
  const isThere = { '!==': [value, null] }
  switch (asked.is) {
    case 'equal':
      return { '===': [value, asked.value] }
    case 'not-equal':
      return { '!==': [value, asked.value] }
    case 'among':
      return { in: [value, asked.values] }
    case 'not-among':
      return { '!': { in: [value, asked.values] } }
    case 'tagged':
      return { in: [asked.value, value] }
    case 'there':
      return isThere
    case 'missing':
      return { '===': [value, null] }
    default:
      return { and: [isThere, { [ORDERS[asked.is]]: [value, asked.value] }] }
  }
}

const ORDERS = { more: '>', 'at-least': '>=', less: '<', 'at-most': '<=' } as const

const ajv = (rules: readonly Rule[]): Ready => {
  const compiler = new Ajv({ strict: false })
  return each(
    rules.map((rule) => compiler.compile(inSchema(rule) as object)),
    (validate, customer) => validate(customer),
  )
}

const inSchema = ({ all, rest, restHolds }: Rule): JsonObject => {
  const some = { anyOf: rest.map(askedInSchema) }
  return { allOf: [...all.map(askedInSchema), ...(rest.length === 0 ? [] : [restHolds === 'any' ? some : { not: some }])] }
}

const askedInSchema = (asked: Asked): JsonObject => {
  switch (asked.is) {
    case 'equal':
      return schemaAt(asked.path, { const: asked.value })
    case 'not-equal':
      return { not: schemaAt(asked.path, { const: asked.value }) }
    case 'among':
      return schemaAt(asked.path, { enum: asked.values })
    case 'not-among':
      return { not: schemaAt(asked.path, { enum: asked.values }) }
    case 'tagged':
      return schemaAt(asked.path, { contains: { const: asked.value } })
    case 'there':
      return schemaAt(asked.path, {})
    case 'missing':
      return { not: schemaAt(asked.path, {}) }
    default:
      return schemaAt(asked.path, { [SCHEMA_ORDERS[asked.is]]: asked.value })
  }
}

const SCHEMA_ORDERS = { more: 'exclusiveMinimum', 'at-least': 'minimum', less: 'exclusiveMaximum', 'at-most': 'maximum' } as const

const schemaAt = (path: string, schema: JsonObject): JsonObject =>
  path.split('.').reduceRight((inner, name) => ({ required: [name], properties: { [name]: inner } }), schema)

/** Facts have no depth in its fastest form, so it gets the attributes by their paths. */
const jsonRules = (rules: readonly Rule[]): Ready => {
  const runner = new RulesEngine([], { allowUndefinedFacts: true })
  rules.forEach((rule, index) => {
    runner.addRule({ conditions: inJsonRules(rule), event: { type: 'held', params: { index } } })
  })
  const paths = [...new Set(rules.flatMap(({ all, rest }) => [...all, ...rest].map(({ path }) => path)))]
  return async (customer) => {
    const facts = Object.fromEntries(
      paths.flatMap((path): [string, Json][] => {
        const value = path.split('.').reduce<Json | undefined>((inner, name) => (inner as JsonObject | undefined)?.[name], customer)
        return value === undefined ? [] : [[path, value]]
      }),
    )
    const { events } = await runner.run(facts)
    return events.map(({ params }) => (params as { index: number }).index).sort((a, b) => a - b)
  }
}

const inJsonRules = ({ all, rest, restHolds }: Rule): TopLevelCondition => {
  const some: TopLevelCondition = { any: rest.map(askedInJsonRules) }
  return { all: [...all.map(askedInJsonRules), ...(rest.length === 0 ? [] : [restHolds === 'any' ? some : { not: some }])] }
}

const askedInJsonRules = (asked: Asked): { fact: string; operator: string; value: unknown } => {
  const of = (operator: string, value: unknown) => ({ fact: asked.path, operator, value })
  switch (asked.is) {
    case 'equal':
      return of('equal', asked.value)
    case 'not-equal':
      return of('notEqual', asked.value)
    case 'among':
      return of('in', asked.values)
    case 'not-among':
      return of('notIn', asked.values)
    case 'tagged':
      return of('contains', asked.value)
    case 'there':
      return of('notEqual', undefined)
    case 'missing':
      return of('equal', undefined)
    default:
      return of(RULES_ORDERS[asked.is], asked.value)
  }
}

const RULES_ORDERS = { more: 'greaterThan', 'at-least': 'greaterThanInclusive', less: 'lessThan', 'at-most': 'lessThanInclusive' } as const
