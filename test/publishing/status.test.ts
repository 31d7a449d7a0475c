/** Pausing, resuming, ending and rolling back: what is published, what then holds, and who is looked at. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openSqlite, type SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { readRules } from '../../shared/flow/definitions.ts'
import { needsSweep } from '../../shared/flow/publishing/publish.ts'
import { changeStatus, refusalOf, rollBack, type StatusAnswer, type StatusWorld } from '../../shared/flow/publishing/status.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { HOUR_MS } from '../../shared/kernel/time.ts'
import { campaignId, epochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'

const POLICY = JSON.parse(readFileSync(join(import.meta.dirname, '../../examples/policies/retail.json'), 'utf8')) as JsonObject
const TIPS = {
  id: 'tips',
  name: 'Tips',
  topic: 'tips',
  status: 'active',
  entry: { event: 'Signed Up' },
  reentry: 'never',
  steps: [{ send: { subject: 'One', text: 'Hello {{ customer.id }}' } }],
}
const definition = (more: Partial<Definition>): Definition => ({
  ...{ kind: 'campaign', id: 'tips', version: 1, publishedAt: epochMs(10), saltSeed: 'salt', author: 'ann', note: null, source: TIPS },
  ...more,
})

let stores: SqliteStores
let world: StatusWorld
let sweeps: string[]
beforeEach(async () => {
  stores = openSqlite(':memory:')
  sweeps = []
  world = {
    definitions: stores.definitions,
    checkTemplate: () => null,
    sweep: async (because) => {
      sweeps.push(because)
      return { id: 's-1', size: 7 }
    },
  }
  await stores.definitions.publish(definition({ kind: 'policy', id: 'retail', saltSeed: null, source: POLICY }))
  await stores.definitions.publish(definition({}))
})

const SAYING = { author: 'bob', note: 'a typo' }
const say = (status: 'active' | 'paused' | 'ended', at: number, spreadMs = 0): Promise<StatusAnswer> =>
  changeStatus(world, 'tips', { status, spreadMs }, SAYING, epochMs(at))
const back = (version: number, at = 50): Promise<StatusAnswer> => rollBack(world, 'tips', version, SAYING, epochMs(at))
const standing = async () => {
  const read = readRules(await stores.definitions.all(), () => null)
  if (!read.ok) throw new Error('they can be read')
  return read.rules.campaigns.standings.get(campaignId('tips'))
}
const because = (answer: StatusAnswer): string => (answer.type === 'refused' ? answer.because.type : answer.type)

describe('a pause', () => {
  it('is published with who said so and why, and everybody is looked at', async () => {
    expect(await say('paused', 20)).toEqual({ type: 'done', version: 1, status: 'paused', sweep: { id: 's-1', customers: 7 } })
    expect(await stores.definitions.find('status', 'tips', 1)).toEqual(
      definition({ kind: 'status', publishedAt: epochMs(20), saltSeed: null, source: { status: 'paused', spread: '0ms' }, ...SAYING }),
    )
    expect(sweeps).toEqual(['status tips version 1'])
    expect(await standing()).toEqual({ status: 'paused', since: 20, holds: [{ from: 20, until: null, spreadMs: 0 }] })
  })

  it('ends with a resume, which spreads what waited', async () => {
    await say('paused', 20)
    expect(await say('active', 30, HOUR_MS)).toMatchObject({ type: 'done', version: 2, status: 'active' })
    expect(await standing()).toEqual({ status: 'active', since: 30, holds: [{ from: 20, until: 30, spreadMs: HOUR_MS }] })
  })

  it('is not lifted by publishing the file', async () => {
    await say('paused', 20)
    await stores.definitions.publish(definition({ version: 2, publishedAt: epochMs(25), source: { ...TIPS, name: 'Tips and more' } }))
    expect(await standing()).toMatchObject({ status: 'paused', since: 20 })
  })

  it('that stands already changes nothing', async () => {
    await say('paused', 20)
    expect(because(await say('paused', 21))).toBe('stands-already')
    expect(sweeps).toHaveLength(1)
    expect(because(await changeStatus(world, 'nobody', { status: 'paused', spreadMs: 0 }, SAYING, epochMs(22)))).toBe('no-campaign')
  })

  it('of the file is lifted by the file alone', async () => {
    await stores.definitions.publish(definition({ version: 2, publishedAt: epochMs(25), source: { ...TIPS, status: 'paused' } }))
    const answer = await say('active', 30)
    expect(answer).toMatchObject({ because: { type: 'file-says', status: 'paused', version: 2 } })
    if (answer.type === 'refused') expect(refusalOf(answer.because).hint).toContain('version 2')
  })
})

describe('an end', () => {
  it('can be taken back', async () => {
    expect(await say('ended', 20)).toMatchObject({ status: 'ended' })
    expect(await say('active', 30)).toMatchObject({ status: 'active' })
    expect(await standing()).toMatchObject({ holds: [{ from: 20, until: 30 }] })
  })
})

describe('rolling back', () => {
  const second = definition({ version: 2, publishedAt: epochMs(25), source: { ...TIPS, name: 'Worse' } })
  it('publishes what an older version said anew, with the salts there are', async () => {
    await stores.definitions.publish(second)
    expect(await back(1)).toMatchObject({ type: 'done', version: 3, status: 'active' })
    expect(await stores.definitions.find('campaign', 'tips', 3)).toEqual(
      definition({ version: 3, publishedAt: epochMs(50), source: TIPS, ...SAYING }),
    )
    expect(sweeps).toEqual(['campaign tips version 3'])
  })

  it.each([
    { version: 2, says: 'same' },
    { version: 9, says: 'no-version' },
  ])('to version $version: $says', async ({ version, says }) => {
    await stores.definitions.publish(second)
    expect(because(await back(version))).toBe(says)
    expect(await stores.definitions.find('campaign', 'tips', 3)).toBeNull()
  })

  it('to what can no longer be read says why', async () => {
    await stores.definitions.publish(definition({ id: 'tips', version: 2, publishedAt: epochMs(25), source: { ...TIPS, name: 'Two' } }))
    await stores.definitions.publish(definition({ version: 3, publishedAt: epochMs(26) }))
    const all = (await stores.definitions.all()).map((one) => (one.version === 2 ? { ...one, source: { ...TIPS, entry: {} } } : one))
    const answer = await rollBack(
      { ...world, definitions: { ...stores.definitions, all: async () => all } },
      'tips',
      2,
      SAYING,
      epochMs(60),
    )
    expect(because(answer)).toBe('unreadable')
    if (answer.type === 'refused') expect(refusalOf(answer.because).problem).toContain('can no longer be published')
  })
})

describe('everybody is looked at', () => {
  const all = [definition({})]
  it.each<{ what: string; change: Partial<Definition>; is: boolean }>([
    { what: 'after a first policy', change: { kind: 'policy' }, is: false },
    { what: 'after another policy', change: { kind: 'policy', version: 2 }, is: true },
    { what: 'after a segment', change: { kind: 'segment' }, is: true },
    { what: 'after a status', change: { kind: 'status' }, is: true },
    { what: 'after an ordinary version', change: { version: 2, source: { ...TIPS, name: 'Two' } }, is: false },
    { what: 'after a version that ends it', change: { version: 2, source: { ...TIPS, status: 'ended' } }, is: true },
    { what: 'after a version that takes over', change: { version: 2, source: { ...TIPS, migrate: 'move' } }, is: true },
    { what: 'after one that time starts', change: { id: 'other', source: { ...TIPS, entry: { schedule: {} } } }, is: true },
    { what: 'after one on a date', change: { id: 'other', source: { ...TIPS, entry: { date: 'traits.birthday' } } }, is: true },
    { what: 'after one on a segment', change: { id: 'other', source: { ...TIPS, entry: { segment: 'pro' } } }, is: true },
  ])('$what: $is', ({ change, is }) => {
    expect(needsSweep(definition(change), all)).toBe(is)
  })
})
