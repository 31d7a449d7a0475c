/** What publishing keeps compiled: read back without the grammar it is the same, and decides the same. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPILED_CODEC, type Compiled, compiledFrom, keptCompiled } from '../../shared/contract/compiled/definition.ts'
import { parseCondition } from '../../shared/domain/conditions/parse.ts'
import { conditionFrom, keptCondition } from '../../shared/domain/conditions/kept.ts'
import { readDefinition } from '../../shared/flow/definitions.ts'
import { rulesTogether } from '../../shared/flow/rules-together.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { readDefinitions } from '../../local/definitions.ts'
import { life } from '../domain/customer/arbitrary.ts'
import { day, given } from '../domain/customer/world.ts'
import { campaignFile } from './arbitrary-campaign.ts'
import { example } from './files.ts'

const definition = (kind: Definition['kind'], source: Json, more: Partial<Definition> = {}): Definition => ({
  ...{ kind, id: 'one', version: 3, publishedAt: epochMs(7), saltSeed: 'seed', author: null, note: null, source },
  ...more,
})

const meaning = (one: Definition): Compiled => {
  const read = readDefinition(one)
  if (!read.ok) throw new Error(`${one.kind} ${one.id}: ${JSON.stringify(read.problems)}`)
  return read.value
}

/** Through the text that a row holds. */
const again = (compiled: Compiled): Compiled => compiledFrom(JSON.parse(JSON.stringify(keptCompiled(compiled))) as Json)

const TEXTS = ['', 'p', 'pro', 'premium', 'aac', 'bc', 'ann@example.com', 'VIP']
/** Patterns are functions: two are the same where they answer the same. */
const comparable = (value: unknown): unknown => {
  if (typeof value === 'function') return TEXTS.map((text) => (value as (text: string) => boolean)(text))
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [key, comparable(inner)]))
  if (value instanceof Set || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(comparable)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, comparable(inner)]))
}

const POLICY = meaning(definition('policy', example('policies/retail.json')))

describe('a compiled definition', () => {
  it('of a random campaign is the same when it is read back', () => {
    let kept = 0
    fc.assert(
      fc.property(campaignFile, (source) => {
        const read = readDefinition(definition('campaign', JSON.parse(JSON.stringify(source)) as Json))
        if (!read.ok) return
        kept += 1
        expect(comparable(again(read.value))).toEqual(comparable(read.value))
        expect(keptCompiled(again(read.value))).toEqual(keptCompiled(read.value))
      }),
      { numRuns: 600, seed: 20_261_122 },
    )
    // Whatever has the right shape is read; what was refused has another.
    expect(kept).toBeGreaterThan(300)
  })

  it('of a random campaign decides the same about a random life', () => {
    let happened = 0
    fc.assert(
      fc.property(campaignFile, life(), (source, arrivals) => {
        const read = readDefinition(definition('campaign', { ...source, status: 'active', audience: {} }, { publishedAt: epochMs(0) }))
        if (!read.ok) return
        const [written, compiled] = [[POLICY, read.value], [POLICY, read.value].map(again)].map((all) => {
          const rules = rulesTogether(all)
          if (rules === null) throw new Error('there is a policy')
          const ann = given(rules)
          for (const { event, receivedAt } of arrivals) ann.does(event.name, event.occurredAt, { ...event, receivedAt })
          ann.wakes(day(12_000))
          return ann
        })
        happened += written?.facts().some(({ type }) => type === 'entered') ? 1 : 0
        expect(compiled?.facts()).toEqual(written?.facts())
        expect(compiled?.messages()).toEqual(written?.messages())
        expect(compiled?.state()).toEqual(written?.state())
      }),
      { numRuns: 100, seed: 5 },
    )
    // Lives in which nobody enters would prove nothing.
    expect(happened).toBeGreaterThan(10)
  })

  it.each([
    { folder: 'examples', policy: 'policies/subscription.json', experiments: 'examples/experiments' },
    { folder: 'examples/library', policy: 'policy.json', experiments: null },
  ])('of all that stands in $folder is the same', async ({ folder, policy, experiments }) => {
    const files = { policy: `${folder}/${policy}`, campaigns: `${folder}/campaigns`, experiments, templates: null }
    const all = (await readDefinitions(files, 'seed', () => null)).map(meaning)
    for (const one of all) expect(comparable(again(one))).toEqual(comparable(one))
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(4)
  })

  it.each<{ source: Json; said: object }>([
    { source: { status: 'paused', spread: '0s' }, said: { status: 'paused', at: 7, spreadMs: 0 } },
    { source: { status: 'active', spread: '1h' }, said: { status: 'active', at: 7, spreadMs: 3_600_000 } },
  ])('of what people said is $said', ({ source, said }) => {
    expect(again(meaning(definition('status', source)))).toEqual({ kind: 'status', said: { campaign: 'one', word: said } })
  })

  it('names its templates, and keeps what they say once', () => {
    const steps = [{ send: { template: 'tips', subject: 'Mine' } }, { wait: '2d' }, { send: { template: 'tips' } }]
    const { experiment: _, goal: __, ...rest } = example('campaigns/win-back.json')
    const source = { ...rest, templates: { tips: 2 }, steps } as Json
    const template = (version: number, html: string) =>
      definition(
        'template',
        { name: 'tips', defaultLocale: 'en', written: { en: { subject: 'Tips', preheader: null, html, text: null } } },
        { version },
      )
    const all = [POLICY, meaning(template(2, '<p>two</p>')), meaning(template(3, '<p>three</p>')), meaning(definition('campaign', source))]
    const kept = all.map(keptCompiled)
    expect(JSON.stringify(kept[3])).not.toContain('<p>')
    const rules = rulesTogether(kept.map(compiledFrom))
    const [path] = [...(rules?.campaigns.live.values() ?? [])].flatMap(({ paths }) => [...paths.values()])
    const mails = path?.steps.flatMap((step) => (step.type === 'send' ? [step.content] : []))
    expect(mails?.map(({ template, written }) => [template, written.get('en')?.subject, written.get('en')?.html])).toEqual([
      [{ name: 'tips', version: 2 }, 'Mine', '<p>two</p>'],
      [{ name: 'tips', version: 2 }, 'Tips', '<p>two</p>'],
    ])
  })

  it.each<{ title: string; json: Json }>([
    { title: 'of no kind', json: { kind: 'dream' } },
    { title: 'of a kind every object inherits', json: { kind: 'constructor' } },
    { title: 'that is nothing', json: null },
    { title: 'without its fields', json: { kind: 'policy', policy: {} } },
    { title: 'with a number for a text', json: { kind: 'status', said: { campaign: 1, word: { status: 'paused', at: 1, spreadMs: 0 } } } },
    {
      title: 'with a condition nobody knows',
      json: { kind: 'segment', segment: { id: 'a', version: 1, publishedAt: 1, name: 'A', description: null, condition: ['perhaps'] } },
    },
    {
      title: 'with an operator nobody knows',
      json: {
        kind: 'segment',
        segment: { id: 'a', version: 1, publishedAt: 1, name: 'A', description: null, condition: ['leaf', ['traits', 'a'], '$near', 1] },
      },
    },
  ])('$title is a defect, and never guessed at', ({ json }) => {
    expect(() => compiledFrom(json)).toThrow(expect.objectContaining({ name: 'Defect' }))
  })
})

