/** Builds what Lambda runs: one ES module for each function, with all it needs and nothing else. `npm run bundle` writes them all. */
import '../shared/kernel/require-node-24.ts'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import { minify } from 'terser'
import { BUNDLES, FUNCTIONS, type FunctionSpec } from './functions.ts'

/** A function as it was built. */
export type Bundle = {
  readonly name: string
  readonly file: string
  /** Of all that Lambda may read: the file, and what lies beside it. */
  readonly bytes: number
  /** Bytes of the bundle by the package they come from; `ours` is this repository. */
  readonly parts: ReadonlyMap<string, number>
}

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Builds functions into folders of their own below `into`, whatever was there before. */
export const bundleAll = async (specs: readonly FunctionSpec[] = FUNCTIONS, into = join(ROOT, BUNDLES)): Promise<readonly Bundle[]> => {
  const bundles: Bundle[] = []
  for (const { name, entry } of specs) bundles.push(await bundleOne(name, join(ROOT, entry), join(into, name), IN_PIECES.includes(name)))
  return bundles
}

/** Compiling mails takes four megabytes, which are not read before somebody publishes. */
const IN_PIECES: readonly string[] = ['publish']

/**
 * Builds one entry file to `index.mjs` in a folder, with its source map and the licences of what is in it. `inPieces`: what is only
 * imported once it is needed lies beside it.
 */
export const bundleOne = async (name: string, entry: string, folder: string, inPieces = false): Promise<Bundle> => {
  const file = join(folder, 'index.mjs')
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outdir: folder,
    entryNames: 'index',
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    splitting: inPieces,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Packages that have both are smaller as ES modules: what is not used can be left out.
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    // Comments of licences are long, and read at each cold start; NOTICE has the licences themselves.
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'error',
    plugins: [leftOut],
    // Half of the tables of characters would be escapes.
    charset: 'utf8',
  })
  const built: { readonly path: string; readonly code: string; readonly map: string }[] = []
  for (const { path, text } of outputFiles.filter((one) => one.path.endsWith('.mjs'))) {
    const map = outputFiles.find((one) => one.path === `${path}.map`)?.text ?? ''
    built.push({ path, ...(await smaller(text, map)) })
  }
  // Not before all of it is there: somebody may be reading the last one.
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const { path, code, map } of built) {
    await writeFile(path, code)
    await writeFile(`${path}.map`, map)
  }
  const parts = partsOf(metafile)
  await writeFile(join(folder, 'NOTICE'), noticeOf([...parts.keys()].filter((part) => part !== OURS)))
  return { name, file, bytes: built.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0), parts }
}

/** The largest of those that are bounded once more by a slower minifier, which finds a twenty-fifth that esbuild leaves. */
const smaller = async (code: string, map: string): Promise<{ readonly code: string; readonly map: string }> => {
  if (code.length < SMALL_BYTES || code.length > UNBOUNDED_BYTES) return { code, map }
  const made = await minify(
    { 'index.mjs': code },
    {
      module: true,
      ecma: 2020,
      compress: { passes: 1, unsafe_arrows: true, keep_fargs: false },
      format: { ecma: 2020 },
      sourceMap: { content: map, url: 'index.mjs.map', filename: 'index.mjs' },
    },
  )
  return { code: made.code ?? code, map: String(made.map ?? map) }
}

const SMALL_BYTES = 580_000
const UNBOUNDED_BYTES = 1_000_000

/** CommonJS within an ES module asks for Node's own modules by `require`. The name is one that no package uses. */
const BANNER = `import { createRequire as rekindleCreateRequire } from 'node:module';const require = rekindleCreateRequire(import.meta.url);`

/**
 * What libraries bring along and no function asks for: it would be a third of each bundle, read at each cold start. What stands instead says
 * so when it is called. Decision 0024.
 */
