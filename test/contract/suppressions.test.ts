import { describe, expect, it } from 'vitest'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { addressDigest, type AddressDigest } from '../../shared/kernel/words.ts'
import { day } from '../domain/customer/world.ts'

const word = (n: number) => ({ by: 'ann', at: day(n), why: `reason ${n}` })

describe('the list of addresses nobody may write to', () => {
  it('takes an address once, gives it back, and keeps every word about it', async () => {
    const { suppressions, customers, close } = openSqlite(':memory:')
    const digest = customers.addressDigest('ann@example.com')
    expect(await suppressions.find(digest)).toBe(null)
    expect(await suppressions.lift(digest, word(0))).toBe(false)
    expect([await suppressions.put(digest, word(1)), await suppressions.put(digest, word(2))]).toEqual([true, false])
    expect(await suppressions.find(digest)).toEqual({ address: digest, because: 'by-hand', at: day(1), message: null })
    expect(await customers.suppression(digest)).toEqual(await suppressions.find(digest))
    expect([await suppressions.lift(digest, word(3)), await suppressions.lift(digest, word(4))]).toEqual([true, false])
    expect([await suppressions.find(digest), await suppressions.count()]).toEqual([null, 0])
    expect(await suppressions.put(digest, word(5))).toBe(true)
    expect(await suppressions.changes(digest)).toEqual([
      { what: 'put', ...word(1), because: 'by-hand', message: null },
      { what: 'lifted', ...word(3), because: 'by-hand', message: null },
      { what: 'put', ...word(5), because: 'by-hand', message: null },
    ])
    close()
  })

  it('is one for every spelling of an address', async () => {
    const { suppressions, customers, close } = openSqlite(':memory:')
    await suppressions.put(customers.addressDigest(' ANN@Example.COM '), word(1))
    expect(await suppressions.find(customers.addressDigest('ann@example.com'))).not.toBe(null)
    expect(await suppressions.find(customers.addressDigest('ann+x@example.com'))).toBe(null)
    close()
  })

  it('is read newest first, page by page, also where many came at one instant', async () => {
    const { suppressions, close } = openSqlite(':memory:')
    const digests = Array.from({ length: 25 }, (_, n) => addressDigest(`digest ${String(n).padStart(2, '0')}`))
    for (const [n, digest] of digests.entries()) await suppressions.put(digest, word(n < 20 ? 1 : n))
    const read: AddressDigest[] = []
    for (let after: AddressDigest | null = null; ; ) {
      const page = await suppressions.list(after, 7)
      read.push(...page.map(({ address }) => address))
      if (page.length < 7) break
      after = page.at(-1)?.address ?? null
    }
    expect(read).toEqual([...digests].reverse())
    expect(await suppressions.count()).toBe(25)
    close()
  })
})
