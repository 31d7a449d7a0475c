import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLocal } from '../../local/wiring.ts'
import type { LatchedVerdict } from '../../shared/domain/experiment/latched.ts'
import { epochDay, epochMs, experimentId } from '../../shared/kernel/words.ts'
import { json, newWorld, run, type World } from './world.ts'

const at = epochMs(Date.UTC(2026, 1, 24, 12))
const found: LatchedVerdict = {
  ...{ experiment: experimentId('welcome'), phase: 1, type: 'winner', variant: 'b', against: 'a', metric: 'renewal' },
  ...{ day: epochDay(20_507), at, customers: 7_200, estimate: 0.061, interval: [0.03, 0.09], acted: [] },
}

let world: World
let data: string
beforeAll(async () => {
  world = newWorld()
  data = world.path('data')
  expect((await run('replay', world.path('events.jsonl'), '--data', data, '--campaigns', world.path('campaigns'))).code).toBe(0)
}, 60_000)
afterAll(() => world.remove())

describe('rekindle verdicts', () => {
  it('says that nothing was found, and who looks', async () => {
    expect((await run('verdicts', '--data', data)).out).toContain('Nothing was found yet. Experiments are judged once an hour')
    expect(await json('verdicts', '--data', data)).toEqual({ verdicts: [] })
  })

  it('lists what was found, what was done, and what takes it back', async () => {
    const { stores, close } = openLocal(data, 'write')
    const harm = { ...found, type: 'harmful', phase: 3, metric: '$complaint', at: epochMs(at + 1) } as const
    const broken = {
      ...found,
      experiment: experimentId('other'),
      type: 'broken',
      variant: null,
      against: null,
      at: epochMs(at + 2),
    } as const
    for (const one of [found, harm, broken]) await stores.verdicts.latch(one)
    await stores.verdicts.acted(found, { action: 'notify', at, outcome: 'moot', why: 'there is no bus here' })
    await stores.verdicts.acted(found, { action: 'promote', at, outcome: 'done', why: 'version 2' })
    await stores.verdicts.acted(harm, { action: 'stop', at, outcome: 'done', why: null })
    await stores.verdicts.acted(broken, { action: 'notify', at, outcome: 'failed', why: 'the bus is away' })
    close()
    expect((await run('verdicts', '--data', data)).out.trim().split('\n')).toEqual([
      '2026-02-23  welcome: “b” is better than “a” (renewal, 7,200 customers)',
      '  telling the world was moot on 2026-02-24 12:00 UTC: there is no bus here',
      '  promoting was done on 2026-02-24 12:00 UTC: version 2',
      '    taken back by: rekindle rollback welcome --to N (rekindle versions welcome)',
      '2026-02-23  welcome, phase 3: “b” does more harm than “a” ($complaint, 7,200 customers)',
      '  stopping was done on 2026-02-24 12:00 UTC',
      '    taken back by: rekindle sending resume --campaign welcome --because "…"',
      '2026-02-23  other: broken, of 7,200 customers no number can be believed',
      '  telling the world failed on 2026-02-24 12:00 UTC: the bus is away; it is tried again with the next hour',
    ])
    const { verdicts } = await json<{ verdicts: readonly LatchedVerdict[] }>('verdicts', 'other', '--data', data)
    expect(verdicts.map(({ experiment, type }) => [experiment, type])).toEqual([['other', 'broken']])
  })
})
