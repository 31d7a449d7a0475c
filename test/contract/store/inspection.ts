import { describe, expect, it } from 'vitest'
import { customerId, messageId } from '../../../shared/kernel/words.ts'
import { at, commitOf, doubtOf, eventOf, factOf, messageOf, STATUSES, stranger, topicsOf } from '../samples.ts'
import type { Current, Stores } from './stores.ts'

const ANN = customerId('ann')

export const inspectionContract = (stores: Current<Stores>): void => {
  describe('looking around', () => {
    it('goes through customers in pages, each once', async () => {
      const { customers, inspection } = stores()
      const ids = ['e', 'a', 'd', 'b', 'c']
      await customers.commit(ids.map((id) => commitOf(stranger(id))))
      const seen: string[] = []
      let page = await inspection.customers(null, 2)
      while (page.length > 0) {
        expect(page.length).toBeLessThanOrEqual(2)
        seen.push(...page.map(({ id }) => id))
        page = await inspection.customers(customerId(seen.at(-1) as string), 2)
      }
      expect([...seen].sort()).toEqual([...ids].sort())
    })

    it('goes through messages in pages, each once', async () => {
      const { customers, inspection } = stores()
      const ids = ['m4', 'm1', 'm3', 'm2']
      await customers.commit([commitOf(stranger('ann'), { messages: ids.map((id, index) => messageOf('ann', id, index)) })])
      const first = await inspection.messages(null, 3)
      const rest = await inspection.messages(messageId(first.at(-1)?.id as string), 3)
      expect([...first, ...rest].map(({ id }) => id).sort()).toEqual([...ids].sort())
    })

    it('shows what belongs to one customer, in the order it happened', async () => {
      const { customers, inspection } = stores()
      await customers.commit([
        commitOf(stranger('ann'), {
          facts: [factOf('1', 9), factOf('2', 3)],
          messages: [messageOf('ann', 'm2', 20), messageOf('ann', 'm1', 10)],
        }),
        commitOf(stranger('ben'), { facts: [factOf('b')], messages: [messageOf('ben', 'm3', 1)], timeline: [eventOf('ben', 'e', 1)] }),
      ])
      await customers.commit([
        commitOf(
          { ...stranger('ann'), version: 1 },
          { facts: [factOf('3', 1)], timeline: [eventOf('ann', 'y', 9), eventOf('ann', 'x', 5)] },
        ),
      ])
      expect(topicsOf(await inspection.factsOf(ANN))).toEqual(['1', '2', '3'])
      expect((await inspection.messagesOf(ANN)).map(({ id }) => id)).toEqual(['m1', 'm2'])
      expect((await inspection.eventsOf(ANN)).map(({ id }) => id)).toEqual(['x', 'y'])
      expect(await inspection.factsOf(customerId('nobody'))).toEqual([])
    })

    it('counts messages by status', async () => {
      const { customers, inspection } = stores()
      expect(await inspection.countByStatus()).toEqual({})
      const messages = STATUSES.flatMap(({ status }, index) =>
        Array.from({ length: index + 1 }, (_, n) => messageOf('ann', `${status.name} ${n}`, 1, status)),
      )
      await customers.commit([commitOf(stranger('ann'), { messages })])
      const expected = Object.fromEntries(STATUSES.map(({ status }, index) => [status.name, index + 1]))
      expect(await inspection.countByStatus()).toEqual(expected)
    })
  })

  describe('quarantine', () => {
    it('keeps an entry once: the first stands', async () => {
      const { quarantine } = stores()
      await quarantine.put([doubtOf('a', 1), doubtOf('a', 1)])
      await quarantine.put([{ ...doubtOf('a', 7), because: 'too-late', text: 'other' }])
      await quarantine.put([])
      expect(await quarantine.list(null, 10)).toStrictEqual([doubtOf('a', 1)])
      expect(await quarantine.count()).toBe(1)
    })

    it('lists oldest first, in pages', async () => {
      const { quarantine } = stores()
      await quarantine.put([doubtOf('c', 5), doubtOf('b', 9, 'ann'), doubtOf('d', 5), doubtOf('a', 7)])
      const list = async (after: string | null, limit: number) => (await quarantine.list(after, limit)).map(({ id }) => id).join('')
      expect(await list(null, 10)).toBe('cdab')
      expect(await list(null, 2)).toBe('cd')
      expect(await list('c', 2)).toBe('da')
      expect(await list('d', 2)).toBe('ab')
      expect(await list('b', 2)).toBe('')
      expect(await quarantine.count()).toBe(4)
      expect((await quarantine.list('a', 1))[0]?.customerId).toBe('ann')
    })

    it('takes entries of a commit and of a wake as its own', async () => {
      const { customers, quarantine } = stores()
      await customers.commit([commitOf(stranger('ann'), { quarantine: [doubtOf('x', 1), doubtOf('y', 2)] })])
      await customers.commit([commitOf({ ...stranger('ann'), version: 1 }, { quarantine: [doubtOf('y', 2)] })])
      await customers.pushBack(ANN, at(5), doubtOf('z', 3))
      expect((await quarantine.list(null, 10)).map(({ id }) => id)).toEqual(['x', 'y', 'z'])
    })
  })
}
