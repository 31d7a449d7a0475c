import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Job, Measurement } from './measurement.ts'
import { type Share, sharesIn } from './profile.ts'
import { sourceOf, writeCopies } from './source.ts'
import { type Findings, findingsText } from './text.ts'

export const REPLAY_HELP = `Replays a history through the whole flow, one process, one file, each measurement in a process of its own.

  npm run bench -- replay [--runs N] [--times N] [--profile] [--json]

  --runs N     repeats of each measurement; the median run is shown    (3)
  --times N    customers of the scaling check, as a multiple; 1: none  (10)
  --profile    two more runs under V8's profiler: where the time goes

Data: CDNOW from the folder REKINDLE_DATASETS (else ../shared); where it is absent, a generated shop.
The peer: bare node:sqlite, one read, one conditional write and one insert an event, in transactions of the same size.
`

/** Measures a replay: without and with a campaign, beside the peer, and with several times the customers. */
export const benchReplay = async (args: readonly string[]): Promise<{ readonly text: string; readonly json: Findings }> => {
  const { runs, times, profile } = readOptions(args)
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-bench-'))
  try {
    const source = sourceOf()
    const once = await eventsIn(folder, 1)
    const rounds: Round[] = []
    for (let run = 1; run <= runs; run += 1) {
      // One after the other within each round, so that whatever else the machine does is shared fairly.
      tell(`run ${run} of ${runs}`)
      const plain = await measured(REKINDLE, { ...once, campaigns: false, stateBytes: 0 }, folder)
      const campaigns = await measured(REKINDLE, { ...once, campaigns: true, stateBytes: 0 }, folder)
      const bare = await measured(BARE, { ...once, campaigns: false, stateBytes: plain.rows.stateBytes }, folder)
      rounds.push({ plain, campaigns, bare })
    }
    const shares = profile ? await profiled(once, folder) : null
    rmSync(once.events)
    const scaled = times === 1 ? null : await scaledRun(folder, times)
    const [plain, campaigns, bare] = [
      median(rounds.map((one) => one.plain)),
      median(rounds.map((one) => one.campaigns)),
      median(rounds.map((one) => one.bare)),
    ]
    const ratios = rounds.map(({ plain, bare }) => ({ wall: plain.seconds / bare.seconds, cpu: plain.cpuSeconds / bare.cpuSeconds }))
    const findings: Findings = { source: source.name, runs, times, plain, campaigns, bare, ratios, scaled, shares }
    return { text: findingsText(findings), json: findings }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Round = { readonly plain: Measurement; readonly campaigns: Measurement; readonly bare: Measurement }

const REKINDLE = 'rekindle.ts'
const BARE = 'bare-sqlite.ts'

const scaledRun = async (folder: string, times: number): Promise<Measurement> => {
  tell(`${times} times the customers`)
  return measured(REKINDLE, { ...(await eventsIn(folder, times)), campaigns: false, stateBytes: 0 }, folder)
}

const eventsIn = async (folder: string, copies: number): Promise<Pick<Job, 'events' | 'count'>> => {
  const events = join(folder, `events-${copies}.jsonl`)
  return { events, count: await writeCopies(sourceOf(), copies, events) }
}

/** Runs one measurement in a process of its own, into a new folder that is deleted afterwards. */
const measured = async (program: string, job: Omit<Job, 'folder'>, within: string, flags: readonly string[] = []): Promise<Measurement> => {
  const folder = mkdtempSync(join(within, 'store-'))
  const asked: Job = { ...job, folder }
  const args = ['--expose-gc', ...flags, join(import.meta.dirname, program), JSON.stringify(asked)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`${program} ended with ${code}`)
  rmSync(folder, { recursive: true, force: true })
  return JSON.parse(output) as Measurement
}

const profiled = async (events: Pick<Job, 'events' | 'count'>, within: string): Promise<NonNullable<Findings['shares']>> => {
  const sharesOf = async (campaigns: boolean): Promise<readonly Share[]> => {
    tell(`profile ${campaigns ? 'with' : 'without'} a campaign`)
    const folder = mkdtempSync(join(within, 'profile-'))
    await measured(REKINDLE, { ...events, campaigns, stateBytes: 0 }, within, ['--cpu-prof', `--cpu-prof-dir=${folder}`])
    return sharesIn(folder)
  }
  return { plain: await sharesOf(false), campaigns: await sharesOf(true) }
}

/** The run in the middle by time, whole, so that its numbers belong together. */
const median = (runs: readonly Measurement[]): Measurement =>
  [...runs].sort((a, b) => a.seconds - b.seconds)[runs.length >> 1] as Measurement

const tell = (text: string): void => void process.stderr.write(`${text} …\n`)

const readOptions = (args: readonly string[]): { readonly runs: number; readonly times: number; readonly profile: boolean } => {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const
  const { values } = parseArgs({
    args: [...args],
    options: { runs: number('3'), times: number('10'), profile: { type: 'boolean', default: false } },
  })
  const [runs, times] = [Number(values.runs), Number(values.times)]
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs takes a whole number from 1 on, not "${values.runs}".`)
  if (!Number.isInteger(times) || times < 1) throw new Error(`--times takes a whole number from 1 on, not "${values.times}".`)
  return { runs, times, profile: values.profile }
}
