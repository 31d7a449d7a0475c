/** One machine's view of the world: the engine an invocation is given, whose every port call is a place to be late, to fail or to die. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import type { Engine } from '../../../shared/flow/engine.ts'
import { MINUTE_MS, SECOND_MS } from '../../../shared/kernel/time.ts'
import type { CustomerId, EpochMs, MessageId } from '../../../shared/kernel/words.ts'
import type { SqliteStores } from '../../../shared/adapters/sqlite/open.ts'
import { isJsonObject } from '../../../shared/kernel/json.ts'
import { type ChangeStream, type Page, STREAM_START, type StreamPosition } from '../../../shared/ports/change-stream.ts'
import { type Commit, type CommitResult, type CustomerStore, Transient } from '../../../shared/ports/customer-store.ts'
import type { Renderer } from '../../../shared/ports/renderer.ts'
import { paceOf } from '../../../shared/flow/pace.ts'
import { switchboardOf } from '../../../shared/flow/switches.ts'
import type { Allowance } from '../../../shared/ports/pace.ts'
import type { SwitchChange } from '../../../shared/ports/switches.ts'
import { plainLinks, plainRenderer, SENDER } from '../../flow/plain.ts'
import type { TallyStore } from '../../../shared/ports/tally-store.ts'
import type { Era } from '../world/definitions.ts'
import type { Happening } from '../world/people.ts'
import type { Closing } from '../../../shared/flow/close-task.ts'
import type { Made, Met } from './caller.ts'
import type { Fault, Luck } from './faults.ts'
import type { MailService, Returned } from './mail-service.ts'
import type { LossyQueue } from './queue.ts'
import type { Invocation, Scheduler } from './scheduler.ts'

/** What an invocation was asked to do, and by which clock and rules it does it. */
export type Task = {
  readonly self: Invocation
  /** What its machine's clock said when it began. */
  readonly now: EpochMs
  readonly clock: () => EpochMs
  /** True time at which it began. */
  readonly startedAt: EpochMs
  readonly era: Era
  /** The events it was handed, in order; none for everything but intake. */
  readonly happenings: readonly Happening[]
  /** What came back about a mail, where it takes that. */
  readonly returned: Returned | null
  /** What a person says of a task, where it takes that. */
  readonly closing: Closing | null
  /** Ids of the timeline rows it was shown. */
  readonly rowsRead: Set<string>
  /** Mails the service said it did not take, and the true instant at which it said so. */
  readonly notTaken: Map<MessageId, EpochMs>
}

/** What all machines share. */
export type Site = {
  readonly scheduler: Scheduler
  readonly luck: Luck
  readonly stores: SqliteStores
  readonly queue: LossyQueue
  readonly mail: MailService
  /** Customers whose wakes fail on every machine. */
  readonly poisoned: ReadonlySet<CustomerId>
  readonly crashed: (self: Invocation) => void
  readonly committed: (task: Task, commits: readonly Commit[], results: readonly CommitResult[]) => void
  readonly loadedOwed: (task: Task, ids: readonly MessageId[]) => void
  /** What the mail service allows. */
  readonly allowance: () => Allowance
  readonly switched: (change: SwitchChange) => void
  /** Somebody else is faster: an address is suppressed by hand, or a customer withdraws, and both are committed soon. */
  readonly suppress: (address: string) => Promise<void>
  readonly withdraw: (customer: CustomerId) => void
  /** Somebody's server met a call. */
  readonly called: (made: Made, met: Met, began: EpochMs) => void
  /** Everybody is looked at because of the rules `since` an instant, by somebody who knows those `known` from another on. */
  readonly swept: (since: EpochMs, known: EpochMs) => void
}

/** Something that is nobody's outage: what a defect looks like from outside. */
export class Poisoned extends Error {
  override name = 'Poisoned'
}

