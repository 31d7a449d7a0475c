import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NO_CHAOS } from '../../local/replay/chaos.ts'
import { replayInto } from '../../local/replay/into-folder.ts'
import { draftIn, furnitureOf, rulesOfDraft, standingIn, withFolder } from '../../local/simulation/ask.ts'
import { historyInFiles, historyInFolder } from '../../local/simulation/history.ts'
import { simulate } from '../../local/simulation/simulate.ts'
import type { SimulationReport } from '../../shared/flow/simulation/report.ts'
import { parseIso } from '../../shared/kernel/time.ts'
import { epochMs, type EpochMs } from '../../shared/kernel/words.ts'
import { dataset } from '../datasets.ts'
import { oneOf, writePart } from './part.ts'
import { dataFolder, EXAMPLES } from './rekindle.ts'
import { type Done, doneIn, inOrder } from './simulated.ts'

const everybody = dataset('data/cdnow.events.jsonl.gz') ?? ''
const ONE_OF = oneOf(100)
const SEED = '1'
const at = (iso: string): EpochMs => parseIso(iso) ?? epochMs(0)
const [FROM, UNTIL] = [at('1996-12-01'), at('1998-07-01')]

/**
 * The simulation of a draft says what its replay really did: two win-back campaigns beside each other, one of which lets nobody in twice,
 * under a policy whose cap has no room for both. What really happened is read from the folder of the replay by other means.
 */
describe.skipIf(everybody === '')('a simulation over CDNOW', () => {
  const inputs = dataFolder()
  const replayed = dataFolder()
  const campaigns = join(inputs.path, 'campaigns')
  const events = join(inputs.path, 'events.jsonl.gz')
  const policy = join(inputs.path, 'policy.json')

  beforeAll(async () => {
    mkdirSync(campaigns)
    cpSync(join(EXAMPLES, 'templates'), join(inputs.path, 'templates'), { recursive: true })
    const winBack = JSON.parse(readFileSync(join(EXAMPLES, 'campaigns/win-back.json'), 'utf8'))
    writeFileSync(join(campaigns, 'win-back.json'), JSON.stringify(winBack))
    writeFileSync(join(campaigns, 'once.json'), JSON.stringify({ ...winBack, id: 'once', reentry: 'never', priority: 9 }))
    const retail = JSON.parse(readFileSync(join(EXAMPLES, 'policies/retail.json'), 'utf8'))
    const caps = [{ atMost: 1, within: '5d' }]
    writeFileSync(policy, JSON.stringify({ ...retail, sending: { ...retail.sending, caps } }))
    writePart(everybody, events, ONE_OF)
    await replayInto({
      ...{ folder: replayed.path, files: [events], seed: SEED, chaos: NO_CHAOS, until: UNTIL, batchSize: 1_000, horizon: UNTIL },
      definitions: { policy, campaigns, experiments: null, templates: join(inputs.path, 'templates') },
      onProgress: () => {},
    })
  }, 900_000)
  afterAll(() => {
    for (const { remove } of [inputs, replayed]) remove()
  })

  const simulated = (campaign: string, of: 'file' | 'folder'): Promise<SimulationReport> =>
    withFolder(of === 'folder' ? replayed.path : null, async (local) => {
      const named = of === 'folder' ? campaign : join(campaigns, `${campaign}.json`)
      const files = { campaign: named, policy: of === 'folder' ? null : policy, campaigns, templates: null, segments: null }
      const draft = await draftIn(files, await standingIn(local), policy, SEED)
      const history = local === null ? await historyInFiles([events]) : historyInFolder(local.stores.past, local.stores.customers, UNTIL)
      return simulate({
        rules: rulesOfDraft(draft, false, SEED, FROM),
        ...{ history, from: FROM, to: UNTIL, seed: SEED, examples: 0, onProgress: () => {} },
        furniture: local === null ? null : await furnitureOf(local, draft.standing),
      })
    })

  it.each([
    { campaign: 'win-back', of: 'file' },
    { campaign: 'once', of: 'file' },
    { campaign: 'win-back', of: 'folder' },
  ] as const)(
    'of $campaign from the $of has the same customers, instants, variants and refusals as the replay',
    async ({ campaign, of }) => {
      const really = await doneIn(replayed.path, campaign)
      const report = await simulated(campaign, of)
      console.info(
        `simulate ${campaign} over the ${of}: ${report.totals.entered} entered, ${report.totals.notEntered} did not, ${report.totals.sent} mails, put off ${report.totals.deferred}`,
      )
      expect(really.entries.length).toBeGreaterThan(0)
      expect(inOrder(report.entries.rows)).toEqual(inOrder(really.entries))
      expect(inOrder(report.mails.rows)).toEqual(inOrder(really.mails))
      expect(refusalsIn(report)).toEqual(really.refused)
      expect(report.totals.entered).toBe(really.entries.length)
      expect(report.totals.sent).toBe(really.mails.filter(({ outcome }) => outcome === 'sent').length)
      if (campaign !== 'once') return
      expect(really.refused.size).toBeGreaterThan(0)
      expect(report.totals.deferred).toBeGreaterThan(0)
    },
    900_000,
  )
})

/** How often each customer was refused, and the last time. */
const refusalsIn = ({ refused }: SimulationReport): Done['refused'] => {
  const byCustomer = new Map<SimulationReport['refused']['rows'][number]['customer'], { count: number; at: number; because: never }>()
  for (const { customer, at, because } of refused.rows)
    byCustomer.set(customer, { count: (byCustomer.get(customer)?.count ?? 0) + 1, at, because: because as never })
  return byCustomer
}
