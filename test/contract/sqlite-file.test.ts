/** What only a file can do wrong: be missing, foreign, damaged, newer, or somebody else's at the moment. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UnusableStore } from '../../shared/adapters/sqlite/database.ts'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import { type Folder, openFolder } from './folder.ts'
import { commitOf, factOf, marked, stranger } from './samples.ts'

let folder: Folder
let file = ''
beforeEach(() => {
  folder = openFolder()
  file = storeFile(folder.path)
})
afterEach(() => folder.remove())

const raw = (sql: string): void => {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

/** A store with enough customers to fill many pages, closed. */
const filled = async (): Promise<void> => {
  const stores = openSqlite(file)
  await stores.customers.commit(Array.from({ length: 500 }, (_, n) => commitOf(marked(stranger(`customer ${n}`), 'x'.repeat(200)))))
  stores.close()
}

describe('a store in a file', () => {
  it('is made with its folder, and is there again when it is opened again', async () => {
    file = storeFile(join(folder.path, 'a', 'b'))
    await filled()
    const stores = openSqlite(file)
    expect((await stores.customers.load([customerId('customer 7')])).size).toBe(1)
    stores.close()
    stores.close()
  })

  it.each<{ title: string; prepare: () => void | Promise<void>; says: string }>([
    { title: 'no SQLite file', prepare: () => writeFileSync(file, 'order,customer\n'.repeat(500)), says: 'it is no SQLite file' },
    { title: 'of another program', prepare: () => raw('CREATE TABLE recipes (name TEXT)'), says: 'belongs to another program' },
    {
      title: 'marked by another program',
      prepare: () => raw('PRAGMA application_id = 7; CREATE TABLE a (b)'),
      says: 'belongs to another program',
    },
    {
      title: 'of a newer Rekindle',
      prepare: async () => {
        await filled()
        raw('PRAGMA user_version = 99')
      },
      says: 'written by a newer Rekindle (layout 99, this one knows 6)',
    },
    { title: 'a folder', prepare: () => void mkdirSync(file), says: 'cannot be opened' },
  ])('that is $title is refused, with what and where', async ({ prepare, says }) => {
    await prepare()
    const open = () => openSqlite(file)
    expect(open).toThrow(UnusableStore)
    expect(open).toThrow(file)
    expect(open).toThrow(says)
  })

  it('that is damaged says so, and how to mend it', async () => {
    await filled()
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0x5a, 100, 4_000).fill(0x5a, 3 * 4_096))
    const use = async () => {
      const stores = openSqlite(file)
      try {
        await stores.inspection.customers(null, 1_000)
      } finally {
        stores.close()
      }
    }
    await expect(use()).rejects.toThrow(UnusableStore)
    await expect(use()).rejects.toThrow('is damaged. Restore the folder')
  })

  it('opened for reading is neither made nor changed', async () => {
    expect(() => openSqlite(file, { readOnly: true })).toThrow('There is no store at')
    writeFileSync(file, '')
    expect(() => openSqlite(file, { readOnly: true })).toThrow('holds no store yet')
    rmSync(file)
    await filled()
    const reader = openSqlite(file, { readOnly: true })
    expect(await reader.inspection.customers(null, 1)).toHaveLength(1)
    await expect(reader.customers.commit([commitOf(stranger('ann'))])).rejects.toThrow(UnusableStore)
    reader.close()
  })

  it('can be looked into while another writes', async () => {
    await filled()
    const writer = openSqlite(file)
    const reader = openSqlite(file, { readOnly: true })
    const holder = new DatabaseSync(file)
    holder.exec('BEGIN IMMEDIATE')
    expect(await reader.inspection.customers(null, 1)).toHaveLength(1)
    holder.exec('ROLLBACK')
    await writer.customers.commit([commitOf(stranger('ann'), { facts: [factOf('a')] })])
    expect((await reader.customers.load([customerId('ann')])).size).toBe(1)
    expect((await reader.changes.facts('local', 0n, 9)).items).toHaveLength(1)
    for (const one of [writer, reader, holder]) one.close()
  })

  it('that another process holds for too long is a passing outage, and works again after', async () => {
    await filled()
    const stores = openSqlite(file, { busyTimeoutMs: 30 })
    const holder = new DatabaseSync(file)
    holder.exec('BEGIN IMMEDIATE')
    await expect(stores.customers.commit([commitOf(stranger('ann'))])).rejects.toThrow(Transient)
    await expect(stores.tallies.apply('local', 0n, 1n, [])).rejects.toThrow('held by another process')
    holder.exec('ROLLBACK')
    expect(await stores.customers.commit([commitOf(stranger('ann'))])).toEqual(['committed'])
    for (const one of [stores, holder]) one.close()
  })

  it('makes the transactions of a group durable together, when it is over or the store is closed', async () => {
    await filled()
    const stores = openSqlite(file)
    const reader = openSqlite(file, { readOnly: true })
    const seen = async () => (await reader.customers.load([customerId('ann'), customerId('ben'), customerId('cid')])).size
    stores.group(60_000)
    await stores.customers.commit([commitOf(stranger('ann'))])
    await expect(stores.customers.commit([commitOf(stranger('cid')), commitOf(stranger('cid'))])).rejects.toThrow('one commit')
    await stores.customers.commit([commitOf(stranger('ben'))])
    expect((await stores.customers.load([customerId('ann'), customerId('ben')])).size).toBe(2)
    expect(await seen()).toBe(0)
    stores.group(60_000)
    expect(await seen()).toBe(2)
    await stores.customers.commit([commitOf(stranger('cid'))])
    expect(await seen()).toBe(2)
    stores.close()
    expect(await seen()).toBe(3)
    reader.close()
  })

  it.each([0, 60_000])('takes nothing of a batch in which one commit is a defect (group %s)', async (groupMs) => {
    const stores = openSqlite(file)
    stores.group(groupMs)
    const broken = { ...factOf('b'), at: Number.NaN as never }
    await expect(stores.customers.commit([commitOf(stranger('ann')), commitOf(stranger('ben'), { facts: [broken] })])).rejects.toThrow(
      'whole numbers',
    )
    expect(await stores.inspection.customers(null, 9)).toEqual([])
    expect(await stores.customers.commit([commitOf(stranger('ann'))])).toEqual(['committed'])
    stores.close()
  })
})

describe('several processes at one file that does not exist yet', () => {
  it('lose nothing', { timeout: 60_000 }, async () => {
    const [processes, commits] = [4, 50]
    const exits = Array.from({ length: processes }, () => run('write-contended.ts', [file, String(commits)]))
    expect(await Promise.all(exits)).toEqual(Array.from({ length: processes }, () => ({ code: 0, errors: '' })))
    const stores = openSqlite(file)
    const id = customerId('contended')
    expect((await stores.customers.load([id])).get(id)?.version).toBe(processes * commits)
    expect(await stores.inspection.factsOf(id)).toHaveLength(processes * commits)
    stores.close()
  })
})

const run = (script: string, args: readonly string[]): Promise<{ code: number | null; errors: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args])
    let errors = ''
    child.stderr.on('data', (chunk) => {
      errors += String(chunk)
    })
    child.on('close', (code) => resolve({ code, errors }))
  })
