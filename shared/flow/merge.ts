import type { Rules } from '../domain/customer/rules.ts'
import { unknownCustomer } from '../domain/customer/state.ts'
import { ATTEMPTS_MAX, TIMELINE_PAGE } from '../kernel/limits.ts'
import { type CustomerId, END_OF_TIME, type EpochMs, epochMs } from '../kernel/words.ts'
import type { CustomerStore } from '../ports/customer-store.ts'
import { Contended, type Handled } from './handle.ts'
import { breakCircle, commitStep, isAbsorbed } from './merge-step.ts'
import { wayFrom } from './way.ts'

/**
 * Brings what is held of a sealed customer to the one they turned out to be: first the timeline, then the state, and only then the
 * tombstone, each committed by itself. Whoever comes to it, again or at the same time, goes on where it stands; nothing is absorbed
 * twice, for the target keeps a receipt for ever and is changed on condition of its version.
 */
export const finishMerge = async (store: CustomerStore, rules: Rules, source: CustomerId, now: EpochMs): Promise<void> => {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    if ((await goOn(store, rules, source, now)) === 'done') return
  }
  throw new Contended(1)
}

/** Finishes the merges that these requests began, or found begun, in the order of their ids. */
export const finishMerges = async (store: CustomerStore, rules: Rules, handled: readonly Handled[]): Promise<void> => {
  for (const [source, now] of [...sealedBy(handled)].sort(([a], [b]) => (a < b ? -1 : 1))) await finishMerge(store, rules, source, now)
}

/** Customers that a request found or left sealed, and when that was. */
const sealedBy = (handled: readonly Handled[]): ReadonlyMap<CustomerId, EpochMs> => {
  const sealed = new Map<CustomerId, EpochMs>()
  for (const { request, decision, now } of handled) {
    const isAboutIt = request.type === 'merge' || request.type === 'wake'
    if (isAboutIt && decision?.state.merge?.status === 'sealed') sealed.set(decision.state.id, now)
  }
  return sealed
}

const goOn = async (store: CustomerStore, rules: Rules, id: CustomerId, now: EpochMs): Promise<'done' | 'again'> => {
  const way = await wayFrom(id, async (each) => (await store.load([each])).get(each) ?? unknownCustomer(each))
  if (way.type === 'too-long') throw new Error('a customer is to be merged into one whom nobody can find: the way there is too long')
  if (way.type === 'circle') {
    await breakCircle(store, rules, way.states, now)
    return 'again'
  }
  const [source, ...ahead] = way.states
  const target = ahead.at(-1)
  if (source.merge?.status !== 'sealed' || target === undefined) return 'done'
  // Nothing can be taken over by somebody who was erased: they stay who they are.
  if (target.erasedAt !== null) return (await commitStep(store, rules, source, { type: 'lift' }, now)) === 'committed' ? 'done' : 'again'
  if (!(await isAbsorbed(store, id, ahead))) {
    // Before the target knows of it: whoever looks for earlier outcomes there afterwards finds them.
    await copyTimeline(store, id, target.id)
    const absorbed = await commitStep(store, rules, target, { type: 'absorb', source, followed: ahead.length }, now)
    if (absorbed === 'conflict') return 'again'
  }
  return (await commitStep(store, rules, source, { type: 'tombstone' }, now)) === 'committed' ? 'done' : 'again'
}

/** Puts the events of one customer under the id of another, too, a page at a time. Put again, nothing changes. */
const copyTimeline = async (store: CustomerStore, from: CustomerId, to: CustomerId): Promise<void> => {
  let after = epochMs(-END_OF_TIME)
  let limit = TIMELINE_PAGE
  for (;;) {
    const page = await store.timeline(from, { names: null, after, until: END_OF_TIME, limit })
    await store.putTimeline(page.map((event) => ({ ...event, customerId: to })))
    const last = page.at(-1)
    if (last === undefined || page.length < limit) return
    // The page may have ended within an instant, and pages go by instants: one that is an instant alone has to grow.
    if (page[0]?.occurredAt === last.occurredAt) limit *= 2
    else after = epochMs(last.occurredAt - 1)
  }
}
