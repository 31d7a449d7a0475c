import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Memory } from './watch-memory.ts'

/** A server in a process of its own. */
export type Served = {
  readonly url: string
  readonly pid: number
  /** Memory so far, by milliseconds since it answered that it is there. */
  readonly memory: readonly (Memory & { readonly atMs: number })[]
  /** What it holds once everything that is garbage has been collected. */
  readonly collected: () => Promise<Memory>
  readonly isAlive: () => boolean
  /** Asks it to end, and waits until it has; throws where it did not end well. */
  readonly stop: () => Promise<void>
}

/** Starts a program that prints its address (`http://…`) once it listens. */
export const serve = async (program: string, args: readonly string[]): Promise<Served> => {
  const watch = join(import.meta.dirname, 'watch-memory.ts')
  const child = spawn(process.execPath, ['--expose-gc', '--import', watch, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const url = await Promise.race([addressOf(child), ended.then(([code]) => Promise.reject(new Error(`${program} ended with ${code}`)))])
  const startedAt = performance.now()
  const memory: (Memory & { atMs: number })[] = []
  child.on('message', (said) => memory.push({ ...(said as Memory), atMs: performance.now() - startedAt }))
  return {
    url,
    pid: child.pid as number,
    memory,
    collected: async () => {
      child.send('collect')
      for (;;) {
        const [said] = (await once(child, 'message')) as [Memory]
        if (said.isCollected) return said
      }
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.kill('SIGTERM')
      const [code, signal] = await ended
      if (code !== 0) throw new Error(`${program} ended with ${code ?? signal}`)
    },
  }
}

const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    let printed = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const found = /http:\/\/[\w.]+:\d+/.exec(printed)?.[0]
      if (found !== undefined) resolve(found)
    })
  })
