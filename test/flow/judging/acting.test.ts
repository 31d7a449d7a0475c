import { parse } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { HOLDOUT } from '../../../shared/domain/experiment/experiment.ts'
import { rollBack } from '../../../shared/flow/publishing/status.ts'
import { handle } from '../../../shared/flow/handle.ts'
import { relay } from '../../../shared/flow/relay.ts'
import { send } from '../../../shared/flow/send.ts'
import { turn } from '../../../shared/flow/switches.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import { customerId } from '../../../shared/kernel/words.ts'
import type { Acted } from '../../../shared/ports/verdicts.ts'
import { checkTemplate } from '../../../shared/adapters/liquid/check.ts'
import { openFlow, orderOf } from '../world.ts'
import { campaignFile, type Judging, noon, openJudging, renewals } from './world.ts'

const PROMOTING = campaignFile({ winner: ['promote'] })
const actedOn = async ({ stores }: Judging): Promise<readonly (readonly [string, string, string | null])[]> =>
  (await stores.verdicts.all()).flatMap(({ acted }) => acted.map(({ action, outcome, why }: Acted) => [action, outcome, why] as const))
const compared = (source: unknown): JsonObject => (source as { readonly experiment: JsonObject }).experiment

describe('a winner is promoted', () => {
  const won = async (file = PROMOTING, text?: string): Promise<Judging> => {
    const world = await openJudging(file, text)
    await world.count(0, renewals(180, 400))
    return world
  }

  it('as the next version, which says who published it and why, and begins a phase', async () => {
    const world = await won()
    await world.judge(noon(8))
    await world.judge(noon(9))
    const [first, second, ...more] = await world.versions()
    expect(more).toEqual([])
    expect(second).toMatchObject({
      ...{ version: 2, publishedAt: noon(8), author: 'rekindle', saltSeed: first?.saltSeed },
      note: '“b” was found better than “a” on 2026-02-23, by 7200 customers (phase 1).',
    })
    expect(second?.source).toEqual({
      ...PROMOTING,
      experiment: { ...compared(PROMOTING), promoted: 'b', phase: 2, plannedTotal: expect.any(Number) as number },
    })
    expect(await actedOn(world)).toEqual([['promote', 'done', 'version 2']])
    world.close()
  })

  it('so that everybody new gets it, and the holdout stays', async () => {
    const world = await won()
    await world.judge(noon(8))
    const flow = openFlow(world.rules())
    const ids = Array.from({ length: 300 }, (_, n) => customerId(`new-${n}`))
    for (const id of ids) await handle(flow.engine.store, world.rules(), [orderOf(id, noon(9))])
    const { items } = await flow.stores.changes.facts('local', 0n, 10_000)
    const arms = items.flatMap(({ fact }) => (fact.type === 'assigned' ? [fact.arm] : []))
    expect(new Set(arms)).toEqual(new Set(['b', HOLDOUT]))
    expect(arms).toHaveLength(300)
    // 10 % of 300, five standard errors around it.
    const held = arms.filter((arm) => arm === HOLDOUT).length
    expect(held).toBeGreaterThan(4)
    expect(held).toBeLessThan(56)
    expect(items.flatMap(({ fact }) => (fact.type === 'entered' ? [fact.variant] : [])).every((variant) => variant === 'b')).toBe(true)
    world.close()
  })

  it('with the comments of its text', async () => {
    const text = JSON.stringify(PROMOTING, null, 2).replace('"control": "a",', '"control": "a", // the old mail')
    const world = await won(PROMOTING, text)
    await world.judge(noon(8))
    const written = await world.stores.written.find({ kind: 'campaign', id: 'welcome', version: 2 })
    expect(written).toContain('// the old mail')
    expect(parse(written ?? '')).toEqual({ ...PROMOTING, experiment: { ...compared(PROMOTING), promoted: 'b' } })
    world.close()
  })

  it('once by several who judge at once', async () => {
    const world = await won()
    await Promise.all([1, 2, 3].map(() => world.judge(noon(8))))
    expect((await world.versions()).map(({ version }) => version)).toEqual([1, 2])
    expect(await actedOn(world)).toEqual([['promote', 'done', 'version 2']])
    world.close()
  })

  it('once, however it was cut off, and what was left undone is done', async () => {
    const text = JSON.stringify(PROMOTING)
    const world = await won(PROMOTING, text)
    const cut = world.judge(noon(8), (one) => ({
      ...one,
      publishing: { ...one.publishing, written: { ...one.publishing.written, keep: () => Promise.reject(new Error('killed')) } },
      verdicts: { ...one.verdicts, acted: () => Promise.reject(new Error('killed')) },
    }))
    await expect(cut).rejects.toThrow('killed')
    expect((await world.versions()).map(({ version }) => version)).toEqual([1, 2])
    await world.judge(noon(9))
    expect((await world.versions()).map(({ version }) => version)).toEqual([1, 2])
    expect(await world.stores.written.find({ kind: 'campaign', id: 'welcome', version: 2 })).toContain('"promoted"')
    expect(await actedOn(world)).toEqual([['promote', 'done', 'version 2']])
    world.close()
  })

  it('and a person takes it back as any version, for good', async () => {
    const world = await won()
    await world.judge(noon(8))
    const place = { definitions: world.stores.definitions, checkTemplate, sweep: async () => ({ id: 's', size: 0 }) }
    const back = await rollBack(place, 'welcome', 1, { author: 'ann', note: null }, noon(9))
    expect(back).toMatchObject({ type: 'done', version: 3 })
    await world.judge(noon(10))
    const versions = await world.versions()
    expect(versions.map(({ author }) => author)).toEqual(['ann', 'rekindle', 'ann'])
    expect(compared(versions.at(-1)?.source).promoted).toBeUndefined()
    world.close()
  })

  it.each([
    {
      what: 'the experiment is broken',
      counts: renewals(180, 400, { b: { assigned: 3_000, renewal: 400 } }),
      why: 'the experiment is broken',
    },
    {
      what: 'it does harm',
      counts: renewals(180, 400, { b: { assigned: 3_600, renewal: 400, $complaint: 40 } }),
      why: 'the variant does harm',
    },
  ])('not where $what', async ({ counts, why }) => {
    const world = await openJudging(PROMOTING)
    // Found sound first, and not acted on.
    await world.count(0, renewals(180, 400))
    await world.judge(noon(8), (one) => ({
      ...one,
      publishing: { ...one.publishing, definitions: { ...one.publishing.definitions, all: away } },
    }))
    expect(await actedOn(world)).toEqual([['promote', 'failed', 'away']])
    const more = Object.fromEntries(
      Object.entries(counts).map(([arm, { assigned, ...rest }]) => {
        const before = renewals(180, 400)[arm]
        return [arm, { assigned: assigned - (before?.assigned ?? 0), ...rest, renewal: 0 }]
      }),
    )
    await world.count(0, more)
    await world.judge(noon(9))
    expect((await actedOn(world)).filter(([action]) => action === 'promote')).toEqual([['promote', 'moot', why]])
    expect(await world.versions()).toHaveLength(1)
    world.close()
  })

  it.each([
    {
      what: 'a person promoted it already',
      file: campaignFile({ winner: ['promote'] }, { promoted: 'b' }),
      why: 'a newer version began the experiment anew',
    },
    { what: 'nothing is compared any more', file: withoutExperiment(), why: 'a newer version began the experiment anew' },
  ])('not where $what', async ({ file, why }) => {
    const world = await won()
    await world.publish(file, noon(2))
    await world.judge(noon(8))
    expect((await actedOn(world)).filter(([action]) => action === 'promote')).toEqual([['promote', 'moot', why]])
    expect(await world.versions()).toHaveLength(2)
    world.close()
  })

  it('not where it is the only one: everybody gets it already', async () => {
    const alone = campaignFile({ winner: ['promote'] }, { variants: [{ name: 'a', shareBps: 10_000 }] })
    const world = await openJudging(alone)
    await world.count(0, { a: { assigned: 7_200, renewal: 800 }, holdout: { assigned: 800, renewal: 20 } })
    await world.judge(noon(8))
    expect(await actedOn(world)).toEqual([['promote', 'moot', 'everybody gets it already: the campaign has no other variant']])
    world.close()
  })
})

