/** What the overview weighs before anything is shown: every script that loads, gzipped, as the built files say. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = resolve(fileURLToPath(import.meta.url), '../../..')
const CONSOLE = join(ROOT, 'console')
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js')
const SCRIPT_BYTES_MAX = 250_000
/** CodeMirror and the schema of campaigns. */
const EDITOR = 'pages/editor/code/field.tsx'
const EDITOR_BYTES_MAX = 160_000

type Chunk = { readonly file: string; readonly imports?: readonly string[] }
type Manifest = Readonly<Record<string, Chunk>>

let folder = ''
let manifest: Manifest = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-'))
  // In a process of its own, as `npm run build` does it: here React would be bundled as it is for tests.
  const { status, stderr } = spawnSync(
    process.execPath,
    [VITE, 'build', CONSOLE, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
    {
      env: { ...process.env, NODE_ENV: 'production' },
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`the console cannot be built: ${stderr}`)
  manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** What loads with these modules: themselves, and what they import; not what they fetch later. */
const loadedWith = (modules: readonly string[]): ReadonlySet<string> => {
  const loaded = new Set<string>()
  const load = (module: string): void => {
    if (loaded.has(module)) return
    loaded.add(module)
    for (const imported of manifest[module]?.imports ?? []) load(imported)
  }
  for (const module of modules) load(module)
  return loaded
}

const gzippedBytes = (module: string): number => gzipSync(readFileSync(join(folder, manifest[module]?.file ?? ''))).length

const OVERVIEW = ['index.html', 'pages/overview/overview.tsx']

describe('the first load of the overview', () => {
  it.each(['en', 'zh'])('takes at most 250 kB of script in %s', (language) => {
    const modules = [...loadedWith([...OVERVIEW, `words/${language}/index.ts`])]
    const bytes = modules.reduce((sum, module) => sum + gzippedBytes(module), 0)
    expect(modules.every((module) => manifest[module] !== undefined)).toBe(true)
    expect(bytes).toBeGreaterThan(100_000)
    expect(bytes).toBeLessThanOrEqual(SCRIPT_BYTES_MAX)
  })

  it('brings no other page, one language, and neither Plot nor the editor', () => {
    const modules = [...loadedWith([...OVERVIEW, 'words/en/index.ts'])]
    expect(modules.filter((module) => module.startsWith('pages/'))).toEqual(['pages/overview/overview.tsx'])
    expect(modules).not.toContain('words/zh/index.ts')
    expect(modules).not.toContain('charts/draw-intervals.ts')
    expect(modules).not.toContain(EDITOR)
  })
})

describe('the editor of campaigns', () => {
  it('comes with its own page alone, and after what stands around it', () => {
    const pages = Object.keys(manifest).filter((module) => module.startsWith('pages/') && module !== EDITOR)
    expect(pages.length).toBeGreaterThan(12)
    for (const page of pages) expect([page, loadedWith(['index.html', page]).has(EDITOR)]).toEqual([page, false])
    const around = loadedWith(['index.html', 'pages/editor/edit.tsx'])
    const own = [...loadedWith([EDITOR])].filter((module) => !around.has(module))
    expect(own.reduce((sum, module) => sum + gzippedBytes(module), 0)).toBeLessThanOrEqual(EDITOR_BYTES_MAX)
  })
})

describe('the page', () => {
  it('has no script of its own, and no style', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
    expect(html).not.toMatch(/<style|\son\w+=/)
  })
})
