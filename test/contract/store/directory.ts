import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerState } from '../../../shared/domain/customer/state.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { type CustomerId, customerId } from '../../../shared/kernel/words.ts'
import type { CustomerStore } from '../../../shared/ports/customer-store.ts'
import type { Directory, Wanted } from '../../../shared/ports/directory.ts'
import { at, commitOf, eventOf, factOf, stranger, topicsOf } from '../samples.ts'
import type { Current } from './stores.ts'

type Searched = Current<{ readonly customers: CustomerStore; readonly directory: Directory }>

export const person = (id: string, traits: Readonly<Record<string, Json>>, stage: 'new' | 'dormant' | null = null): CustomerState => ({
  ...stranger(id),
  traits: Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, { value, at: at(1) }])),
  standing: stage === null ? null : { stage, since: at(1), because: { type: 'ended', at: at(1) } },
})

/** All that is found, page by page, each as it came. */
export const everybody = async ({ directory }: { readonly directory: Directory }, wanted: Partial<Wanted>, limit = 2) => {
  const found: string[] = []
  for (let after: CustomerId | null = null, pages = 0; pages < 1_000; pages += 1) {
    const page = await directory.find({ words: [], stage: null, ...wanted }, after, limit)
    expect(page.customers.length).toBeLessThanOrEqual(limit)
    found.push(...page.customers.map(({ id }) => id))
    after = page.next
    if (after === null) break
  }
  return found
}

export const directoryContract = (stores: Searched): void => {
  const keep = (...people: readonly CustomerState[]) => stores().customers.commit(people.map((state) => commitOf(state)))
  const sorted = async (wanted: Partial<Wanted>, limit = 2) => (await everybody(stores(), wanted, limit)).toSorted().join(' ')

  describe('finding customers', () => {
    beforeEach(async () => {
      await keep(
        person('c1', { firstName: 'Ada', lastName: 'Abara', email: 'ada@example.com' }, 'new'),
        person('c2', { name: 'Björn "Bear" Ek', plan: 'ada' }, 'dormant'),
        person('c10', { email: 'C2@Example.com' }),
        person('x1', { firstName: 'Ada', note: 'dormant' }),
      )
      const merge = { status: 'merged', into: customerId('c1'), at: at(2) } as const
      await keep({ ...person('c3', { name: 'Ada Gone' }), merge })
    })

    it('by the beginning of an id, by an address or a name, in any case, and by all words at once', async () => {
      for (const [words, found] of [
        [[], 'c1 c10 c2 x1'],
        [['c1'], 'c1 c10'],
        [['C2'], 'c10 c2'],
        [['c2'], 'c10 c2'],
        [['ada'], 'c1 x1'],
        [['abara', 'ADA'], 'c1'],
        [['ada', 'c1'], 'c1'],
        [['"bear"'], 'c2'],
        [['björn'], 'c2'],
        [['plan'], ''],
        [['%'], ''],
        [['c3'], ''],
      ] as const) {
        expect([words, await sorted({ words })]).toEqual([words, found])
        expect([words, await sorted({ words }, 1)]).toEqual([words, found])
      }
    })

    it('in a stage, or in none yet; and by words and stage', async () => {
      for (const [stage, found] of [
        ['new', 'c1'],
        ['dormant', 'c2'],
        ['active', ''],
        ['prospect', 'c10 x1'],
      ] as const)
        expect([stage, await sorted({ stage })]).toEqual([stage, found])
      expect(await sorted({ words: ['ada'], stage: 'new' })).toBe('c1')
    })
  })

  it('shows the newest of what somebody did', async () => {
    await stores().customers.commit([
      commitOf(stranger('ann'), {
        facts: [factOf('1'), factOf('2'), factOf('3')],
        timeline: [1, 3, 2].map((n) => eventOf('ann', `e${n}`, n)),
      }),
    ])
    await stores().customers.commit([commitOf({ ...stranger('ann'), version: 1 }, { facts: [factOf('4')] })])
    const { directory } = stores()
    const ann = customerId('ann')
    expect((await directory.latestEvents(ann, 2)).map(({ id }) => id)).toEqual(['e3', 'e2'])
    expect(topicsOf(await directory.latestFacts(ann, 2))).toEqual(['4', '3'])
    expect(await directory.latestEvents(customerId('nobody'), 2)).toEqual([])
  })
}
