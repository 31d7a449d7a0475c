/** Functions as processes of their own behind the Lambda Runtime API: cold and warm, timed out, killed, limited in number, exchanged. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Json } from '../../shared/kernel/json.ts'
import type { Random } from '../../shared/kernel/random.ts'

export type FunctionPlace = {
  readonly name: string
  readonly arn: string
  readonly handler: string
  readonly timeoutMs: number
  readonly memoryMb: number
  readonly environment: Readonly<Record<string, string>>
  /** How many may run at once by the template; null: as many as there are. */
  readonly reserved: number | null
  /** The access key its calls are signed with, by which the gateway knows it. */
  readonly accessKey: string
}

/** What became of an invocation, as Lambda tells whoever invoked. */
export type Invoked =
  | { readonly type: 'answered'; readonly payload: Json }
  | { readonly type: 'failed'; readonly errorType: string; readonly message: string }

export type Mishaps = {
  readonly random: Random
  /** Share of invocations whose process is killed at some moment within `withinMs` of their start. */
  readonly crashes: number
  readonly withinMs: number
  /** Share of invocations after which the environment is thrown away. */
  readonly colds: number
}

export type Fleet = {
  readonly invoke: (event: Json) => Promise<Invoked>
  /** Whether one more may run now. */
  readonly hasRoom: () => boolean
  readonly busy: () => number
  /** From the next invocation on, other code: environments with the old end after what they are doing. */
  readonly deploy: (folder: string) => void
  readonly setMishaps: (mishaps: Mishaps | null) => void
  readonly counts: { invocations: number; coldStarts: number; crashes: number; timeouts: number; errors: number }
  /** The last lines written to its log. */
  readonly logs: readonly string[]
  readonly close: () => Promise<void>
}

export type FleetParts = {
  readonly place: FunctionPlace
  readonly folder: string
  readonly region: string
  readonly endpoint: string
  readonly sesEndpoint: string
  readonly now: () => number
  /** How far the function's own waiting has moved time. */
  readonly moveTo: (instant: number) => void
  /** Processes of one function at once, whatever the template allows: this machine has fewer cores than AWS. */
  readonly processesMax: number
}

type Job = { readonly event: Json; readonly done: (invoked: Invoked) => void; readonly id: string; timer: NodeJS.Timeout | null }
type Environment = {
  readonly child: ChildProcess
  readonly server: Server
  readonly generation: number
  waiting: ServerResponse | null
  job: Job | null
  /** It has asked for its first invocation. */
  isUp: boolean
  ended: boolean
  /** What it is told to be killed for. */
  verdict: Invoked | null
}

const NEVER_UP = JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: 'it exited while it started' })
const LOG_LINES_KEPT = 5_000
const BOOTSTRAP = fileURLToPath(new URL('inside/bootstrap.ts', import.meta.url))
const CLOCK = new URL('inside/clock.ts', import.meta.url).href

