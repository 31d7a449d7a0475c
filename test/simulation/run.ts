/** One world from one seed: it is born, suffers, is healed, comes to rest, and is judged. */
import { createHash } from 'node:crypto'
import { openSqlite, type SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { rebuildTallies, tallyAll } from '../../shared/flow/tally.ts'
import { fnv32a } from '../../shared/kernel/hash.ts'
import { bytesOfSeed } from '../../shared/kernel/keyed.ts'
import type { Allowance } from '../../shared/ports/pace.ts'
import { type Random, seededRandom } from '../../shared/kernel/random.ts'
import { HOUR_MS, later } from '../../shared/kernel/time.ts'
import type { CustomerId, EpochMs, MessageId } from '../../shared/kernel/words.ts'
import { type Auditor, auditorOf } from './auditor/auditor.ts'
import { countCompared } from './auditor/counting-compared.ts'
import { auditFinal } from './auditor/final.ts'
import type { Violation } from './auditor/invariants.ts'
import { checkTallies } from './auditor/tallies.ts'
import { type Count, type Counts, countsOf } from './counts.ts'
import { type Luck, luckOf } from './engine/faults.ts'
import { invocationsOf } from './engine/invocations.ts'
import type { Site, Task } from './engine/machine.ts'
import { distantService, localInbox } from './engine/mail-service.ts'
import { operationsOf, tickerStopOf } from './engine/operations.ts'
import { lossyQueue } from './engine/queue.ts'
import { schedulerOf } from './engine/scheduler.ts'
import { planOf } from './world/focus.ts'
import { planCrowds, planNight, planPoison, planRestarts, planRushes, planStops } from './world/accidents.ts'
import { postmarkOf } from './world/postmark.ts'
import { stopsOf } from './world/stops.ts'
import { companyOf, type Era } from './world/definitions.ts'
import { MISCHIEF_MAX, mischiefAfter, type Way } from './world/mischief.ts'
import { outcomesOf } from './world/outcomes.ts'
import { type Happening, livesOf, publisherOf } from './world/people.ts'
import { postAll } from './world/post.ts'

/** What one world showed. The same seed always shows the same. */
export type Verdict = {
  readonly seed: number
  readonly violations: readonly Violation[]
  readonly counts: readonly Count[]
  /** A digest of everything that happened, in order. */
  readonly history: string
}

/** After the faults: 72 hours until a mail nobody heard of is given up, and some to spare. */
const REST_HOURS = 80

export const runWorld = async (seed: number): Promise<Verdict> => {
  const chance = (what: string): Random => seededRandom(fnv32a(`${seed}/${what}`))
  const random = chance('world')
  const plan = planOf(seed, random)
  const { start, end } = plan
  const lastReportAt = later(end, 48 * HOUR_MS)
  const company = companyOf(random, plan)
  const publisher = publisherOf()

  const counts = countsOf()
  const luck = luckOf(chance('luck'), plan.severities, (fault) => counts.add('fault', fault))
  const history = createHash('sha256')
  const scheduler = schedulerOf(chance('schedule'), start, (serial) => history.update(`${serial} `))
  const stores = openSqlite(':memory:')
  stores.secret.take(bytesOfSeed(String(seed)))
  for (const [pool, codes] of company.pools) await stores.coupons.add(pool, codes)
  const moot = mootClaims(counts)
  const stops = stopsOf(company.eras)
  const auditor = auditorOf(counts, {
    digestOf: stores.customers.addressDigest,
    pools: company.pools,
    eraAt: stops.eraAt,
    mayBeLate: (customer) => tickerStop !== null || everPoisoned.has(customer),
  })
  let mischief = 0

  const publish = (happening: Happening, at: EpochMs, way: Way = 'somehow'): void => {
    if (at > end) return
    auditor.published(happening)
    if (way === 'exactly') operations.deliverExactly(happening, at)
    else if (way === 'alone') operations.deliverAlone(happening, at)
    else operations.deliver(happening, at)
  }
  const committed: Site['committed'] = (task, commits, results) => {
    const now = scheduler.now()
    auditor.committed(task, commits, results, now)
    const kept = commits.filter((_, index) => results[index] === 'committed')
    for (const commit of kept) {
      for (const { id } of commit.settlements) moot.moved(task, id)
      history.update(`${commit.state.id} ${commit.state.version} ${now} ${JSON.stringify(commit.facts)}\n`)
      if (mischief >= MISCHIEF_MAX) continue
      for (const { happening, at, way } of mischiefAfter(commit, task.era, luck, publisher, now)) {
        mischief += 1
        publish(happening, at, way)
      }
    }
    operations.committed(kept)
  }
  const postmark = postmarkOf(auditor, publisher, history, {
    now: scheduler.now,
    topicOf: (mail) => mail.topic,
    // Days late, but not too late to be judged.
    come: (one, acceptedAt, comesAt) => operations.returned(one, acceptedAt, comesAt < lastReportAt ? comesAt : lastReportAt),
  })
  const mail =
    plan.focus === 'held-up senders' || random.chance(0.35)
      ? localInbox(stores.inbox, luck, postmark)
      : distantService(scheduler, luck, postmark)
  const poisoned = new Set<CustomerId>()
  let allowance = PLENTY
  const site: Site = {
    scheduler,
    luck,
    stores,
    mail,
    poisoned,
    queue: lossyQueue(luck, plan.focus === 'last places' ? 2 : 10, () => operations.queueFilled()),
    crashed: (self) => invocations.crash(self),
    committed,
    loadedOwed: moot.saw,
    allowance: () => allowance,
    switched: (change) => {
      counts.add('stop', `${change.on ? 'lifted' : 'stopped'} by a ${change.by}`)
      stops.changed(change, scheduler.now())
      if (change.by === 'breaker')
        operations.turned({ campaign: change.campaign, on: true, why: 'mended' }, later(scheduler.now(), 6 * HOUR_MS))
    },
    suppress: async (address) => {
      const at = scheduler.now()
      const isNew = await stores.suppressions.put(stores.customers.addressDigest(address), { by: 'somebody', at, why: 'asked by phone' })
      if (isNew) auditor.suppressed(address, at)
    },
    called: auditor.called,
    swept: auditor.swept,
    withdraw: (customer) => publish(publisher.track(customer, 'Unsubscribed', scheduler.now()), scheduler.now(), 'exactly'),
  }
  allowance = allowanceOf(luck)
  const invocations = invocationsOf(site, stops.eraAt, {
    failed: (kind, failure) => counts.add(`handed back: ${failure}`, kind),
    defect: (kind, failure) => auditor.violate('I24', kind, stackOf(failure), 'nothing but outages and contention'),
    finished: (task) => {
      moot.finished(task)
      auditor.finished(task)
    },
  })
  const tickerStop = luck.strikes('ticker stopped for days') ? tickerStopOf(luck, start, end) : null
  const operations = operationsOf(site, invocations, tickerStop)

  const lives = livesOf(random, publisher, company.manner, plan.isSmall, start, end)
  const more = plan.compares ? outcomesOf(random, publisher, lives, end) : []
  const posted = postAll([...lives, ...more], luck, publisher, end)
  for (const happening of new Set(posted.map((one) => one.happening))) auditor.published(happening)
  for (const { happening, at } of posted) operations.deliver(happening, at)
  const customers = new Set(posted.map(({ happening }) => happening.customer))
  const campaigns = [...(company.eras[0] as Era).rules.campaigns.live.keys()]
  for (const [index, { from, sweeps }] of company.eras.entries()) if (sweeps) operations.swept(`era ${index}`, from)
  planRestarts(scheduler, luck, operations, mail.kind, { start, end })
  planRushes(luck, plan, company.eras, customers, publisher, publish)
  const inCrowd = (happening: Happening, at: EpochMs, isAlone: boolean): void => {
    auditor.published(happening)
    if (isAlone) operations.deliverAlone(happening, at)
    else operations.deliver(happening, at)
  }
  planCrowds(luck, plan, customers, publisher, inCrowd, { start, end })
  if (plan.change !== null) planNight(random, customers, publisher, inCrowd, plan.change.at)
  planStops(luck, campaigns, operations, { start, end })
  const everPoisoned = planPoison(scheduler, luck, customers, poisoned, { start, end })

  await scheduler.run(end, operations.idle)
  luck.heal()
  allowance = PLENTY
  await scheduler.run(later(end, REST_HOURS * HOUR_MS), operations.idle)
  if (operations.undelivered() > 0)
    auditor.violate('I12', 'the bus', `${operations.undelivered()} event(s) that nobody took`, 'all taken in the end')
  await judge(auditor, stores, stops.eraAt(scheduler.now()), scheduler.now(), everPoisoned)
  await countFates(auditor, stores, counts)
  countCompared(auditor.world.commits, company.eras, counts)
  history.update(JSON.stringify(await stores.inspection.customers(null, EVERYBODY)))
  stores.close()
  return { seed, violations: auditor.violations, counts: counts.all(), history: history.digest('hex') }
}

const PLENTY: Allowance = { perSecond: 100, per24Hours: null, sentLast24Hours: null }

/** As many as come, or one in some minutes, or a few a day. */
const allowanceOf = (luck: Luck): Allowance => {
  if (!luck.strikes('pace grants little')) return PLENTY
  const isSlow = luck.random.chance(0.5)
  return {
    perSecond: isSlow ? 1 / (60 + luck.random.below(600)) : 1,
    per24Hours: isSlow ? null : 2 + luck.random.below(8),
    sentLast24Hours: null,
  }
}

const EVERYBODY = 1_000_000

/** The whole store against the books; the counters once as they were folded, once counted anew. */
const judge = async (auditor: Auditor, stores: SqliteStores, era: Era, now: EpochMs, poisoned: ReadonlySet<CustomerId>): Promise<void> => {
  await tallyAll(stores.changes, stores.tallies)
  await auditFinal(auditor, stores, era, now, poisoned)
  await rebuildTallies(stores.changes, stores.tallies)
  const facts = await Promise.all([...auditor.world.books.keys()].map((customer) => stores.inspection.factsOf(customer)))
  await checkTallies(auditor, stores.tallies, facts.flat(), 'as rebuilt')
}

const countFates = async ({ world }: Auditor, { quarantine }: SqliteStores, counts: Counts): Promise<void> => {
  for (const { because } of await quarantine.list(null, EVERYBODY)) counts.add('quarantine', because)
  for (const { refusals } of world.books.values()) for (const [because, times] of refusals) counts.add('entry refused', because, times)
}

/** Messages that a sender found owed, and that somebody else had moved when it came to claim them. */
const mootClaims = (counts: Counts) => {
  const seen = new Map<Task, Set<MessageId>>()
  return {
    saw: (task: Task, ids: readonly MessageId[]): void => {
      if (task.self.kind === 'send' && !seen.has(task)) seen.set(task, new Set(ids))
    },
    moved: (task: Task, id: MessageId): void => void seen.get(task)?.delete(id),
    finished: (task: Task): void => {
      for (const _ of seen.get(task) ?? []) counts.add('input', 'claim moot')
      seen.delete(task)
    },
  }
}

const stackOf = (failure: unknown): string => (failure instanceof Error ? String(failure.stack) : String(failure))
