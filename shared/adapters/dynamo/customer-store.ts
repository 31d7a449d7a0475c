import { TABLE_CALLS_AT_ONCE } from '../../kernel/limits.ts'
import type { Keys } from '../../kernel/keyed.ts'
import type { CustomerId, EpochMs, MessageId } from '../../kernel/words.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { LifecycleEvent } from '../../domain/event/event.ts'
import type { Message } from '../../domain/messaging/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import { commitWriterOf } from './commit-writer.ts'
import { freeCoupon } from './coupon-row.ts'
import { type DueMemory, openDueMemory } from './due-memory.ts'
import { type Erased, erasedOf } from './erased.ts'
import { eventKey, eventOf, putEvent, seenKey, timelineQuery } from './event-row.ts'
import { factRows, inOrder } from './fact-row.ts'
import { isExpired, type Item, keyOfItem, nameOf, sortOf, wholeOf, wholeOrNull } from './items.ts'
import { DUE_SHARDS, lists, PENDING_SHARDS } from './layout.ts'
import { lookAtOf, messageKey, messageOf, pointedAt, pointerKey } from './message-row.ts'
import { inParallel } from './pool.ts'
import { budgetKey } from './premises.ts'
import { countFailure, dueAtOf, dueQuery, listQuery, moveWake, stateKey, stateOf, wakeOf } from './state-row.ts'
import { suppressionKey, suppressionOf } from './suppression-row.ts'
import type { Table } from './table.ts'

/** The customers in the table. `now` is the machine's own clock: no decision is made by it, only what has expired is passed over. */
export const customerStoreOf = (
  table: Table,
  keys: Keys,
  clock: Clock,
  putQuarantine: (entries: readonly QuarantineEntry[]) => Promise<void>,
): CustomerStore => {
  const due = openDueMemory()
  const timeline = timelineOf(table, clock)
  return {
    load: loaderOf(table, erasedOf(table, keys), due),
    commit: commitWriterOf(table, keys, due, clock, timeline.putTimeline),
    ...timeline,
    ...wakesOf(table, due, putQuarantine),
    ...messagesOf(table),
    ...besideOf(table, keys),
  }
}

/** Customers as they stand, for whoever only looks at them and knows no secret: somebody who was erased is nobody. */
export const customersToRead = (table: Table): Pick<CustomerStore, 'load'> => ({
  load: loaderOf(table, { leftOf: async () => new Map() }, openDueMemory()),
})

/** Of those nobody knows, some were erased: what is left of them is read under another id. */
const loaderOf = (table: Table, erased: Pick<Erased, 'leftOf'>, due: DueMemory): CustomerStore['load'] => {
  const read = async (ids: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, CustomerState>> => {
    const [only] = ids
    const items = ids.length === 1 && only !== undefined ? [await table.get(stateKey(only))] : await table.batchGet(ids.map(stateKey))
    const states = new Map<CustomerId, CustomerState>()
    for (const item of items) {
      if (item === null) continue
      const state = stateOf(item)
      due.note(state.id, state.version, dueAtOf(item))
      states.set(state.id, state)
    }
    return states
  }
  return async (ids) => {
    if (ids.length === 0) return new Map()
    const found = await read(ids)
    const missing = ids.filter((id) => !found.has(id))
    const left = missing.length === 0 ? new Map<CustomerId, CustomerId>() : await erased.leftOf(missing)
    // Whoever asks for what is left of somebody by its own id has asked already.
    const others = [...left].flatMap(([id, as]) => (id === as ? [] : [as]))
    const remains = others.length === 0 ? found : await read(others)
    const states = new Map<CustomerId, CustomerState>()
    for (const id of ids) {
      const state = found.get(id) ?? remains.get(left.get(id) ?? id)
      if (state !== undefined) states.set(id, state)
    }
    return states
  }
}

const timelineOf = (table: Table, clock: Clock): Pick<CustomerStore, 'timeline' | 'inTimeline' | 'putTimeline' | 'wasSpilled'> => ({
  timeline: async (customer, { names, after, until, limit, newest }) => {
    const wanted: LifecycleEvent[] = []
    let start: Item | undefined
    do {
      const request = {
        ...timelineQuery(customer, after, until),
        ...(newest && { ScanIndexForward: false }),
        ...(start && { ExclusiveStartKey: start }),
      }
      const { items, next } = await table.query(request, names === null ? limit : PAGE)
      const events = items.filter((item) => !isExpired(item, clock.now())).map(eventOf)
      wanted.push(...events.filter(({ name }) => names === null || names.includes(name)))
      start = next ?? undefined
    } while (start !== undefined && wanted.length < limit)
    const sorted = wanted.sort((a, b) => a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : 1))
    return newest === true ? sorted.slice(-limit) : sorted.slice(0, limit)
  },
  inTimeline: async (event) => {
    const item = await table.get(eventKey(event))
    return item !== null && !isExpired(item, clock.now())
  },
  putTimeline: async (events) => {
    // What is so old that nobody would read it is not put: DynamoDB never removes a row that expired years ago.
    const rows = events.map(putEvent).filter(({ Item }) => Item !== undefined && !isExpired(Item, clock.now()))
    await inParallel(rows, TABLE_CALLS_AT_ONCE, table.put)
  },
  wasSpilled: async (customer, receiptKey) => (await table.get(seenKey(customer, receiptKey))) !== null,
})

