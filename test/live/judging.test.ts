/** Experiments judged by a process that lives on a folder: with each hour of its clock, one look at a time, and nobody waits for it. */
import { describe, expect, it } from 'vitest'
import { judgingOf } from '../../local/live/judging.ts'
import { JUDGE_EVERY_MS, JUDGE_REST_MS } from '../../shared/kernel/limits-experiments.ts'
import { later } from '../../shared/kernel/time.ts'
import { campaignFile, type Judging, noon, openJudging, renewals } from '../flow/judging/world.ts'

const NOW = noon(8)
const living = async () => {
  const world: Judging = await openJudging(campaignFile({ winner: ['notify', 'promote'] }))
  await world.count(0, renewals(180, 400))
  const [reads, told]: [string[], Error[]] = [[], []]
  let [ticks, renewed, changed] = [0, 0, 0]
  /** Ends a read that hangs. */
  let go: () => void = () => {}
  let hangs = false
  const tallies = {
    ...world.stores.tallies,
    read: async (scope: string) => {
      reads.push(scope)
      if (hangs)
        await new Promise<void>((resolve) => {
          go = resolve
        })
      return world.stores.tallies.read(scope)
    },
  }
  const judging = judgingOf({
    local: {
      stores: world.stores,
      renew: () => {
        renewed += 1
      },
    },
    engine: { tallies, switches: world.switches, rules: world.rules },
    changed: () => {
      changed += 1
    },
    ticks: () => ticks,
  })
  const round = (at = NOW): void => judging.round(at, (problem) => told.push(problem))
  return {
    ...{ world, judging, round, reads, told },
    rest: () => {
      ticks += JUDGE_REST_MS
    },
    seen: () => ({ renewed, changed }),
    hang: () => {
      hangs = true
    },
    goOn: () => {
      hangs = false
      go()
    },
    // The store answers at once: all that follows from a round has happened by then.
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  }
}

describe('a process that lives on a folder', () => {
  it('looks once at its start, and then with each hour of its clock', async () => {
    const { round, reads, rest, settled, world } = await living()
    for (let n = 0; n < 3; n += 1) round()
    await settled()
    rest()
    round(later(NOW, JUDGE_EVERY_MS - 1))
    await settled()
    expect(reads).toHaveLength(1)
    round(later(NOW, JUDGE_EVERY_MS))
    await settled()
    expect(reads).toHaveLength(2)
    world.close()
  })

  it('rests between two looks, however fast the hours of its clock go by', async () => {
    const { round, reads, rest, settled, world } = await living()
    for (let hour = 0; hour < 5; hour += 1) {
      round(later(NOW, hour * JUDGE_EVERY_MS))
      await settled()
    }
    expect(reads).toHaveLength(1)
    rest()
    round(later(NOW, 5 * JUDGE_EVERY_MS))
    await settled()
    expect(reads.length).toBeGreaterThan(1)
    world.close()
  })

  it('takes one look at a time, which nobody waits for but who closes', async () => {
    const { judging, round, reads, rest, hang, goOn, settled, world } = await living()
    hang()
    round()
    await settled()
    rest()
    round(later(NOW, JUDGE_EVERY_MS))
    await settled()
    expect(reads).toHaveLength(1)
    const closed = judging.close()
    goOn()
    await closed
    expect(await world.stores.verdicts.all()).toHaveLength(1)
    rest()
    round(later(NOW, 9 * JUDGE_EVERY_MS))
    await settled()
    expect(reads).toHaveLength(1)
    world.close()
  })

  it('promotes, and lives by what it published; nobody listens on a bus', async () => {
    const { round, settled, seen, told, world } = await living()
    round()
    await settled()
    const [found] = await world.stores.verdicts.all()
    expect(found?.acted.map(({ action, outcome, why }) => [action, outcome, why])).toEqual([
      ['notify', 'moot', 'there is no bus here'],
      ['promote', 'done', 'version 2'],
    ])
    expect([seen(), told]).toEqual([{ renewed: 1, changed: 1 }, []])
    world.close()
  })

  it('tells what failed, and looks again', async () => {
    const { round, settled, rest, told, world } = await living()
    const { all } = world.stores.verdicts
    Object.assign(world.stores.verdicts, { all: () => Promise.reject(new Error('the disk is full')) })
    round()
    await settled()
    expect(told.map(({ message }) => message)).toEqual(['the disk is full'])
    Object.assign(world.stores.verdicts, { all })
    rest()
    round(later(NOW, JUDGE_EVERY_MS))
    await settled()
    expect(await world.stores.verdicts.all()).toHaveLength(1)
    world.close()
  })
})