export const engineOn = (site: Site, task: Task): Engine => ({
  store: storeOn(site, task),
  stream: streamOn(site, task),
  tallies: talliesOn(site, task),
  quarantine: { ...site.stores.quarantine, put: (entries) => call(site, task, () => site.stores.quarantine.put(entries), 'commit fails') },
  queue: {
    put: (ids) => call(site, task, async () => site.queue.put(ids, task.self.kind === 'send')),
    take: (limit) => call(site, task, async () => site.queue.take(limit)),
  },
  mailer: {
    // One call at a time: the seed picks the order of all that happens.
    atOnce: 1,
    send: async (mail, now) => {
      await stepOut(site, task)
      const answer = await site.mail.send(mail, now)
      const saidAt = site.scheduler.now()
      if (site.luck.strikes('crash after a hand-over')) site.crashed(task.self)
      await step(site, task)
      if (site.luck.strikes('mail answer lost')) throw new Transient('mail answer lost')
      if (answer.type === 'throttled' || answer.type === 'not-sent') task.notTaken.set(mail.id, saidAt)
      return answer
    },
    lookUp: (id) => call(site, task, () => site.mail.lookUp(id), 'read fails'),
  },
  pace: paceOf(
    {
      read: () => call(site, task, () => site.stores.pace.read(), 'read fails'),
      update: (change) => call(site, task, () => site.stores.pace.update(change), 'commit fails', 'commit answer lost'),
    },
    async () => site.allowance(),
  ),
  switches: switchboardOf({
    latest: () => call(site, task, () => site.stores.switches.latest(), 'read fails'),
    changes: (limit) => site.stores.switches.changes(limit),
    move: (change) =>
      call(
        site,
        task,
        async () => {
          const isMoved = await site.stores.switches.move(change)
          if (isMoved) site.switched(change)
          return isMoved
        },
        'commit fails',
        'commit answer lost',
      ),
  }),
  links: plainLinks,
  sender: SENDER,
  renderer,
  rules: () => task.era.rules,
})

type Work<T> = () => Promise<T>

/** A call to something outside: it may never be made, fail, be made without anybody learning of it, or just take its time. */
export const call = async <T>(site: Site, task: Task, work: Work<T>, fails?: Fault, lost?: Fault): Promise<T> => {
  await step(site, task)
  if (fails !== undefined && site.luck.strikes(fails)) throw new Transient(fails)
  const answer = await work()
  await step(site, task)
  if (lost !== undefined && site.luck.strikes(lost)) throw new Transient(lost)
  return answer
}

const step = ({ scheduler, luck, crashed }: Site, { self }: Task): Promise<void> => {
  if (luck.strikes('crash')) crashed(self)
  return scheduler.pause(self, delayMs(luck))
}

/** A call that has its own time-out: once made, it is over within seconds, or was never made. */
const stepOut = ({ scheduler, luck, crashed }: Site, { self }: Task): Promise<void> => {
  if (luck.strikes('crash')) crashed(self)
  return scheduler.pause(self, luck.strikes('frozen for seconds') ? 1 + luck.random.below(90 * SECOND_MS) : 0)
}

const delayMs = (luck: Luck): number => {
  if (luck.strikes('frozen past the lease')) return 10 * MINUTE_MS + luck.random.below(90 * MINUTE_MS)
  if (luck.strikes('frozen for seconds')) return 1 + luck.random.below(90 * SECOND_MS)
  return luck.random.chance(0.2) ? 1 + luck.random.below(200) : 0
}

const MERGE_FACTS: readonly Fact['type'][] = ['merge-begun', 'merge-lifted', 'absorbed', 'merged']

