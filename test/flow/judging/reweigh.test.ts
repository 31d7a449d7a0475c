/** Shares that follow what works: once a day, as versions, with a floor and the control's own share. */
import { describe, expect, it } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/kernel/json.ts'
import { type ArmCounts, campaignFile, openJudging, noon } from './world.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const
const BANDIT = campaignFile(
  {},
  { method: 'thompson', holdoutBps: 0, plan: null, variants: NAMES.map((name) => ({ name, shareBps: 2_000 })) },
)
const { plan: _, ...compared } = BANDIT.experiment as JsonObject
const FILE: JsonObject = { ...BANDIT, experiment: compared }

/** So many of each variant converted, of a thousand each. */
const renewed = (...counts: readonly number[]): Readonly<Record<string, ArmCounts>> =>
  Object.fromEntries(NAMES.map((name, index) => [name, { assigned: 1_000, renewal: counts[index] ?? 0 }]))

const sharesIn = (source: Json | undefined): readonly number[] => {
  const experiment = isJsonObject(source ?? null) ? (source as JsonObject).experiment : null
  const variants = isJsonObject(experiment ?? null) ? ((experiment as JsonObject).variants as readonly JsonObject[]) : []
  return variants.map(({ shareBps }) => shareBps as number)
}

describe('shares by thompson', () => {
  it('follow what works: the control keeps its own, nobody falls below the floor, and all add up', async () => {
    const world = await openJudging(FILE)
    await world.count(0, renewed(50, 20, 55, 90, 20))
    const { reweighed } = await world.judge(noon(8))
    expect(reweighed.map(({ became }) => became)).toEqual([{ outcome: 'done', why: 'version 2' }])
    const [, second] = await world.versions()
    const shares = sharesIn(second?.source)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(10_000)
    expect(shares[0]).toBe(2_000)
    expect(Math.min(...shares)).toBe(500)
    expect(Math.max(...shares)).toBe(shares[3])
    expect(second).toMatchObject({ author: 'rekindle', source: { experiment: { phase: 2 } } })
    expect(second?.note).toMatch(/^Shares by what worked until 2026-02-\d\d: a 20.00 %, b 5.00 %/)
    world.close()
  })

  it('are set once a day, however often and by how many it is looked at', async () => {
    const world = await openJudging(FILE)
    await world.count(0, renewed(50, 20, 55, 90, 20))
    await Promise.all([1, 2, 3].map(() => world.judge(noon(8))))
    await world.judge(noon(8))
    expect(await world.versions()).toHaveLength(2)
    world.close()
  })

  it('by all phases of the same variants together', async () => {
    const world = await openJudging(FILE)
    await world.count(0, renewed(50, 20, 55, 90, 20))
    await world.judge(noon(8))
    const before = sharesIn((await world.versions()).at(-1)?.source)
    expect(before[3]).toBe(Math.max(...before))
    // Of few as many as came for the other in all: the first phase alone would not see it.
    const second = NAMES.map((name, index) => {
      const assigned = before[index] ?? 0
      return [name, { assigned, renewal: Math.round(assigned * (name === 'c' ? 0.4 : 0.05)) }]
    })
    await world.count(9, Object.fromEntries(second), 2)
    await world.judge(noon(17))
    const shares = sharesIn((await world.versions()).at(-1)?.source)
    expect(await world.versions()).toHaveLength(3)
    expect(shares[2]).toBe(Math.max(...shares))
    world.close()
  })

  it('stay while no window has closed, and where they are right', async () => {
    const world = await openJudging(FILE)
    await world.count(0, renewed(0, 0, 0, 0, 0))
    const { reweighed } = await world.judge(noon(2))
    expect(reweighed.map(({ became }) => became)).toEqual([{ outcome: 'moot', why: 'the shares are right as they are' }])
    expect(await world.versions()).toHaveLength(1)
    world.close()
  })

  it('are not touched where arms are not as large as planned, nor by another method', async () => {
    const broken = await openJudging(FILE)
    await broken.count(0, { ...renewed(50, 20, 55, 90, 20), d: { assigned: 400, renewal: 90 } })
    const { reweighed } = await broken.judge(noon(8))
    expect(reweighed.map(({ became }) => became.why)).toEqual(['the experiment is broken'])
    broken.close()
    const other = await openJudging({ ...FILE, experiment: { ...compared, method: 'always-valid' } })
    await other.count(0, renewed(50, 20, 55, 90, 20))
    expect((await other.judge(noon(8))).reweighed).toEqual([])
    other.close()
  })

  it('that could not be published are tried again', async () => {
    const world = await openJudging(FILE)
    await world.count(0, renewed(50, 20, 55, 90, 20))
    const away = () => Promise.reject(new Error('away'))
    const { reweighed } = await world.judge(noon(8), (one) => ({
      ...one,
      publishing: { ...one.publishing, definitions: { ...one.publishing.definitions, publish: away } },
    }))
    expect(reweighed.map(({ became, failure }) => [became.outcome, (failure as Error).message])).toEqual([['failed', 'away']])
    expect((await world.judge(noon(8))).reweighed.map(({ became }) => became.outcome)).toEqual(['done'])
    world.close()
  })
})
