import { describe, expect, it } from 'vitest'
import type { Premise } from '../../../shared/domain/customer/draft.ts'
import type { Suppression } from '../../../shared/domain/messaging/message.ts'
import { addressDigest, campaignId, epochDay } from '../../../shared/kernel/words.ts'
import { at, commitOf, factOf, stranger } from '../samples.ts'
import { everythingIn } from './everything.ts'
import type { Current, Stores } from './stores.ts'

const ADDRESS = addressDigest('digest of ann')
const suppression = (because: Suppression['because'], when = 1): Suppression => ({ address: ADDRESS, because, at: at(when), message: null })
const free: Premise = { type: 'not-suppressed', address: ADDRESS }
const spend = (campaign: string, day: number, perDay: number | null, perDayOfAll: number | null): Premise => ({
  type: 'spend',
  campaign: campaignId(campaign),
  day: epochDay(day),
  perDay,
  perDayOfAll,
})

/** Rows beside the customers' that a commit takes for granted. */
export const premisesContract = (stores: Current<Stores>): void => {
  const commit = (id: string, premises: readonly Premise[]) =>
    stores()
      .customers.commit([commitOf(stranger(id), { premises, facts: [factOf(id)] })])
      .then(([result]) => result)

  describe('an address nobody may write to', () => {
    it('is kept with the commit that says so, and its first reason stands', async () => {
      const { customers } = stores()
      expect(await customers.suppression(ADDRESS)).toBeNull()
      await customers.commit([commitOf(stranger('ann'), { suppressions: [suppression('complaint')] })])
      await customers.commit([commitOf(stranger('ben'), { suppressions: [suppression('hard-bounce', 2)] })])
      expect(await customers.suppression(ADDRESS)).toEqual(suppression('complaint'))
      expect(await customers.suppression(addressDigest('another'))).toBeNull()
    })

    it('is not kept with one that meets a conflict', async () => {
      const { customers } = stores()
      await customers.commit([commitOf({ ...stranger('ann'), version: 7 }, { suppressions: [suppression('complaint')] })])
      expect(await customers.suppression(ADDRESS)).toBeNull()
    })

    it('makes whatever was decided without knowing a conflict, of whomever, which leaves nothing', async () => {
      const { customers } = stores()
      expect(await commit('ann', [free])).toBe('committed')
      await customers.commit([commitOf(stranger('ben'), { suppressions: [suppression('complaint')] })])
      const before = await everythingIn(stores())
      expect(await commit('cid', [free])).toBe('conflict')
      expect(await everythingIn(stores())).toEqual(before)
    })

    it('has the same digest under every spelling', () => {
      const { customers } = stores()
      expect(customers.addressDigest(' Ann@Example.COM ')).toBe(customers.addressDigest('ann@example.com'))
      expect(customers.addressDigest('ann@example.com')).not.toBe(customers.addressDigest('ann@example.org'))
      expect(customers.addressDigest('ann@example.com')).not.toContain('ann')
    })
  })

  describe('a budget of mails a day', () => {
    it('is charged by what is committed, each campaign and all of them', async () => {
      const { customers } = stores()
      await commit('a', [spend('x', 1, 9, 9)])
      await commit('b', [spend('y', 1, 9, null)])
      await commit('c', [spend('x', 2, null, 9)])
      expect(await customers.spent(epochDay(1), campaignId('x'))).toEqual({ campaign: 1, all: 2 })
      expect(await customers.spent(epochDay(2), campaignId('x'))).toEqual({ campaign: 1, all: 1 })
      expect(await customers.spent(epochDay(3), campaignId('x'))).toEqual({ campaign: 0, all: 0 })
    })

    it.each([
      { perDay: 2, perDayOfAll: null, results: ['committed', 'committed', 'conflict'] },
      { perDay: null, perDayOfAll: 1, results: ['committed', 'conflict', 'conflict'] },
      { perDay: 5, perDayOfAll: 5, results: ['committed', 'committed', 'committed'] },
    ])('of $perDay and $perDayOfAll in all: $results', async ({ perDay, perDayOfAll, results }) => {
      const got = []
      for (const id of ['a', 'b', 'c']) got.push(await commit(id, [spend('x', 1, perDay, perDayOfAll)]))
      expect(got).toEqual(results)
    })

    it('is not charged by a conflict', async () => {
      const { customers } = stores()
      await customers.commit([commitOf({ ...stranger('ann'), version: 3 }, { premises: [spend('x', 1, 9, 9)] })])
      expect(await customers.spent(epochDay(1), campaignId('x'))).toEqual({ campaign: 0, all: 0 })
    })

    it.each([
      { perDay: 3, perDayOfAll: null, result: 'committed' },
      { perDay: 2, perDayOfAll: null, result: 'conflict' },
      { perDay: null, perDayOfAll: 4, result: 'committed' },
      { perDay: null, perDayOfAll: 3, result: 'conflict' },
    ])(
      'of $perDay and $perDayOfAll in all is asked for all mails of a commit together: $result',
      async ({ perDay, perDayOfAll, result }) => {
        const { customers } = stores()
        await commit('a', [spend('x', 1, perDay, perDayOfAll)])
        const two = [spend('x', 1, perDay, perDayOfAll), spend('x', 1, perDay, perDayOfAll)]
        expect(await commit('b', [...two, spend('y', 1, null, perDayOfAll)])).toBe(result)
        const spent = result === 'committed' ? { campaign: 3, all: 4 } : { campaign: 1, all: 1 }
        expect(await customers.spent(epochDay(1), campaignId('x'))).toEqual(spent)
      },
    )

    it('counts several commits of one batch one by one', async () => {
      const { customers } = stores()
      const commits = ['a', 'b', 'c'].map((id) => commitOf(stranger(id), { premises: [spend('x', 1, 2, null)] }))
      expect(await customers.commit(commits)).toEqual(['committed', 'committed', 'conflict'])
    })
  })
}