/** Rows of this codec lie in tables: whoever changes what is in them raises the codec, and writes the next file. */
describe('the codec', () => {
  const golden = new URL(`compiled/codec-${COMPILED_CODEC}.json`, import.meta.url)
  const { source, kept } = JSON.parse(readFileSync(golden, 'utf8')) as Record<'source' | 'kept', Json>
  it('writes what it wrote when it got its number', () => {
    expect(keptCompiled(meaning(definition('campaign', source)))).toEqual(kept)
  })

  it('reads what it wrote then', () => {
    expect(comparable(compiledFrom(kept))).toEqual(comparable(meaning(definition('campaign', source))))
  })
})

describe('a kept condition', () => {
  it.each<Json>([
    {},
    { 'traits.plan': 'pro' },
    { 'traits.a': null, 'traits.b': { c: [1, { d: 2 }] } },
    { $or: [] },
    { $and: [{ 'traits.a': 1 }] },
    { $nor: [{ 'traits.a': { $gt: 1, $lt: 9 } }, { $not: { 'traits.b': true } }] },
    { 'traits.a': { $ne: 1, $nin: [1, 'x'], $ini: ['A'], $nini: ['B'], $exists: false, $type: 'string' } },
    { 'traits.a': { $not: { $regex: '^p' }, $regexi: 'RO$', $notRegex: 'x', $notRegexi: 'Y' } },
    { 'traits.tags': { $all: ['a', { $gt: 1 }], $alli: ['VIP'], $size: { $gte: 2 }, $elemMatch: { sku: 'A', n: { $lte: 3 } } } },
    { 'traits.version': { $vgte: '2.1.0', $vlt: '3', $veq: '2.5', $vne: '1' } },
    { 'traits.group': { $inGroup: 'staff' }, 'traits.other': { $notInGroup: 'staff' } },
    { $inSegment: 'vip' },
    {
      $did: {
        event: 'Order Completed',
        atLeast: 2,
        atMost: 5,
        within: '30d',
        where: { revenue: { $gt: 5 } },
        sum: { property: 'revenue', $gte: 9 },
      },
    },
    { $not: { $didNot: { event: 'Order Completed', since: 'entry' } } },
    { $did: { event: 'Order Completed', exactly: 3, since: '2026-01-01' } },
  ])('%j is the same when it is read back', (json) => {
    const parsed = parseCondition(json, '', 'problem', 'journey')
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    expect(comparable(conditionFrom(keptCondition(parsed.value)))).toEqual(comparable(parsed.value))
  })
})
