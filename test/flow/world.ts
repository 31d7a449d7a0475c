/** The flow on the embedded store, with a mailer that does as it is told. */
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { unknownCustomer } from '../../shared/domain/customer/state.ts'
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { openFold } from '../../shared/flow/fold.ts'
import type { Timed } from '../../shared/flow/handle.ts'
import type { Request } from '../../shared/flow/request.ts'
import { unlimitedPace } from '../../shared/adapters/memory/pace.ts'
import { switchboardOf } from '../../shared/flow/switches.ts'
import { memoryQueue } from '../../shared/adapters/memory/queue.ts'
import { openSqlite, type SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { type CustomerId, customerId, type EpochMs, type MessageId } from '../../shared/kernel/words.ts'
import type { Commit, CustomerStore } from '../../shared/ports/customer-store.ts'
import type { Mail, MailAnswer, Mailer } from '../../shared/ports/mailer.ts'
import { EMAIL, event, ORDER } from '../domain/customer/world.ts'
import { plainLinks, plainRenderer, SENDER } from './plain.ts'

export const BOB = customerId('bob')

export type Flow = {
  readonly engine: Engine
  readonly stores: SqliteStores
  readonly post: Post
  readonly under: (next: Rules) => void
  /** The statuses of all messages of a customer, in the order they were owed. */
  readonly statuses: (customer: CustomerId) => Promise<readonly string[]>
}

/** A mail service: what it was handed, what it answers, and what it says when asked later. */
export type Post = Mailer & {
  readonly mails: Mail[]
  answer: MailAnswer | Error
  later: 'accepted' | 'never-left' | 'unknown'
}

export const openFlow = (
  initial: Rules,
  more: Partial<Engine> & { readonly wrap?: (store: CustomerStore) => CustomerStore } = {},
): Flow => {
  const stores = openSqlite(':memory:')
  const switches = switchboardOf(stores.switches)
  let rules = initial
  const post: Post = {
    mails: [],
    atOnce: 1,
    answer: { type: 'accepted' },
    later: 'unknown',
    send: async (mail) => {
      post.mails.push(mail)
      if (post.answer instanceof Error) throw post.answer
      return post.answer
    },
    lookUp: async () => post.later,
  }
  const { wrap = (store) => store, ...parts } = more
  const engine: Engine = {
    store: wrap(stores.customers),
    stream: stores.changes,
    tallies: stores.tallies,
    quarantine: stores.quarantine,
    queue: memoryQueue(),
    mailer: post,
    pace: unlimitedPace,
    links: plainLinks,
    sender: SENDER,
    renderer: plainRenderer,
    switches,
    rules: () => switches.applied(rules),
    ...parts,
  }
  return {
    engine,
    stores,
    post,
    under: (next) => {
      rules = next
    },
    statuses: async (customer) => (await stores.inspection.messagesOf(customer)).map(({ status }) => status.name),
  }
}

/** A request of somebody, decided at an instant. */
export const by = (customer: CustomerId, now: EpochMs, request: Omit<Extract<Request, { type: 'wake' }>, 'customerId'>): Timed => ({
  request: { customerId: customer, ...request },
  now,
})
export const told = (one: LifecycleEvent, now: EpochMs = one.occurredAt): Timed => ({
  request: { customerId: one.customerId, type: 'event', event: one },
  now,
})
export const claimed = (customer: CustomerId, message: MessageId, now: EpochMs): Timed => ({
  request: { customerId: customer, type: 'claim', message },
  now,
})

/** The first order of somebody with an address. */
export const orderOf = (customer: CustomerId, at: EpochMs): Timed => told(event(ORDER, at, { customerId: customer, ...EMAIL }))

/** A commit that only raises the version: what somebody else does in between. */
export const touched = async (store: CustomerStore, customer: CustomerId): Promise<Commit> => {
  const state = (await store.load([customer])).get(customer) ?? unknownCustomer(customer)
  return openFold(state).commit
}
