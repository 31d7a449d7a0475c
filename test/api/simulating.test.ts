/** History played through a text while somebody writes it, beside a demo that goes on answering. */
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimulationState } from '../../shared/contract/api.ts'
import { type SimulationRun, simulationsOf } from '../../shared/flow/editor/simulations.ts'
import { SIMULATED_SHOWN_MAX, SIMULATIONS_REMEMBERED } from '../../shared/kernel/limits-editor.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { openShop, asking, tips } from './editor.ts'
import { eventually, openSite, type Site } from './world.ts'

const WIN_BACK = readFileSync(join(import.meta.dirname, '../../examples/campaigns/win-back.json'), 'utf8')
const scratch = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('rekindle-beside-'))

describe('a simulation in the console', () => {
  let site: Site
  let before: readonly string[]
  beforeAll(async () => {
    before = scratch()
    site = await openSite()
  }, 120_000)
  afterAll(() => site.close())

  const begin = async (body: object): Promise<string> => (await site.post<{ run: string }>('/api/editor/simulate', body)).body.run
  const state = async (run: string): Promise<SimulationState> =>
    (await site.get(`/api/editor/simulate/${run}` as '/api/editor/simulate/:run')).body
  const end = (run: string): Promise<SimulationState> =>
    eventually(
      () => state(run),
      (said) => said.state !== 'running',
      60_000,
    )

  it('tells what the text would have done in the last quarter, and changes nothing', async () => {
    const mails = (await site.get('/api/inbox')).body.total
    const said = await end(await begin({ text: WIN_BACK }))
    if (said.state !== 'done') throw new Error(JSON.stringify(said))
    const { result } = said
    expect(Date.parse(result.to) - Date.parse(result.from)).toBe(91 * 86_400_000)
    expect(result.campaign).toMatchObject({ id: 'win-back', salts: 'published' })
    expect(result.totals.entered).toBeGreaterThan(0)
    expect(result.days.reduce((sum, day) => sum + day.entered, 0)).toBe(result.totals.entered)
    expect(result.variants.reduce((sum, one) => sum + one.sent, 0)).toBe(result.totals.sent)
    expect(result.entries.rows.length).toBe(Math.min(result.entries.total, SIMULATED_SHOWN_MAX))
    expect(result.examples.length).toBeGreaterThan(0)
    expect(result.leftOut.map(({ type }) => type)).toContain('no-reactions')
    expect((await site.get('/api/inbox')).body.total).toBe(mails)
    expect(
      await eventually(
        async () => scratch(),
        (left) => left.length === before.length,
      ),
    ).toEqual(before)
  }, 90_000)

  it('says how far it is, while all else is answered, and is stopped', async () => {
    const run = await begin({ text: WIN_BACK })
    expect(await state(run)).toMatchObject({ state: 'running' })
    const asked = performance.now()
    expect((await site.get('/api/overview')).status).toBe(200)
    expect(performance.now() - asked).toBeLessThan(2_000)
    const under = await eventually(
      () => state(run),
      (said) => said.state !== 'running' || said.saying !== null,
      60_000,
    )
    expect(under).toMatchObject({ state: 'running', saying: expect.stringMatching(/^\d{4}-/) })
    expect((await site.post(`/api/editor/simulate/${run}/stop`)).status).toBe(200)
    expect(await state(run)).toEqual({ state: 'stopped' })
    expect(
      await eventually(
        async () => scratch(),
        (left) => left.length === before.length,
      ),
    ).toEqual(before)
  }, 90_000)

  it('another stops the first', async () => {
    const first = await begin({ text: WIN_BACK })
    const second = await begin({ text: WIN_BACK })
    expect(await state(first)).toEqual({ state: 'stopped' })
    expect(await end(second)).toMatchObject({ state: 'done' })
  }, 90_000)

  it.each([
    { what: 'a text that is wrong', body: { text: '{ "id": ' }, problem: /not JSON/ },
    { what: 'a stretch without history', body: { text: WIN_BACK, from: '2150-01-01' }, problem: /nothing of it was asked for/ },
  ])('fails of $what, and says why', async ({ body, problem }) => {
    expect(await end(await begin(body))).toMatchObject({
      state: 'failed',
      problem: { problem: expect.stringMatching(problem), hint: expect.any(String) },
    })
    expect(
      await eventually(
        async () => scratch(),
        (left) => left.length === before.length,
      ),
    ).toEqual(before)
  })

  it('is none over no time, and none that was never begun', async () => {
    expect((await site.post('/api/editor/simulate', { text: WIN_BACK, from: '2025-02-01', to: '2025-01-01' })).status).toBe(409)
    expect((await site.post('/api/editor/simulate', { text: WIN_BACK, from: 'soon' })).status).toBe(400)
    expect((await site.get('/api/editor/simulate/none' as '/api/editor/simulate/:run')).status).toBe(404)
  })
})

describe('of simulations', () => {
  const wanted = { text: '', fromAt: null, toAt: null, now: epochMs(1) }
  const runs = () => {
    const states: SimulationState[] = []
    let drawn = 0
    const begin = (): SimulationRun => {
      const n = states.push({ state: 'running', done: 0, saying: null }) - 1
      return {
        state: () => states[n] ?? { state: 'stopped' },
        stop: async () => {
          if (states[n]?.state === 'running') states[n] = { state: 'stopped' }
        },
      }
    }
    const draw = (): string => {
      drawn += 1
      return `run ${drawn}`
    }
    return { states, all: simulationsOf(begin, draw) }
  }

  it('one is at a time: that of somebody else goes on', async () => {
    const { states, all } = runs()
    expect(await all.begin(wanted, 'ann')).toEqual({ ok: true, id: 'run 1' })
    expect(await all.begin(wanted, 'bob')).toEqual({ ok: false, by: 'ann', since: 1 })
    expect(await all.begin(wanted, 'ann')).toEqual({ ok: true, id: 'run 2' })
    expect(states.map(({ state }) => state)).toEqual(['stopped', 'running'])
    await all.close()
    expect(await all.begin(wanted, 'bob')).toEqual({ ok: true, id: 'run 3' })
  })

  it('the last few are remembered', async () => {
    const { all } = runs()
    for (let n = 0; n <= SIMULATIONS_REMEMBERED; n += 1) await all.begin(wanted, 'ann')
    expect(all.find('run 1')).toBeNull()
    expect(all.find('run 2')?.state()).toEqual({ state: 'stopped' })
  })

  it('somebody who is refused hears who simulates; where none can be run it is said where', async () => {
    const { all } = runs()
    let world = await openShop((editor) => ({ ...editor, simulations: all }))
    const ask = asking(() => world)
    expect((await ask('POST /api/editor/simulate', {}, { text: tips() }, { name: 'ann' })).body.run).toBe('run 1')
    const busy = await ask('POST /api/editor/simulate', {}, { text: tips() }, { name: 'bob' })
    expect(busy).toMatchObject({ status: 409, body: { met: { by: 'ann' } } })
    world.close()
    world = await openShop()
    const said = await ask('POST /api/editor/simulate', {}, { text: tips() })
    expect(said).toMatchObject({ status: 409, body: { problems: [{ hint: expect.stringContaining('rekindle simulate') }] } })
    world.close()
  })
})
