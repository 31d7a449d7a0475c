/**
 * The cloud on one machine: what the synthesised templates say, wired over DynamoDB Local, with the bundles as processes of their own. Nothing
 * is wired here that the templates do not name.
 */
import type { Json } from '../../shared/kernel/json.ts'
import { MINUTE_MS, SECOND_MS } from '../../shared/kernel/time.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { type Buses, openBuses, type Schedule } from './bus.ts'
import { openWorld, type World } from './clock.ts'
import { type Caller, type Gateway, openGateway } from './gateway.ts'
import { type Api, mayBeInvoked, openApis } from './http.ts'
import { mappingOf, type Mapping } from './mappings.ts'
import { judge, type Statement, statementsOf } from './policies.ts'
import { type Reader, readQueue } from './queue-reader.ts'
import { openQueue, type Queue, queueSpecs } from './queues.ts'
import { objectOf, type Resource } from './resolve.ts'
import { type Fleet, type Invoked, openFleet } from './runtime.ts'
import { sesService, type SesService } from './ses.ts'
import { type SqsService, sqsService } from './sqs-api.ts'
import { readStream } from './stream-reader.ts'
import { openStream, type Stream } from './streams.ts'
import { keyNamesOf, makeTable, openOutlook, type Outlook, TABLE_TYPES } from './table.ts'
import type { Assembly } from './template.ts'

export type CloudOptions = {
  readonly assembly: Assembly
  /** Of DynamoDB Local; null: the templates have no table. */
  readonly dynamo: string | null
  readonly start: number
  readonly seed: number
  /** Processes of one function at once. */
  readonly processesMax?: number
  /** Shards of the table's stream. */
  readonly shards?: number
  /** Share of messages of queues that come twice, and of those that wait for a moment. */
  readonly luck?: { readonly duplicates: number; readonly shuffle: number }
  /** The longest pause between tries of a batch of the stream. */
  readonly streamPauseMs?: number
  /** Where within its minute a schedule fires. */
  readonly phaseMs?: number
  /** Mails SES takes a second. */
  readonly sesPerSecond?: number
  /** Code other than that of the assembly, by the function's logical name. */
  readonly codeOf?: (lambda: Resource) => string
}

export type Cloud = {
  readonly world: World
  readonly assembly: Assembly
  readonly buses: Buses
  /** By the end of its name: `intake` finds `rekindle-prod-intake`. */
  readonly queue: (name: string) => Queue
  readonly queues: readonly Queue[]
  readonly fleet: (name: string) => Fleet
  readonly fleets: ReadonlyMap<string, Fleet>
  /** Readers by the name of the function they feed and what they read. */
  readonly reader: (name: string) => Reader
  readonly gateway: Gateway
  readonly ses: SesService
  readonly sqs: SqsService
  readonly apis: readonly Api[]
  readonly api: (name: string) => Api
  readonly stream: Stream | null
  readonly outlook: Outlook | null
  /** Whether schedules fire. */
  readonly setSchedules: (areOn: boolean) => void
  /** Schedules that fired, and invocations that failed for good. */
  readonly counts: { ticks: number; asyncFailures: number }
  /** All that must not have happened, in words: refused calls, calls nobody knows, undeliverable events. */
  readonly complaints: () => readonly string[]
  readonly close: () => Promise<void>
}

const PROCESSES_MAX = 2
const SHARDS = 2
const PHASE_MS = 40 * SECOND_MS
const MAILS_PER_SECOND = 14
/** Lambda tries an asynchronous invocation again after a minute, then after two. */
const ASYNC_RETRY_MS = [MINUTE_MS, 2 * MINUTE_MS] as const

