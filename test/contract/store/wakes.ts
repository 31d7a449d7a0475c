import { describe, expect, it } from 'vitest'
import { customerId } from '../../../shared/kernel/words.ts'
import { at, commitOf, doubtOf, stranger } from '../samples.ts'
import type { Current, Stores } from './stores.ts'

const ANN = customerId('ann')
const FOREVER = at(1e12)

export const wakesContract = (stores: Current<Stores>): void => {
  const dueOf = async (id = ANN): Promise<number | null> =>
    (await stores().customers.due(FOREVER, 100)).find((wake) => wake.customerId === id)?.dueAt ?? null

  describe('the due index', () => {
    it.each([
      { stands: null, dueAt: null, wakeFired: false, says: null },
      { stands: null, dueAt: 10, wakeFired: false, says: 10 },
      { stands: 10, dueAt: 9, wakeFired: false, says: 9 },
      { stands: 10, dueAt: 10, wakeFired: false, says: 10 },
      { stands: 10, dueAt: 11, wakeFired: false, says: 10 },
      { stands: 10, dueAt: null, wakeFired: false, says: 10 },
      { stands: null, dueAt: null, wakeFired: true, says: null },
      { stands: null, dueAt: 10, wakeFired: true, says: 10 },
      { stands: 10, dueAt: 9, wakeFired: true, says: 9 },
      { stands: 10, dueAt: 11, wakeFired: true, says: 11 },
      { stands: 10, dueAt: null, wakeFired: true, says: null },
    ])('that says $stands and gets $dueAt (wake fired: $wakeFired) then says $says', async ({ stands, dueAt, wakeFired, says }) => {
      const { customers } = stores()
      await customers.commit([commitOf(stranger('ann'), { dueAt: orNull(stands) })])
      await customers.commit([commitOf({ ...stranger('ann'), version: 1 }, { dueAt: orNull(dueAt), wakeFired })])
      expect(await dueOf()).toBe(says)
    })

    it('is as it was after a conflict', async () => {
      const { customers } = stores()
      await customers.commit([commitOf(stranger('ann'), { dueAt: at(10) })])
      for (const wakeFired of [false, true]) {
        expect(await customers.commit([commitOf(stranger('ann'), { dueAt: at(5), wakeFired })])).toEqual(['conflict'])
        expect(await customers.commit([commitOf({ ...stranger('ann'), version: 7 }, { dueAt: at(5), wakeFired })])).toEqual(['conflict'])
      }
      expect(await dueOf()).toBe(10)
    })

    it.each([
      { until: 9, limit: 10, due: [] },
      { until: 10, limit: 10, due: ['cid'] },
      { until: 19, limit: 10, due: ['cid'] },
      { until: 20, limit: 10, due: ['cid', 'ann', 'dan'] },
      { until: 30, limit: 10, due: ['cid', 'ann', 'dan', 'ben'] },
      { until: 30, limit: 2, due: ['cid', 'ann'] },
    ])('gives those due until $until, oldest first, at most $limit', async ({ until, limit, due }) => {
      const { customers } = stores()
      const instants = { ann: 20, ben: 30, cid: 10, dan: 20, eve: null }
      await customers.commit(Object.entries(instants).map(([id, dueAt]) => commitOf(stranger(id), { dueAt: orNull(dueAt) })))
      expect((await customers.due(at(until), limit)).map(({ customerId }) => customerId)).toEqual(due)
    })
  })

  describe('a wake that fails', () => {
    it('is counted until one succeeds', async () => {
      const { customers } = stores()
      await customers.commit([commitOf(stranger('ann'), { dueAt: at(10) }), commitOf(stranger('ben'), { dueAt: at(10) })])
      expect(await customers.wakeFailed(ANN)).toBe(1)
      expect(await customers.wakeFailed(ANN)).toBe(2)
      await customers.commit([commitOf({ ...stranger('ann'), version: 1 }, { dueAt: at(9) })])
      expect(await customers.wakeFailed(ANN)).toBe(3)
      expect(await customers.wakeFailed(customerId('ben'))).toBe(1)
      await customers.commit([commitOf({ ...stranger('ann'), version: 2 }, { dueAt: at(20), wakeFired: true })])
      expect(await customers.wakeFailed(ANN)).toBe(1)
    })

    it('of nobody counts nothing', async () => {
      const { customers, inspection } = stores()
      expect(await customers.wakeFailed(ANN)).toBe(0)
      expect(await inspection.customers(null, 10)).toEqual([])
    })

    it('is pushed back with the reason, and nothing else changes', async () => {
      const { customers, quarantine } = stores()
      await customers.commit([commitOf(stranger('ann'), { dueAt: at(10) }), commitOf(stranger('ben'), { dueAt: at(10) })])
      await customers.wakeFailed(ANN)
      await customers.pushBack(ANN, at(50), doubtOf('why', 10, 'ann'))
      await customers.pushBack(ANN, at(60), doubtOf('why', 10, 'ann'))
      expect(await dueOf()).toBe(60)
      expect(await dueOf(customerId('ben'))).toBe(10)
      expect(await quarantine.list(null, 10)).toEqual([doubtOf('why', 10, 'ann')])
      expect(await customers.wakeFailed(ANN)).toBe(2)
      expect(await customers.commit([commitOf({ ...stranger('ann'), version: 1 }, { dueAt: at(40) })])).toEqual(['committed'])
      expect(await dueOf()).toBe(40)
    })
  })
}

const orNull = (value: number | null) => (value === null ? null : at(value))
