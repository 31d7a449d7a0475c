import { spawn, spawnSync } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import { assert } from '../../shared/kernel/assert.ts'

/** As functions are deployed: with source maps, and without anything of the shell that runs this. */
const environmentWith = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: '--enable-source-maps',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  ...more,
})

/** Milliseconds by the clock, and of processor: while other programs run, the second says more. */
export type Import = { readonly ms: number; readonly cpuMs: number }

/** What a fresh process takes to import a file. */
export const importOf = (file: string): Import => {
  const url = JSON.stringify(pathToFileURL(file).href)
  const script = `const [began, before] = [performance.now(), process.cpuUsage()]
    await import(${url})
    const ms = performance.now() - began
    const { user, system } = process.cpuUsage(before)
    process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: environmentWith({}),
  })
  assert(stdout.startsWith('{'), `a bundle cannot be imported: ${stderr}`)
  return JSON.parse(stdout) as Import
}

/** A place for first answers: a Runtime API, and services of AWS that answer at once and know of nothing. */
export type Place = {
  /** Milliseconds from the start of a process to its first answer. */
  readonly firstAnswerMs: (handlerFile: string, event: object, settings: Readonly<Record<string, string>>) => Promise<number>
  readonly close: () => void
}

/** `loop`: the built runtime. */
export const openPlace = async (loop: string): Promise<Place> => {
  const services = await listening((request, respond) => {
    request.resume().on('end', () => respond(200, '{}', { 'content-type': 'application/x-amz-json-1.0' }))
  })
  const servicesUrl = `http://127.0.0.1:${portOf(services)}`
  const firstAnswerMs: Place['firstAnswerMs'] = async (handlerFile, event, settings) => {
    let answered: (() => void) | null = null
    const runtime = await listening((request, respond) => {
      if (request.url?.endsWith('/next') === true) {
        // Asked for another one: there is none, and the process is ended.
        if (answered === null) respond(200, JSON.stringify(event), { 'lambda-runtime-aws-request-id': 'request-1' })
        return
      }
      request.resume().on('end', () => {
        respond(202, '', {})
        answered?.()
      })
      answered = done
    })
    let finish: (ms: number) => void = () => {}
    const ms = new Promise<number>((resolve) => {
      finish = resolve
    })
    const began = performance.now()
    function done(): void {
      finish(performance.now() - began)
    }
    const child = spawn(process.execPath, [loop], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environmentWith({
        ...settings,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${portOf(runtime)}`,
        AWS_ENDPOINT_URL: servicesUrl,
        BENCH_HANDLER: pathToFileURL(handlerFile).href,
      }),
    })
    const ended = new Promise<never>((_, reject) =>
      child.once('exit', (code) => reject(new Error(`a handler ended with ${code} before it answered`))),
    )
    try {
      return await Promise.race([ms, ended])
    } finally {
      ended.catch(() => undefined)
      child.kill('SIGKILL')
      runtime.closeAllConnections()
      runtime.close()
    }
  }
  return { firstAnswerMs, close: () => void services.close() }
}

type Respond = (status: number, body: string, headers: Readonly<Record<string, string>>) => void
type Request = Parameters<NonNullable<Parameters<typeof createServer>[1]>>[0]

const listening = async (on: (request: Request, respond: Respond) => void): Promise<Server> => {
  const server = createServer((request, response) => {
    on(request, (status, body, headers) => response.writeHead(status, headers).end(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port
