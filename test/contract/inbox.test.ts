import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqlite, type SqliteStores, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { customerId, messageId } from '../../shared/kernel/words.ts'
import type { Mail } from '../../shared/ports/mailer.ts'
import { mailOf } from '../mail/samples.ts'
import { type Folder, openFolder } from './folder.ts'
import { at, commitOf, messageOf, stranger } from './samples.ts'

const mail = (id: string, subject = `Mail ${id}`): Mail =>
  mailOf({
    id: messageId(id),
    subject,
    text: 'Come back 🦊\n',
    html: '<p>Come back 🦊</p>'.repeat(1_000),
    replyTo: id === 'a' ? null : 'help@shop.example',
  })

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

  it('shows the newest first, in pages, and those of one customer', async () => {
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
      const customer = index % 2 === 0 ? 'ann' : 'ben'
      await stores.customers.commit([
        commitOf({ ...stranger(customer), version: index < 2 ? 0 : 1 }, { messages: [messageOf(customer, id, index)] }),
      ])
      await stores.inbox.send(mail(id), at(index + 1))
    }
    const ids = async (...args: Parameters<typeof stores.inbox.latest>) => (await stores.inbox.latest(...args)).map(({ id }) => id).join('')
    expect([await ids(null, null, 10), await ids(null, null, 2), await ids(null, 3, 10)]).toEqual(['dcba', 'dc', 'ba'])
    expect([await ids(customerId('ann'), null, 10), await ids(customerId('ann'), 3, 10), await ids(customerId('zoe'), null, 10)]).toEqual([
      'ca',
      'a',
      '',
    ])
  })

  it('counts what arrived after an instant', async () => {
    expect(await stores.inbox.countSince(at(0))).toBe(0)
    for (let index = 1; index <= 20; index += 1) await stores.inbox.send(mail(String(index)), at(Math.ceil(index / 2)))
    expect(await Promise.all([0, 1, 5, 9, 10, 11].map((n) => stores.inbox.countSince(at(n))))).toEqual([20, 18, 10, 2, 0, 0])
  })

  it('notes what became of a mail, once for each kind', async () => {
    const note = (type: string, n: number) => stores.inbox.note(messageId('a'), type, at(n))
    expect([await note('opened', 3), await note('delivered', 2), await note('opened', 9)]).toEqual([true, true, false])
    expect(await stores.inbox.notes(messageId('a'))).toEqual([
      { type: 'delivered', at: at(2) },
      { type: 'opened', at: at(3) },
    ])
    expect(await stores.inbox.notes(messageId('b'))).toEqual([])
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
