/**
 * The one endpoint that all clients in the bundles talk to. It knows who calls by the access key, asks IAM as the template has it, and passes
 * what is allowed on: DynamoDB to DynamoDB Local, the rest to the simulated services. Outages are made here.
 */
import { Agent, createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import type { Random } from '../../shared/kernel/random.ts'
import type { Buses } from './bus.ts'
import { dynamoAccess, type KeyNames, type TableArn, WRITES } from './dynamo-access.ts'
import { type Access, judge, listOf, type Statement } from './policies.ts'
import { objectOf } from './resolve.ts'
import type { SesService } from './ses.ts'
import type { SqsService } from './sqs-api.ts'

/** Somebody who may call: a function's role, or a person's. */
export type Caller = { readonly name: string; readonly statements: readonly Statement[] }

/** Bad luck with the table, in shares of calls. */
export type TableFaults = {
  readonly random: Random
  /** Refused because the table takes no more. */
  readonly throttled: number
  /** Transactions refused because another one has the row. */
  readonly conflicts: number
  /** Done, but the answer never comes. */
  readonly lostAnswers: number
  /** Whose calls it concerns; all, where it is missing. */
  readonly of?: readonly string[]
}

export type Refused = {
  readonly caller: string
  readonly action: string
  readonly resource: string
  readonly because: string
  readonly keys: string
}

export type Gateway = {
  readonly endpoint: string
  /** SES has a door of its own, so that it can be shut. */
  readonly sesEndpoint: string
  /** While it is shut nobody can even connect to SES. */
  readonly setSesReachable: (isReachable: boolean) => Promise<void>
  /** Calls that no policy allows. A rehearsal expects none. */
  readonly refused: readonly Refused[]
  /** Calls that the rehearsal does not know how to answer. */
  readonly failures: readonly string[]
  /** Calls by service and operation, and by caller. */
  readonly calls: ReadonlyMap<string, number>
  readonly setTableFaults: (faults: TableFaults | null) => void
  /** Called after each write to the table. */
  readonly onWrite: (told: () => void) => void
  readonly close: () => Promise<void>
}

export type GatewayParts = {
  readonly callers: ReadonlyMap<string, Caller>
  /** Of DynamoDB Local. */
  readonly dynamo: string
  readonly tableArn: TableArn
  readonly keyNames: KeyNames
  readonly sqs: SqsService
  readonly events: Buses
  readonly busArn: (name: string) => string
  readonly ses: SesService
  readonly now: () => number
  /** How far the caller's own waiting has moved time. */
  readonly moveTo: (instant: number) => void
}

type Call = {
  readonly caller: Caller
  readonly service: string
  readonly target: string
  readonly body: Buffer
  readonly request: IncomingMessage
}
type Answer = { readonly status: number; readonly type: string; readonly body: string; readonly headers?: Readonly<Record<string, string>> }

const JSON_10 = 'application/x-amz-json-1.0'
const JSON_11 = 'application/x-amz-json-1.1'
/** Clients keep connections while virtual time jumps, real time hardly passes. */
const KEEP_ALIVE_MS = 600_000

export const openGateway = async (parts: GatewayParts): Promise<Gateway> => {
  const refused: Refused[] = []
  const failures: string[] = []
  const calls = new Map<string, number>()
  const told: (() => void)[] = []
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  let faults: TableFaults | null = null

  const allowed = (caller: Caller, accesses: readonly Access[]): boolean => {
    for (const access of accesses) {
      const verdict = judge(caller.statements, access)
      if (verdict.allowed) continue
      const keys = [access.context['dynamodb:LeadingKeys'] ?? []].flat().join(' ')
      refused.push({ caller: caller.name, action: access.action, resource: access.resource, because: verdict.because, keys })
      return false
    }
    return true
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const callersNow = Number(request.headers['rehearsal-now'])
    if (callersNow > parts.now()) parts.moveTo(callersNow)
    const [, key = '', , service = ''] = /Credential=([^/]+)\/(\d+)\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? []
    const caller = parts.callers.get(key)
    const target = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '')
    if (caller === undefined)
      return write(response, parts.now(), errorOf(403, 'UnrecognizedClientException', 'The security token is invalid.'))
    const call: Call = { caller, service: serviceOf(request, service), target, body: Buffer.concat(chunks), request }
    const name = `${call.service}:${target === '' ? 'query' : target}`
    for (const one of [name, `${caller.name} ${name}`]) calls.set(one, (calls.get(one) ?? 0) + 1)
    const said = await answered(call, response)
    if (said !== null) write(response, parts.now(), said)
  }
  const answered = async (call: Call, response: ServerResponse): Promise<Answer | null> => {
    switch (call.service) {
      case 'dynamodb':
        return await table(call, response)
      case 'sqs': {
        const body = jsonIn(call.body)
        const access = parts.sqs.accessOf(call.target, body)
        if (!allowed(call.caller, access)) return errorOf(403, 'AccessDeniedException', denial(call.caller, access))
        const { ok, answer: said, problem } = parts.sqs.answer(call.target, body)
        return ok ? { status: 200, type: JSON_10, body: JSON.stringify(said) } : errorOf(400, problem.name, problem.message)
      }
      case 'events':
        return putEvents(call)
      case 'ses':
        return parts.ses.answer(new URLSearchParams(call.body.toString('utf8')), (access) => allowed(call.caller, access), call.caller.name)
      default:
        throw new Error(`${call.caller.name} calls ${call.service} ${call.target}, which is not known here`)
    }
  }
  const putEvents = ({ caller, target, body }: Call): Answer => {
    if (target !== 'PutEvents') throw new Error(`${caller.name} calls ${target} of EventBridge, which is not known here`)
    const entries = listOf(jsonIn(body).Entries)
    const accesses = entries.map((raw): Access => {
      const { EventBusName: bus, Source: source, DetailType: detailType } = objectOf(raw)
      const context = { 'events:source': String(source), 'events:detail-type': String(detailType), 'aws:SecureTransport': 'true' }
      return { action: 'events:PutEvents', resource: parts.busArn(String(bus ?? 'default')), context }
    })
    if (!allowed(caller, accesses)) return errorOf(400, 'AccessDeniedException', denial(caller, accesses), JSON_11)
    const said = parts.events.putEvents(entries)
    return 'problem' in said
      ? errorOf(400, 'ValidationException', said.problem, JSON_11)
      : { status: 200, type: JSON_11, body: JSON.stringify(said) }
  }
  const table = async ({ caller, target, body, request }: Call, response: ServerResponse): Promise<Answer | null> => {
    const asked = jsonIn(body)
    const accesses = dynamoAccess(target, asked, parts.tableArn, parts.keyNames)
    if (!allowed(caller, accesses)) return errorOf(400, 'com.amazon.coral.service#AccessDeniedException', denial(caller, accesses))
    const fault = faults !== null && (faults.of === undefined || faults.of.includes(caller.name)) ? faults : null
    if (fault?.random.chance(fault.throttled) === true) return throttledAnswer(target, asked)
    if (target === 'TransactWriteItems' && fault?.random.chance(fault.conflicts) === true) return cancelled(asked, 'TransactionConflict')
    const isLost = WRITES.has(target) && fault?.random.chance(fault.lostAnswers) === true
    await forward(parts.dynamo, agent, request, body, isLost ? null : response, parts.now)
    if (WRITES.has(target)) for (const tell of told) tell()
    if (isLost) request.socket.destroy()
    return null
  }
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((thrown: unknown) => {
      failures.push(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
      if (!response.headersSent) write(response, parts.now(), errorOf(500, 'InternalFailure', 'the rehearsal cannot answer this'))
    })
  }
  const server = await opened(listener, 0)
  let ses: Server | null = await opened(listener, 0)
  const { port: sesPort } = ses.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sesEndpoint: `http://127.0.0.1:${sesPort}`,
    setSesReachable: async (isReachable) => {
      if (!isReachable && ses !== null) await closed(ses)
      ses = isReachable ? (ses ?? (await opened(listener, sesPort))) : null
    },
    refused,
    failures,
    calls,
    setTableFaults: (given) => {
      faults = given
    },
    onWrite: (tell) => told.push(tell),
    close: async () => {
      agent.destroy()
      await closed(server)
      if (ses !== null) await closed(ses)
    },
  }
}

