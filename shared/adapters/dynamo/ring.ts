/**
 * Who is one person. Whoever is merged into another, or redirected there, leaves a row with them (`I#`): so the way back needs no look at
 * everybody. A merge that was lifted leaves its row; the states say which still lead there.
 */
import { normalAddress } from '../../kernel/keyed.ts'
import { type CustomerId, customerId } from '../../kernel/words.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { Fact } from '../../domain/fact/fact.ts'
import { keyOf, sortOf, text } from './items.ts'
import { partitions, PREFIXES } from './layout.ts'
import { scanAll, scanOfStates } from './scan.ts'
import { stateKey, stateOf } from './state-row.ts'
import type { Action, Table } from './table.ts'

/** What the commit that makes somebody another says to where they go. */
export const leadsTo = (source: CustomerId, facts: readonly Fact[]): readonly Action[] => {
  const targets = new Set(facts.flatMap((fact) => (fact.type === 'merge-begun' || fact.type === 'redirected' ? [fact.into] : [])))
  return [...targets].map((into) => ({ Put: { Item: keyOf(partitions.customer(into), PREFIXES.source + source) } }))
}

/** Everybody who is this one, who comes first. */
export const ringOf = async (table: Table, id: CustomerId): Promise<readonly CustomerState[]> => {
  const own = await table.get(stateKey(id))
  if (own === null) return []
  const ring = new Map([[id, stateOf(own)]])
  // A map is walked in the order of insertion, and goes on with what is added meanwhile.
  for (const one of ring.keys()) {
    for (const state of await sourcesOf(table, one)) if (!ring.has(state.id)) ring.set(state.id, state)
  }
  return [...ring.values()]
}

const sourcesOf = async (table: Table, id: CustomerId): Promise<readonly CustomerState[]> => {
  const { items } = await table.query({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': text(partitions.customer(id)), ':sk': text(PREFIXES.source) },
  })
  const states = await table.batchGet(items.map((item) => stateKey(customerId(sortOf(item).slice(PREFIXES.source.length)))))
  return states.map(stateOf).filter(({ merge }) => merge?.into === id)
}

/** There is no index for it: all states are read, the parts of the table side by side. */
export const withAddress = async (table: Table, address: string): Promise<readonly CustomerId[]> => {
  const wanted = normalAddress(address)
  const states = (await scanAll(table, scanOfStates(null))).map(stateOf)
  return states.flatMap(({ id, traits }) => {
    const email = Object.hasOwn(traits, 'email') ? traits.email?.value : undefined
    return typeof email === 'string' && normalAddress(email) === wanted ? [id] : []
  })
}
