import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { bundleAll, ROOT } from '../../functions/bundle.ts'
import { type Client, FUNCTIONS, type FunctionName } from '../../functions/functions.ts'
import { grouped, table } from '../table.ts'
import { type Empty, emptyHandler } from './empty.ts'
import { eventFor, settingsFor } from './events.ts'
import { importMs, openPlace } from './measure.ts'

export const COLD_HELP = `What a cold start costs: import of each bundle beside an empty handler with the same AWS clients, and the first answer.

  npm run bench -- cold [--runs N] [--answers N] [--json]

  --runs N       fresh processes for each import, taken in turns; medians are shown   (15)
  --answers N    fresh processes for each first answer through a Lambda Runtime API    (5)

The peer is that handler bundled by esbuild as everybody does; beside it the same by our own bundler, which leaves out what nobody asks for.
`

/** The most that a cold import may take, as a multiple of the peer's. */
export const RATIO_MAX = 1.5

type Line = {
  readonly name: FunctionName
  readonly bytes: number
  readonly importMs: number
  readonly peerMs: number
  readonly ratio: number
  /** Beside the empty handler that our own bundler built. */
  readonly strictRatio: number
  readonly firstAnswerMs: number
  readonly peerFirstAnswerMs: number
}

export type Findings = { readonly runs: number; readonly answers: number; readonly lines: readonly Line[] }

/** Measures all functions in turns with their peers, so that whatever else the machine does slows all of them alike. */
export const benchCold = async (args: readonly string[]): Promise<{ readonly text: string; readonly json: Findings }> => {
  const { runs, answers } = readOptions(args)
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-cold-'))
  try {
    tell('building')
    const bundles = await bundleAll(FUNCTIONS, folder)
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    const empties = new Map<string, Empty>()
    for (const { clients } of FUNCTIONS) {
      if (!empties.has(keyOf(clients))) empties.set(keyOf(clients), await emptyHandler(clients, folder))
    }
    const files = [
      ...bundles.map(({ file }) => file),
      ...[...empties.values()].flatMap((empty) => [fileIn(empty.usual), fileIn(empty.asOurs)]),
    ]
    const imports = await medians(files, runs, 'imports', async (file) => importMs(file))
    const loop = await loopIn(folder)
    const place = await openPlace(loop)
    const firsts = await medians(
      [...bundles.map(({ file }) => file), ...[...empties.values()].map(({ usual }) => fileIn(usual))],
      answers,
      'first answers',
      (file) => {
        const name = bundles.find((bundle) => bundle.file === file)?.name as FunctionName | undefined
        return place.firstAnswerMs(file, name === undefined ? {} : eventFor(name), name === undefined ? {} : settingsFor(name))
      },
    )
    place.close()
    const lines = FUNCTIONS.map(({ name, clients }): Line => {
      const bundle = bundles.find((one) => one.name === name)
      const empty = empties.get(keyOf(clients))
      const [own, peer, strict] = [bundle?.file, empty && fileIn(empty.usual), empty && fileIn(empty.asOurs)].map(
        (file) => imports.get(file ?? '') ?? Number.NaN,
      ) as [number, number, number]
      return {
        ...{ name, bytes: bundle?.bytes ?? 0, importMs: own, peerMs: peer, ratio: own / peer, strictRatio: own / strict },
        ...{
          firstAnswerMs: firsts.get(bundle?.file ?? '') ?? Number.NaN,
          peerFirstAnswerMs: firsts.get(empty === undefined ? '' : fileIn(empty.usual)) ?? Number.NaN,
        },
      }
    })
    const findings: Findings = { runs, answers, lines }
    return { text: textOf(findings), json: findings }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const medians = async (
  files: readonly string[],
  runs: number,
  what: string,
  measure: (file: string) => Promise<number>,
): Promise<ReadonlyMap<string, number>> => {
  const times = new Map<string, number[]>(files.map((file) => [file, []]))
  for (let run = 1; run <= runs; run += 1) {
    tell(`${what}, run ${run} of ${runs}`)
    for (const file of files) times.get(file)?.push(await measure(file))
  }
  return new Map([...times].map(([file, all]) => [file, all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN]))
}

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
const fileIn = (folder: string): string => join(folder, 'index.mjs')
const tell = (text: string): void => void process.stderr.write(`${text} …\n`)

const textOf = ({ runs, answers, lines }: Findings): string => {
  const rows = lines.map(({ name, bytes, ...times }) => [
    name,
    grouped(bytes / 1_000),
    times.importMs.toFixed(0),
    times.peerMs.toFixed(0),
    times.ratio.toFixed(2),
    times.strictRatio.toFixed(2),
    times.firstAnswerMs.toFixed(0),
    times.peerFirstAnswerMs.toFixed(0),
  ])
  const head = ['function', 'kB', 'import ms', 'peer ms', 'ratio', 'on our diet', 'first answer ms', 'peer ms']
  const slow = lines.filter(({ ratio }) => ratio > RATIO_MAX).map(({ name }) => name)
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