export const openCloud = async (options: CloudOptions): Promise<Cloud> => {
  const { assembly, dynamo, start, seed, processesMax = PROCESSES_MAX } = options
  const world = openWorld(start)
  const counts = { ticks: 0, asyncFailures: 0 }
  const luck = options.luck === undefined ? null : { random: seededRandom(seed), ...options.luck }
  const queues: Queue[] = []
  const queueOf = (arn: string): Queue | undefined => queues.find(({ spec }) => spec.arn === arn)
  const mustQueue = (arn: string): Queue => queueOf(arn) ?? missing(`a queue ${arn}`)
  for (const spec of queueSpecs(assembly)) queues.push(openQueue(spec, world, mustQueue, luck))

  const lambdas = assembly
    .ofType('AWS::Lambda::Function')
    .filter(({ properties }) => String(properties.Runtime).startsWith('nodejs') && !isProvider(properties))
  const fleets = new Map<string, Fleet>()
  const fleetOf = (arn: string): Fleet | undefined => fleets.get(assembly.byArn(arn)?.name ?? arn)
  const callers = new Map<string, Caller>()
  const statements = new Map<string, readonly Statement[]>()
  for (const lambda of lambdas) {
    const role = assembly.byArn(String(lambda.properties.Role)) ?? missing(`the role of ${lambda.path}`)
    const own = statementsOf(assembly, role)
    statements.set(lambda.name, own)
    callers.set(accessKeyOf(lambda.name), { name: lambda.name, statements: own })
  }

  const invokeLater = (functionArn: string, event: Json, ruleArn: string): boolean => {
    const fleet = fleetOf(functionArn)
    if (fleet === undefined) throw new Error(`there is no function ${functionArn}`)
    if (!mayBeInvoked(assembly, functionArn, ruleArn)) return false
    void world.run(later(fleet, functionArn, event, 0))
    return true
  }
  const later = async (fleet: Fleet, functionArn: string, event: Json, attempt: number): Promise<void> => {
    const invoked = await fleet.invoke(event)
    if (invoked.type === 'answered') return
    const { retriesMax, onFailure } = asyncOf(assembly, functionArn)
    if (attempt < retriesMax) {
      at(world, world.now() + (ASYNC_RETRY_MS[attempt] ?? MINUTE_MS), () => void world.run(later(fleet, functionArn, event, attempt + 1)))
      return
    }
    counts.asyncFailures += 1
    if (onFailure !== null)
      mustQueue(onFailure).send(JSON.stringify({ requestPayload: event, requestContext: { functionArn, condition: 'RetriesExhausted' } }))
  }
  const buses = openBuses({ assembly, clock: world, queueOf, invokeLater })
  const sqs = sqsService(queues)
  const ses = sesService({ assembly, world, events: buses, perSecond: options.sesPerSecond ?? MAILS_PER_SECOND })
  const tables = assembly.ofType(...TABLE_TYPES)
  const gateway = await openGateway({
    callers,
    dynamo: dynamo ?? '',
    tableArn: (name) => tables.find((table) => table.name === name)?.attributes.Arn,
    keyNames: keyNamesOf(tables),
    sqs,
    events: buses,
    busArn: (name) =>
      name.startsWith('arn:') ? name : `arn:aws:events:${assembly.place.region}:${assembly.place.account}:event-bus/${name}`,
    ses,
    now: world.now,
    moveTo: world.moveTo,
  })
  for (const lambda of lambdas) {
    const folder = (options.codeOf ?? assembly.codeOf)(lambda)
    const reserved = lambda.properties.ReservedConcurrentExecutions
    fleets.set(
      lambda.name,
      openFleet({
        place: {
          name: lambda.name,
          arn: lambda.attributes.Arn ?? '',
          handler: String(lambda.properties.Handler),
          timeoutMs: Number(lambda.properties.Timeout ?? 3) * SECOND_MS,
          memoryMb: Number(lambda.properties.MemorySize ?? 128),
          environment: environmentOf(lambda, assembly.place.region, gateway.endpoint),
          reserved: typeof reserved === 'number' ? reserved : null,
          accessKey: accessKeyOf(lambda.name),
        },
        folder,
        region: assembly.place.region,
        endpoint: gateway.endpoint,
        sesEndpoint: gateway.sesEndpoint,
        now: world.now,
        moveTo: world.moveTo,
        processesMax,
      }),
    )
  }
  const stream = await streamOf(options, tables, world, gateway)
  const readers = new Map<string, Reader>()
  for (const resource of assembly.ofType('AWS::Lambda::EventSourceMapping')) {
    if (resource.properties.Enabled === false) continue
    const mapping = mappingOf(resource)
    const lambda =
      lambdas.find(({ name, attributes }) => [name, attributes.Arn].includes(mapping.functionArn)) ??
      missing(`the function of ${resource.path}`)
    mayRead(mapping, statements.get(lambda.name) ?? [], resource.path)
    const parts = { mapping, fleet: fleetOf(lambda.name) ?? missing(lambda.name), world, region: assembly.place.region }
    const queue = queueOf(mapping.source)
    if (queue !== undefined) readers.set(lambda.name, readQueue(queue, parts))
    else if (stream !== null && stream.arn === mapping.source)
      readers.set(lambda.name, readStream(stream, { ...parts, queueOf, pauseMaxMs: options.streamPauseMs ?? MINUTE_MS }))
    else throw new Error(`${resource.path}: the source ${mapping.source} is not known here`)
  }
  const table = tables[0]
  const outlook = dynamo === null || table === undefined ? null : openOutlook(dynamo, table.name)
  const schedules = fireSchedules(buses, world, outlook, options.phaseMs ?? PHASE_MS, counts)
  const ask = async (functionArn: string, event: Json): Promise<Json | null> => {
    const fleet = fleetOf(functionArn) ?? missing(`the function ${functionArn}`)
    const invoked: Invoked = await world.run(fleet.invoke(event))
    return invoked.type === 'answered' ? invoked.payload : null
  }
  const apis = openApis(assembly, ask, world.now)
  const named = <T>(kind: string, all: Iterable<readonly [string, T]>, name: string): T => {
    const found = [...all].filter(([full]) => full === name || full.endsWith(`-${name}`)).sort(([a], [b]) => a.length - b.length)
    return (found[0] ?? missing(`a ${kind} ${name}`))[1]
  }
  return {
    world,
    assembly,
    buses,
    queue: (name) =>
      named(
        'queue',
        queues.map((queue) => [queue.spec.name, queue] as const),
        name,
      ),
    queues,
    fleet: (name) => named('function', fleets, name),
    fleets,
    reader: (name) => named('reader', readers, name),
    gateway,
    ses,
    sqs,
    apis,
    api: (name) =>
      named(
        'API',
        apis.map((api) => [api.name, api] as const),
        name,
      ),
    stream,
    outlook,
    setSchedules: schedules.setOn,
    counts,
    complaints: () => [
      ...gateway.refused.map(
        ({ caller, action, resource, because, keys }) => `${caller} may not ${action} on ${resource} (${keys}): ${because}`,
      ),
      ...gateway.failures,
      ...buses.lost.map(({ rule, target, because }) => `${rule} to ${target}: ${because}`),
    ],
    close: async () => {
      await Promise.all([...fleets.values()].map((fleet) => fleet.close()))
      await gateway.close()
      outlook?.close()
    },
  }
}

