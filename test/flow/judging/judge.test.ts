import { describe, expect, it } from 'vitest'
import { publishedSchema } from '../../../shared/contract/published-schema.ts'
import type { LatchedVerdict } from '../../../shared/ports/verdicts.ts'
import type { JudgeWorld } from '../../../shared/flow/judge.ts'
import { HOUR_MS, isoDayOf, later } from '../../../shared/kernel/time.ts'
import { campaignFile, dayAt, type Judging, noon, openJudging, renewals, WELCOME } from './world.ts'

const said = (all: readonly LatchedVerdict[]) => all.map(({ type, variant, day, metric }) => [type, variant, day - dayAt(0), metric])
const latched = ({ stores }: Judging) => stores.verdicts.all()

describe('the judge finds', () => {
  it.each([
    { what: 'nothing while windows are open', arms: renewals(180, 400), on: 7, found: [] },
    { what: 'a winner', arms: renewals(180, 400), on: 8, found: [['winner', 'b', 7, 'renewal']] },
    { what: 'a loser', arms: renewals(400, 180), on: 8, found: [['loser', 'b', 7, 'renewal']] },
    { what: 'no difference worth having', arms: renewals(180, 181), on: 8, found: [['no-difference', 'b', 7, 'renewal']] },
    {
      what: 'harm, on the very day',
      arms: renewals(0, 0, { a: { assigned: 3_600, renewal: 0 }, b: { assigned: 3_600, renewal: 0, $complaint: 40 } }),
      on: 0,
      found: [['harmful', 'b', 0, '$complaint']],
    },
    {
      what: 'that it is broken, and nothing else',
      arms: renewals(180, 400, { b: { assigned: 3_000, renewal: 400, $complaint: 40 } }),
      on: 8,
      found: [['broken', null, 0, null]],
    },
    {
      what: 'that somebody stands in an arm that is in no file',
      arms: renewals(180, 400, { c: { assigned: 1 } }),
      on: 8,
      found: [['broken', null, 7, null]],
    },
  ])('$what', async ({ arms, on, found }) => {
    const world = await openJudging()
    await world.count(0, arms)
    await world.judge(noon(on))
    expect(said(await latched(world))).toEqual(found)
    world.close()
  })

  it('and tells each with the numbers of its day, as the schema has it, once', async () => {
    const world = await openJudging()
    await world.count(0, renewals(180, 400))
    await world.judge(noon(8))
    await world.judge(noon(9))
    const [found] = await latched(world)
    expect(found).toMatchObject({ experiment: WELCOME, phase: 1, against: 'a', customers: 7_200, at: noon(8) })
    expect(found?.estimate).toBeCloseTo(220 / 3_600, 12)
    expect(found?.acted).toEqual([{ action: 'notify', at: noon(8), outcome: 'done', why: null }])
    expect(world.published).toHaveLength(1)
    const event = publishedSchema('rekindle.experiment.verdict').parse(world.published[0])
    expect(event.data).toMatchObject({ experiment: 'welcome', phase: 1, verdict: 'winner', variant: 'b', against: 'a', customers: 7_200 })
    expect(event.data.day).toBe(isoDayOf(dayAt(7)))
    world.close()
  })
})

