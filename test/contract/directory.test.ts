import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqlite, type SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import type { CustomerState } from '../../shared/domain/customer/state.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { SEARCH_ROWS_AT_ONCE } from '../../shared/kernel/limits.ts'
import { type CustomerId, customerId } from '../../shared/kernel/words.ts'
import type { Wanted } from '../../shared/ports/directory.ts'
import { at, commitOf, eventOf, factOf, stranger, topicsOf } from './samples.ts'

let stores: SqliteStores
beforeEach(() => {
  stores = openSqlite(':memory:')
})
afterEach(() => stores.close())

const person = (id: string, traits: Readonly<Record<string, Json>>, stage: 'new' | 'dormant' | null = null): CustomerState => ({
  ...stranger(id),
  traits: Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, { value, at: at(1) }])),
  standing: stage === null ? null : { stage, since: at(1), because: { type: 'ended', at: at(1) } },
})
const keep = (...people: readonly CustomerState[]) => stores.customers.commit(people.map((state) => commitOf(state)))
const everybody = async (wanted: Partial<Wanted>, limit = 2): Promise<string> => {
  const found: string[] = []
  for (let after: CustomerId | null = null, pages = 0; pages < 100; pages += 1) {
    const page = await stores.directory.find({ words: [], stage: null, ...wanted }, after, limit)
    expect(page.customers.length).toBeLessThanOrEqual(limit)
    found.push(...page.customers.map(({ id }) => id))
    after = page.next
    if (after === null) break
  }
  return found.join(' ')
}

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

  it.each([
    { words: [], found: 'c1 c10 c2 x1' },
    { words: ['c1'], found: 'c1 c10' },
    { words: ['C2'], found: 'c10 c2' },
    { words: ['ada'], found: 'c1 x1' },
    { words: ['abara', 'ADA'], found: 'c1' },
    { words: ['ada', 'c1'], found: 'c1' },
    { words: ['"bear"'], found: 'c2' },
    { words: ['björn'], found: 'c2' },
    { words: ['plan'], found: '' },
    { words: ['%'], found: '' },
  ])('$words: $found', async ({ words, found }) => expect(await everybody({ words })).toBe(found))

  it.each([
    { stage: 'new', found: 'c1' },
    { stage: 'dormant', found: 'c2' },
    { stage: 'active', found: '' },
    { stage: 'prospect', found: 'c10 x1' },
  ] as const)('in $stage: $found', async ({ stage, found }) => expect(await everybody({ stage })).toBe(found))

  it('asks for both at once', async () => expect(await everybody({ words: ['ada'], stage: 'new' })).toBe('c1'))
})

it('goes through many in steps, and loses nobody between two of them', async () => {
  const ids = Array.from({ length: 2 * SEARCH_ROWS_AT_ONCE + 1 }, (_, index) => `p${String(index).padStart(5, '0')}`)
  await keep(...ids.map((id, index) => person(id, { name: index % 1_000 === 0 ? 'Rare' : 'Common' })))
  expect((await everybody({ words: ['rare'] })).split(' ')).toEqual(ids.filter((_, index) => index % 1_000 === 0))
  expect((await everybody({}, 1_000)).split(' ')).toEqual(ids)
})

it('shows the newest of what somebody did', async () => {
  await stores.customers.commit([
    commitOf(stranger('ann'), {
      facts: [factOf('1'), factOf('2'), factOf('3')],
      timeline: [1, 3, 2].map((n) => eventOf('ann', `e${n}`, n)),
    }),
  ])
  const ann = customerId('ann')
  expect((await stores.directory.latestEvents(ann, 2)).map(({ id }) => id)).toEqual(['e3', 'e2'])
  expect(topicsOf(await stores.directory.latestFacts(ann, 2))).toEqual(['3', '2'])
  expect(await stores.directory.latestEvents(customerId('nobody'), 2)).toEqual([])
})
