import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { bytesOfSeed, keysOf, normalAddress, secretOf } from '../../shared/kernel/keyed.ts'
import { SECRET_BYTES } from '../../shared/kernel/limits.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { type Folder, openFolder } from '../contract/folder.ts'

const folders: Folder[] = []
const newFolder = (): string => {
  const folder = openFolder()
  folders.push(folder)
  return folder.path
}
afterAll(() => {
  for (const { remove } of folders) remove()
})

const keys = keysOf(secretOf(bytesOfSeed('one')))
const others = keysOf(secretOf(bytesOfSeed('another')))

describe('the digest of an address', () => {
  it.each([
    { spelt: 'ann@example.com', as: 'ann@example.com' },
    { spelt: ' Ann@EXAMPLE.com\n', as: 'ann@example.com' },
    { spelt: 'ANN@Bücher.Example', as: 'ann@xn--bcher-kva.example' },
    { spelt: 'ann@bu\u0308cher.example', as: 'ann@xn--bcher-kva.example' },
    { spelt: 'ann@例子.测试', as: 'ann@xn--fsqu00a.xn--0zwm56d' },
    { spelt: 'ann+shop@example.com', as: 'ann+shop@example.com' },
    { spelt: 'a.nn@example.com', as: 'a.nn@example.com' },
    { spelt: 'JÖ@example.com', as: 'jö@example.com' },
    { spelt: 'ann@bücher.example/x', as: 'ann@bücher.example/x' },
    { spelt: 'no address', as: 'no address' },
  ])('takes $spelt for $as', ({ spelt, as }) => {
    expect(normalAddress(spelt)).toBe(as)
    expect(keys.addressDigest(spelt)).toBe(keys.addressDigest(as))
  })

  it('keeps mailboxes apart that are apart', () => {
    const boxes = ['ann@example.com', 'an@example.com', 'ann@example.org', 'ann+x@example.com', 'a.nn@example.com', '@example.com', 'ann@']
    expect(new Set(boxes.map(keys.addressDigest)).size).toBe(boxes.length)
  })

  it('settles: the normal spelling of a normal spelling is itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' })), (address) => {
        expect(normalAddress(normalAddress(address))).toBe(normalAddress(address))
      }),
    )
  })

  it('is another under another secret, and never that of a customer of the same name', () => {
    expect(others.addressDigest('ann@example.com')).not.toBe(keys.addressDigest('ann@example.com'))
    expect(keys.customerDigest(customerId('ann@example.com'))).not.toBe(keys.addressDigest('ann@example.com'))
    expect(others.customerDigest(customerId('ann'))).not.toBe(keys.customerDigest(customerId('ann')))
  })

  it('is the same for ever', () => {
    expect(keys.addressDigest('ann@example.com')).toMatchInlineSnapshot(`"60QeG5km-uCmtGYeqpH1vU"`)
    expect(keys.customerDigest(customerId('ann'))).toMatchInlineSnapshot(`"BB0jFaPSj2vx6MpiuoHhr8"`)
  })
})

describe('a secret', () => {
  it.each([SECRET_BYTES - 1, SECRET_BYTES + 1, 0])('has no %d bytes', (length) => {
    expect(() => secretOf(new Uint8Array(length))).toThrow(/32 bytes/)
  })

  it('shows nothing of itself when it is printed, nor do its keys', () => {
    const bytes = bytesOfSeed('one')
    const shown = [
      inspect(secretOf(bytes), { depth: 9, showHidden: true }),
      JSON.stringify(secretOf(bytes)),
      inspect(keys, { depth: 9 }),
    ].join()
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(shown).not.toContain(Buffer.from(bytes).toString(encoding).slice(0, 8))
  })

  it('of a folder is made once, at random, and stays', () => {
    const digestIn = (path: string, options?: { readOnly: boolean }) => {
      const stores = openSqlite(path, options)
      const digest = keysOf(stores.secret.take()).addressDigest('ann@example.com')
      stores.close()
      return digest
    }
    const [path, other] = [storeFile(newFolder()), storeFile(newFolder())]
    const first = digestIn(path)
    expect([digestIn(path), digestIn(path, { readOnly: true })]).toEqual([first, first])
    expect(digestIn(other)).not.toBe(first)
  })

  it('of a replay comes from its seed, and never replaces one that is there', () => {
    const path = storeFile(newFolder())
    const stores = openSqlite(path)
    const digest = keysOf(stores.secret.take(bytesOfSeed('one'))).addressDigest('ann@example.com')
    stores.close()
    expect(digest).toBe(keys.addressDigest('ann@example.com'))
    const again = openSqlite(path)
    expect(keysOf(again.secret.take(bytesOfSeed('another'))).addressDigest('ann@example.com')).toBe(digest)
    again.close()
  })

  it('of a folder nobody has written into is any, and nothing is written', () => {
    const path = storeFile(newFolder())
    openSqlite(path).close()
    const reading = openSqlite(path, { readOnly: true })
    const [first, second] = [reading.secret.take(), reading.secret.take()]
    reading.close()
    expect(first).toBe(second)
    const writing = openSqlite(path)
    expect(keysOf(writing.secret.take(bytesOfSeed('one'))).addressDigest('a@b.c')).toBe(keys.addressDigest('a@b.c'))
    writing.close()
  })
})
