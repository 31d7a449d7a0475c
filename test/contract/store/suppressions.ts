import { describe, expect, it } from 'vitest'
import { type AddressDigest, addressDigest, messageId } from '../../../shared/kernel/words.ts'
import type { CustomerStore } from '../../../shared/ports/customer-store.ts'
import type { SuppressionStore } from '../../../shared/ports/suppressions.ts'
import { day } from '../../domain/customer/world.ts'
import { commitOf, stranger } from '../samples.ts'
import type { Current } from './stores.ts'

const word = (n: number) => ({ by: 'ann', at: day(n), why: `reason ${n}` })

export const suppressionsContract = (
  stores: Current<{ readonly suppressions: SuppressionStore; readonly customers: CustomerStore }>,
): void => {
  describe('the list of addresses nobody may write to', () => {
    it('takes an address once, gives it back, and keeps every word about it', async () => {
      const { suppressions, customers } = stores()
      const digest = customers.addressDigest('ann@example.com')
      expect(await suppressions.find(digest)).toBe(null)
      expect(await suppressions.lift(digest, word(0))).toBe(false)
      expect([await suppressions.put(digest, word(1)), await suppressions.put(digest, word(2))]).toEqual([true, false])
      expect(await suppressions.find(digest)).toEqual({ address: digest, because: 'by-hand', at: day(1), message: null })
      expect(await customers.suppression(digest)).toEqual(await suppressions.find(digest))
      expect([await suppressions.lift(digest, word(3)), await suppressions.lift(digest, word(4))]).toEqual([true, false])
      expect([await suppressions.find(digest), (await suppressions.count()) ?? 0]).toEqual([null, 0])
      expect(await suppressions.put(digest, word(5))).toBe(true)
      expect(await suppressions.changes(digest)).toEqual([
        { what: 'put', ...word(1), because: 'by-hand', message: null },
        { what: 'lifted', ...word(3), because: 'by-hand', message: null },
        { what: 'put', ...word(5), because: 'by-hand', message: null },
      ])
    })

    it('forgets a report that was lifted for good; a new one counts again', async () => {
      const { suppressions, customers } = stores()
      const address = addressDigest('digest of ann')
      const report = (mail: string) => ({ address, because: 'hard-bounce' as const, at: day(1), message: messageId(mail) })
      const reported = (customer: string, mail: string) =>
        customers.commit([commitOf(stranger(customer), { suppressions: [report(mail)] })])
      await reported('a', 'm1')
      expect(await suppressions.lift(address, word(2))).toBe(true)
      await reported('b', 'm1')
      expect(await suppressions.find(address)).toBeNull()
      await reported('c', 'm2')
      expect(await suppressions.find(address)).toEqual(report('m2'))
      expect(await suppressions.changes(address)).toEqual([{ what: 'lifted', ...word(2), because: 'hard-bounce', message: 'm1' }])
    })

    it('is changed once by several at once', async () => {
      const { suppressions } = stores()
      const address = addressDigest('digest of ann')
      const puts = await Promise.all([1, 2, 3, 4].map((n) => suppressions.put(address, word(n))))
      expect(puts.filter((done) => done)).toHaveLength(1)
      const lifts = await Promise.all([5, 6, 7].map((n) => suppressions.lift(address, word(n))))
      expect(lifts.filter((done) => done)).toHaveLength(1)
      expect((await suppressions.changes(address)).map(({ what }) => what)).toEqual(['put', 'lifted'])
    })

    it('is one for every spelling of an address', async () => {
      const { suppressions, customers } = stores()
      await suppressions.put(customers.addressDigest(' ANN@Example.COM '), word(1))
      expect(await suppressions.find(customers.addressDigest('ann@example.com'))).not.toBe(null)
      expect(await suppressions.find(customers.addressDigest('ann+x@example.com'))).toBe(null)
    })

    it('is read newest first, page by page, also where many came at one instant', async () => {
      const { suppressions } = stores()
      const digests = Array.from({ length: 25 }, (_, n) => addressDigest(`digest ${String(n).padStart(2, '0')}`))
      const when = (n: number): number => (n < 20 ? 1 : n)
      for (const [n, digest] of digests.entries()) await suppressions.put(digest, word(when(n)))
      const read: AddressDigest[] = []
      for (let after: AddressDigest | null = null; ; ) {
        const page = await suppressions.list(after, 7)
        read.push(...page.map(({ address }) => address))
        if (page.length < 7) break
        after = page.at(-1)?.address ?? null
      }
      expect(read.slice(0, 5)).toEqual(digests.slice(20).reverse())
      expect([...read].sort()).toEqual(digests)
      expect((await suppressions.count()) ?? 25).toBe(25)
    })
  })
}
