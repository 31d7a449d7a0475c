/** Imports by the command line within this process, at an instant of the test's choice. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { runCli } from '../../cli/run.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'

export type Outcome = { readonly code: number; readonly out: string; readonly err: string }

/** When the tests' imports happen, where they say nothing else. */
export const NOW = epochMs(Date.UTC(2026, 0, 10, 9))

export const EXAMPLES = fileURLToPath(new URL('../../examples/imports/', import.meta.url))

export const runAt = async (now: EpochMs, ...args: readonly string[]): Promise<Outcome> => {
  const printed = { out: '', err: '' }
  const into = (name: 'out' | 'err') =>
    new Writable({
      write: (chunk, _, done) => {
        printed[name] += String(chunk)
        done()
      },
    })
  const code = await runCli(args, {
    out: into('out'),
    err: into('err'),
    isWatched: false,
    screen: { columns: 100, isUtf8: true },
    now: () => now,
  })
  return { code, ...printed }
}

/** What a command that succeeds prints as JSON. */
export const jsonAt = async <T>(now: EpochMs, ...args: readonly string[]): Promise<T> => {
  const { code, out, err } = await runAt(now, ...args, '--json')
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as T
}

export type ImportAnswer = {
  readonly rows: number
  readonly taken: number
  readonly known: number
  readonly leftOut: number
  readonly silent: number
  readonly quarantined: number
  readonly doneBefore: boolean
  readonly resumedAt: number
  readonly stages: { readonly customers: number; readonly stages: object }
}

/** A folder for the files and the data of one test. */
export const newFolder = () => {
  const root = mkdtempSync(join(tmpdir(), 'rekindle-import-'))
  const path = (...parts: readonly string[]): string => join(root, ...parts)
  const write = (name: string, content: string | object): string => {
    writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content))
    return path(name)
  }
  return { path, write, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Orders as most shops export them. */
export const ORDERS_MAP = {
  name: 'orders',
  customerId: 'customer',
  timestamp: { column: 'at', format: 'iso', zone: 'UTC' },
  key: ['order'],
  currency: 'USD',
  events: [{ event: 'Order Completed', properties: { order: 'order_id', total: { name: 'revenue', type: 'money' } } }],
}

/** Everybody's stage and metrics, as the export tells them. */
export const customersIn = async (now: EpochMs, data: string): Promise<string> =>
  (await runAt(now, 'export', 'customers', '--data', data)).out
