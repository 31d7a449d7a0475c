/** Which changes of a campaign begin its experiment anew, and which let it go on. */
import { describe, expect, it } from 'vitest'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { diffOf } from '../../shared/contract/diff.ts'
import type { Experiment } from '../../shared/domain/experiment/experiment.ts'
import { readDefinition, readRules } from '../../shared/flow/definitions.ts'
import { changesIn } from '../../shared/flow/publishing/publish.ts'
import { rollBack } from '../../shared/flow/publishing/status.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { epochMs, experimentId } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { changed, example } from '../parsing/files.ts'

const mail = (subject: string): Json => ({ send: { subject, text: 'Hello' } })
const FILE: Json = {
  id: 'tips',
  name: 'Tips',
  topic: 'tips',
  status: 'active',
  entry: { event: 'Signed Up' },
  reentry: 'never',
  steps: [mail('One')],
  goal: { name: 'order', event: 'Order Completed', window: '30d', where: { revenue: { $gt: 5 } } },
  metrics: [{ name: 'visit', event: 'Site Visited', window: '7d' }],
  experiment: {
    control: 'plain',
    holdoutBps: 1_000,
    trafficBps: 5_000,
    plan: { baseline: 0.05, smallestEffect: '20%' },
    variants: [
      { name: 'plain', shareBps: 5_000 },
      { name: 'offer', shareBps: 5_000, steps: [mail('Two')] },
    ],
  },
}
const HALVES = [
  { name: 'plain', shareBps: 6_000 },
  { name: 'offer', shareBps: 4_000, steps: [mail('Two')] },
]

const definition = (source: Json, kind: Definition['kind'] = 'campaign'): Definition => ({
  ...{ kind, id: kind === 'policy' ? 'retail' : 'tips', version: 1, publishedAt: epochMs(0) },
  ...{ saltSeed: 'unread', author: null, note: null, source },
})
/** Everything that is published when these files are, one after the other. */
const published = (...files: readonly Json[]): readonly Definition[] => {
  const all: Definition[] = []
  for (const [index, source] of files.entries())
    all.push(...changesIn(all, [definition(source)], () => 'drawn', epochMs(index + 1)).published)
  return all
}
const experimentOf = (one: Definition | undefined): Experiment | null => {
  if (one === undefined) throw new Error('nothing was published')
  const read = readDefinition(one)
  if (!read.ok || read.value.kind !== 'campaign') throw new Error(JSON.stringify(read))
  return read.value.campaign.experiment
}
const phasesOf = (all: readonly Definition[]): readonly (number | undefined)[] => all.map((one) => experimentOf(one)?.phase)

describe('an experiment goes on', () => {
  it.each<readonly [string, string, Json | undefined]>([
    ['texts', 'steps', [mail('Another')]],
    ['texts of a variant', 'experiment.variants.1.steps', [mail('Another')]],
    ['the name', 'name', 'Tips and tricks'],
    ['the status', 'status', 'paused'],
    ['the audience', 'audience', { 'traits.plan': 'pro' }],
    ['more traffic', 'experiment.trafficBps', 5_001],
    [
      'a further metric',
      'metrics',
      [
        { name: 'visit', event: 'Site Visited', window: '7d' },
        { name: 'share', event: 'Shared', window: '7d' },
      ],
    ],
    ['another metric by another name', 'metrics', [{ name: 'visit-soon', event: 'Site Visited', window: '3d' }]],
    ['no further metrics', 'metrics', undefined],
    ['what is better of a metric', 'metrics', [{ name: 'visit', event: 'Site Visited', window: '7d', better: 'less' }]],
    ['testers', 'experiment.testers', { 'customer-1': 'offer' }],
    ['a group', 'experiment.group', 'welcome'],
    ['break-downs', 'experiment.breakdowns', ['traits.plan']],
    ['what a verdict sets off', 'experiment.onVerdict', { winner: ['promote'] }],
    ['what was usual, said aloud', 'experiment.method', 'hybrid'],
    ['what is usual of a plan, said aloud', 'experiment.plan.alpha', 0.05],
  ])('with %s', (_, at, value) => {
    const all = published(FILE, changed(FILE, at, value))
    expect(phasesOf(all)).toEqual([1, 1])
    expect(JSON.stringify(all)).not.toContain('"phase"')
  })
})