const storeOn = (site: Site, task: Task): CustomerStore => {
  const { customers } = site.stores
  const read = <T>(work: Work<T>): Promise<T> => call(site, task, work, 'read fails')
  const write = <T>(work: Work<T>): Promise<T> => call(site, task, work, 'commit fails', 'commit answer lost')
  return {
    load: async (ids) => {
      if (task.self.kind === 'tick' && ids.some((id) => site.poisoned.has(id))) throw new Poisoned('this wake always fails')
      return read(() => customers.load(ids))
    },
    commit: async (commits) => {
      if (commits.length === 0) return []
      const isMerge = commits.some(({ facts }) => facts.some(({ type }) => MERGE_FACTS.includes(type)))
      const claims = commits.filter(({ settlements }) => settlements.some(({ to }) => to.name === 'claimed'))
      if (isMerge && site.luck.strikes('crash before a step of a merge')) site.crashed(task.self)
      if (claims.length > 0) await beforeClaim(site, task, claims)
      const results = await write(async () => {
        const results = await customers.commit(commits)
        site.committed(task, commits, results)
        return results
      })
      const isStruck =
        (isMerge && site.luck.strikes('crash after a step of a merge')) || (claims.length > 0 && site.luck.strikes('crash after a claim'))
      if (isStruck) {
        site.crashed(task.self)
        await site.scheduler.pause(task.self, 0)
      }
      // Others ask after its claims meanwhile, and it knows nothing of that.
      if (claims.length > 0 && site.luck.strikes('sender frozen past its lease'))
        await site.scheduler.pause(task.self, 8 * MINUTE_MS + site.luck.random.below(40 * MINUTE_MS))
      return results
    },
    wasSpilled: (customer, key) => read(() => customers.wasSpilled(customer, key)),
    timeline: (customer, range) =>
      read(async () => {
        const rows = await customers.timeline(customer, range)
        for (const { id } of rows) task.rowsRead.add(id)
        return rows
      }),
    inTimeline: (event) => read(() => customers.inTimeline(event)),
    putTimeline: async (events) => {
      if (events.length > 0) await write(() => customers.putTimeline(events))
    },
    due: (until, limit) => read(() => customers.due(until, limit)),
    wakeFailed: (customer) => write(() => customers.wakeFailed(customer)),
    pushBack: (customer, until, because) => write(() => customers.pushBack(customer, until, because)),
    messages: (ids) =>
      read(async () => {
        const rows = await customers.messages(ids)
        site.loadedOwed(
          task,
          rows.flatMap(({ id, status }) => (status.name === 'owed' ? [id] : [])),
        )
        return rows
      }),
    pending: (until, limit) => read(() => customers.pending(until, limit)),
    unanswered: (until, limit) => read(() => customers.unanswered(until, limit)),
    newsOf: (customer, message) => read(() => customers.newsOf(customer, message)),
    addressDigest: (address) => customers.addressDigest(address),
    suppression: (address) => read(() => customers.suppression(address)),
    spent: (day, campaign) => read(() => customers.spent(day, campaign)),
    freeCoupon: (pool, passOver) => read(() => customers.freeCoupon(pool, passOver)),
  }
}

/** Between what a claim was decided on and its commit. */
const beforeClaim = async (site: Site, task: Task, claims: readonly Commit[]): Promise<void> => {
  const { luck } = site
  if (luck.strikes('crash before a claim')) site.crashed(task.self)
  for (const { state } of claims) {
    const email = state.traits.email?.value
    if (typeof email === 'string' && luck.strikes('address suppressed between load and commit')) await site.suppress(email)
    if (luck.strikes('withdrawal between load and commit')) {
      site.withdraw(state.id)
      await site.scheduler.pause(task.self, 5 * SECOND_MS)
    }
  }
}

const streamOn = (site: Site, task: Task): ChangeStream => {
  const { changes } = site.stores
  const { luck } = site
  const cut = (limit: number): number => (luck.strikes('stream cut short') ? 1 + luck.random.below(5) : limit)
  const again = (after: StreamPosition): StreamPosition =>
    luck.strikes('stream records again') ? back(after, luck.random.below(30)) : after
  const lossy = <T>({ items, to }: Page<T>): Page<T> =>
    items.length > 0 && luck.strikes('stream records lost') ? { items: items.filter(() => luck.random.chance(0.5)), to } : { items, to }
  return {
    shards: () => changes.shards(),
    // Only the relay may lose records: what a tally would lose, it would have to recount.
    owed: (shard, after, limit) => call(site, task, async () => lossy(await changes.owed(shard, again(after), cut(limit))), 'read fails'),
    facts: (shard, after, limit) => call(site, task, () => changes.facts(shard, after, cut(limit)), 'read fails'),
  }
}

const back = (position: StreamPosition, by: number): StreamPosition => {
  const before = position - BigInt(by)
  return before < STREAM_START ? STREAM_START : before
}

const talliesOn = (site: Site, task: Task): TallyStore => {
  const { tallies } = site.stores
  const { luck } = site
  const older = (position: StreamPosition): StreamPosition =>
    luck.strikes('tally from an older place') ? back(position, 1 + luck.random.below(40)) : position
  return {
    ...tallies,
    watermark: (shard) => call(site, task, async () => older(await tallies.watermark(shard)), 'read fails'),
    apply: (...order) => call(site, task, () => tallies.apply(...order), 'tally fails', 'tally answer lost'),
    clear: () => call(site, task, () => tallies.clear(), 'tally fails', 'tally answer lost'),
  }
}

/** A text that needs a name; who has none cannot be written to. */
const renderer: Renderer = {
  render: async (content, fill) => {
    const { traits } = fill.customer
    const name = isJsonObject(traits) ? traits.name : undefined
    if (typeof name !== 'string') return { ok: false, detail: 'traits.name is missing' }
    const rendered = await plainRenderer.render(content, fill)
    return rendered.ok ? { ...rendered, text: `Dear ${name}` } : rendered
  },
}
