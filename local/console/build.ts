/** Builds the console when its files are missing or older than its sources, in a process of its own beside whatever else is done. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MINUTE_MS } from '../../shared/kernel/time.ts'

const ROOT = resolve(fileURLToPath(import.meta.url), '../../..')

/** What the built files come from. */
const SOURCES = ['console', 'shared/contract', 'shared/kernel', 'shared/domain', 'schemas', 'package-lock.json']
const BUILT = ['console/dist', 'console/node_modules']

/** Two builds on a slow machine. */
const BUILD_MS_MAX = 3 * MINUTE_MS

/** Resolves when the built files are those of the sources: null, or why they are not. Never rejects. */
export const buildConsole = async (folder: string): Promise<string | null> => {
  if (!existsSync(join(folder, 'index.html'))) return `there are no sources in ${relative(ROOT, folder)}.`
  try {
    const stamp = stampOf(ROOT)
    if (stampIn(folder) === stamp) return null
    return await built(join(ROOT, 'local/console/main.ts'), [folder, stamp])
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure)
  }
}

/** How the folder of a build that is under way begins; none of it is a source. */
export const BUILDING = '.building-'

/** Where a build notes what it was made from. */
export const STAMP_FILE = 'stamp.txt'

const stampIn = (folder: string): string | null => {
  const file = join(folder, 'dist', STAMP_FILE)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

const stampOf = (root: string): string => {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    if (BUILT.includes(path)) return
    const full = join(root, path)
    if (!existsSync(full)) return
    const entries = path.endsWith('.json') ? null : readdirSync(full, { withFileTypes: true })
    if (entries === null) hash.update(`${path}\n`).update(readFileSync(full))
    else
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.name.startsWith(BUILDING)) continue
        if (entry.isDirectory()) add(`${path}/${entry.name}`)
        else hash.update(`${path}/${entry.name}\n`).update(readFileSync(join(full, entry.name)))
      }
  }
  for (const source of SOURCES) add(source)
  return hash.digest('hex')
}

const built = (script: string, args: readonly string[]): Promise<string | null> =>
  new Promise((done) => {
    // What is built is what is shipped, whoever asks: under a test runner React would come as it is for tests, two fifths heavier.
    const env = { ...process.env, NODE_ENV: 'production' }
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: BUILD_MS_MAX })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-2_000)
    })
    child.once('error', (error) => done(error.message))
    child.once('close', (code) => done(code === 0 ? null : said.trim() === '' ? `its build ended with ${code}.` : said.trim()))
    // Whoever stops the server does not wait for it.
    child.unref()
    if (child.stderr instanceof Socket) child.stderr.unref()
  })