describe('an experiment begins anew', () => {
  it.each<readonly [string, string, Json | undefined]>([
    ['other shares', 'experiment.variants', HALVES],
    [
      'another order of variants, who stand end to end',
      'experiment.variants',
      [...(FILE as { experiment: { variants: Json[] } }).experiment.variants.toReversed()],
    ],
    ['another name of a variant', 'experiment.variants.1.name', 'gift'],
    ['another control', 'experiment.control', 'offer'],
    ['a larger holdout', 'experiment.holdoutBps', 1_001],
    ['no holdout', 'experiment.holdoutBps', 0],
    ['less traffic', 'experiment.trafficBps', 4_999],
    ['a salt', 'experiment.salt', 'spring'],
    ['another window', 'goal.window', '31d'],
    ['another question about the goal', 'goal.where', { revenue: { $gt: 6 } }],
    ['a goal of money', 'goal.revenue', { currency: 'USD' }],
    ['another plan', 'experiment.plan.smallestEffect', '10%'],
    ['no plan', 'experiment.plan', undefined],
    ['another method', 'experiment.method', 'always-valid'],
    ['a variant promoted', 'experiment.promoted', 'offer'],
    ['no experiment any more', 'experiment', undefined],
    ['a metric that kept its name and counts longer', 'metrics', [{ name: 'visit', event: 'Site Visited', window: '9d' }]],
    ['a metric that kept its name and counts another event', 'metrics', [{ name: 'visit', event: 'Shared', window: '7d' }]],
  ])('with %s', (_, at, value) => {
    const all = published(FILE, changed(FILE, at, value))
    expect(phasesOf(all)).toEqual([1, 2])
    // Once more, with something that matters to nobody: it stays where it is.
    const later = published(FILE, changed(FILE, at, value), changed(changed(FILE, at, value), 'name', 'Tips, again'))
    expect(phasesOf(later)).toEqual([1, 2, 2])
  })

  it('where there was none before', () => {
    const { experiment: _, goal: __, metrics: ___, ...nothing } = FILE as { [name: string]: Json }
    const all = published(nothing, FILE)
    expect(all.map(experimentOf).map((one) => one?.phase ?? null)).toEqual([null, 2])
  })

  it('where a name comes back that meant something else earlier in the phase', () => {
    const without = changed(FILE, 'metrics', undefined)
    const other = changed(FILE, 'metrics', [{ name: 'visit', event: 'Shared', window: '7d' }])
    expect(phasesOf(published(FILE, without, FILE))).toEqual([1, 1, 1])
    expect(phasesOf(published(FILE, without, other))).toEqual([1, 1, 3])
    expect(phasesOf(published(FILE, other, without, FILE))).toEqual([1, 2, 2, 4])
  })

  it('by the number of the version, also after versions that changed nothing of it', () => {
    const other = changed(FILE, 'experiment.variants', HALVES)
    const all = published(FILE, changed(FILE, 'name', 'A'), changed(FILE, 'name', 'B'), other, FILE)
    expect(phasesOf(all)).toEqual([1, 1, 1, 4, 5])
  })
})

describe('how many customers are planned', () => {
  const plannedOf = (all: readonly Definition[]) => all.map((one) => experimentOf(one)?.plan?.plannedTotal)
  /** As an earlier version of the arithmetic would have computed it. */
  const computedOnce = (one: Definition, plannedTotal: number): Definition => ({
    ...one,
    source: changed(one.source, 'experiment.plannedTotal', plannedTotal),
  })
  const republished = (standing: Definition, file: Json): readonly Definition[] =>
    changesIn([standing], [definition(file)], () => 'drawn', epochMs(9)).published

  it('is written down as the phase begins', () => {
    const [first] = published(FILE)
    const planned = experimentOf(first)?.plan?.plannedTotal
    expect(planned).toBeGreaterThan(1_000)
    expect(first?.source).toMatchObject({ experiment: { plannedTotal: planned } })
  })
  it('stays what it was while the phase goes on, whatever would be computed now', () => {
    const [first] = published(FILE)
    if (first === undefined) throw new Error('nothing was published')
    const standing = computedOnce(first, 4_321)
    expect(republished(standing, FILE)).toEqual([])
    const texts = republished(standing, changed(FILE, 'steps', [mail('Another')]))
    expect([phasesOf(texts), plannedOf(texts)]).toEqual([[1], [4_321]])
  })
  it('is computed anew with another phase, and is what a file says where it says it', () => {
    const [first] = published(FILE)
    if (first === undefined) throw new Error('nothing was published')
    const other = republished(computedOnce(first, 4_321), changed(FILE, 'experiment.plan.smallestEffect', '10%'))
    expect(phasesOf(other)).toEqual([2])
    expect(plannedOf(other)[0]).toBeGreaterThan(10_000)
    expect(plannedOf(published(changed(FILE, 'experiment.plan.total', 7_000)))).toEqual([7_000])
  })
})