const opened = async (listener: (request: IncomingMessage, response: ServerResponse) => void, port: number): Promise<Server> => {
  const server = createServer(listener)
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.requestTimeout = 0
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** SES signs as `ses` or `email`. */
const serviceOf = ({ headers }: IncomingMessage, signed: string): string => {
  if (String(headers['x-amz-target'] ?? '').startsWith('DynamoDB_')) return 'dynamodb'
  return signed === 'email' ? 'ses' : signed
}

const forward = (
  endpoint: string,
  agent: Agent,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse | null,
  now: () => number,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const { 'x-amz-target': target, 'content-type': type } = request.headers
    const authorization = 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0'
    const headers = { 'x-amz-target': String(target), 'content-type': String(type), 'content-length': body.length, authorization }
    const passed = httpRequest(endpoint, { method: 'POST', headers, agent }, (answered) => {
      const chunks: Buffer[] = []
      answered.on('data', (chunk: Buffer) => chunks.push(chunk))
      answered.on('error', reject)
      answered.on('end', () => {
        const { 'content-type': answerType, 'x-amz-crc32': crc } = answered.headers
        response?.writeHead(answered.statusCode ?? 500, {
          'content-type': answerType ?? JSON_10,
          ...timed(now()),
          ...(crc === undefined ? {} : { 'x-amz-crc32': crc }),
        })
        response?.end(Buffer.concat(chunks))
        resolve()
      })
    })
    passed.on('error', reject)
    passed.end(body)
  })

const throttledAnswer = (target: string, body: JsonObject): Answer =>
  target === 'TransactWriteItems'
    ? cancelled(body, 'ThrottlingError')
    : errorOf(400, 'com.amazon.coral.availability#ThrottlingException', 'Throughput exceeds the current capacity of your table or index.')

/** A transaction that was refused for its first item. */
const cancelled = (body: JsonObject, code: string): Answer => {
  const reasons = listOf(body.TransactItems).map((_, index) => (index === 0 ? { Code: code, Message: 'Injected.' } : { Code: 'None' }))
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`
  return {
    status: 400,
    type: JSON_10,
    body: JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: message,
      CancellationReasons: reasons,
    }),
  }
}

const denial = ({ name }: Caller, [first]: readonly Access[]): string =>
  `User: ${name} is not authorized to perform: ${first?.action} on resource: ${first?.resource}`

const errorOf = (status: number, name: string, message: string, type = JSON_10): Answer => ({
  status,
  type,
  body: JSON.stringify({ __type: name, message }),
  headers: { 'x-amzn-errortype': name },
})

/** The SDK compares the date with its own clock; the whole instant keeps the clocks of all processes together (inside/clock.ts). */
const timed = (now: number): Readonly<Record<string, string>> => ({ date: new Date(now).toUTCString(), 'rehearsal-now': String(now) })

const write = (response: ServerResponse, now: number, { status, type, body, headers }: Answer): void => {
  response.writeHead(status, { 'content-type': type, ...timed(now), 'x-amzn-requestid': 'rehearsal', ...headers })
  response.end(body)
}

const jsonIn = (body: Buffer): JsonObject => objectOf(JSON.parse(body.toString('utf8')) as Json)