/** The same campaign, and nothing compared. */
function withoutExperiment(): JsonObject {
  const { experiment: _, ...rest } = campaignFile({})
  return rest
}

const away = (): Promise<never> => Promise.reject(new Error('away'))

describe('harm stops the campaign', () => {
  const harmed = async (): Promise<Judging> => {
    const world = await openJudging(campaignFile({ harmful: ['stop'] }))
    await world.count(0, renewals(0, 0, { a: { assigned: 3_600 }, b: { assigned: 3_600, $complaint: 40 } }))
    return world
  }
  const because = { type: 'guardrail', experiment: 'welcome', found: 'harmful', variant: 'b', metric: '$complaint' }

  it('as a breaker does: its mail is refused and says why, until a person lets it go on', async () => {
    const world = await harmed()
    await world.judge(noon(0))
    expect(await world.switches.store.latest()).toEqual([
      { campaign: 'welcome', on: false, by: 'breaker', at: noon(0), because, baseline: null },
    ])
    const flow = openFlow(world.rules(), { switches: world.switches, rules: () => world.switches.applied(world.rules()) })
    const mailTo = async (name: string): Promise<void> => {
      await handle(flow.engine.store, flow.engine.rules(), [orderOf(customerId(name), noon(1))])
      await relay(flow.engine, 'local', 0n)
      await send(flow.engine, noon(1))
    }
    for (const name of ['one', 'two', 'three']) await mailTo(name)
    expect(flow.post.mails).toEqual([])
    const [message] = await flow.stores.inspection.messagesOf(customerId('one'))
    expect(message?.status).toMatchObject({ name: 'refused', because: { type: 'stopped', of: 'campaign', because } })
    await turn(
      { ...flow.engine, switches: world.switches, stream: null },
      { campaign: 'welcome' as never, on: true, why: 'mended' },
      noon(1),
    )
    for (const name of ['four', 'five', 'six', 'seven']) await mailTo(name)
    expect(flow.post.mails.length).toBeGreaterThan(1)
    // What was said once is not said again.
    await world.judge(noon(2))
    expect((await world.switches.store.latest()).map(({ on }) => on)).toEqual([true])
    world.close()
  })

  it('once, however it was cut off: who let it go on meanwhile is not overruled', async () => {
    const world = await harmed()
    const cut = world.judge(noon(0), (one) => ({ ...one, verdicts: { ...one.verdicts, acted: () => Promise.reject(new Error('killed')) } }))
    await expect(cut).rejects.toThrow('killed')
    await turn(
      { switches: world.switches, stream: null, tallies: world.stores.tallies },
      { campaign: 'welcome' as never, on: true, why: 'mended' },
      noon(0),
    )
    await world.judge(noon(1))
    expect((await world.switches.store.latest()).map(({ on }) => on)).toEqual([true])
    expect(await actedOn(world)).toEqual([['stop', 'done', null]])
    world.close()
  })

  it('is moot where it is off already', async () => {
    const world = await harmed()
    await turn(
      { switches: world.switches, stream: null, tallies: world.stores.tallies },
      { campaign: 'welcome' as never, on: false, why: 'a wrong price' },
      noon(0),
    )
    await world.judge(noon(0))
    expect(await actedOn(world)).toEqual([['stop', 'moot', 'its sending is off already']])
    world.close()
  })

  it.each([
    { what: 'stops a newer phase that sends the variant still', variants: ['a', 'b', 'c'], outcome: 'done' },
    { what: 'is moot where no newer entrant gets the variant', variants: ['a', 'c'], outcome: 'moot' },
  ])('of an older phase $what', async ({ variants, outcome }) => {
    const world = await harmed()
    const shares = variants.map((name, index) => ({
      name,
      shareBps: Math.floor(10_000 / variants.length) + (index === 0 ? 10_000 % variants.length : 0),
    }))
    await world.publish(campaignFile({ harmful: ['stop'] }, { variants: shares }), noon(0))
    await world.judge(noon(1))
    expect((await actedOn(world)).map(([action, became]) => [action, became])).toEqual([['stop', outcome]])
    world.close()
  })
})
