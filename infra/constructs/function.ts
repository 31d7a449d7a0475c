/** A function as functions.ts lists it: its own role, its own log, its own permissions, and nothing it did not ask for. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, type CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { FUNCTIONS, type FunctionName, type FunctionSpec, HANDLER, type Setting } from '../../functions/functions.ts'
import { acknowledge } from '../acknowledge.ts'
import { idOf, nameOf } from '../names.ts'
import { PERMISSIONS, type Permission, type Thing } from '../permissions.ts'
import type { Stage } from '../stage.ts'

/** What functions are told, and the ARNs of what they may touch: each stack adds what it makes. */
export type Surroundings = {
  readonly stage: Stage
  /** The folder with a folder for each function. */
  readonly bundles: string
  readonly settings: Readonly<Partial<Record<Setting, string>>>
  readonly things: Readonly<Partial<Record<Thing, readonly string[]>>>
}

/** A function that was made, and what the others need to know of it. */
export type Made = {
  readonly spec: FunctionSpec
  readonly fn: LambdaFunction
  /** Its permissions: what calls it waits for them. */
  readonly ready: Policy
}

/** The function of this name: it may do what permissions.ts says. */
export const functionOf = (scope: Construct, name: FunctionName, around: Surroundings): Made => {
  const { stage } = around
  const spec = specOf(name)
  const id = idOf(name)
  const log = new LogGroup(scope, `${id}Log`, {
    logGroupName: `/aws/lambda/${nameOf(stage, name)}`,
    retention: stage.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `What the function ${name} of ${stage.name} may do`,
  })
  const fn = new LambdaFunction(scope, `${id}Function`, {
    functionName: nameOf(stage, name),
    description: spec.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(bundleOf(around.bundles, name)),
    handler: HANDLER,
    memorySize: spec.memoryMb,
    timeout: Duration.seconds(spec.timeoutSeconds),
    environment: { ...settingsOf(spec, around), NODE_OPTIONS: '--enable-source-maps' },
    role,
    logGroup: log,
    ...(stage.reserves === 'same' && name in stage.atOnce
      ? { reservedConcurrentExecutions: stage.atOnce[name as keyof Stage['atOnce']] }
      : {}),
  })
  const ready = permit(scope, id, role, around.things, [
    ...PERMISSIONS[name],
    ...usingKey(scope, PERMISSIONS[name], around.things),
    ...logging(log),
    ...(stage.isTraced ? [TRACING] : []),
  ])
  // Else the function is there before it may do anything, and its first calls fail.
  fn.node.addDependency(ready)
  if (stage.isTraced) (fn.node.defaultChild as CfnFunction).tracingConfig = { mode: 'Active' }
  return { spec, fn, ready }
}

type Bound = Omit<Permission, 'on'> & {
  readonly on: Permission['on'] | { readonly arns: readonly string[] }
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

const permit = (scope: Construct, id: string, role: Role, things: Surroundings['things'], permissions: readonly Bound[]): Policy => {
  const policy = new Policy(scope, `${id}Policy`, { statements: permissions.map((one) => statementOf(one, things)), roles: [role] })
  const open = permissions.flatMap(({ on }) => ('everything' in on ? [on.because] : []))
  if (open.length > 0) acknowledge(policy, { 'AwsSolutions-IAM5[Resource::*]': open.join(' ') })
  return policy
}

/** `ForAllValues` holds where a request names no key at all; so no action that names none stands in a statement with keys. */
const statementOf = (permission: Bound, things: Surroundings['things']): PolicyStatement =>
  new PolicyStatement({
    sid: idOf(permission.for.toLowerCase().replace(/[^a-z]+/g, '-')),
    effect: Effect.ALLOW,
    actions: [...permission.actions],
    resources: [...resourcesOf(permission, things)],
    ...(permission.keys === null
      ? { conditions: permission.conditions ?? {} }
      : { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...new Set(permission.keys)].sort() } } }),
  })

const resourcesOf = ({ for: purpose, on }: Bound, things: Surroundings['things']): readonly string[] => {
  if ('everything' in on) return ['*']
  if ('arns' in on) return on.arns
  return on.flatMap((thing) => {
    const arns = things[thing]
    if (arns === undefined) throw new Error(`A function should ${purpose}, and the stack was not told which ${thing} that is`)
    return arns
  })
}

/** Where the table has a key of its own: DynamoDB uses it for whoever asks, and nobody uses it otherwise. */
const usingKey = (scope: Construct, permissions: readonly Permission[], { key }: Surroundings['things']): readonly Bound[] => {
  const touches = permissions.some(({ on }) => !('everything' in on) && on.some((thing) => /^(table|index|stream)/.test(thing)))
  if (key === undefined || !touches) return []
  const actions = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'].map((action) => `kms:${action}`)
  const { region, urlSuffix } = Stack.of(scope)
  return [
    {
      for: 'let DynamoDB use the key of the table',
      actions,
      on: { arns: key },
      keys: null,
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } },
    },
  ]
}

const logging = (log: LogGroup): readonly Bound[] => [
  { for: 'write its log', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], on: { arns: [log.logGroupArn] }, keys: null },
]

const TRACING: Bound = {
  for: 'write traces',
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  on: { everything: true, because: 'X-Ray knows no resource for writing traces; it can only add to them.' },
  keys: null,
}

const specOf = (name: FunctionName): FunctionSpec => {
  const spec = FUNCTIONS.find((one) => one.name === name)
  if (spec === undefined) throw new Error(`functions/functions.ts has no function ${name}`)
  return spec
}

const settingsOf = ({ name, needs, mayHave }: FunctionSpec, { settings }: Surroundings): Record<string, string> => {
  const missing = needs.filter((setting) => settings[setting] === undefined)
  if (missing.length > 0) throw new Error(`The function ${name} needs ${missing.join(', ')}, and its stack does not know it`)
  return Object.fromEntries(
    [...needs, ...mayHave].flatMap((setting) => (settings[setting] === undefined ? [] : [[setting, settings[setting]]])),
  )
}

const bundleOf = (bundles: string, name: FunctionName): string => {
  const folder = join(bundles, name)
  if (!existsSync(join(folder, 'index.mjs'))) throw new Error(`There is no bundle of ${name} in ${bundles}; run \`npm run bundle\` first`)
  return folder
}