describe('publishing the same file again', () => {
  it('changes nothing, in whichever phase it is', () => {
    const other = changed(FILE, 'experiment.variants', HALVES)
    expect(published(FILE, FILE)).toHaveLength(1)
    expect(published(FILE, other, other)).toHaveLength(2)
  })
  it('does so of a goal without an experiment, too', () => {
    const alone = changed(FILE, 'experiment', undefined)
    expect(phasesOf(published(FILE, alone, alone))).toEqual([1, 2])
  })
  it('takes no phase that a source brings along', () => {
    expect(phasesOf(published(changed(FILE, 'experiment.phase', 7)))).toEqual([1])
  })
})

it('nobody changes sides: salts stay through all phases', () => {
  const all = published(FILE, changed(FILE, 'experiment.variants', HALVES), changed(FILE, 'experiment.promoted', 'offer'))
  const saltsOf = (one: Experiment | null): Json => {
    const by = one?.assignedBy
    return by?.type === 'campaign' ? { ...by.allocation.salts } : null
  }
  expect(new Set(all.map((one) => JSON.stringify(saltsOf(experimentOf(one))))).size).toBe(1)
})

it('a difference of two versions says what a person wrote', () => {
  const [first, second] = published(FILE, changed(FILE, 'experiment.holdoutBps', 2_000))
  expect(diffOf(first?.source ?? null, second?.source ?? null).map(({ path }) => path)).toEqual(['experiment.holdoutBps'])
})

it('a system draws one salt for its global holdout, and keeps it', () => {
  const policy = example('policies/retail.json')
  const goal = { name: 'order', event: 'Order Completed', window: '14d' }
  const seeds = ['one', 'two']
  const draw = (): string => seeds.shift() ?? 'three'
  const first = changesIn([], [definition(policy, 'policy')], draw, epochMs(1)).published
  const held = { ...policy, globalHoldout: { holdoutBps: 500, period: 'quarter', goal } }
  const second = changesIn(first, [definition(held, 'policy')], draw, epochMs(2)).published
  expect([...first, ...second].map(({ saltSeed }) => saltSeed)).toEqual(['one', 'one'])
  // Published before there was such a holdout.
  const old = first.map((one) => ({ ...one, saltSeed: null }))
  expect(changesIn(old, [definition(held, 'policy')], draw, epochMs(2)).published.map(({ saltSeed }) => saltSeed)).toEqual(['two'])
  const rules = readRules([...first, ...second], () => null)
  expect(rules.ok && rules.rules.experiments.get(experimentId('$global'))?.assignedBy).toMatchObject({ salt: 'one/$global' })
})

describe('going back', () => {
  const world = async (files: readonly Json[]) => {
    const { definitions } = openSqlite(':memory:')
    await definitions.publish(definition(example('policies/retail.json'), 'policy'))
    for (const one of published(...files)) await definitions.publish(one)
    const at = { definitions, checkTemplate: () => null, sweep: async () => ({ id: 's', size: 0 }) }
    const back = (version: number) => rollBack(at, 'tips', version, { author: 'ann', note: null }, epochMs(90))
    const stands = async () => experimentOf((await definitions.all()).findLast(({ kind }) => kind === 'campaign'))
    return { back, stands }
  }
  it('to another comparison begins a phase of its own', async () => {
    const { back, stands } = await world([FILE, changed(FILE, 'experiment.promoted', 'offer')])
    expect(await back(1)).toMatchObject({ type: 'done', version: 3 })
    expect(await stands()).toMatchObject({ phase: 3, control: 'plain' })
  })
  it('to other texts goes on in the phase that stands', async () => {
    const other = changed(FILE, 'experiment.variants', HALVES)
    const { back, stands } = await world([FILE, other, changed(other, 'name', 'Worse')])
    expect(await back(2)).toMatchObject({ type: 'done', version: 4 })
    expect(await stands()).toMatchObject({ phase: 2 })
  })
  it('to what stands, but for the phase it was in, changes nothing', async () => {
    const { back } = await world([FILE, changed(FILE, 'experiment.holdoutBps', 0), FILE])
    expect(await back(1)).toEqual({ type: 'refused', because: { type: 'same', latest: 3 } })
  })
})
