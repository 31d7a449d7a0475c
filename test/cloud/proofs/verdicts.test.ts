/** Experiments judged on AWS: what is found is written down, told and acted on once, however often the judge is called and killed. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dynamoClient } from '../../../shared/adapters/dynamo/client.ts'
import { openTable } from '../../../shared/adapters/dynamo/table.ts'
import { tallyStoreOf } from '../../../shared/adapters/dynamo/tally-store.ts'
import type { LatchedVerdict } from '../../../shared/domain/experiment/latched.ts'
import { counterOf, experimentScope } from '../../../shared/domain/kpi/tally.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import { seededRandom } from '../../../shared/kernel/random.ts'
import { DAY_MS, dayOf, HOUR_MS, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { epochMs, experimentId } from '../../../shared/kernel/words.ts'
import { configOf, isThere, type LocalDynamo, startLocal } from '../../dynamo/local.ts'
import { type Deployed, deployed } from '../assembly.ts'
import { TABLE_TYPES } from '../table.ts'
import { CAMPAIGN, OPENS, shopDefinitions } from './shop.ts'
import { asked, openSystem, publish, type System } from './system.ts'

const SEED = 7
/** A week later every window of the campaign, of three days, has closed. */
const START = OPENS + 7 * DAY_MS
/** Deaths of the judge, each at another moment of its work. */
const KILLS = [40, 150, 400, 900, 2_000]

describe.runIf(isThere())('an experiment on the deployed system', { timeout: 600_000 }, () => {
  const { files, remove } = shopDefinitions()
  let made: Deployed
  let local: LocalDynamo
  let system: System

  beforeAll(async () => {
    made = await deployed()
    local = await startLocal()
    system = await openSystem(made, local.endpoint, { start: START, seed: SEED })
    const path = `campaigns/${CAMPAIGN}.json`
    const campaign = JSON.parse(files.get(path) ?? '{}') as JsonObject & { readonly experiment: JsonObject }
    const experiment = {
      ...campaign.experiment,
      plan: { baseline: 0.05, smallestEffect: 0.02 },
      onVerdict: { winner: ['notify', 'promote'] },
    }
    const answer = await publish(system.cloud, new Map([...files, [path, JSON.stringify({ ...campaign, experiment })]]))
    expect([answer.status, answer.body.slice(0, 300)]).toMatchObject([200, expect.stringContaining('"published"')])
    await count()
  }, 600_000)
  afterAll(async () => {
    await system.close()
    await local.close()
    made.remove()
    remove()
  })

  /** 3,600 customers in each variant, on the day the shop opened; 180 of one and 400 of the other came back. */
  const count = async (): Promise<void> => {
    const name = system.cloud.assembly.ofType(...TABLE_TYPES)[0]?.name ?? ''
    const client = dynamoClient(configOf(local.endpoint))
    const tallies = tallyStoreOf(openTable({ client, name }), { now: () => epochMs(START) })
    const scope = experimentScope(experimentId(CAMPAIGN), 1)
    const day = String(dayOf(epochMs(OPENS)))
    const arms = [
      ['plain', 3_600, 180],
      ['other', 3_600, 400],
      ['holdout', 800, 40],
    ] as const
    const increments = arms.flatMap(([arm, assigned, orders]) => [
      { scope, counter: counterOf('assigned', arm, day), by: BigInt(assigned) },
      { scope, counter: counterOf('conversions', arm, 'order', day, day), by: BigInt(orders) },
    ])
    expect(await tallies.apply('by-hand', 0n, 1n, increments)).toBe('applied')
    client.destroy()
  }
  const hour = async (): Promise<void> => {
    const { buses, world } = system.cloud
    const schedule = buses.schedules.find(({ everyMs }) => everyMs === HOUR_MS)
    if (schedule === undefined) throw new Error('nothing fires once an hour')
    buses.fire(schedule)
    await world.settle()
    await world.runUntil(world.now() + 2 * MINUTE_MS)
  }
  const told = async <T>(path: string): Promise<T> => {
    const answer = await asked(system.cloud, 'GET', `/cli${path}`)
    expect([path, answer.status, answer.status === 200 ? '' : answer.body]).toEqual([path, 200, ''])
    return JSON.parse(answer.body) as T
  }

  it('is found, told and promoted once, though the judge is killed and called twice at once', async () => {
    const { cloud } = system
    const put = vi.spyOn(cloud.buses, 'putEvents')
    const results = cloud.fleet('results')
    for (const withinMs of KILLS) {
      results.setMishaps({ random: seededRandom(withinMs), crashes: 1, withinMs, colds: 0 })
      await hour()
    }
    results.setMishaps(null)
    cloud.buses.setCopies(1, 2)
    await hour()
    await hour()

    const { verdicts } = await told<{ readonly verdicts: readonly LatchedVerdict[] }>('/api/verdicts')
    expect(verdicts.map(({ experiment, phase, type, variant }) => [experiment, phase, type, variant])).toEqual([
      [CAMPAIGN, 1, 'winner', 'other'],
    ])
    expect(verdicts[0]?.acted.map(({ action, outcome, why }) => [action, outcome, why])).toEqual([
      ['notify', 'done', null],
      ['promote', 'done', 'version 2'],
    ])
    const { versions } = await told<{ readonly versions: readonly { readonly version: number; readonly author: string | null }[] }>(
      `/api/campaigns/${CAMPAIGN}/versions`,
    )
    expect(versions.filter(({ author }) => author === 'rekindle').map(({ version }) => version)).toEqual([2])
    const entries = put.mock.calls.flatMap(([all]) => all as readonly { readonly DetailType: string; readonly Detail: string }[])
    const events = entries.filter(({ DetailType }) => DetailType === 'rekindle.experiment.verdict')
    expect(events.length).toBeGreaterThan(0)
    expect(new Set(events.map(({ Detail }) => Detail)).size).toBe(1)
    expect(results.counts.crashes).toBeGreaterThan(0)
    expect(cloud.complaints()).toEqual([])
  })

  it('is answered by the function that judges, and told in a line by the one that does not', async () => {
    const page = await told<{ readonly latched: readonly LatchedVerdict[]; readonly phases: readonly unknown[] }>(
      `/api/results/${CAMPAIGN}?phase=1`,
    )
    expect(page.latched.map(({ type }) => type)).toEqual(['winner'])
    expect((await told<{ readonly results: readonly { readonly id: string }[] }>('/api/results')).results.map(({ id }) => id)).toContain(
      CAMPAIGN,
    )
    const { campaigns } = await told<{
      readonly campaigns: readonly { readonly id: string; readonly result: { readonly phase: number } | null }[]
    }>('/api/campaigns')
    expect(campaigns.map(({ id, result }) => [id, result?.phase])).toEqual([[CAMPAIGN, 2]])
    expect(system.cloud.complaints()).toEqual([])
  })
})
