/**
 * What IAM would say of a call: identity policies of roles and resource policies of queues, with the condition operators and keys that the
 * templates use. One that is not known throws, for to pass over it would allow what AWS refuses.
 */
import { isJsonObject, type Json, type JsonObject } from '../../shared/kernel/json.ts'
import { objectOf, type Resource } from './resolve.ts'
import type { Assembly } from './template.ts'

/** One thing asked for. A call of several rows asks for several. */
export type Access = {
  readonly action: string
  readonly resource: string
  /** What is known of the call, by condition key; a key of several values is a list. */
  readonly context: Context
}
export type Context = Readonly<Record<string, string | readonly string[]>>

export type Statement = {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly principals: JsonObject | '*' | null
  readonly conditions: JsonObject
}

/** A refusal says why nobody allows it. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly because: string }

/** All statements of a role: its own policies, those attached to it in any stack, and the managed ones of AWS. */
export const statementsOf = ({ ofType, byArn }: Assembly, role: Resource): readonly Statement[] => {
  const inline = listOf(role.properties.Policies).flatMap((policy) => readPolicy(objectOf(policy).PolicyDocument, role.path))
  const attached = ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy').filter(({ properties }) =>
    [...listOf(properties.Roles), ...(properties.RoleName === undefined ? [] : [properties.RoleName])].includes(
      role.attributes.Ref as string,
    ),
  )
  const managed = listOf(role.properties.ManagedPolicyArns).flatMap((arn) => {
    const ours = ofType('AWS::IAM::ManagedPolicy').find(({ attributes }) => attributes.Ref === arn) ?? byArn(String(arn))
    if (ours !== undefined) return readPolicy(ours.properties.PolicyDocument, ours.path)
    const known = AWS_MANAGED[String(arn)]
    if (known === undefined) throw new Error(`${role.path}: the managed policy ${String(arn)} is not known here`)
    return known
  })
  return [...inline, ...managed, ...attached.flatMap((policy) => readPolicy(policy.properties.PolicyDocument, policy.path))]
}

const allow = (actions: readonly string[]): Statement => ({ effect: 'Allow', actions, resources: ['*'], principals: null, conditions: {} })
const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']
const AWS_MANAGED: Readonly<Record<string, readonly Statement[]>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': [allow(LOGS)],
  'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess': [allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'])],
}

/** Reads a policy document; throws on elements it does not know. */
export const readPolicy = (document: Json | undefined, path: string): readonly Statement[] =>
  listOf(objectOf(document).Statement).map((raw) => {
    const statement = objectOf(raw)
    const unknown = Object.keys(statement).filter((key) => !['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition'].includes(key))
    if (unknown.length > 0) throw new Error(`${path}: a policy's ${unknown.join(', ')} is not known here`)
    const { Effect: effect, Principal: principal } = statement
    if (effect !== 'Allow' && effect !== 'Deny') throw new Error(`${path}: a statement neither allows nor denies`)
    return {
      effect,
      actions: listOf(statement.Action).map(String),
      resources: listOf(statement.Resource).map(String),
      principals: principal === '*' ? '*' : isJsonObject(principal) ? principal : null,
      conditions: objectOf(statement.Condition),
    }
  })

/** Whether these statements allow it: one must, and none may deny it. */
export const judge = (statements: readonly Statement[], access: Access): Verdict => {
  const about = statements.filter(
    ({ actions, resources }) =>
      actions.some((one) => isLike(one.toLowerCase(), access.action.toLowerCase())) &&
      resources.some((one) => isLike(one, access.resource)),
  )
  const applying = about.filter(({ conditions }) => failedCondition(conditions, access.context) === null)
  if (applying.some(({ effect }) => effect === 'Deny')) return { allowed: false, because: 'a statement denies it' }
  if (applying.length > 0) return { allowed: true }
  const [failed] = about.flatMap(({ conditions }) => failedCondition(conditions, access.context) ?? [])
  return { allowed: false, because: failed === undefined ? 'no statement names it' : `the condition ${failed} does not hold` }
}

/** The same for a service that acts by a resource's own policy. */
export const judgeService = (statements: readonly Statement[], service: string, access: Access): Verdict =>
  judge(
    statements.filter(({ principals }) => {
      if (principals === null) return false
      return principals === '*' || listOf(principals.Service).includes(service) || listOf(principals.AWS).includes('*')
    }),
    access,
  )

/** The first condition that does not hold, in words; null where all hold. */
const failedCondition = (conditions: JsonObject, context: Context): string | null => {
  for (const [operator, tests] of Object.entries(conditions)) {
    for (const [key, expected] of Object.entries(objectOf(tests))) {
      if (!holds(operator, key, listOf(expected).map(String), context)) return `${operator} ${key}`
    }
  }
  return null
}

const KEYS: readonly string[] = [
  'dynamodb:LeadingKeys',
  'dynamodb:Attributes',
  'dynamodb:Select',
  'dynamodb:ReturnValues',
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:SecureTransport',
  'aws:PrincipalAccount',
  'aws:PrincipalIsAWSService',
  'events:source',
  'events:detail-type',
  'ses:FromAddress',
  'ses:ConfigurationSetName',
  'ses:FromDisplayName',
  'ses:Recipients',
]

const holds = (operator: string, key: string, expected: readonly string[], context: Context): boolean => {
  const name = KEYS.find((one) => one.toLowerCase() === key.toLowerCase())
  if (name === undefined) throw new Error(`the condition key ${key} is not known here`)
  const [, set, test, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? []
  const passes = OPERATORS[test ?? '']
  if (passes === undefined) throw new Error(`the condition operator ${operator} is not known here`)
  const given = context[name]
  if (test === 'Null') return expected.includes(String(given === undefined))
  if (given === undefined) return ifExists !== undefined || set === 'ForAllValues' || NEGATED.includes(test ?? '')
  const values = typeof given === 'string' ? [given] : given
  const one = (value: string): boolean => passes(expected, value)
  // Over an empty set everything holds: a call without keys, such as a scan, meets every "for all".
  if (set === 'ForAllValues') return values.every(one)
  if (set === 'ForAnyValue') return values.some(one)
  if (values.length !== 1) throw new Error(`${key} has ${values.length} values and is tested by ${operator}`)
  return one(values[0] as string)
}

const NEGATED: readonly string[] = ['StringNotEquals', 'StringNotLike', 'ArnNotEquals', 'ArnNotLike']
const OPERATORS: Readonly<Record<string, (expected: readonly string[], value: string) => boolean>> = {
  StringEquals: (expected, value) => expected.includes(value),
  StringNotEquals: (expected, value) => !expected.includes(value),
  StringLike: (expected, value) => expected.some((one) => isLike(one, value)),
  StringNotLike: (expected, value) => !expected.some((one) => isLike(one, value)),
  ArnEquals: (expected, value) => expected.some((one) => isLike(one, value)),
  ArnLike: (expected, value) => expected.some((one) => isLike(one, value)),
  ArnNotEquals: (expected, value) => !expected.some((one) => isLike(one, value)),
  ArnNotLike: (expected, value) => !expected.some((one) => isLike(one, value)),
  Bool: (expected, value) => expected.includes(value),
  Null: () => true,
}

/** `*` for any text, `?` for one character. */
export const isLike = (pattern: string, text: string): boolean => {
  const known = PATTERNS.get(pattern)
  const expression =
    known ??
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '[^]*')
        .replaceAll('?', '[^]')}$`,
    )
  if (known === undefined) PATTERNS.set(pattern, expression)
  return expression.test(text)
}
const PATTERNS = new Map<string, RegExp>()

export const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value]
