/** Builds the package that others install: `npm run sdk` writes sdk/dist, and `npm pack ./sdk` packs it. */
import '../shared/kernel/require-node-24.ts'
import { execFile } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'

const HERE = dirname(fileURLToPath(import.meta.url))

/** Writes the modules and their types into a folder. */
export const buildSdk = async (into: string): Promise<void> => {
  await rm(into, { recursive: true, force: true })
  await build({
    absWorkingDir: HERE,
    entryPoints: ['index.ts', 'eventbridge.ts'],
    outdir: into,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'shared-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'error',
  })
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
  const types = join(into, 'types')
  await promisify(execFile)(process.execPath, [compiler, '-p', HERE, '--outDir', types])
  for (const name of await readdir(types, { recursive: true })) {
    if (name.endsWith('.d.ts')) await withJsEndings(join(types, name))
  }
}

/** Types are found beside modules named `.js`, by every setting of resolution; `.ts` only by some. */
const withJsEndings = async (file: string): Promise<void> => {
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replaceAll(/((?:from|import\()\s*'\.{1,2}\/[^']*)\.ts'/g, "$1.js'"))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSdk(join(HERE, 'dist'))
