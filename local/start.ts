import '../shared/kernel/require-node-24.ts'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { styleText, parseArgs } from 'node:util'
import { DEFAULT_PLAN, endOf, type ShopPlan } from '../examples/shop/plan.ts'
import { isoOf } from '../shared/kernel/time.ts'
import { BadFiles } from './bad-files.ts'
import { runDemo } from './shop/demo.ts'
import { bar, grouped, reportText } from './shop/report.ts'
import type { ShopProgress } from './shop/run.ts'

/** Ours alone: each run deletes it and begins anew. Another folder must be empty. */
const DEMO_FOLDER = '.rekindle/demo'

const HELP = `Runs a generated shop, whose customers' true reactions to every mail are known, through the real flow in virtual time,
and prints who stands where and one A/B result beside the truth it had to find.

  npm start -- [--seed N] [--customers N] [--months N] [--data DIR]

  --seed N        another shop                                         (${DEFAULT_PLAN.seed})
  --customers N   how many people join it, 1 to 100000                 (${DEFAULT_PLAN.customers})
  --months N      how long it runs, 1 to 36                            (${DEFAULT_PLAN.months})
  --data DIR      an empty folder for the data; without it each run    (${DEMO_FOLDER})
                  deletes and recreates its own
`

const main = async (): Promise<number> => {
  const asked = readArguments()
  if (asked === 'help') return say(HELP, 0)
  if ('problem' in asked) return say(`${asked.problem}\n\n${HELP}`, 2)
  const { plan, folder } = asked
  if (folder === DEMO_FOLDER) rmSync(folder, { recursive: true, force: true })
  else if (!isFree(folder)) return say(`${folder} is not empty: give a new folder.\n`, 2)

  const fresh = folder === DEMO_FOLDER ? `${folder}, recreated by each run` : folder
  const shop = `a generated shop (seed ${plan.seed}), ${grouped(plan.customers)} customers, ${plan.months} months of virtual time`
  say(`${styleText('bold', 'Rekindle')}: ${shop}\n${styleText('dim', `Data: ${fresh}`)}\n\n`, 0)
  const startedAt = performance.now()
  const show = progressLine(plan)
  const report = await runDemo(plan, folder, show.update)
  show.clear()
  const seconds = (performance.now() - startedAt) / 1000
  const rate = grouped(report.events / seconds)
  const ran = `${grouped(report.events)} events came in and ${grouped(report.mails)} mails went out in ${seconds.toFixed(1)} s (${rate} events a second).`
  return say(`${ran}\n\n${reportText(report, folder)}\n`, 0)
}

/** Campaigns and policies may have been edited, to see what happens: what is wrong with them is told, not thrown. */
const orBadFiles = (failure: unknown): number => {
  if (failure instanceof BadFiles) return say(`${failure.message}\n`, 1)
  throw failure
}

const isFree = (folder: string): boolean => !existsSync(folder) || (statSync(folder).isDirectory() && readdirSync(folder).length === 0)

type Asked = 'help' | { readonly problem: string } | { readonly plan: ShopPlan; readonly folder: string }

const readArguments = (): Asked => {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({
      options: { seed: text, customers: text, months: text, data: text, help: { type: 'boolean', short: 'h' } },
    })
    if (values.help === true) return 'help'
    const seed = wholeNumber(values.seed, DEFAULT_PLAN.seed, 0, 2 ** 32 - 1)
    const customers = wholeNumber(values.customers, DEFAULT_PLAN.customers, 1, 100_000)
    const months = wholeNumber(values.months, DEFAULT_PLAN.months, 1, 36)
    if (seed === null) return { problem: `--seed takes a whole number, not "${values.seed}".` }
    if (customers === null) return { problem: `--customers takes a whole number from 1 to 100000, not "${values.customers}".` }
    if (months === null) return { problem: `--months takes a whole number from 1 to 36, not "${values.months}".` }
    return { plan: { ...DEFAULT_PLAN, seed, customers, months }, folder: values.data ?? DEMO_FOLDER }
  } catch (failure) {
    return { problem: failure instanceof Error ? failure.message : String(failure) }
  }
}

const wholeNumber = (text: string | undefined, fallback: number, least: number, most: number): number | null => {
  if (text === undefined) return fallback
  return /^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null
}

const BETWEEN_UPDATES_MS = 100
const BAR_WIDTH = 30

/** One line that moves where somebody watches, and nothing where the output is kept. */
const progressLine = (plan: ShopPlan) => {
  const { stdout } = process
  const spanMs = endOf(plan) - plan.startAt
  const startedAt = performance.now()
  let shownAt = startedAt
  const update = ({ clock, events, mails }: ShopProgress): void => {
    const now = performance.now()
    if (!stdout.isTTY || now - shownAt < BETWEEN_UPDATES_MS) return
    shownAt = now
    const share = Math.max((clock - plan.startAt) / spanMs, 0.001)
    const left = `${(((now - startedAt) / 1000) * (1 / share - 1)).toFixed(0)} s left`
    const counts = `${grouped(events)} events, ${grouped(mails)} mails`
    stdout.write(
      `\r\x1b[2K  ${isoOf(clock).slice(0, 10)}  ${styleText('cyan', bar(share, BAR_WIDTH).padEnd(BAR_WIDTH, '░'))}  ${counts}, ${left}`,
    )
  }
  const clear = (): void => {
    if (stdout.isTTY) stdout.write('\r\x1b[2K')
  }
  return { update, clear }
}

const say = (text: string, code: number): number => {
  ;(code === 0 ? process.stdout : process.stderr).write(text)
  return code
}

process.exitCode = await main().catch(orBadFiles)
