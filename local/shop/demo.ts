import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ShopPlan } from '../../examples/shop/plan.ts'
import { openShop, type Shop } from '../../examples/shop/shop.ts'
import { type ArmTruth, truthOf } from '../../examples/shop/truth.ts'
import type { Pace } from '../../shared/contract/api.ts'
import type { ResultPage } from '../../shared/contract/api-results.ts'
import type { Campaign } from '../../shared/domain/campaign/campaign.ts'
import type { Metric } from '../../shared/domain/experiment/experiment.ts'
import { resultPage } from '../../shared/flow/query/results/page.ts'
import { lastDayOver } from '../../shared/flow/query/results/reading.ts'
import { stagesReport, type StagesReport } from '../../shared/flow/query/stages.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { REPLAY_GROUP_MS } from '../../shared/kernel/limits.ts'
import { dayOf, later } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { FactRow } from '../../shared/ports/change-stream.ts'
import { type DefinitionFiles, readDefinitions, rulesFrom } from '../definitions.ts'
import { keepLiveRecord } from '../live/record.ts'
import { NO_CHAOS } from '../replay/chaos.ts'
import { keepManifest, type Manifest, newManifest } from '../replay/manifest.ts'
import { checkTemplate, type Local } from '../wiring.ts'
import { runShop, type ShopProgress, type ShopRun } from './run.ts'
import { allFacts, entrantsOf, lastMatureDay, trialOf } from './trials.ts'

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

/** One campaign's result beside the truth about the same people: those whose window has closed. */
export type TrialReport = {
  readonly campaign: Campaign
  readonly metric: Metric
  readonly page: ResultPage
  readonly truth: readonly ArmTruth[]
  readonly mature: number
  /** Those whose window was still open at the end. */
  readonly immature: number
}

const EXAMPLES = resolve(fileURLToPath(import.meta.url), '../../../examples')
const WIN_BACK: string = 'win-back'

/** What the demo runs under, in the folder of examples. */
export const EXAMPLE_FILES: DefinitionFiles = {
  policy: `${EXAMPLES}/policies/retail.json`,
  campaigns: `${EXAMPLES}/campaigns`,
  experiments: null,
  templates: `${EXAMPLES}/templates`,
}

/** From this the salts of a demo's experiments come: the same shop, the same draws. */
export const demoSeed = ({ seed }: ShopPlan): string => `shop-${seed}`

/** Runs a generated shop's history with the example campaigns into an empty data folder. */
export const runHistory = async (
  { stores, engine }: Local,
  plan: ShopPlan,
  shop: Shop,
  onProgress: (progress: ShopProgress) => void,
): Promise<ShopRun> => {
  const { replay: place, definitions: published } = stores
  const seed = demoSeed(plan)
  const definitions = await readDefinitions(EXAMPLE_FILES, seed, checkTemplate)
  await keepLiveRecord(stores.live, { mode: 'history', plan }, plan.startAt)
  for (const definition of definitions) await published.publish(definition)
  const what = { name: `a generated shop of ${plan.customers} customers over ${plan.months} months`, sha256: '' }
  const manifest: Manifest = {
    ...(await newManifest([], seed, definitions, NO_CHAOS, shop.liveSince)),
    files: [what],
    untils: [shop.liveSince],
  }
  await keepManifest(place, manifest)
  // Whoever kills the demo begins anew.
  stores.group(REPLAY_GROUP_MS)
  const run = await runShop(engine(rulesFrom(definitions, checkTemplate)), shop, onProgress)
  stores.group(0)
  await keepManifest(place, { ...manifest, finished: true })
  const clock = shop.liveSince
  await keepLiveRecord(stores.live, { mode: 'demo', plan, pace: FIRST_PACE, doneUntil: later(clock, -1), clock }, clock)
  return run
}

/** A day in a minute: one can watch it, and something happens every second. */
const FIRST_PACE: Pace = 'day-a-minute'

/** What a history that has just been run has to show. The truth is told as far as that history goes. */
export const reportOf = async ({ stores }: Local, plan: ShopPlan, run: ShopRun): Promise<DemoReport> => {
  const shop = openShop({ ...plan, liveMonths: 0 })
  const facts = await allFacts(stores.changes)
  const rules = rulesFrom(await stores.definitions.all(), checkTemplate)
  const reader = { tallies: stores.tallies, verdicts: stores.verdicts, rules, now: shop.endAt }
  const trials = [...rules.campaigns.live.values()].map(async (campaign): Promise<readonly TrialReport[]> => {
    const { experiment } = campaign
    const metric = experiment?.metrics[0]
    if (experiment === null || metric === undefined) return []
    const found = await resultPage(reader, experiment, { asOf: null, phase: null })
    assert(found.ok, 'the last day that is over can be shown')
    const entrants = entrantsOf(facts, experiment, run.mails)
    const last = lastMatureDay(experiment, lastDayOver(shop.endAt))
    const mature = entrants.filter(({ at }) => dayOf(at) <= last)
    const counts = { mature: mature.length, immature: entrants.length - mature.length }
    return [{ campaign, metric, page: found.value, truth: truthOf(shop, trialOf(campaign, experiment), mature), ...counts }]
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
