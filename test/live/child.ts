/** `npm start` as people run it: a process of its own, on a small shop. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

export type Child = {
  readonly url: string
  readonly out: () => string
  readonly err: () => string
  readonly get: <Answer>(path: string) => Promise<Answer>
  readonly publish: (body: object, headers?: Readonly<Record<string, string>>) => Promise<Response>
  /** Ends it and answers its exit code; null: it was killed. */
  readonly end: (signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL') => Promise<number | null>
}

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

export const SMALL: readonly string[] = ['--customers', '150', '--months', '2']

const spawned = (args: readonly string[]) => {
  const child = spawn(process.execPath, ['local/start.ts', '--no-console', ...args], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  return { child, said }
}

const endOf = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('close', (code) => resolve(code)))

/** Starts it and waits until it listens. */
export const start = async (...args: readonly string[]): Promise<Child> => {
  const { child, said } = spawned(['--port', '0', ...args])
  const url = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const found = /Console +(http:\S+)/.exec(said.out)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', look)
    child.once('close', (code) => reject(new Error(`it ended with ${code}: ${said.out}${said.err}`)))
  })
  return {
    url,
    out: () => said.out,
    err: () => said.err,
    get: async <Answer>(path: string) => (await (await fetch(url + path)).json()) as Answer,
    publish: (body, headers = {}) =>
      fetch(`${url}/v1/track`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    end: async (signal) => {
      child.kill(signal)
      return endOf(child)
    },
  }
}

/** Runs it to its end, where it is not expected to go on. */
export const startRefused = async (...args: readonly string[]): Promise<Ended> => {
  const { child, said } = spawned(args)
  return { code: await endOf(child), ...said }
}

/** Starts it and kills it as soon as it is this far. */
export const startKilled = async (isSoFar: () => Promise<boolean>, args: readonly string[]): Promise<void> => {
  const { child } = spawned(args)
  while (child.exitCode === null && !(await isSoFar().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 10))
  child.kill('SIGKILL')
  await endOf(child)
}
