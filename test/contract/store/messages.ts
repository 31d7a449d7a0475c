import { describe, expect, it } from 'vitest'
import { customerId, messageId } from '../../../shared/kernel/words.ts'
import type { MessageStatus, Settlement, StatusName } from '../../../shared/domain/messaging/message.ts'
import { at, commitOf, factOf, marked, messageOf, STATUSES, stranger } from '../samples.ts'
import type { Current, Stores } from './stores.ts'
import { everythingIn } from './everything.ts'

const M = messageId('m')
const SENT: MessageStatus = { name: 'sent', at: at(400) }
const OWED: MessageStatus = { name: 'owed' }
const settled = (id: string, from: StatusName, to: MessageStatus): Settlement => ({ id: messageId(id), from, to })

export const messagesContract = (stores: Current<Stores>): void => {
  /** Ann with one message that has come to a status. */
  const withMessage = async (status: MessageStatus): Promise<void> => {
    const { customers } = stores()
    await customers.commit([commitOf(stranger('ann'), { messages: [messageOf('ann', 'm', 100)] })])
    const settlements = [settled('m', 'owed', status)]
    if (status.name !== 'owed') await customers.commit([commitOf({ ...stranger('ann'), version: 1 }, { settlements })])
    else await customers.commit([commitOf({ ...stranger('ann'), version: 1 })])
  }

  describe('a message', () => {
    it.each(STATUSES)('that is $status.name is looked at again at $lookAt', async ({ status, lookAt }) => {
      await withMessage(status)
      const { customers } = stores()
      expect(await customers.messages([M])).toEqual([messageOf('ann', 'm', 100, status)])
      const pending = async (until: number) => (await customers.pending(at(until), 10)).map(({ id }) => id)
      expect(await pending(lookAt ?? 1e12)).toEqual(lookAt === null ? [] : ['m'])
      expect(await pending((lookAt ?? 1) - 1)).toEqual([])
    })

    it('may be created in another status than owed', async () => {
      const { customers, changes } = stores()
      const message = messageOf('ann', 'm', 100, { name: 'refused', at: at(100), because: { type: 'journey-ended' } })
      await customers.commit([commitOf(stranger('ann'), { messages: [message] })])
      expect(await customers.messages([M])).toEqual([message])
      expect(await customers.pending(at(1e12), 10)).toEqual([])
      const [shard] = await changes.shards()
      expect((await changes.owed(shard as string, 0n, 10)).items).toEqual([])
    })

    it('is found by id, and who is not there is left out', async () => {
      const { customers } = stores()
      await customers.commit([commitOf(stranger('ann'), { messages: [messageOf('ann', 'm', 1), messageOf('ann', 'n', 2)] })])
      expect(await customers.messages(['n', 'x', 'm'].map(messageId))).toEqual([messageOf('ann', 'n', 2), messageOf('ann', 'm', 1)])
      expect(await customers.messages([])).toEqual([])
    })
  })

  describe('a settlement', () => {
    const names = STATUSES.map(({ status }) => status.name)
    it.each(STATUSES)(
      'of a message that is $status.name, said to be anything else, is a conflict that leaves nothing',
      async ({ status }) => {
        await withMessage(status)
        const { customers } = stores()
        const before = await everythingIn(stores())
        const from = (name: StatusName) =>
          commitOf(
            { ...marked(stranger('ann'), 'later'), version: 2 },
            {
              dueAt: at(3),
              facts: [factOf('a')],
              messages: [messageOf('ann', 'n', 5)],
              settlements: [settled('m', name, SENT)],
            },
          )
        for (const name of names)
          if (name !== status.name) expect([name, ...(await customers.commit([from(name)]))]).toEqual([name, 'conflict'])
        expect(await everythingIn(stores())).toEqual(before)
        expect(await customers.commit([from(status.name)])).toEqual(['committed'])
        expect((await customers.messages([M]))[0]?.status).toEqual(SENT)
      },
    )

    it.each([
      { title: 'of a message that is not there', settlements: [settled('x', 'owed', SENT)] },
      { title: 'of a message of somebody else', settlements: [settled('of-ben', 'owed', SENT)] },
      { title: 'that holds beside one that does not', settlements: [settled('m', 'owed', SENT), settled('n', 'claimed', SENT)] },
      { title: 'that does not hold beside one that does', settlements: [settled('n', 'claimed', SENT), settled('m', 'owed', SENT)] },
    ])('$title is a conflict of the whole commit', async ({ settlements }) => {
      const { customers } = stores()
      await customers.commit([
        commitOf(stranger('ann'), { messages: [messageOf('ann', 'm', 1), messageOf('ann', 'n', 1)] }),
        commitOf(stranger('ben'), { messages: [messageOf('ben', 'of-ben', 1)] }),
      ])
      const before = await everythingIn(stores())
      const results = await customers.commit([
        commitOf({ ...marked(stranger('ann'), 'later'), version: 1 }, { settlements, facts: [factOf('a')] }),
        commitOf(stranger('cid')),
      ])
      expect(results).toEqual(['conflict', 'committed'])
      const after = await everythingIn(stores())
      expect({ ...after, states: [], timelines: [] }).toEqual({ ...before, states: [], timelines: [] })
      expect(after.states.slice(0, 2)).toEqual(before.states)
    })

    it('is lost when the state was changed meanwhile, though the row still stands', async () => {
      await withMessage(OWED)
      const { customers } = stores()
      const commit = commitOf({ ...stranger('ann'), version: 1 }, { settlements: [settled('m', 'owed', SENT)] })
      expect(await customers.commit([commit])).toEqual(['conflict'])
      expect((await customers.messages([M]))[0]?.status).toEqual(OWED)
    })

    it('back to owed makes it due at once and shows it to the relay again', async () => {
      await withMessage({ name: 'unknown', at: at(120), giveUpAt: at(320) })
      const { customers, changes } = stores()
      const [shard] = (await changes.shards()) as [string]
      const seen = await changes.owed(shard, 0n, 10)
      expect(seen.items).toEqual(['m'])
      await customers.commit([commitOf({ ...stranger('ann'), version: 2 }, { settlements: [settled('m', 'unknown', OWED)] })])
      expect((await changes.owed(shard, seen.to, 10)).items).toEqual(['m'])
      expect(await customers.pending(at(100), 10)).toEqual([messageOf('ann', 'm', 100)])
      expect(await customers.pending(at(99), 10)).toEqual([])
    })
  })

  it('of one commit move each by its own rule', async () => {
    const { customers } = stores()
    await customers.commit([
      commitOf(stranger('ann'), { messages: [messageOf('ann', 'a', 10), messageOf('ann', 'b', 20), messageOf('ann', 'c', 30)] }),
    ])
    const unknown: MessageStatus = { name: 'unknown', at: at(40), giveUpAt: at(90) }
    const lost = ['a', 'b', 'c'].map((id) => settled(id, 'owed', unknown))
    const found = [settled('a', 'unknown', OWED), settled('b', 'unknown', SENT), settled('c', 'unknown', OWED)]
    await customers.commit([commitOf({ ...stranger('ann'), version: 1 }, { settlements: lost })])
    await customers.commit([commitOf({ ...stranger('ann'), version: 2 }, { settlements: found })])
    expect((await customers.pending(at(29), 10)).map(({ id }) => id)).toEqual(['a'])
    expect((await customers.pending(at(30), 10)).map(({ id }) => id)).toEqual(['a', 'c'])
  })

  it('gives pending messages oldest first, at most so many, of all customers', async () => {
    const { customers } = stores()
    await customers.commit([
      commitOf(stranger('ann'), { messages: [messageOf('ann', 'c', 30), messageOf('ann', 'a', 10)] }),
      commitOf(stranger('ben'), { messages: [messageOf('ben', 'd', 20), messageOf('ben', 'b', 20), messageOf('ben', 'e', 5)] }),
    ])
    const claimed: MessageStatus = { name: 'claimed', at: at(5), leaseUntil: at(25) }
    await customers.commit([commitOf({ ...stranger('ben'), version: 1 }, { settlements: [settled('e', 'owed', claimed)] })])
    const pending = async (until: number, limit: number) => (await customers.pending(at(until), limit)).map(({ id }) => id).join('')
    expect(await pending(30, 10)).toBe('abdec')
    expect(await pending(29, 10)).toBe('abde')
    expect(await pending(24, 10)).toBe('abd')
    expect(await pending(30, 2)).toBe('ab')
    const unanswered = async (until: number) => (await customers.unanswered(at(until), 10)).map(({ id }) => id).join('')
    expect([await unanswered(24), await unanswered(25)]).toEqual(['', 'e'])
    expect((await customers.messages([messageId('e')]))[0]?.customerId).toBe(customerId('ben'))
  })
}
