/** Definitions beside what they were compiled to, in one table, as two versions of Rekindle and two functions see it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { definitionStoreOf } from '../../shared/adapters/dynamo/definitions.ts'
import { COMPILED_CODEC } from '../../shared/contract/compiled/definition.ts'
import { compiledRules, NotCompiled } from '../../shared/flow/compiled-rules.ts'
import { compiledOf, compilingRules } from '../../shared/flow/compiling.ts'
import { keptRules } from '../../shared/flow/kept-rules.ts'
import { isPassing } from '../../shared/flow/together.ts'
import { DEFINITION_PART_BYTES } from '../../shared/kernel/limits.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { campaignId, epochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { openForEach } from '../contract/store-contract.ts'
import { example } from '../parsing/files.ts'
import { isThere, type LocalDynamo, sharedLocal } from './local.ts'
import { openStores } from './stores.ts'

const definition = (kind: Definition['kind'], id: string, version: number, source: Definition['source']): Definition => ({
  ...{ kind, id, version, publishedAt: epochMs(version), saltSeed: 'seed', author: null, note: null, source },
})
const POLICY = definition('policy', 'retail', 1, example('policies/retail.json'))
const WELCOME = definition('campaign', 'welcome', 1, {
  ...{ id: 'welcome', name: 'Welcome', topic: 'offers', status: 'active', reentry: 'never' },
  entry: { event: 'Account Created' },
  steps: [{ send: { subject: 'Hello', text: 'Hi' } }],
})
const NOW = epochMs(1)

describe.runIf(isThere())('compiled definitions, on the real DynamoDB Local', () => {
  let local: LocalDynamo
  beforeAll(async () => {
    local = await sharedLocal()
  })
  const stores = openForEach(async () => {
    const opened = await openStores(local.endpoint)
    const { table, definitions, compiled } = opened
    const both = { ...definitions, ...compiled }
    return {
      stores: { ...opened, both, publishing: definitionStoreOf(table, compiledOf), rules: compiledRules(both) },
      close: opened.close,
    }
  })
  const live = async (source: ReturnType<typeof compiledRules>): Promise<readonly string[]> => {
    const rules = keptRules(source)
    await rules.refresh(NOW)
    return [...rules.now().campaigns.live.values()].map(({ id, version, name }) => `${id} ${version} ${name}`)
  }

  it('are written with what is published, and read without the grammar', async () => {
    const { publishing, definitions, compiled, rules } = stores()
    expect([await publishing.publish(POLICY), await publishing.publish(WELCOME)]).toEqual(['published', 'published'])
    expect(await live(rules)).toEqual(['welcome 1 Welcome'])
    expect(await definitions.all()).toEqual([WELCOME, POLICY])
    const { all, missing } = await compiled.compiled(COMPILED_CODEC)
    expect([all.map(({ kind, id, version }) => `${kind} ${id} ${version}`), missing]).toEqual([
      ['campaign welcome 1', 'policy retail 1'],
      0,
    ])
  })

  it('stay with the version that won, where two publish another under the same number', async () => {
    const { publishing, rules } = stores()
    await publishing.publish(POLICY)
    const other = { ...WELCOME, source: { ...(WELCOME.source as object), name: 'Other' } }
    const answers = await Promise.all([publishing.publish(WELCOME), publishing.publish(other)])
    expect(answers.toSorted()).toEqual(['published', 'taken'])
    const { definitions } = stores()
    const name = (await definitions.find('campaign', 'welcome', 1))?.source as { name: string }
    expect(await live(rules)).toEqual([`welcome 1 ${name.name}`])
  })

  it('of a large template lie in several rows', async () => {
    const random = seededRandom(3)
    const noise = Array.from({ length: 250_000 }, () => String.fromCharCode(0x4e00 + random.below(20_000))).join('')
    const written = { subject: 'Large', preheader: null, html: noise, text: null }
    const { publishing, compiled, rules } = stores()
    await publishing.publish(POLICY)
    await publishing.publish(definition('template', 'large', 1, { name: 'large', defaultLocale: 'en', written: { en: written } }))
    const parts = [...(await stores().rows()).values()].filter((row) => (row.sk?.S ?? '').startsWith('B#'))
    expect(parts.length).toBeGreaterThan(2)
    for (const part of parts) expect(part.b?.B?.length).toBeLessThanOrEqual(DEFINITION_PART_BYTES)
    expect(JSON.stringify((await compiled.compiled(COMPILED_CODEC)).all)).toContain(noise)
    expect(await live(rules)).toEqual([])
  })

  it('are waited for by who has no grammar, until the tick has kept them', async () => {
    const { definitions, both, rules, compiled } = stores()
    // As an older version published, or one of another codec.
    for (const one of [POLICY, WELCOME]) await definitions.publish(one)
    await compiled.keep(COMPILED_CODEC + 1, [{ kind: 'policy', id: 'retail', version: 1, value: 'of another codec' }])
    const failure = await live(rules).catch((thrown: unknown) => thrown)
    expect(failure).toBeInstanceOf(NotCompiled)
    expect([isPassing(failure), String(failure)]).toEqual([true, expect.stringContaining('2 of what was published is not compiled')])

    expect(await live(compilingRules(both, 'keeps-nothing'))).toEqual(['welcome 1 Welcome'])
    await expect(live(rules)).rejects.toThrow(NotCompiled)
    const stamp = await definitions.stamp()
    expect(await live(compilingRules(both, 'keeps'))).toEqual(['welcome 1 Welcome'])
    expect(await live(rules)).toEqual(['welcome 1 Welcome'])
    // Nobody has to read anew what means the same.
    expect(await definitions.stamp()).toBe(stamp)
    expect((await compiled.compiled(COMPILED_CODEC + 1)).all.map(({ value }) => value)).toEqual(['of another codec'])
  })

  it('are kept where one is missing, and the others are left as they are', async () => {
    const { definitions, publishing, both, compiled } = stores()
    await publishing.publish(POLICY)
    await definitions.publish(WELCOME)
    const kept: string[] = []
    const watched = {
      ...both,
      keep: (codec: number, all: Parameters<typeof compiled.keep>[1]) => {
        kept.push(...all.map(({ id }) => id))
        return compiled.keep(codec, all)
      },
    }
    await live(compilingRules(watched, 'keeps'))
    await live(compilingRules(watched, 'keeps'))
    expect(kept).toEqual(['welcome'])
    expect((await compiled.compiled(COMPILED_CODEC)).missing).toBe(0)
  })

  it('are no way round a definition that can no longer be read: that is a defect, by name', async () => {
    const { definitions, both } = stores()
    await definitions.publish(POLICY)
    await definitions.publish({ ...WELCOME, source: { steps: 'soon' } })
    const failure = await live(compilingRules(both, 'keeps')).catch((thrown: unknown) => thrown as Error)
    expect([String(failure), isPassing(failure)]).toEqual([expect.stringContaining('campaign welcome version 1'), false])
  })

  it('of hundreds are kept in as many writes as it takes', async () => {
    const { definitions, both, compiled } = stores()
    await definitions.publish(POLICY)
    const many = Array.from({ length: 60 }, (_, n) => ({
      ...WELCOME,
      id: `c-${n}`,
      source: { ...(WELCOME.source as object), id: `c-${n}` },
    }))
    for (const one of many) await definitions.publish(one)
    const rules = keptRules(compilingRules(both, 'keeps'))
    await rules.refresh(NOW)
    expect(rules.now().campaigns.live.has(campaignId('c-59'))).toBe(true)
    expect((await compiled.compiled(COMPILED_CODEC)).all).toHaveLength(61)
  })
})
