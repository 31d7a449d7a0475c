import { normalAddress } from '../../kernel/keyed.ts'
import type { CustomerId } from '../../kernel/words.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import { decodeState } from '../codec/state.ts'
import { type Database, key } from './database.ts'

type Row = { readonly id: CustomerId; readonly version: number; readonly state: string }

/** Who is one person. There is no index for it: each question goes through all states, a second for some million. */
export const ringsOf = (database: Database) => {
  const load = database.prepare<Row>('SELECT id, version, state FROM customers WHERE id = ?')
  const ways = database.prepare<{ id: CustomerId; into: CustomerId | null }>(
    `SELECT id, json_extract(state, '$.w[1]') AS "into" FROM customers WHERE instr(state, '"w":[') > 0`,
  )
  const mailed = database.prepare<Row>(`SELECT id, version, state FROM customers WHERE state LIKE ? ESCAPE '~'`)

  /** Their own id first. */
  const idsOf = (id: CustomerId): readonly CustomerId[] => {
    const sources = new Map<CustomerId, CustomerId[]>()
    for (const way of ways.all()) if (way.into !== null) sources.set(way.into, [...(sources.get(way.into) ?? []), way.id])
    const ring = new Set([id])
    // A set is walked in the order of insertion, and goes on with what is added meanwhile.
    for (const one of ring) for (const source of sources.get(one) ?? []) ring.add(source)
    return [...ring]
  }
  const stateOf = (id: CustomerId): CustomerState | null => {
    const row = load.get(key(id))
    return row === undefined ? null : decodeState(row.id, row.version, row.state)
  }
  return {
    idsOf,
    statesOf: (id: CustomerId): readonly CustomerState[] => idsOf(id).flatMap((one) => stateOf(one) ?? []),
    withAddress: (address: string): readonly CustomerId[] => {
      const wanted = normalAddress(address)
      // What stands before the @ is spelled as it is but for its case; a domain may be written in two ways.
      const local = JSON.stringify(wanted.slice(0, wanted.lastIndexOf('@') + 1)).slice(1, -1)
      const pattern = /^[\x20-\x7e]*$/.test(local) ? `%${local.replace(/[%_~]/g, (character) => `~${character}`)}%` : '%@%'
      return mailed.all(pattern).flatMap(({ id, version, state }) => {
        const { traits } = decodeState(id, version, state)
        const email = Object.hasOwn(traits, 'email') ? traits.email?.value : undefined
        return typeof email === 'string' && normalAddress(email) === wanted ? [id] : []
      })
    },
  }
}
