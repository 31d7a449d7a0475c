import '../shared/kernel/require-node-24.ts'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import type { ShopPlan } from '../examples/shop/plan.ts'
import { BadFiles } from './bad-files.ts'
import { buildConsole } from './console/build.ts'
import { FolderInUse } from './folder-in-use.ts'
import { type Asked, HELP, readArguments } from './live/arguments.ts'
import { errorLog } from './live/errors.ts'
import { kindOfFolder } from './live/folder.ts'
import { progressLine } from './live/progress.ts'
import type { Published } from './live/publish.ts'
import { type Life, PortTaken, serveLive } from './live/serve.ts'
import { demoAlive, demoPlanFor, type OpenDemo, openDemo } from './live/start-demo.ts'
import { startOwn } from './live/start-own.ts'
import { publishedText, runningText } from './live/words.ts'
import { reportOf } from './shop/demo.ts'
import { grouped, reportText } from './shop/report.ts'
import { UnusableStore } from './wiring.ts'

const CONSOLE = resolve(fileURLToPath(import.meta.url), '../../console')

const main = async (): Promise<number> => {
  const asked = readArguments(process.argv.slice(2))
  if (asked.type === 'help') return say(HELP, 0)
  if (asked.type === 'wrong') return say(`${asked.problem}\n\n${HELP}`, 2)
  return asked.type === 'demo' ? demo(asked) : own(asked)
}

const demo = async (asked: Asked & { type: 'demo' }): Promise<number> => {
  const { folder } = asked
  const kind = await kindOfFolder(folder)
  const plan = demoPlanFor(kind, asked.plan, asked.isFresh)
  if (plan.type === 'refused') {
    if (plan.because === 'another-shop')
      return say(`${folder} holds the demo of ${shopWords(plan.plan)}. --fresh deletes it and begins anew.\n`, 2)
    const instead = plan.because === 'own' ? 'Start it with --empty' : 'Give a new folder'
    return say(`${folder} is not empty, and not a demo: nothing was changed. ${instead}, or another one (--data).\n`, 2)
  }
  if (asked.isReport && plan.type === 'resume') return say(`${folder} holds a demo already. --fresh deletes it and begins anew.\n`, 2)
  say(`${styleText('bold', 'Rekindle')}: ${shopWords(plan.plan)}\n${styleText('dim', `Data: ${folder}`)}\n\n`, 0)
  const building = asked.isReport || !asked.withConsole ? null : buildConsole(CONSOLE)
  const startedAt = performance.now()
  const show = progressLine(plan.plan)
  const opened = await openDemo(folder, kind, plan, show.update)
  show.clear()
  if (opened.run !== null) say(ranWords(opened.run, (performance.now() - startedAt) / 1000), 0)
  if (asked.isReport) return report(opened, folder)
  const { life, changes } = await demoAlive(opened)
  return live(life, changes, asked, building)
}

const report = async ({ local, plan, run }: OpenDemo, folder: string): Promise<number> => {
  try {
    return run === null ? 0 : say(`\n${reportText(await reportOf(local, plan, run), folder)}\n`, 0)
  } finally {
    local.close()
  }
}

const own = async (asked: Asked & { type: 'own' }): Promise<number> => {
  const kind = await kindOfFolder(asked.folder)
  if (kind.type === 'demo' || kind.type === 'half-a-demo')
    return say(`${asked.folder} holds a demo. Start it without --empty, or give another folder (--data).\n`, 2)
  if (kind.type === 'foreign')
    return say(`${asked.folder} is not empty, and holds no data of ours: nothing was changed. Give another folder (--data).\n`, 2)
  const building = asked.withConsole ? buildConsole(CONSOLE) : null
  const started = await startOwn(asked.folder, kind, asked.files, asked.reach)
  if (started.type === 'refused') {
    const again =
      started.because === 'half-a-replay'
        ? `The replay into ${asked.folder} has not come to its end: run the same \`rekindle replay\` again first.`
        : `The import of ${started.file} into ${asked.folder} has not come to its end: run the same \`rekindle import\` again first.`
    return say(`${again}\n`, 1)
  }
  return live(started.life, started.changes, asked, building)
}

type Listening = Extract<Asked, { readonly type: 'demo' | 'own' }>

/** Serves until it is told to stop. */
const live = async (life: Life, changes: Published, asked: Listening, building: Promise<string | null> | null): Promise<number> => {
  const { folder, port, writeKey, corsOrigins } = asked
  const onError = errorLog((line) => void process.stderr.write(line))
  const running = await serveLive(life, { port, writeKey, corsOrigins, consoleFolder: resolve(CONSOLE, 'dist'), onError })
  const stopped = untilStopped()
  say(publishedText(changes) + runningText(running, life, { folder, writeKey, wasAsked: port !== null }), 0)
  void tellOfConsole(building)
  await stopped
  await running.close()
  return 0
}

/** The rest works while the console is being built, and without it. */
const tellOfConsole = async (building: Promise<string | null> | null): Promise<void> => {
  const atOnce = await Promise.race([building, new Promise((resolve) => setImmediate(resolve, 'later'))])
  if (atOnce === 'later') say('\nThe console is being built, and will be there in a moment.\n', 0)
  const problem = await building
  if (problem !== null) say(`\nThe console could not be built, and the rest works without it: ${problem}\n`, 1)
  else if (atOnce === 'later') say('The console is there.\n', 0)
}

/** The first signal closes cleanly; whoever sends a second does not want to wait. */
const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      process.on('SIGINT', () => process.exit(130))
      process.stdout.write('\n')
      resolve()
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })

const shopWords = ({ seed, customers, months }: ShopPlan): string =>
  `a generated shop (seed ${seed}), ${grouped(customers)} customers, ${months} months of virtual time`

const ranWords = ({ events, mails }: { readonly events: number; readonly mails: readonly unknown[] }, seconds: number): string =>
  `${grouped(events)} events came in and ${grouped(mails.length)} mails went out in ${seconds.toFixed(1)} s (${grouped(events / seconds)} events a second).\n`

/** What a person can mend is told, not thrown: files that are wrong, a folder or a port that is taken. */
const orTold = (failure: unknown): number => {
  const isTold = [BadFiles, FolderInUse, PortTaken, UnusableStore].some((kind) => failure instanceof kind)
  if (isTold) return say(`${(failure as Error).message}\n`, 1)
  throw failure
}

const say = (text: string, code: number): number => {
  ;(code === 0 ? process.stdout : process.stderr).write(text)
  return code
}

process.exitCode = await main().catch(orTold)