const leftOut: Plugin = {
  name: 'left-out',
  setup: ({ onResolve, onLoad }) => {
    // Clients read their own version out of all that npm knows of them.
    onLoad({ filter: /node_modules\/@aws-sdk\/[^/]+\/package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
    // Engines without typed arrays are made up for; this one has them.
    onLoad({ filter: /node_modules\/@stdlib\/array-(float64|uint8|uint16|uint32)\/lib\/index\.js$/ }, ({ path }) => ({
      contents: `module.exports = ${TYPED_ARRAYS[/array-(\w+)/.exec(path)?.[1] ?? ''] ?? ''}`,
      loader: 'js',
    }))
    // An error whose class is not known is one of the service's base class, by the same name. More is asked of two alone.
    onLoad({ filter: /node_modules\/@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_0\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        /^n\d+_registry\.registerError\((?!ConditionalCheckFailed|TransactionCanceled).*$/gm,
        '',
      ),
      loader: 'js',
    }))
    for (const { filter, importer, stub } of LEFT_OUT) {
      onResolve({ filter }, (found) => (importer.test(found.importer) ? { path: join(ROOT, 'functions/stubs', stub) } : null))
    }
  },
}

const TYPED_ARRAYS: Readonly<Record<string, string>> = {
  float64: 'Float64Array',
  uint8: 'Uint8Array',
  uint16: 'Uint16Array',
  uint32: 'Uint32Array',
}

const LEFT_OUT: readonly { readonly filter: RegExp; readonly importer: RegExp; readonly stub: string }[] = [
  { filter: /^@aws-sdk\/credential-provider-node$/, importer: /node_modules\/@aws-sdk\//, stub: 'credentials.ts' },
  { filter: /^@smithy\/core\/event-streams$/, importer: /node_modules\/@smithy\//, stub: 'never.ts' },
  { filter: /^\.\/(Sha256Js|Md5Js)$/, importer: /node_modules\/@smithy\/core\//, stub: 'never.ts' },
  { filter: /\/shared-ini-file-loader\/loadSharedConfigFiles$/, importer: /node_modules\/@smithy\/core\//, stub: 'config-files.ts' },
  { filter: /^@aws-sdk\/endpoint-cache$/, importer: /node_modules\/@aws-sdk\//, stub: 'endpoint-cache.ts' },
  { filter: /\/mime-types\.js$/, importer: /node_modules\/nodemailer\//, stub: 'mime-types.ts' },
  { filter: /\/punycode\/index\.js$/, importer: /node_modules\/nodemailer\//, stub: 'punycode.ts' },
  { filter: /\/fetch\/index\.js$/, importer: /node_modules\/nodemailer\//, stub: 'never.ts' },
  { filter: /^debug$/, importer: /node_modules\/@stdlib\//, stub: 'debug.cjs' },
  { filter: /^@stdlib\/string-format$/, importer: /node_modules\/@stdlib\//, stub: 'string-format.cjs' },
  { filter: /\/(to-json-schema|json-schema-processors|json-schema-generator)\.js$/, importer: /node_modules\/zod\//, stub: 'never.ts' },
]

const OURS = 'ours'

const partsOf = ({ outputs }: Metafile): ReadonlyMap<string, number> => {
  const parts = new Map<string, number>()
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? OURS
      if (bytesInOutput > 0) parts.set(name, (parts.get(name) ?? 0) + bytesInOutput)
    }
  }
  return new Map([...parts].sort(([, a], [, b]) => b - a))
}

/** Whose work is in a bundle, under which terms. */
const noticeOf = (packages: readonly string[]): string =>
  `This file is made of Rekindle (Apache-2.0) and of the packages below, each under its own licence.\n\n${[...packages]
    .sort()
    .map((name) => `${'='.repeat(80)}\n${licenceOf(name)}`)
    .join('\n')}`

const licenceOf = (name: string): string => {
  const folder = join(ROOT, 'node_modules', name)
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string; license?: string }
  const file = LICENCES.map((one) => join(folder, one)).find((path) => existsSync(path))
  const text = file === undefined ? '' : `\n${readFileSync(file, 'utf8').trim()}\n`
  return `${name} ${version} (${license ?? 'see its repository'})\n${text}`
}

const LICENCES = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license', 'LICENSE-MIT', 'License.md']

const isMain = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href
if (isMain) {
  const wanted = process.argv.slice(2)
  const specs = wanted.length === 0 ? FUNCTIONS : FUNCTIONS.filter(({ name }) => wanted.includes(name))
  for (const { name, bytes, parts } of await bundleAll(specs)) {
    const largest = [...parts].slice(0, 4).map(([part, size]) => `${part} ${kb(size)}`)
    process.stdout.write(`${name.padEnd(12)} ${kb(bytes).padStart(8)}   ${largest.join(', ')}\n`)
  }
}

function kb(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`
}
