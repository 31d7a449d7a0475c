/** What Lambda's own runtime does: imports the bundle, asks for invocations, answers them. Nothing of it is in the bundle. */
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

type Handler = (event: unknown, context: object) => unknown
type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly body: string }

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const [host = '', port = ''] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':')
const clock = (globalThis as unknown as Record<symbol, { readonly moveTo: (instant: number) => void; readonly now: () => number }>)[
  Symbol.for('rehearsal.clock')
]

const call = (method: string, path: string, body?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { host, port, method, path: `/2018-06-01/runtime/${path}`, agent, headers: { 'rehearsal-now': String(clock?.now()) } },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })

const failureOf = (thrown: unknown): string => {
  const { name, message, stack } = thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown), stack: '' }
  return JSON.stringify({ errorType: name, errorMessage: message, trace: (stack ?? '').split('\n') })
}

const imported = async (): Promise<Handler> => {
  const [file = 'index', name = 'handler'] = (process.env._HANDLER ?? '').split('.')
  const module = (await import(pathToFileURL(join(process.env.LAMBDA_TASK_ROOT ?? '', `${file}.mjs`)).href)) as Record<string, unknown>
  if (typeof module[name] !== 'function') throw new Error(`${process.env._HANDLER} is undefined or not exported`)
  return module[name] as Handler
}

const contextOf = (headers: Answer['headers'], startedAt: number): object => ({
  awsRequestId: headers['lambda-runtime-aws-request-id'],
  invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: 'rehearsal',
  callbackWaitsForEmptyEventLoop: true,
  // By the real clock: the virtual one stands still.
  getRemainingTimeInMillis: () => Math.max(0, Number(headers['rehearsal-timeout-ms']) - (performance.now() - startedAt)),
})

const answerOne = async (handler: Handler): Promise<void> => {
  const next = await call('GET', 'invocation/next')
  clock?.moveTo(Number(next.headers['rehearsal-now']))
  const id = String(next.headers['lambda-runtime-aws-request-id'])
  try {
    const answer = await handler(JSON.parse(next.body), contextOf(next.headers, performance.now()))
    await call('POST', `invocation/${id}/response`, JSON.stringify(answer) ?? 'null')
  } catch (thrown) {
    await call('POST', `invocation/${id}/error`, failureOf(thrown))
  }
}

// Whoever started this is gone: so is this.
const leave = (): never => process.exit(1)

let handler: Handler
try {
  handler = await imported()
} catch (thrown) {
  await call('POST', 'init/error', failureOf(thrown)).catch(leave)
  process.exit(1)
}
for (;;) await answerOne(handler).catch(leave)
