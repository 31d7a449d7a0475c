import { switchboardOf } from '../../shared/flow/switches.ts'
import { describe, expect, it } from 'vitest'
import { DEFAULT_PLAN, type ShopPlan } from '../../examples/shop/plan.ts'
import { openShop } from '../../examples/shop/shop.ts'
import { outcomeIn, truthOf } from '../../examples/shop/truth.ts'
import { readDefinitions, rulesFrom } from '../../local/definitions.ts'
import { runShop } from '../../local/shop/run.ts'
import { allFacts, entrantsOf, trialOf } from '../../local/shop/trials.ts'
import { checkTemplate } from '../../local/wiring.ts'
import { liquidRenderer } from '../../shared/adapters/liquid/renderer.ts'
import { unlimitedPace } from '../../shared/adapters/memory/pace.ts'
import { memoryQueue } from '../../shared/adapters/memory/queue.ts'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import type { Experiment } from '../../shared/domain/experiment/experiment.ts'
import { analysisOf } from '../../shared/domain/experiment/analysis-of.ts'
import { countedOf } from '../../shared/domain/experiment/counted.ts'
import { readExperiment } from '../../shared/domain/experiment/readout.ts'
import { experimentScope } from '../../shared/domain/kpi/tally.ts'
import { dayOf } from '../../shared/kernel/time.ts'
import { epochDay } from '../../shared/kernel/words.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { plainLinks, SENDER } from '../flow/plain.ts'

const EXAMPLES = `${import.meta.dirname}/../../examples`

/** A shop run through the real flow, and for each campaign what the flow counted, what the shop knows, and what the shop's own books say. */
const ran = async (plan: ShopPlan) => {
  const shop = openShop(plan)
  const stores = openSqlite(':memory:')
  const files = { policy: `${EXAMPLES}/policies/retail.json`, campaigns: `${EXAMPLES}/campaigns`, experiments: null, templates: null }
  const rules = rulesFrom(await readDefinitions(files, `test-${plan.seed}`, checkTemplate), checkTemplate)
  const { customers: store, changes: stream, tallies, quarantine, inbox: mailer } = stores
  const mailing = { pace: unlimitedPace, links: plainLinks, sender: SENDER, switches: switchboardOf(stores.switches) }
  const engine = {
    store,
    stream,
    tallies,
    quarantine,
    queue: memoryQueue(),
    mailer,
    renderer: liquidRenderer(),
    rules: () => rules,
    ...mailing,
  }
  const run = await runShop(engine, shop, () => {})
  const facts = await allFacts(stream)
  // Long after everybody's window has closed: then the counters hold all that the shop's own books do.
  const wellAfter = epochDay(dayOf(shop.endAt) + 400)
  const trials = [...rules.campaigns.live.values()].map(async (campaign) => {
    const experiment = campaign.experiment as Experiment
    const entrants = entrantsOf(facts, experiment, run.mails)
    const armOf = new Map(
      facts.flatMap(({ customerId, fact }) =>
        fact.type === 'assigned' && fact.experiment === experiment.id ? [[customerId as string, fact.arm]] : [],
      ),
    )
    const trial = trialOf(campaign, experiment)
    const outcomes = entrants.map((entrant) => ({
      arm: armOf.get(entrant.customer) as string,
      ...outcomeIn(shop, trial, armOf.get(entrant.customer) as string, entrant),
    }))
    return {
      id: campaign.id as string,
      experiment,
      readout: readExperiment(analysisOf(experiment), countedOf(await tallies.read(experimentScope(experiment.id, 1))), wellAfter),
      truth: truthOf(shop, trial, entrants),
      outcomes,
    }
  })
  return { trials: await Promise.all(trials), quarantined: await quarantine.count() }
}

describe.each([
  { seed: 1, customers: 3_000 },
  { seed: 2, customers: 1_000 },
])('a shop of seed $seed with $customers customers, run through the real flow', async ({ seed, customers }) => {
  const { trials, quarantined } = await ran({ ...DEFAULT_PLAN, seed, customers })

  it('has nothing in quarantine', () => expect(quarantined).toBe(0))

  describe.each(trials)('$id', ({ experiment, readout, truth, outcomes }) => {
    const metric = experiment.metrics[0]?.name as string

    it('counts exactly what the books of the shop say, arm by arm', () => {
      const partOf = (arm: (typeof readout.arms)[number]) => arm.metrics.find((one) => one.metric === metric)?.mature
      const counted = readout.arms.map((arm) => [arm.variant, arm.assigned, partOf(arm)?.conversions, partOf(arm)?.sum])
      const inBooks = readout.arms.map(({ variant }) => {
        const own = outcomes.filter(({ arm }) => arm === variant)
        const revenue = Math.round(own.reduce((sum, one) => sum + one.revenue, 0) * 100)
        return [variant, own.length, own.filter(({ converted }) => converted).length, revenue]
      })
      expect(counted).toEqual(inBooks)
      expect(readout.arms.every(({ assigned }) => assigned > 0)).toBe(true)
    })

    it('finds the true difference within the interval that holds at every look', () => {
      const rateOf = (arm: string): number => truth.find((one) => one.arm === arm)?.rate ?? Number.NaN
      const compared = readout.comparisons.filter((one) => one.metric === metric && one.measure === 'rate')
      for (const { variant, against, difference, interval } of compared) {
        assert(difference !== null && interval !== null, 'there are customers in every arm')
        const known = rateOf(variant) - rateOf(against)
        expect([variant, against, interval[0] <= known && known <= interval[1]]).toEqual([variant, against, true])
      }
    })
  })

  it('has an offer that truly works, and the flow says so', () => {
    const winBack = trials.find(({ id }) => id === 'win-back')
    const rateOf = (arm: string): number => winBack?.truth.find((one) => one.arm === arm)?.rate ?? Number.NaN
    expect(rateOf('offer') - rateOf('plain')).toBeGreaterThan(0.06)
    expect(rateOf('plain')).toBeGreaterThan(rateOf('holdout'))
    const { verdict } = (winBack as NonNullable<typeof winBack>).readout
    // A small shop may well see it as chance: then nobody should say otherwise.
    expect(customers < 3_000 ? ['winner', 'running'] : ['winner']).toContain(verdict.type)
  })
})