export const openFleet = (parts: FleetParts): Fleet => {
  const { place } = parts
  const environments = new Set<Environment>()
  const queue: Job[] = []
  const logs: string[] = []
  const counts = { invocations: 0, coldStarts: 0, crashes: 0, timeouts: 0, errors: 0 }
  let { folder } = parts
  let generation = 0
  let starting = 0
  let mishaps: Mishaps | null = null
  let closed = false
  const limit = Math.min(place.reserved ?? parts.processesMax, parts.processesMax)

  const end = (environment: Environment, verdict: Invoked): void => {
    environment.verdict ??= verdict
    environment.child.kill('SIGKILL')
  }
  const finish = (environment: Environment, invoked: Invoked): void => {
    const { job } = environment
    environment.job = null
    if (job === null) return
    if (job.timer !== null) clearTimeout(job.timer)
    if (invoked.type === 'failed') counts.errors += 1
    const isOld = environment.generation !== generation
    if (isOld || mishaps?.random.chance(mishaps.colds) === true) end(environment, invoked)
    job.done(invoked)
  }
  const gone = (environment: Environment): void => {
    if (environment.ended) return
    environment.ended = true
    environments.delete(environment)
    environment.server.close()
    environment.server.closeAllConnections()
    if (!environment.isUp && environment.verdict === null && !closed) initFailed(environment, NEVER_UP)
    finish(
      environment,
      environment.verdict ?? { type: 'failed', errorType: 'Runtime.ExitError', message: `${place.name} exited without answering` },
    )
    dispatch()
  }
  const begin = (environment: Environment, job: Job): void => {
    environment.job = job
    counts.invocations += 1
    const response = environment.waiting
    environment.waiting = null
    job.timer = setTimeout(() => {
      counts.timeouts += 1
      end(environment, { type: 'failed', errorType: 'Sandbox.Timedout', message: `Task timed out after ${place.timeoutMs / 1000} seconds` })
    }, place.timeoutMs)
    if (mishaps?.random.chance(mishaps.crashes) === true) {
      setTimeout(() => {
        if (environment.job !== job) return
        counts.crashes += 1
        end(environment, { type: 'failed', errorType: 'Runtime.ExitError', message: 'killed' })
      }, mishaps.random.next() * mishaps.withinMs)
    }
    response
      ?.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': job.id,
        'lambda-runtime-invoked-function-arn': place.arn,
        'lambda-runtime-deadline-ms': String(parts.now() + place.timeoutMs),
        'rehearsal-now': String(parts.now()),
        'rehearsal-timeout-ms': String(place.timeoutMs),
      })
      .end(JSON.stringify(job.event))
  }
  /** Gives waiting work to idle environments, and starts environments for the rest. */
  const dispatch = (): void => {
    for (const environment of environments) {
      if (environment.waiting === null || environment.ended || environment.verdict !== null) continue
      if (environment.generation !== generation) {
        end(environment, { type: 'failed', errorType: 'Runtime.ExitError', message: 'replaced' })
        continue
      }
      const job = queue.shift()
      if (job === undefined) break
      begin(environment, job)
    }
    const living = [...environments].filter(({ verdict }) => verdict === null).length
    for (let wanted = Math.min(queue.length - coming(), limit - living - starting); wanted > 0; wanted -= 1) start()
  }
  const start = (): void => {
    if (closed) return
    starting += 1
    counts.coldStarts += 1
    const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
    server.keepAliveTimeout = 0
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', CLOCK, BOOTSTRAP], {
        env: environmentOf(parts, folder, port),
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const environment: Environment = { child, server, generation, waiting: null, job: null, isUp: false, ended: false, verdict: null }
      environments.add(environment)
      starting -= 1
      keepLines(child, logs)
      child.once('exit', () => gone(environment))
      const onCall = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const path = (request.url ?? '').replace('/2018-06-01/runtime/', '')
        if (path === 'invocation/next') {
          environment.isUp = true
          environment.waiting = response
          return dispatch()
        }
        const body = await textOf(request)
        parts.moveTo(Number(request.headers['rehearsal-now']))
        response.writeHead(202).end('{}')
        if (path === 'init/error') return initFailed(environment, body)
        finish(environment, path.endsWith('/response') ? { type: 'answered', payload: JSON.parse(body) as Json } : failureIn(body))
      }
      answers.set(server, onCall)
    })
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> =>
      await answers.get(server)?.(request, response)
  }
  const answers = new Map<Server, (request: IncomingMessage, response: ServerResponse) => Promise<void>>()
  /** Nobody can be served by code that does not start: the invocation that waits for it fails, as on AWS. */
  const initFailed = (environment: Environment, body: string): void => {
    environment.verdict = failureIn(body)
    const job = queue.shift()
    if (job === undefined) return
    counts.errors += 1
    job.done(environment.verdict)
  }
  /** Environments that will ask for work in a moment: they start, or have just answered. */
  const coming = (): number =>
    starting +
    [...environments].filter(
      ({ waiting, job, verdict, generation: own }) => waiting === null && job === null && verdict === null && own === generation,
    ).length

  return {
    invoke: (event) =>
      new Promise((resolve) => {
        queue.push({ event, done: resolve, id: randomUUID(), timer: null })
        dispatch()
      }),
    hasRoom: () => queue.length + [...environments].filter(({ job }) => job !== null).length < limit,
    busy: () => queue.length + [...environments].filter(({ job }) => job !== null).length,
    deploy: (to) => {
      folder = to
      generation += 1
      dispatch()
    },
    setMishaps: (given) => {
      mishaps = given
    },
    counts,
    logs,
    close: async () => {
      closed = true
      const all = [...environments]
      for (const environment of all) end(environment, { type: 'failed', errorType: 'Runtime.ExitError', message: 'closed' })
      await Promise.all(
        all.map(
          ({ child }) =>
            new Promise<void>((resolve) =>
              child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve()),
            ),
        ),
      )
    },
  }
}

const environmentOf = (
  { place, region, endpoint, sesEndpoint, now }: FleetParts,
  folder: string,
  port: number,
): Record<string, string> => ({
  ...place.environment,
  PATH: process.env.PATH ?? '',
  TZ: ':UTC',
  LANG: 'en_US.UTF-8',
  NODE_OPTIONS: [place.environment.NODE_OPTIONS ?? '', `--max-old-space-size=${Math.floor(place.memoryMb * 0.9)}`].join(' ').trim(),
  AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
  AWS_LAMBDA_FUNCTION_NAME: place.name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(place.memoryMb),
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${place.name}`,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: place.accessKey,
  AWS_SECRET_ACCESS_KEY: 'rehearsal',
  AWS_SESSION_TOKEN: 'rehearsal',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: endpoint,
  AWS_ENDPOINT_URL_SES: sesEndpoint,
  LAMBDA_TASK_ROOT: folder,
  _HANDLER: place.handler,
  REHEARSAL_NOW: String(now()),
})

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const failureIn = (body: string): Invoked => {
  const { errorType, errorMessage } = JSON.parse(body) as { readonly errorType?: string; readonly errorMessage?: string }
  return { type: 'failed', errorType: errorType ?? 'Error', message: errorMessage ?? '' }
}

const keepLines = (child: ChildProcess, logs: string[]): void => {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      logs.push(...lines)
      if (logs.length > LOG_LINES_KEPT) logs.splice(0, logs.length - LOG_LINES_KEPT)
    })
    stream?.on('end', () => rest !== '' && logs.push(rest))
  }
}
