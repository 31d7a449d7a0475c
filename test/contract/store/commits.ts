import { describe, expect, it } from 'vitest'
import { customerId, messageId } from '../../../shared/kernel/words.ts'
import type { CustomerState } from '../../../shared/domain/customer/state.ts'
import type { Commit, CustomerStore } from '../../../shared/ports/customer-store.ts'
import { at, commitOf, doubtOf, eventOf, factOf, marked, messageOf, stranger, topicsOf } from '../samples.ts'
import type { Current, Stores } from './stores.ts'
import { everythingIn } from './everything.ts'

const ANN = customerId('ann')
const BEN = customerId('ben')

export const commitContract = (stores: Current<Stores>): void => {
  describe('loading', () => {
    it('finds those that exist, with the version of their latest commit', async () => {
      const { customers } = stores()
      await customers.commit([commitOf(marked(stranger('ann'), 'one')), commitOf(stranger('ben'))])
      await customers.commit([commitOf(marked(await loaded(customers, 'ann'), 'two'))])
      const found = await customers.load([ANN, customerId('nobody'), BEN])
      expect([...found]).toEqual([
        [ANN, { ...marked(stranger('ann'), 'two'), version: 2 }],
        [BEN, { ...stranger('ben'), version: 1 }],
      ])
      expect(await customers.load([])).toEqual(new Map())
    })

    it.each(['with space', 'ключ', '🦊', "'; DROP TABLE customers; --", '__proto__', 'a\u0000b', 'a#b/c', 'x'.repeat(256)])(
      'knows a customer by any id: %j',
      async (id) => {
        const { customers } = stores()
        await customers.commit([commitOf(marked(stranger(id), id), { dueAt: at(1), facts: [factOf('a')], timeline: [eventOf(id, id, 1)] })])
        expect((await customers.load([customerId(id)])).get(customerId(id))).toEqual({ ...marked(stranger(id), id), version: 1 })
        expect(await customers.due(at(1), 10)).toEqual([{ customerId: id, dueAt: at(1) }])
        expect(await customers.inTimeline(eventOf(id, id, 1))).toBe(true)
      },
    )

    it('keeps ids apart that differ in case or in trailing space only', async () => {
      const { customers } = stores()
      const ids = ['ann', 'Ann', 'ann ', ' ann', 'ann\u0000']
      await customers.commit(ids.map((id) => commitOf(marked(stranger(id), id))))
      const found = await customers.load(ids.map(customerId))
      expect([...found.values()].map((state) => state.traits.mark?.value)).toEqual(ids)
    })
  })

  describe('a commit', () => {
    it.each([
      { stored: 0, given: 0, result: 'committed' },
      { stored: 0, given: 1, result: 'conflict' },
      { stored: 1, given: 0, result: 'conflict' },
      { stored: 1, given: 1, result: 'committed' },
      { stored: 1, given: 2, result: 'conflict' },
      { stored: 2, given: 0, result: 'conflict' },
      { stored: 2, given: 1, result: 'conflict' },
      { stored: 2, given: 2, result: 'committed' },
      { stored: 2, given: 3, result: 'conflict' },
    ])('of version $given on version $stored is $result', async ({ stored, given, result }) => {
      const { customers } = stores()
      for (let version = 0; version < stored; version += 1) {
        expect(await customers.commit([commitOf({ ...stranger('ann'), version })])).toEqual(['committed'])
      }
      const before = await everythingIn(stores())
      expect(await customers.commit([full({ ...marked(stranger('ann'), 'late'), version: given })])).toEqual([result])
      if (result === 'conflict') {
        expect(await everythingIn(stores())).toEqual(before)
        expect(await customers.wasSpilled(ANN, 'old')).toBe(false)
        expect(await customers.inTimeline(eventOf('ann', 'e', 5))).toBe(false)
      } else {
        expect((await loaded(customers, 'ann')).version).toBe(given + 1)
      }
    })

    it('writes every part of it', async () => {
      const { customers, inspection, quarantine } = stores()
      await customers.commit([full(marked(stranger('ann'), 'first'))])
      expect(await loaded(customers, 'ann')).toEqual({ ...marked(stranger('ann'), 'first'), version: 1 })
      expect(topicsOf(await inspection.factsOf(ANN))).toEqual(['one', 'two'])
      expect(await customers.messages([messageId('m')])).toEqual([messageOf('ann', 'm', 5)])
      expect(await customers.wasSpilled(ANN, 'old')).toBe(true)
      expect(await inspection.eventsOf(ANN)).toEqual([eventOf('ann', 'e', 5)])
      expect(await quarantine.list(null, 10)).toEqual([doubtOf('q', 5, 'ann')])
      expect(await customers.due(at(5), 10)).toEqual([{ customerId: ANN, dueAt: at(5) }])
    })

    it('made twice from one load: the second conflicts, and nothing of it is written', async () => {
      const { customers } = stores()
      await customers.commit([commitOf(stranger('ann'))])
      const first = await loaded(customers, 'ann')
      const second = await loaded(customers, 'ann')
      expect(await customers.commit([commitOf(marked(first, 'first'), { facts: [factOf('first')] })])).toEqual(['committed'])
      const before = await everythingIn(stores())
      expect(await customers.commit([full(marked(second, 'second'))])).toEqual(['conflict'])
      expect(await everythingIn(stores())).toEqual(before)
    })

    it('of one customer that conflicts undoes no other; results come in the order given', async () => {
      const { customers } = stores()
      await customers.commit([commitOf(stranger('ben'))])
      const results = await customers.commit([commitOf(stranger('ann')), full(stranger('ben')), commitOf(stranger('cid'))])
      expect(results).toEqual(['committed', 'conflict', 'committed'])
      expect([...(await customers.load(['ann', 'ben', 'cid'].map(customerId))).keys()]).toEqual(['ann', 'ben', 'cid'])
    })

    it('of nobody is nothing', async () => {
      expect(await stores().customers.commit([])).toEqual([])
    })

    it('may hold one customer once only', async () => {
      const { customers } = stores()
      await expect(customers.commit([commitOf(stranger('ann')), commitOf(stranger('ann'))])).rejects.toThrow('one commit of each customer')
      expect(await customers.load([ANN])).toEqual(new Map())
    })

    it('takes an id that is no Unicode for a defect, never for somebody else', async () => {
      const { customers } = stores()
      await customers.commit([commitOf(stranger('\ufffd'))])
      await expect(customers.commit([commitOf(stranger('\ud800'))])).rejects.toThrow('well-formed')
      await expect(customers.load([customerId('\ud800')])).rejects.toThrow('well-formed')
    })
  })

  it('keeps spilled ids by customer', async () => {
    const { customers } = stores()
    await customers.commit([
      commitOf(stranger('ann'), {
        spilled: [
          ['one', at(1)],
          ['two', at(2)],
        ],
      }),
    ])
    await customers.commit([
      commitOf(
        { ...stranger('ann'), version: 1 },
        {
          spilled: [
            ['two', at(9)],
            ['three', at(3)],
          ],
        },
      ),
    ])
    for (const [customer, id, known] of [
      [ANN, 'one', true],
      [ANN, 'two', true],
      [ANN, 'three', true],
      [ANN, 'four', false],
      [BEN, 'one', false],
    ] as const) {
      expect(await customers.wasSpilled(customer, id)).toBe(known)
    }
  })

  it('loses nothing of fifty writers at one customer', async () => {
    const { customers, inspection } = stores()
    const results = await Promise.all(Array.from({ length: 50 }, (_, writer) => writeUntilCommitted(customers, `writer ${writer}`)))
    expect(results.reduce((sum, conflicts) => sum + conflicts, 0)).toBeGreaterThan(0)
    const state = await loaded(customers, 'ann')
    expect(state.version).toBe(50)
    expect(Object.keys(state.traits)).toHaveLength(50)
    expect(new Set(topicsOf(await inspection.factsOf(ANN))).size).toBe(50)
  })
}

/** Load, change, commit, until it is through; how often it was in vain. */
const writeUntilCommitted = async (customers: CustomerStore, writer: string): Promise<number> => {
  for (let conflicts = 0; conflicts < 500; conflicts += 1) {
    const state = (await customers.load([ANN])).get(ANN) ?? stranger('ann')
    const changed = { ...state, traits: { ...state.traits, [writer]: { value: true, at: at(1) } } }
    const [result] = await customers.commit([commitOf(changed, { facts: [factOf(writer)] })])
    if (result === 'committed') return conflicts
  }
  throw new Error(`${writer} never got through`)
}

/** A commit with something in each of its parts. */
const full = (state: CustomerState): Commit =>
  commitOf(state, {
    dueAt: at(5),
    facts: [factOf('one'), factOf('two')],
    messages: [messageOf('ann', 'm', 5)],
    spilled: [['old', at(1)]],
    timeline: [eventOf('ann', 'e', 5)],
    quarantine: [doubtOf('q', 5, 'ann')],
  })

const loaded = async (customers: CustomerStore, id: string): Promise<CustomerState> => {
  const state = (await customers.load([customerId(id)])).get(customerId(id))
  if (state === undefined) throw new Error(`${id} exists`)
  return state
}
