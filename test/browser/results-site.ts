/** A running server with an experiment in every state, each from counters, as it would be read. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { counterOf, experimentScope, type Increment } from '../../shared/domain/kpi/tally.ts'
import type { LatchedVerdict } from '../../shared/domain/experiment/latched.ts'
import { DAY_MS, dayOf } from '../../shared/kernel/time.ts'
import { epochDay, epochMs, experimentId } from '../../shared/kernel/words.ts'
import { incrementsOf } from './results-counted.ts'
import { fileOf, OUTSIDE, OUTSIDE_COUNTED, STATES } from './results-states.ts'
import { type Site, startSite } from './site.ts'

const EXAMPLES = resolve(fileURLToPath(import.meta.url), '../../../examples')
/** A shard of nobody's: the running server folds others. */
const SHARD = 'crafted'
/** One transaction takes so many. */
const AT_ONCE = 400

export const startResults = async (browser: Browser): Promise<Site> => {
  const files = mkdtempSync(join(tmpdir(), 'rekindle-results-'))
  const at = (...parts: readonly string[]): string => join(files, ...parts)
  for (const folder of ['campaigns', 'experiments']) mkdirSync(at(folder))
  cpSync(join(EXAMPLES, 'templates'), at('templates'), { recursive: true })
  for (const state of STATES) writeFileSync(at('campaigns', `${state.id}.json`), JSON.stringify(fileOf(state)))
  writeFileSync(at('experiments', 'spring-mail.json'), JSON.stringify(OUTSIDE))
  writeFileSync(at('policy.json'), JSON.stringify(policy()))
  const options = ['policy.json', 'campaigns', 'experiments', 'templates'].flatMap((name) => [`--${name.split('.')[0]}`, at(name)])
  const site = await startSite(browser, ['--empty', ...options])
  await count(site)
  return { ...site, close: async () => site.close().finally(() => rmSync(files, { recursive: true, force: true })) }
}

const GOAL = { name: 'order', event: 'Order Completed', window: '1d' }

const policy = (): object => {
  const retail = JSON.parse(readFileSync(join(EXAMPLES, 'policies/retail.json'), 'utf8')) as { readonly $schema: string }
  const { $schema: _, ...rest } = retail
  return { ...rest, globalHoldout: { holdoutBps: 500, period: 'year', goal: GOAL } }
}

const count = async ({ folder }: Site): Promise<void> => {
  const today = dayOf(epochMs(Date.now()))
  const stores = openSqlite(storeFile(folder))
  const scope = experimentScope(experimentId(OUTSIDE.id), 1)
  const crossed: Increment = { scope, counter: counterOf('crossover', 'mail'), by: 240n }
  const year = { experiment: '$global', phase: new Date().getUTCFullYear() - 1970, metric: 'order', from: today - 15, days: 15 }
  const global = { ...year, arms: { treated: { assigned: 1_900, converted: 96 }, holdout: { assigned: 100, converted: 4 } } }
  const countings = [...STATES.flatMap(({ counted }) => counted(today)), ...OUTSIDE_COUNTED(today), global]
  const increments = [...countings.flatMap(incrementsOf), crossed]
  for (let from = 0; from < increments.length; from += AT_ONCE) {
    const mark = await stores.tallies.watermark(SHARD)
    const done = await stores.tallies.apply(SHARD, mark, BigInt(from + AT_ONCE), increments.slice(from, from + AT_ONCE))
    if (done !== 'applied') throw new Error(`The counters were not written: ${done}`)
  }
  for (const one of found(today)) await stores.verdicts.latch(one)
  stores.close()
}

/** What was found before, and done: a winner that was promoted, and harm that was stopped after a first attempt. */
const found = (today: number): readonly LatchedVerdict[] => {
  const at = epochMs((today - 1) * DAY_MS)
  const whole = { phase: 1, variant: 'offer', against: 'plain', day: epochDay(today - 20), at } as const
  return [
    {
      ...{ ...whole, experiment: experimentId('winner'), type: 'winner', metric: 'order', customers: 9_000 },
      ...{ estimate: 0.0222, interval: [0.0042, 0.0405] },
      acted: [
        { action: 'notify', at, outcome: 'done', why: null },
        { action: 'promote', at, outcome: 'done', why: null },
      ],
    },
    {
      ...{ ...whole, experiment: experimentId('harmful'), type: 'harmful', metric: '$unsubscribe', customers: 3_600 },
      ...{ estimate: 0.0111, interval: null },
      acted: [
        { action: 'stop', at, outcome: 'done', why: null },
        { action: 'notify', at, outcome: 'failed', why: 'nobody takes it' },
      ],
    },
  ]
}
