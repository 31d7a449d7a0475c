import type { Audited } from '../../contract/api.ts'
import { type Route, UNAUDITED } from '../../contract/api-roles.ts'
import { digestOf } from '../../kernel/digest.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { API_PAGE } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import { customerId, type EpochMs } from '../../kernel/words.ts'
import type { AuditEntry } from '../../ports/audit.ts'
import type { Context } from './context.ts'
import { type Around, type Call, type Handlers, type Reply, replied } from './router.ts'

/** Sorts by time, and is the same however often one request is written down. `nth`: of its instant, in one process. */
export const auditId = (at: EpochMs, request: string, nth = 0): string =>
  `${isoOf(at)}~${String(nth).padStart(4, '0')}~${digestOf('audit', request)}`

type Audit = Pick<Context, 'now' | 'changed'> & {
  readonly stores: Pick<Context['stores'], 'audit'>
  /** Null: nothing is asked here about a customer. */
  readonly customerDigest: Digest | null
}
type Digest = Context['customerDigest']

/**
 * Writes down every change: before anything is changed that it was begun, and how it ended when it did. Where it cannot be written down
 * nothing is changed; where the process ends in between, the entry says that nobody knows.
 */
export const audited = ({ stores: { audit }, now, customerDigest, changed }: Audit): Around => {
  const nthOf = counted()
  return async (call, run) => {
    if (!isAudited(call.route) || goesOn(call)) return run()
    const { id, caller } = call.request
    const at = now()
    const entry = { id: auditId(at, id, nthOf(at)), at, by: caller.name, via: caller.via, what: call.route }
    const put = (reply: Reply<unknown> | null, outcome: AuditEntry['outcome']): Promise<void> =>
      audit.put({ ...entry, of: namesOf(call, reply, customerDigest), outcome })
    await put(null, 'begun')
    const reply = await run().catch(async (failure: unknown) => {
      // What failed is what is told; the entry says “begun” where even this cannot be written.
      await put(null, 'failed').catch(() => undefined)
      throw failure
    })
    await put(reply, reply.ok ? 'done' : 'refused')
    changed('audit')
    return reply
  }
}

/** How many came before at the same instant: the clock of a demo may stand still. */
const counted = (): ((at: EpochMs) => number) => {
  let last: { readonly at: EpochMs; readonly nth: number } | null = null
  return (at) => {
    last = { at, nth: last?.at === at ? last.nth + 1 : 0 }
    return last.nth
  }
}

export const auditHandlers = ({ stores }: Context): Pick<Handlers, 'GET /api/audit'> => ({
  'GET /api/audit': async ({ after = null }) => {
    const entries = await stores.audit.list(after, API_PAGE)
    const next = entries.length === API_PAGE ? (entries.at(-1)?.id ?? null) : null
    return replied({ items: entries.map((entry): Audited => ({ ...entry, at: isoOf(entry.at) })), next, total: null })
  },
})

/** Whatever changes something; and who took along all that is held of a person or of everybody, or what others prove us with. */
export const isAudited = (route: Route): boolean =>
  route.startsWith('GET ') ? TAKEN_ALONG.includes(route) : !(UNAUDITED as readonly Route[]).includes(route)

const TAKEN_ALONG: readonly Route[] = ['GET /api/customers/:id/export', 'GET /api/past', 'GET /api/webhooks/secret']

/** A further page of what was written down with its first: there may be thousands. */
const goesOn = ({ route, asked }: Call): boolean => route === 'GET /api/past' && (asked as JsonObject).after !== undefined

/**
 * Which things a call is about. Addresses and reasons are left out; a customer stands under a digest, for an entry outlives an erasure.
 * Numbers and digests of an answer are known only afterwards.
 */
const namesOf = ({ route, asked, names }: Call, reply: Reply<unknown> | null, customerDigest: Digest | null): AuditEntry['of'] => {
  const said = asked as JsonObject
  const told = (reply?.ok === true ? reply.value : {}) as JsonObject
  switch (route) {
    case 'POST /api/sending':
      return texts({ on: said.on })
    case 'POST /api/campaigns/:id/sending':
      return texts({ campaign: names.id, on: said.on })
    case 'POST /api/campaigns/:id/status':
      return texts({ campaign: names.id, status: said.status })
    case 'POST /api/campaigns/:id/rollback':
      return texts({ campaign: names.id, version: said.version })
    case 'POST /api/editor/publish':
      return texts({ campaign: told.id, version: told.version })
    case 'POST /api/drafts/:id/discard':
      return texts({ campaign: names.id })
    case 'POST /api/suppressions':
    case 'POST /api/suppressions/lift':
      return texts({ digest: told.digest ?? said.digest })
    case 'POST /api/coupons/:pool/import':
    case 'POST /api/coupons/:pool/make':
      return texts({ pool: names.pool, added: told.added })
    case 'POST /api/quarantine/:id/retry':
      return texts({ entry: names.id, taken: told.taken })
    case 'POST /api/quarantine/:id/dismiss':
    case 'POST /api/quarantine/:id/restore':
      return texts({ entry: names.id })
    case 'GET /api/customers/:id/export':
    case 'POST /api/customers/:id/erase':
      return texts({ customer: customerDigest?.(customerId(names.id ?? '')) })
    case 'POST /api/write-keys':
      return texts({ name: said.name, key: (told.made as JsonObject | undefined)?.id })
    case 'DELETE /api/write-keys/:id':
      return texts({ key: names.id })
    case 'POST /api/tasks/:id':
      return texts({ task: names.id, outcome: said.outcome })
    case 'POST /api/inbox/:id/feedback':
      return texts({ message: names.id, type: said.type })
    case 'POST /api/demo':
      return texts({ pace: said.pace })
    default:
      return {}
  }
}

const texts = (said: Readonly<Record<string, unknown>>): AuditEntry['of'] =>
  Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]])),
  )
