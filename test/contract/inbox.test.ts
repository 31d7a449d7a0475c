import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqlite, type SqliteStores, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { messageId } from '../../shared/kernel/words.ts'
import type { Mail } from '../../shared/ports/mailer.ts'
import { type Folder, openFolder } from './folder.ts'
import { at } from './samples.ts'

const mail = (id: string, subject = `Mail ${id}`): Mail => ({ id: messageId(id), to: 'ann@example.com', subject, text: 'Come back 🦊\n' })

let folder: Folder
let stores: SqliteStores
beforeEach(() => {
  folder = openFolder()
  stores = openSqlite(storeFile(folder.path))
})
afterEach(() => {
  stores.close()
  folder.remove()
})

describe('the inbox', () => {
  it('takes a mail and knows it by its id, also after a restart', async () => {
    expect(await stores.inbox.lookUp(messageId('a'))).toBe('never-left')
    expect(await stores.inbox.send(mail('a'), at(5))).toEqual({ type: 'accepted' })
    stores.close()
    stores = openSqlite(storeFile(folder.path))
    expect(await stores.inbox.lookUp(messageId('a'))).toBe('accepted')
    expect(await stores.inbox.lookUp(messageId('b'))).toBe('never-left')
    expect(await stores.inbox.find(messageId('a'))).toEqual({ ...mail('a'), position: 1, at: at(5), offers: 1 })
    expect(await stores.inbox.find(messageId('b'))).toBeNull()
  })

  it('keeps a mail once that is handed over again, as it came first, and counts the offers', async () => {
    await stores.inbox.send(mail('a'), at(5))
    await stores.inbox.send(mail('a'), at(9))
    expect(await stores.inbox.send(mail('a', 'Another subject'), at(9))).toEqual({ type: 'accepted' })
    expect(await stores.inbox.list(0, 10)).toEqual([{ ...mail('a'), position: 1, at: at(5), offers: 3 }])
    expect(await stores.inbox.count()).toBe(1)
  })

  it('is read in pages, in the order of arrival', async () => {
    for (const id of ['c', 'a', 'b']) await stores.inbox.send(mail(id), at(1))
    await stores.inbox.send(mail('a'), at(2))
    await stores.inbox.send(mail('d'), at(3))
    const page = await stores.inbox.list(0, 2)
    expect(page.map(({ id }) => id)).toEqual(['c', 'a'])
    const rest = await stores.inbox.list(page.at(-1)?.position ?? 0, 9)
    expect(rest.map(({ id }) => id)).toEqual(['b', 'd'])
    expect(await stores.inbox.list(rest.at(-1)?.position ?? 0, 9)).toEqual([])
  })
})
