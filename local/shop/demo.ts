import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ShopPlan } from '../../examples/shop/plan.ts'
import { openShop, type Shop } from '../../examples/shop/shop.ts'
import { type ArmTruth, truthOf } from '../../examples/shop/truth.ts'
import type { Campaign } from '../../shared/domain/campaign/campaign.ts'
import type { Readout } from '../../shared/domain/experiment/analysis.ts'
import type { Metric } from '../../shared/domain/experiment/experiment.ts'
import { resultsOf } from '../../shared/flow/query/results.ts'
import { stagesReport, type StagesReport } from '../../shared/flow/query/stages.ts'
import { REPLAY_GROUP_MS } from '../../shared/kernel/limits.ts'
import { later } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { FactRow } from '../../shared/ports/change-stream.ts'
import { readDefinitions, rulesFrom } from '../definitions.ts'
import { NO_CHAOS } from '../replay/chaos.ts'
import { keepManifest, type Manifest, newManifest } from '../replay/manifest.ts'
import { checkTemplate, type Local, openLocal } from '../wiring.ts'
import { runShop, type ShopProgress, type ShopRun } from './run.ts'
import { allFacts, entrantsOf, trialOf } from './trials.ts'

/** What the demo has to show at its end. */
export type DemoReport = {
  readonly endAt: EpochMs
  readonly events: number
  readonly mails: number
  readonly stages: StagesReport
  readonly trials: readonly TrialReport[]
  /** Customers with a story worth reading; null where there is none. */
  readonly stories: { readonly wonBack: string | null; readonly heldOut: string | null; readonly notAsked: string | null }
}

/** One campaign's result beside the truth about the same people. */
export type TrialReport = {
  readonly campaign: Campaign
  readonly metric: Metric
  readonly readout: Readout
  readonly truth: readonly ArmTruth[]
  readonly entrants: number
  /** Those among them whose window was still open at the end. */
  readonly immature: number
}

const EXAMPLES = resolve(fileURLToPath(import.meta.url), '../../../examples')
const WIN_BACK: string = 'win-back'

/** Runs a generated shop with the example campaigns into an empty data folder, which the command line can then look into. */
export const runDemo = async (plan: ShopPlan, folder: string, onProgress: (progress: ShopProgress) => void): Promise<DemoReport> => {
  const shop = openShop(plan)
  const seed = `shop-${plan.seed}`
  const files = { policy: `${EXAMPLES}/policies/retail.json`, campaigns: `${EXAMPLES}/campaigns`, experiments: null }
  const definitions = await readDefinitions(files, seed, checkTemplate)
  const local = openLocal(folder, 'write')
  try {
    const { replay: place, definitions: published } = local.stores
    for (const definition of definitions) await published.publish(definition)
    const what = { name: `a generated shop of ${plan.customers} customers over ${plan.months} months`, sha256: '' }
    const manifest: Manifest = { ...(await newManifest([], seed, definitions, NO_CHAOS, shop.endAt)), files: [what], untils: [shop.endAt] }
    await keepManifest(place, manifest)
    // Whoever kills the demo begins anew.
    local.stores.group(REPLAY_GROUP_MS)
    const rules = rulesFrom(definitions, checkTemplate)
    const run = await runShop(local.engine(rules), shop, onProgress)
    await place.commitAt([], [], null, { delivered: run.events, clock: shop.endAt })
    await keepManifest(place, { ...manifest, finished: true })
    return await reportOf(local, shop, run, [...rules.campaigns.live.values()])
  } finally {
    local.close()
  }
}

const reportOf = async ({ stores }: Local, shop: Shop, run: ShopRun, campaigns: readonly Campaign[]): Promise<DemoReport> => {
  const facts = await allFacts(stores.changes)
  const trials = campaigns.map(async (campaign): Promise<readonly TrialReport[]> => {
    const { experiment } = campaign
    const metric = experiment?.metrics[0]
    if (experiment === null || metric === undefined) return []
    const entrants = entrantsOf(facts, experiment.id, run.mails)
    const readout = await resultsOf(stores.tallies, experiment)
    const immature = entrants.filter(({ at }) => later(at, metric.windowMs) > shop.endAt).length
    return [
      { campaign, metric, readout, truth: truthOf(shop, trialOf(campaign, experiment), entrants), entrants: entrants.length, immature },
    ]
  })
  return {
    endAt: shop.endAt,
    events: run.events,
    mails: run.mails.length,
    stages: await stagesReport(stores.tallies, shop.endAt),
    trials: (await Promise.all(trials)).flat(),
    stories: storiesIn(facts),
  }
}

const storiesIn = (facts: readonly FactRow[]): DemoReport['stories'] => {
  const first = (holds: (row: FactRow) => boolean): string | null => facts.find(holds)?.customerId ?? null
  return {
    wonBack: first(({ fact }) => fact.type === 'outcome' && fact.experiment === WIN_BACK && fact.arm === 'offer'),
    heldOut: first(({ fact }) => fact.type === 'entered' && fact.campaign === WIN_BACK && fact.held),
    notAsked: first(({ fact }) => fact.type === 'message-moved' && fact.because?.type === 'no-consent'),
  }
}
