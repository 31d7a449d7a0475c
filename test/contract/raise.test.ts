/** A store of an older Rekindle: opened for writing it becomes one of ours, with everything that was in it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { addressDigest, customerId, epochMs, messageId } from '../../shared/kernel/words.ts'
import { commitOf } from './samples.ts'

const ANN = customerId('ann')
let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rekindle-raise-'))
  file = join(folder, 'rekindle.db')
  const old = new DatabaseSync(file)
  old.exec(readFileSync(new URL('schema-1.sql', import.meta.url), 'utf8'))
  old.close()
})
afterEach(() => rmSync(folder, { recursive: true }))

const layoutOf = (): unknown[] => {
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all()
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  database.close()
  return [version, ...rows]
}

describe('a file of schema 1', () => {
  it('comes to the layout of a new file', () => {
    openSqlite(file).close()
    const raised = layoutOf()
    file = join(folder, 'new.db')
    openSqlite(file).close()
    expect(raised).toEqual(layoutOf())
  })

  it('keeps its customers, facts, messages and mails', async () => {
    const stores = openSqlite(file)
    const state = (await stores.customers.load([ANN])).get(ANN)
    expect(state?.consent).toEqual({ '*': { status: 'withdrawn', at: 3, basis: null, source: null } })
    expect(state?.journeys[0]?.unsettled).toEqual([{ message: 'm-2', step: 0, status: 'owed', owedAt: 5 }])
    const { items } = await stores.changes.facts('local', 0n, 9)
    expect(items.map(({ fact }) => fact.type)).toEqual(['appeared', 'message-moved'])
    expect((await stores.customers.pending(epochMs(99), 9)).map(({ id }) => id)).toEqual(['m-2'])
    const mails = await stores.inbox.list(0, 9)
    expect(mails.map(({ id, customerId: of, campaign, to, text, offers }) => [id, of, campaign, to, text, offers])).toEqual([
      ['m-1', 'ann', 'win-back', 'ann@example.com', 'Hello <Ann> & you', 1],
      ['m-9', '', '', 'bob@example.com', 'Of nobody', 2],
    ])
    expect(mails[0]?.html).toContain('Hello &lt;Ann> &amp; you')
    expect(await stores.inbox.notes(messageId('m-1'))).toEqual([{ type: 'delivered', at: 9 }])
    stores.close()
  })

  it('is written to like any other', async () => {
    const stores = openSqlite(file)
    const state = (await stores.customers.load([ANN])).get(ANN)
    if (state === undefined) throw new Error('ann is there')
    const address = addressDigest('digest')
    const suppressions = [{ address, because: 'complaint' as const, at: epochMs(9), message: null }]
    expect(await stores.customers.commit([commitOf(state, { suppressions })])).toEqual(['committed'])
    expect(await stores.customers.suppression(address)).toMatchObject({ because: 'complaint' })
    stores.close()
    expect(openSqlite(file).close()).toBeUndefined()
  })

  it('is not changed by who only reads, and told how to bring it up to date', () => {
    const before = layoutOf()
    expect(() => openSqlite(file, { readOnly: true })).toThrow('written by an older Rekindle. Run `npm start`')
    expect(layoutOf()).toEqual(before)
  })
})

describe('a file of schema 2', () => {
  beforeEach(() => {
    file = join(folder, 'second.db')
    const old = new DatabaseSync(file)
    old.exec(readFileSync(new URL('schema-2.sql', import.meta.url), 'utf8'))
    old.close()
  })

  it('comes to the layout of a new file, with its mails', async () => {
    const stores = openSqlite(file)
    expect((await stores.inbox.list(0, 9)).map(({ id, to, campaign, text }) => [id, to, campaign, text])).toEqual([
      ['m-1', 'ann@example.com', 'win-back', 'Hello Ann'],
    ])
    expect([await stores.audit.list(null, 9), await stores.writeKeys.list()]).toEqual([[], []])
    stores.close()
    const raised = layoutOf()
    file = join(folder, 'newest.db')
    openSqlite(file).close()
    expect(raised).toEqual(layoutOf())
  })
})

describe('a file of schema 3', () => {
  beforeEach(() => {
    file = join(folder, 'third.db')
    const old = new DatabaseSync(file)
    old.exec(readFileSync(new URL('schema-3.sql', import.meta.url), 'utf8'))
    old.close()
  })

  it('comes to the layout of a new file, with what was published and nobody who did', async () => {
    const stores = openSqlite(file)
    expect(await stores.definitions.all()).toEqual([
      {
        ...{ kind: 'campaign', id: 'win-back', version: 1, publishedAt: 5, saltSeed: 'salt', author: null, note: null },
        source: { id: 'win-back' },
      },
      {
        ...{ kind: 'policy', id: 'retail', version: 1, publishedAt: 5, saltSeed: null, author: null, note: null },
        source: { id: 'retail' },
      },
    ])
    stores.close()
    const raised = layoutOf()
    file = join(folder, 'newest.db')
    openSqlite(file).close()
    expect(raised).toEqual(layoutOf())
  })
})

describe('a file of schema 4', () => {
  beforeEach(() => {
    file = join(folder, 'fourth.db')
    const old = new DatabaseSync(file)
    old.exec(readFileSync(new URL('schema-4.sql', import.meta.url), 'utf8'))
    old.close()
  })

  it('comes to the layout of a new file, with what was published and nothing written', async () => {
    const stores = openSqlite(file)
    expect((await stores.definitions.all()).map(({ id, author, note }) => [id, author, note])).toEqual([['win-back', 'ann', 'because']])
    expect(await stores.drafts.list()).toEqual([])
    expect(await stores.written.find({ kind: 'campaign', id: 'win-back', version: 1 })).toBeNull()
    stores.close()
    const raised = layoutOf()
    file = join(folder, 'newest.db')
    openSqlite(file).close()
    expect(raised).toEqual(layoutOf())
  })
})

describe('a file of schema 5', () => {
  beforeEach(() => {
    file = join(folder, 'fifth.db')
    const old = new DatabaseSync(file)
    old.exec(readFileSync(new URL('schema-5.sql', import.meta.url), 'utf8'))
    old.close()
  })

  it('comes to the layout of a new file, with what was written and nothing found', async () => {
    const stores = openSqlite(file)
    expect((await stores.definitions.all()).map(({ id, author, note }) => [id, author, note])).toEqual([['win-back', 'ann', 'because']])
    expect(await stores.written.find({ kind: 'campaign', id: 'win-back', version: 1 })).toBe('{ "id": "win-back" }')
    expect(await stores.verdicts.all()).toEqual([])
    stores.close()
    const raised = layoutOf()
    file = join(folder, 'newest.db')
    openSqlite(file).close()
    expect(raised).toEqual(layoutOf())
  })
})
