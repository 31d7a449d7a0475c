/** The command line as others run it: processes of their own, folders of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
export const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url))

export type Run = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stdout: string; readonly stderr: string }

/** Starts a command; `ended` resolves however it ends. */
export const start = (...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Run> } => {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Run>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended }
}

/** Runs a command that must succeed, and answers what it printed. */
export const rekindle = async (...args: readonly string[]): Promise<string> => {
  const { code, signal, stdout, stderr } = await start(...args).ended
  if (code !== 0) throw new Error(`rekindle ${args.join(' ')} ended with ${code ?? signal}\n${stderr}`)
  return stdout
}

export const rekindleJson = async <T>(...args: readonly string[]): Promise<T> => JSON.parse(await rekindle(...args, '--json')) as T

/** A data folder that goes away again. */
export const dataFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'rekindle-proof-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
