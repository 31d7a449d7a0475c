import { DEFINITIONS_TOLD_AT_ONCE, PAST_ROWS_AT_ONCE, SUPPRESSIONS_ASKED_AT_ONCE } from '../../kernel/limits-simulation.ts'
import { isoOf } from '../../kernel/time.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { Definition } from '../../ports/definitions.ts'
import type { SuppressedAddress } from '../../ports/past.ts'
import { addressesIn, pageOf, toldPage } from '../simulation/past-page.ts'
import type { ConsoleStores } from './context.ts'
import { type Handlers, notRight, replied } from './router.ts'

type Routes = 'GET /api/past' | 'GET /api/definitions'

type Kept = Pick<ConsoleStores, 'past' | 'customers' | 'definitions'>

/** What a simulation elsewhere takes along: all that is kept of everybody, and all that was published. The secret stays here. */
export const pastHandlers = ({ stores }: { readonly stores: Kept }): Pick<Handlers, Routes> => ({
  'GET /api/past': async ({ after = null }) => {
    const found = await stores.past.page(after, PAST_ROWS_AT_ONCE)
    if (found === null) return noPlace
    const page = pageOf(found.rows)
    return replied(toldPage({ ...page, suppressed: await suppressedAmong(stores.customers, addressesIn(page)) }, found.next))
  },
  'GET /api/definitions': async ({ after = null }) => {
    const all = await stores.definitions.all()
    const from = after === null ? 0 : all.findIndex((one) => placeOf(one) === after) + 1
    if (after !== null && from === 0) return noPlace
    const some: Definition[] = []
    let size = 0
    for (const one of all.slice(from)) {
      if (size >= DEFINITIONS_TOLD_AT_ONCE) break
      some.push(one)
      size += JSON.stringify(one.source).length
    }
    const last = some.at(-1)
    const items = some.map((one) => ({ ...one, publishedAt: isoOf(one.publishedAt) }))
    return replied({ items, next: last === undefined || last === all.at(-1) ? null : placeOf(last), total: all.length })
  },
})

const noPlace = notRight([
  { path: 'after', problem: 'is no place to go on from', hint: 'Send what an earlier page gave as "next", or begin anew.' },
])

/** Versions come and never go, so one that was told is still there. */
const placeOf = ({ kind, id, version }: Definition): string => JSON.stringify([kind, id, version])

/** Digests of addresses are keyed by the secret: who has it not cannot look for them, and is told. */
const suppressedAmong = async (customers: CustomerStore, addresses: readonly string[]): Promise<readonly SuppressedAddress[]> => {
  const found: SuppressedAddress[] = []
  for (let asked = 0; asked < addresses.length; asked += SUPPRESSIONS_ASKED_AT_ONCE) {
    const some = addresses.slice(asked, asked + SUPPRESSIONS_ASKED_AT_ONCE)
    const suppressions = await Promise.all(some.map((address) => customers.suppression(customers.addressDigest(address))))
    for (const [index, address] of some.entries()) {
      const suppression = suppressions[index]
      if (suppression) found.push({ address, at: suppression.at })
    }
  }
  return found
}