/** Rows of a timeline read at a time where only some of them are wanted. */
const PAGE = 500

const wakesOf = (
  table: Table,
  memory: DueMemory,
  putQuarantine: (entries: readonly QuarantineEntry[]) => Promise<void>,
): Pick<CustomerStore, 'due' | 'wakeFailed' | 'pushBack'> => ({
  due: async (until, limit, shard) => {
    const pages = await inParallel(shardsOf(shard, DUE_SHARDS), DUE_SHARDS, (one) => table.query(dueQuery(one, until), limit))
    const wakes = pages.flatMap(({ items }) => items.map(wakeOf))
    return wakes.sort((a, b) => a.dueAt - b.dueAt || (a.customerId < b.customerId ? -1 : 1)).slice(0, limit)
  },
  wakeFailed: async (customer) => {
    const written = await table.update(countFailure(customer))
    return written.type === 'written' && written.item !== null ? (wholeOrNull(written.item, 'wf') ?? 0) : 0
  },
  pushBack: async (customer, until, because) => {
    await table.update(moveWake(customer, until))
    memory.forget(customer)
    await putQuarantine([because])
  },
})

const messagesOf = (table: Table): Pick<CustomerStore, 'messages' | 'newsOf' | 'pending' | 'unanswered'> => {
  /** The index tells where to look; the rows are read as they are now, and some have moved on. */
  const listed = async (names: readonly string[], until: EpochMs, limit: number): Promise<readonly Message[]> => {
    const pages = await inParallel(names, names.length, (name) => table.query(listQuery(name, until), limit))
    const entries = pages.flatMap(({ items }) => items.map((item) => ({ item, at: wholeOf(item, 't') })))
    const oldest = entries.sort((a, b) => a.at - b.at || (sortOf(a.item) < sortOf(b.item) ? -1 : 1)).slice(0, limit)
    const rows = await table.batchGet(oldest.map(({ item }) => keyOfItem(item)))
    const looked = rows.map(messageOf).flatMap((message) => {
      const lookAt = lookAtOf(message)
      return lookAt === null || lookAt > until ? [] : [{ message, lookAt }]
    })
    return looked.sort((a, b) => a.lookAt - b.lookAt || (a.message.id < b.message.id ? -1 : 1)).map(({ message }) => message)
  }
  return {
    messages: async (ids) => {
      const pointers = await table.batchGet(ids.map(pointerKey))
      const whose = new Map(pointers.map((pointer) => [nameOf(keyOfItem(pointer)), pointedAt(pointer)]))
      const known = ids.flatMap((id) => {
        const customer = whose.get(nameOf(pointerKey(id)))
        return customer === undefined ? [] : [{ id, customer }]
      })
      const rows = await table.batchGet(known.map(({ id, customer }) => messageKey(customer, id)))
      const messages = new Map<MessageId, Message>(rows.map(messageOf).map((message) => [message.id, message]))
      return known.flatMap(({ id }) => messages.get(id) ?? [])
    },
    // What was heard of a message is never alone in its row: news are facts of a commit.
    newsOf: async (customer, message) => {
      const naming = { FilterExpression: 'contains(f, :message)' }
      const query = factRows(customer)
      const values = { ...query.ExpressionAttributeValues, ':message': { S: JSON.stringify(message) } }
      const { items } = await table.query({ ...query, ...naming, ExpressionAttributeValues: values })
      return inOrder(items).flatMap(({ fact }) => (fact.type === 'heard' && fact.message === message ? [fact.news] : []))
    },
    pending: (until, limit, shard) => {
      const shards = shardsOf(shard, PENDING_SHARDS)
      return listed([...shards.map(lists.owed), ...shards.map(lists.asked)], until, limit)
    },
    unanswered: (until, limit, shard) => listed(shardsOf(shard, PENDING_SHARDS).map(lists.asked), until, limit),
  }
}

const besideOf = (table: Table, keys: Keys): Pick<CustomerStore, 'addressDigest' | 'suppression' | 'spent' | 'freeCoupon'> => ({
  addressDigest: keys.addressDigest,
  suppression: async (address) => suppressionOf(address, await table.get(suppressionKey(address))),
  spent: async (day, campaign) => {
    const [own, all] = [budgetKey(day, campaign), budgetKey(day, null)]
    const rows = new Map((await table.batchGet([own, all])).map((item) => [nameOf(keyOfItem(item)), wholeOrNull(item, 'n') ?? 0]))
    return { campaign: rows.get(nameOf(own)) ?? 0, all: rows.get(nameOf(all)) ?? 0 }
  },
  freeCoupon: (pool, passOver) => freeCoupon(table, pool, passOver),
})

const shardsOf = (only: number | undefined, all: number): readonly number[] =>
  only === undefined ? Array.from({ length: all }, (_, shard) => shard) : [only]