const missing = (what: string): never => {
  throw new Error(`there is no ${what}`)
}

/** Helpers of the CDK itself, which run while it deploys. */
const isProvider = (properties: Resource['properties']): boolean =>
  !/^index\.handler$/.test(String(properties.Handler)) || objectOf(properties.Code).ZipFile !== undefined

/** As the template has it, but for the host in the URLs of queues, which the SDK takes for where SQS is. */
const environmentOf = ({ properties }: Resource, region: string, endpoint: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(objectOf(objectOf(properties.Environment).Variables)).map(([name, value]) => [
      name,
      String(value).replace(`https://sqs.${region}.amazonaws.com`, endpoint),
    ]),
  )

const accessKeyOf = (name: string): string => `AKIA${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`

const asyncOf = (assembly: Assembly, functionArn: string): { readonly retriesMax: number; readonly onFailure: string | null } => {
  const name = assembly.byArn(functionArn)?.name
  const config = assembly
    .ofType('AWS::Lambda::EventInvokeConfig')
    .find(({ properties }) => properties.FunctionName === name || properties.FunctionName === functionArn)
  const destination = objectOf(objectOf(config?.properties.DestinationConfig).OnFailure).Destination
  return {
    retriesMax: Number(config?.properties.MaximumRetryAttempts ?? 2),
    onFailure: typeof destination === 'string' ? destination : null,
  }
}