describe('what was found', () => {
  it('stays with its day and numbers, whatever comes later', async () => {
    const world = await openJudging()
    await world.count(0, renewals(180, 400))
    await world.judge(noon(8))
    const before = await latched(world)
    // News of old days that turn everything round.
    await world.count(0, { a: { assigned: 0, renewal: 900 }, b: { assigned: 0 }, holdout: { assigned: 0 } })
    await world.judge(noon(30))
    expect(await latched(world)).toEqual(before)
    world.close()
  })

  it('is found once by two who look at once, and told under one id', async () => {
    const world = await openJudging()
    await world.count(0, renewals(180, 400, { b: { assigned: 3_600, renewal: 400, $complaint: 40 } }))
    await Promise.all([world.judge(noon(8)), world.judge(noon(8)), world.judge(noon(8))])
    expect(said(await latched(world)).toSorted()).toEqual([
      ['harmful', 'b', 0, '$complaint'],
      ['winner', 'b', 7, 'renewal'],
    ])
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(2)
    expect((await world.switches.store.changes(9)).map(({ on }) => on)).toEqual([false])
    world.close()
  })

  it('is told again by the same id where it was cut off before it was written down', async () => {
    const world = await openJudging()
    await world.count(0, renewals(180, 400))
    const cutOff = world.judge(noon(8), (one) => ({
      ...one,
      verdicts: { ...one.verdicts, acted: () => Promise.reject(new Error('killed')) },
    }))
    await expect(cutOff).rejects.toThrow('killed')
    await world.judge(noon(9))
    expect(world.published.map(({ id, at }) => [id, at])).toEqual([
      [world.published[0]?.id, world.published[0]?.at],
      [world.published[0]?.id, world.published[0]?.at],
    ])
    expect((await latched(world)).map(({ at }) => at)).toEqual([noon(8)])
    world.close()
  })

  it('is acted on again where that failed, and says why meanwhile', async () => {
    const world = await openJudging()
    await world.count(0, renewals(180, 400))
    const away = await world.judge(noon(8), (one) => ({
      ...one,
      publisher: { publish: () => Promise.reject(new Error('the bus is away')) },
    }))
    expect(away.tried.map(({ failure }) => (failure as Error).message)).toEqual(['the bus is away'])
    expect((await latched(world))[0]?.acted).toEqual([{ action: 'notify', at: noon(8), outcome: 'failed', why: 'the bus is away' }])
    await world.judge(noon(9))
    expect((await latched(world))[0]?.acted).toEqual([{ action: 'notify', at: noon(9), outcome: 'done', why: null }])
    world.close()
  })

  it('of an experiment that is broken is nothing more', async () => {
    const world = await openJudging()
    await world.count(0, renewals(180, 400, { b: { assigned: 3_000, renewal: 400 } }))
    await world.judge(noon(8))
    // As if it were sound.
    await world.count(0, { b: { assigned: 600 } })
    await world.judge(noon(9))
    expect(said(await latched(world))).toEqual([['broken', null, 0, null]])
    world.close()
  })

  it('is looked for only while there is time, and another hour begins with another phase', async () => {
    const world = await openJudging()
    await world.publish(campaignFile({}, { holdoutBps: 2000 }), noon(3))
    const read: string[] = []
    const reading = (one: JudgeWorld): JudgeWorld => ({
      ...one,
      tallies: {
        read: (scope) => {
          read.push(scope)
          return one.tallies.read(scope)
        },
      },
    })
    const looks = [0, 1].map((hour) => {
      let rest = 1
      return world.judge(later(noon(4), hour * HOUR_MS), reading, () => rest-- > 0)
    })
    expect((await Promise.all(looks)).map(({ looked, left }) => [looked, left])).toEqual([
      [1, 1],
      [1, 1],
    ])
    expect(read.toSorted()).toEqual(['experiment/welcome', 'experiment/welcome#2'])
    world.close()
  })
})

describe('an older phase', () => {
  const anew = campaignFile({ winner: ['notify', 'promote'] }, { holdoutBps: 2000 })

  it('is judged while windows are open, told, and promotes nobody', async () => {
    const world = await openJudging(campaignFile({ winner: ['notify', 'promote'] }))
    await world.count(0, renewals(180, 400))
    await world.publish(anew, noon(3))
    await world.judge(noon(8))
    const [found] = await latched(world)
    expect([found?.phase, found?.type, found?.acted.map(({ action, outcome }) => [action, outcome])]).toEqual([
      1,
      'winner',
      [
        ['notify', 'done'],
        ['promote', 'moot'],
      ],
    ])
    expect((await world.versions()).map(({ version }) => version)).toEqual([1, 2])
    world.close()
  })

  it('is not looked at any more a week after they have closed', async () => {
    const world = await openJudging()
    await world.publish(anew, noon(3))
    await world.count(0, renewals(180, 400))
    expect([(await world.judge(noon(17))).looked, (await world.judge(noon(18))).looked]).toEqual([2, 1])
    world.close()
  })

  it('has counters of its own', async () => {
    const world = await openJudging()
    await world.publish(campaignFile({}, { holdoutBps: 2000 }), noon(0))
    await world.count(0, renewals(180, 181))
    await world.count(1, { ...renewals(180, 400), holdout: { assigned: 1_800, renewal: 90 } }, 2)
    await world.judge(noon(9))
    expect((await latched(world)).map(({ phase, type }) => [phase, type])).toEqual([
      [1, 'no-difference'],
      [2, 'winner'],
    ])
    world.close()
  })
})
