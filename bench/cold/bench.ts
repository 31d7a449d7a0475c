import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { type Bundle, bundleAll, ROOT } from '../../functions/bundle.ts'
import { type Client, FUNCTIONS, type FunctionName } from '../../functions/functions.ts'
import { grouped, table } from '../table.ts'
import { type Empty, emptyHandler } from './empty.ts'
import { eventFor, settingsFor } from './events.ts'
import { type Import, importOf, openPlace } from './measure.ts'

export const COLD_HELP = `What a cold start costs: import of each bundle beside an empty handler with the same AWS clients, and the first answer.

  npm run bench -- cold [--runs N] [--answers N] [--json]

  --runs N       fresh processes for each import, taken in turns; medians are shown   (15)
  --answers N    fresh processes for each first answer through a Lambda Runtime API    (5)

The peer is that handler bundled by esbuild as everybody does; beside it the same by our own bundler, which leaves out what nobody asks for.
`

/** The most that a cold import may take, as a multiple of the peer's. */
const RATIO_MAX = 1.5

type Line = {
  readonly name: FunctionName
  readonly bytes: number
  readonly import: Import
  readonly peer: Import
  /** By the clock, and by processor time. */
  readonly ratio: number
  readonly cpuRatio: number
  /** By processor time, beside the empty handler that our own bundler built. */
  readonly strictRatio: number
  readonly firstAnswerMs: number
  readonly peerFirstAnswerMs: number
}

type Findings = { readonly runs: number; readonly answers: number; readonly lines: readonly Line[] }

/** Measures all functions in turns with their peers, so that whatever else the machine does slows all of them alike. */
export const benchCold = async (args: readonly string[]): Promise<{ readonly text: string; readonly json: Findings }> => {
  const { runs, answers } = readOptions(args)
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-cold-'))
  try {
    tell('building')
    const built = await builtIn(folder)
    const imports = await inTurns(built.all, runs, 'imports', async (file) => importOf(file))
    const place = await openPlace(await loopIn(folder))
    const firsts = await inTurns(built.answering, answers, 'first answers', (file) => {
      const name = built.nameOf(file)
      return name === null ? place.firstAnswerMs(file, {}, {}) : place.firstAnswerMs(file, eventFor(name), settingsFor(name))
    })
    place.close()
    const importedIn = (file: string): Import => ({
      ms: median((imports.get(file) ?? []).map(({ ms }) => ms)),
      cpuMs: median((imports.get(file) ?? []).map(({ cpuMs }) => cpuMs)),
    })
    const lines = FUNCTIONS.map(({ name, clients }): Line => {
      const { file, bytes } = built.bundleOf(name)
      const { usual, asOurs } = built.emptyOf(clients)
      const [own, peer, strict] = [importedIn(file), importedIn(usual), importedIn(asOurs)]
      const [firstAnswerMs, peerFirstAnswerMs] = [median(firsts.get(file) ?? []), median(firsts.get(usual) ?? [])]
      const ratios = { ratio: own.ms / peer.ms, cpuRatio: own.cpuMs / peer.cpuMs, strictRatio: own.cpuMs / strict.cpuMs }
      return { name, bytes, import: own, peer, ...ratios, firstAnswerMs, peerFirstAnswerMs }
    })
    const findings: Findings = { runs, answers, lines }
    return { text: textOf(findings), json: findings }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All bundles, and the empty handlers beside them. */
const builtIn = async (folder: string) => {
  const bundles = await bundleAll(FUNCTIONS, folder)
  // Empty handlers stand in no project: this is where they find packages.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const empties = new Map<string, Empty>()
  for (const { clients } of FUNCTIONS) {
    if (!empties.has(keyOf(clients))) empties.set(keyOf(clients), await emptyHandler(clients, folder))
  }
  const bundleOf = (name: FunctionName): Bundle => bundles.find((one) => one.name === name) as Bundle
  const usual = [...empties.values()].map((empty) => empty.usual)
  const own = bundles.map(({ file }) => file)
  return {
    all: [...own, ...usual, ...[...empties.values()].map(({ asOurs }) => asOurs)],
    answering: [...own, ...usual],
    bundleOf,
    emptyOf: (clients: readonly Client[]): Empty => empties.get(keyOf(clients)) as Empty,
    nameOf: (file: string): FunctionName | null => FUNCTIONS.find(({ name }) => bundleOf(name).file === file)?.name ?? null,
  }
}

const inTurns = async <Measured>(
  files: readonly string[],
  runs: number,
  what: string,
  measure: (file: string) => Promise<Measured>,
): Promise<ReadonlyMap<string, readonly Measured[]>> => {
  const found = new Map<string, Measured[]>(files.map((file) => [file, []]))
  for (let run = 1; run <= runs; run += 1) {
    tell(`${what}, run ${run} of ${runs}`)
    for (const file of files) found.get(file)?.push(await measure(file))
  }
  return found
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** The runtime as one file, so that nothing of ours is read before the handler is. */
const loopIn = async (folder: string): Promise<string> => {
  const outfile = join(folder, 'loop.mjs')
  await build({
    entryPoints: [join(ROOT, 'bench/cold/loop.ts')],
    outfile,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'error',
  })
  return outfile
}

const keyOf = (clients: readonly Client[]): string => clients.join('-')
const tell = (text: string): void => void process.stderr.write(`${text} …\n`)

const textOf = ({ runs, answers, lines }: Findings): string => {
  const rows = lines.map(({ name, bytes, import: own, peer, ...line }) => [
    name,
    grouped(bytes / 1_000),
    ...[own.ms, peer.ms].map((ms) => ms.toFixed(0)),
    line.ratio.toFixed(2),
    ...[own.cpuMs, peer.cpuMs].map((ms) => ms.toFixed(0)),
    ...[line.cpuRatio, line.strictRatio].map((ratio) => ratio.toFixed(2)),
    ...[line.firstAnswerMs, line.peerFirstAnswerMs].map((ms) => ms.toFixed(0)),
  ])
  const head = ['function', 'kB', 'import ms', 'peer', 'ratio', 'cpu ms', 'peer', 'ratio', 'as ours', 'first answer ms', 'peer']
  const slow = lines.filter(({ ratio, cpuRatio }) => Math.max(ratio, cpuRatio) > RATIO_MAX).map(({ name }) => name)
  const verdict =
    slow.length === 0 ? `none takes more than ${RATIO_MAX} times its peer` : `more than ${RATIO_MAX} times its peer: ${slow.join(', ')}`
  return `${table([head, ...rows])}\n\nMedians of ${runs} imports and ${answers} first answers, in turns; ${verdict}.`
}

const readOptions = (args: readonly string[]): { readonly runs: number; readonly answers: number } => {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const
  const { values } = parseArgs({ args: [...args], options: { runs: text('15'), answers: text('5') } })
  for (const name of ['runs', 'answers'] as const) {
    if (!Number.isInteger(Number(values[name])) || Number(values[name]) < 1)
      throw new Error(`--${name} takes a whole number from 1 on, not "${values[name]}".`)
  }
  return { runs: Number(values.runs), answers: Number(values.answers) }
}
