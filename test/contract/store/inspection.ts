import { describe, expect, it } from 'vitest'
import { CLAIM_LEASE_MS } from '../../../shared/kernel/limits.ts'
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

    it('leaves out who was merged into another, and fills the page with others', async () => {
      const { customers, inspection } = stores()
      const merge = (status: 'sealed' | 'merged' | 'redirected') => ({ status, into: ANN, at: at(1) })
      await customers.commit([
        ...['a', 'b', 'e'].map((id) => commitOf({ ...stranger(id), merge: merge('merged') })),
        commitOf({ ...stranger('c'), merge: merge('redirected') }),
        commitOf({ ...stranger('d'), merge: merge('sealed') }),
        ...['f', 'g'].map((id) => commitOf(stranger(id))),
      ])
      const first = await inspection.customers(null, 2)
      const rest = await inspection.customers(first.at(-1)?.id ?? null, 2)
      expect([...first, ...rest].map(({ id }) => id).sort()).toEqual(['d', 'f', 'g'])
      expect(first).toHaveLength(2)
    })

    it('goes through messages in pages, each once', async () => {
      const { customers, inspection } = stores()
      const ids = ['m4', 'm1', 'm3', 'm2']
      await customers.commit([commitOf(stranger('ann'), { messages: ids.map((id, index) => messageOf('ann', id, index)) })])
      const first = await inspection.messages(null, 3)
      const rest = await inspection.messages(messageId(first.at(-1)?.id as string), 3)
      expect([...first, ...rest].map(({ id }) => id).sort()).toEqual([...ids].sort())
    })

    it('counts mails that nobody knows the end of, and those that should long have left', async () => {
      const { customers, inspection } = stores()
      const now = at(10 * CLAIM_LEASE_MS)
      const late = { name: 'owed' } as const
      const mails = [
        messageOf('ann', 'long owed', now - CLAIM_LEASE_MS - 1, late),
        messageOf('ann', 'just owed', now - CLAIM_LEASE_MS + 1, late),
        messageOf('ann', 'asked after', 0, { name: 'unknown', at: now, giveUpAt: at(now + 5 * CLAIM_LEASE_MS) }),
        messageOf('ann', 'on its way', 0, { name: 'claimed', at: now, leaseUntil: at(now + CLAIM_LEASE_MS) }),
        messageOf('ann', 'left', 0, { name: 'sent', at: now }),
        messageOf('ann', 'given up', 0, { name: 'unconfirmed', at: now }),
      ]
      await customers.commit([commitOf(stranger('ann'), { messages: mails })])
      expect([await inspection.unsettled(now, 9), await inspection.unsettled(now, 1)]).toEqual([2, 1])
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
      await quarantine.put([doubtOf('c', 5), doubtOf('b', 9, 'ann'), doubtOf('d', 6), doubtOf('a', 7)])
      const list = async (after: string | null, limit: number) => (await quarantine.list(after, limit)).map(({ id }) => id).join('')
      expect(await list(null, 10)).toBe('cdab')
      expect(await list(null, 2)).toBe('cd')
      expect(await list('c', 2)).toBe('da')
      expect(await list('d', 2)).toBe('ab')
      expect(await list('b', 2)).toBe('')
      expect(await quarantine.count()).toBe(4)
      expect((await quarantine.list('a', 1))[0]?.customerId).toBe('ann')
    })

    it('tells open ones from dismissed ones, and lets a person go back', async () => {
      const { quarantine } = stores()
      await quarantine.put([doubtOf('a', 1), doubtOf('b', 2), doubtOf('c', 3), doubtOf('d', 4)])
      const ids = async (state: 'open' | 'dismissed', after: string | null = null) =>
        (await quarantine.list(after, 10, state)).map(({ id }) => id).join('')
      expect(await quarantine.dismiss('b')).toBe(true)
      expect([await quarantine.dismiss('b'), await quarantine.dismiss('x'), await quarantine.restore('a')]).toEqual([false, false, false])
      await quarantine.dismiss('c')
      expect([await ids('open'), await ids('dismissed'), await quarantine.count()]).toEqual(['ad', 'bc', 2])
      // What is dismissed meanwhile is still a place to go on from.
      expect([await ids('open', 'b'), await ids('dismissed', 'b')]).toEqual(['d', 'c'])
      expect((await quarantine.find('b'))?.state).toBe('dismissed')
      expect(await quarantine.restore('b')).toBe(true)
      expect([await ids('open'), await ids('dismissed'), await quarantine.count()]).toEqual(['abd', 'c', 3])
    })

    it('finds an entry as it was put, and nothing where there is none', async () => {
      const { quarantine } = stores()
      await quarantine.put([doubtOf('a', 1, 'ann')])
      expect(await quarantine.find('a')).toStrictEqual({ entry: doubtOf('a', 1, 'ann'), state: 'open' })
      expect(await quarantine.find('x')).toBeNull()
      expect(await quarantine.notKept()).toBe(0)
    })

    it('forgets what was mended; what is dismissed stays so when it comes again', async () => {
      const { quarantine } = stores()
      await quarantine.put([doubtOf('a', 1), doubtOf('b', 2), doubtOf('c', 3)])
      await quarantine.dismiss('b')
      await quarantine.dismiss('c')
      expect([await quarantine.resolve('a'), await quarantine.resolve('b'), await quarantine.resolve('x')]).toEqual([true, true, false])
      await quarantine.put([doubtOf('c', 9)])
      expect([await quarantine.count(), (await quarantine.list(null, 10, 'dismissed')).map(({ id }) => id)]).toEqual([0, ['c']])
      // A new one of the same id begins anew.
      await quarantine.put([doubtOf('b', 9)])
      expect((await quarantine.find('b'))?.state).toBe('open')
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
