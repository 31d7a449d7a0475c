/** A small system for the tests of the rehearsal itself: its template and its bundles are written in the test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { type Cloud, type CloudOptions, openCloud } from './cloud.ts'
import type { Fleet } from './runtime.ts'
import { type Assembly, assemblyOf } from './template.ts'

export const START = Date.parse('2026-01-05T12:00:00Z')

/** Folders of code that go away with the test. */
export const codeFolder = (): { readonly write: (name: string, code: string) => string; readonly remove: () => void } => {
  const root = mkdtempSync(join(tmpdir(), 'rekindle-cloud-'))
  return {
    write: (name, code) => {
      const folder = join(root, name)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'index.mjs'), code)
      return folder
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

export const arnOf = (logicalId: string): JsonObject => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })
export const ref = (logicalId: string): JsonObject => ({ Ref: logicalId })

/** A function with its role, and what it may do. */
export const lambda = (name: string, statements: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  [`${name}Role`]: {
    Type: 'AWS::IAM::Role',
    Properties: { Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }] },
  },
  [name]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { S3Bucket: 'assets', S3Key: `${name}.zip` },
      Role: arnOf(`${name}Role`),
      Timeout: 20,
      ...more,
    },
  },
})

export const statement = (actions: readonly string[], resource: Json, condition?: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resource,
  ...(condition === undefined ? {} : { Condition: condition }),
})

export const reading = (queue: string): JsonObject =>
  statement(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arnOf(queue))

export const queue = (name: string, properties: JsonObject = {}): JsonObject => ({
  [name]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: name, VisibilityTimeout: 60, ...properties } },
})

export const mapping = (id: string, source: Json, functionId: string, properties: JsonObject): JsonObject => ({
  [id]: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: source, FunctionName: ref(functionId), ...properties } },
})

export const assembled = (resources: JsonObject, code: Readonly<Record<string, string>> = {}): Assembly =>
  assemblyOf([{ name: 'small', template: { Resources: resources } }], new Map(Object.entries(code)))

export const opened = (assembly: Assembly, options: Partial<CloudOptions> = {}): Promise<Cloud> =>
  openCloud({ assembly, dynamo: null, start: START, seed: 1, ...options })

/** Notes what it is given in its log, one line of JSON an invocation, and answers what `answer` says. */
export const noting = (answer = 'null'): string =>
  `let calls = 0
export const handler = async (event, context) => { calls += 1; console.log('NOTE ' + JSON.stringify({ calls, now: Date.now(), event })); return ${answer} }`

export type Note = {
  readonly calls: number
  readonly now: number
  readonly event: { readonly Records: readonly { readonly body: string; readonly messageId: string }[] }
}

/** What a function noted: a line each invocation, which may reach us a little later than its answer. */
export const notesOf = async <T = Note>({ logs, counts }: Fleet): Promise<readonly T[]> => {
  const all = (): readonly string[] => logs.filter((line) => line.startsWith('NOTE '))
  for (let waits = 0; waits < LOG_WAITS_MAX && all().length < counts.invocations; waits += 1) await sleep(10)
  return all().map((line) => JSON.parse(line.slice(5)) as T)
}
const LOG_WAITS_MAX = 500
