import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measurePacing, type Pacing } from './pacing.ts'
import { measureSpeeds, type Speeds } from './speeds.ts'
import { type Findings, findingsText } from './text.ts'

export const MESSAGES_HELP = `What a mail costs on its way out, and whether a sender holds its pace.

  npm run bench -- messages [--runs N] [--mails N] [--rates A,B] [--seconds N] [--json]

  --runs N       repeats of each measurement; the median is shown          (3)
  --mails N      mails in each run                                         (2000)
  --rates A,B    paces to be held on the clock of this machine, or "none"  (14,100)
  --seconds N    how long each is held                                     (20)

Peers: bare liquidjs for rendering, nodemailer's composer alone for MIME, bare node:sqlite for claim and report.
`

/** Measures rendering, composing and settling beside their peers, and the pace of a sender on a real clock. */
export const benchMessages = async (args: readonly string[]): Promise<{ readonly text: string; readonly json: Findings }> => {
  const { runs: count, mails, rates, seconds } = readOptions(args)
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-messages-'))
  try {
    const runs: Speeds[] = []
    for (let run = 1; run <= count; run += 1) {
      tell(`run ${run} of ${count}`)
      runs.push(await measureSpeeds(folder, mails))
    }
    const pacing: Pacing[] = []
    for (const rate of rates) {
      tell(`${rate} a second over ${seconds} seconds`)
      pacing.push(await measurePacing(folder, rate, seconds))
    }
    const findings: Findings = { mails, runs, pacing }
    return { text: findingsText(findings), json: findings }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const tell = (text: string): void => void process.stderr.write(`${text} …\n`)

type Options = { readonly runs: number; readonly mails: number; readonly rates: readonly number[]; readonly seconds: number }

const readOptions = (args: readonly string[]): Options => {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const
  const { values } = parseArgs({
    args: [...args],
    options: { runs: text('3'), mails: text('2000'), rates: text('14,100'), seconds: text('20') },
  })
  for (const name of ['runs', 'mails', 'seconds'] as const) {
    if (!Number.isInteger(Number(values[name])) || Number(values[name]) < 1)
      throw new Error(`--${name} takes a whole number from 1 on, not "${values[name]}".`)
  }
  const rates = values.rates === 'none' ? [] : values.rates.split(',').map(Number)
  if (rates.some((rate) => !(rate > 0)))
    throw new Error(`--rates takes numbers above 0, with commas between them, or "none", not "${values.rates}".`)
  return { runs: Number(values.runs), mails: Number(values.mails), seconds: Number(values.seconds), rates }
}
