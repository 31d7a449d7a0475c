import type { Suppressed } from '../../contract/api-sending.ts'
import type { Suppression } from '../../domain/messaging/message.ts'
import { API_PAGE } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import { type AddressDigest, addressDigest } from '../../kernel/words.ts'
import type { Context } from './context.ts'
import { type Handlers, notPossible, notThere, replied } from './router.ts'

type Routes = 'GET /api/suppressions' | 'POST /api/suppressions' | 'POST /api/suppressions/lift'

/** Addresses nobody may write to. Only who knows an address finds it here: the list holds digests. */
export const suppressionHandlers = (context: Context): Pick<Handlers, Routes> => ({
  'GET /api/suppressions': async ({ after }) => {
    const { suppressions } = context.stores
    const last = after === undefined ? null : addressDigest(after)
    if (last !== null && (await suppressions.find(last)) === null)
      return notThere('after', 'is not on the list any more', 'Begin anew, without "after".')
    const found = await suppressions.list(last, API_PAGE)
    const items = await Promise.all(found.map((one) => viewOf(context, one)))
    return replied({ items, next: found.length === API_PAGE ? (found.at(-1)?.address ?? null) : null, total: await suppressions.count() })
  },
  'POST /api/suppressions': async ({ address, because }, _, { name }) => {
    const digest = context.stores.customers.addressDigest(address)
    if (!(await context.stores.suppressions.put(digest, { by: name, at: context.now(), why: because })))
      return notPossible('address', 'is on the list already', 'Nothing is to be done.')
    return replied({ digest })
  },
  'POST /api/suppressions/lift': async ({ address, digest, because }, _, { name }) => {
    const of = digestOf(context, address, digest)
    if (of === null) return notPossible('', 'names no address', 'Send either "address" or "digest".')
    if (!(await context.stores.suppressions.lift(of, { by: name, at: context.now(), why: because })))
      return notThere('', 'names an address that is not on the list', 'Look at the list: GET /api/suppressions.')
    return replied({ digest: of })
  },
})

const digestOf = ({ stores }: Context, address: string | undefined, digest: string | undefined): AddressDigest | null => {
  if (address !== undefined) return digest === undefined ? stores.customers.addressDigest(address) : null
  return digest === undefined ? null : addressDigest(digest)
}

const viewOf = async ({ stores }: Context, { address, because, at, message }: Suppression): Promise<Suppressed> => {
  const [row] = message === null ? [] : await stores.customers.messages([message])
  const changes = await stores.suppressions.changes(address)
  return {
    digest: address,
    because,
    at: isoOf(at),
    message,
    customerId: row?.customerId ?? null,
    changes: changes.map((one) => ({ what: one.what, by: one.by, at: isoOf(one.at), why: one.why, because: one.because })),
  }
}