/** Runs something at an instant. */
const at = (world: World, instant: number, action: () => void): void => {
  let isDone = false
  world.add(() => {
    if (isDone || world.now() < instant) return 0
    isDone = true
    action()
    return 1
  })
  world.lookAt(instant)
}

/** Lambda reads with the function's own role, and refuses to be set up without. */
const mayRead = (mapping: Mapping, statements: readonly Statement[], path: string): void => {
  const actions = mapping.source.includes(':sqs:')
    ? ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
    : ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream']
  const wanted = [
    ...actions.map((action) => ({ action, resource: mapping.source, context: {} })),
    ...(mapping.onFailure === null ? [] : [{ action: 'sqs:SendMessage', resource: mapping.onFailure, context: {} }]),
  ]
  for (const access of wanted) {
    const verdict = judge(statements, access)
    if (!verdict.allowed) throw new Error(`${path}: the function may not ${access.action} on ${access.resource}: ${verdict.because}`)
  }
}

/** Makes the table and opens its stream, which is read whenever somebody has written. */
const streamOf = async (options: CloudOptions, tables: readonly Resource[], world: World, gateway: Gateway): Promise<Stream | null> => {
  const [table, ...others] = tables
  const { dynamo } = options
  if (table === undefined || dynamo === null) return null
  if (others.length > 0) throw new Error('more than one table is not known here')
  await makeTable(dynamo, table)
  const { region } = options.assembly.place
  const stream = await openStream({
    endpoint: dynamo,
    table: table.name,
    arn: table.attributes.StreamArn ?? '',
    region,
    clock: world,
    shards: options.shards ?? SHARDS,
  })
  let isDirty = true
  let isPulling = false
  gateway.onWrite(() => {
    isDirty = true
  })
  world.add(() => {
    if (!isDirty || isPulling) return 0
    isDirty = false
    isPulling = true
    void world.run(
      stream.pull().finally(() => {
        isPulling = false
      }),
    )
    return 1
  })
  return stream
}

/**
 * Schedules fire at their own phase within their period, and only where there is something to do by then: a history of years would
 * otherwise be empty ticks alone. Whoever has no store to ask fires each time.
 */
const fireSchedules = (
  buses: Buses,
  world: World,
  outlook: Outlook | null,
  phaseMs: number,
  counts: { ticks: number },
): { readonly setOn: (areOn: boolean) => void } => {
  let areOn = true
  let lastAt = world.now()
  const firingAfter = ({ everyMs }: Schedule, instant: number): number => {
    const phase = phaseMs % everyMs
    return Math.ceil((instant - phase) / everyMs) * everyMs + phase
  }
  const due = new Map<Schedule, number>()
  world.addStops(async (before) => {
    due.clear()
    if (!areOn || buses.schedules.length === 0) return null
    // The store is only asked where time would pass by the next firing.
    if (before !== null && buses.schedules.every((schedule) => firingAfter(schedule, world.now() + 1) >= before)) return null
    const wanted = outlook === null ? world.now() : await outlook.nextAt()
    if (wanted === null) return null
    for (const schedule of buses.schedules) due.set(schedule, firingAfter(schedule, Math.max(wanted, lastAt + 1, world.now() + 1)))
    return due.size === 0 ? null : Math.min(...due.values())
  })
  world.add(() => {
    let fired = 0
    for (const [schedule, instant] of due) {
      if (!areOn || instant > world.now()) continue
      due.delete(schedule)
      lastAt = world.now()
      counts.ticks += 1
      fired += 1
      buses.fire(schedule)
    }
    return fired
  })
  return {
    setOn: (given) => {
      areOn = given
    },
  }
}
