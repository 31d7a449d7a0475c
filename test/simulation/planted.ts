/** A world of forty days and nine people, one of them a visitor at first, in which nothing goes wrong by itself, to plant mistakes in and see whether the auditor notices. */
import { switchboardOf } from '../../shared/flow/switches.ts'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { unlimitedPace } from '../../shared/adapters/memory/pace.ts'
import { memoryQueue } from '../../shared/adapters/memory/queue.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { intake } from '../../shared/flow/doors/take.ts'
import { takeMailEvent } from '../../shared/flow/mail-events.ts'
import { relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { tallyAll } from '../../shared/flow/tally.ts'
import type { Caller } from '../../shared/ports/caller.ts'
import { makeCall } from '../../shared/flow/call.ts'
import { carryOutPage } from '../../shared/flow/carry-out.ts'
import { tick, wakeAll } from '../../shared/flow/tick.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import { customerId, type CustomerId, type EpochMs } from '../../shared/kernel/words.ts'
import type { Commit } from '../../shared/ports/customer-store.ts'
import type { Mail } from '../../shared/ports/mailer.ts'
import type { QuarantineEntry } from '../../shared/ports/quarantine.ts'
import { plainLinks, plainRenderer, SENDER } from '../flow/plain.ts'
import { type Auditor, auditorOf } from './auditor/auditor.ts'
import { auditFinal } from './auditor/final.ts'
import type { Violation } from './auditor/invariants.ts'
import { countsOf } from './counts.ts'
import type { Task } from './engine/machine.ts'
import type { Kind } from './engine/invocations.ts'
import type { Returned } from './engine/mail-service.ts'
import { recordOf } from './engine/ses-records.ts'
import { day, ERA, LATER, people, POOL, SWITCHED_OFF, TESTER } from './planted-company.ts'
import { type Era, EVENTS } from './world/definitions.ts'
import { envelopeOf, type Happening, publisherOf } from './world/people.ts'

/** Where mistakes are planted. Each leaves the rest of the world as it is. */
export type Planted = {
  /** What is committed instead. */
  readonly commit?: (commit: Commit, kind: Kind) => Commit
  /** What the mail service does with a mail; the honest one takes it once. */
  readonly mail?: (mail: Mail, accept: () => void) => void
  /** Kinds of work that are left undone. */
  readonly idle?: Kind
  /** An event that is published and reaches nobody. */
  readonly lost?: string
  readonly finally?: (world: {
    readonly auditor: Auditor
    readonly stores: ReturnType<typeof openSqlite>
    readonly now: EpochMs
  }) => Promise<void>
}

const [ordinary, withdrawn, homeless, hasty, slow, late, paused, rich] = people(false, 8) as [
  CustomerId,
  CustomerId,
  CustomerId,
  CustomerId,
  CustomerId,
  CustomerId,
  CustomerId,
  CustomerId,
]
const [held] = people(true, 1) as [CustomerId]
const CODES = ['SPRING-0']
/** Turns out to be the ordinary one. */
const VISITOR = customerId('anonymous:visitor')

/** Runs the small world with mistakes planted in it; answers what the auditor found. */
export const violationsOf = async (planted: Planted): Promise<readonly Violation[]> => {
  const stores = openSqlite(':memory:')
  const given = {
    digestOf: stores.customers.addressDigest,
    pools: new Map([[POOL, CODES]]),
    eraAt: (at: EpochMs) => (at < LATER.from ? ERA : LATER),
    mayBeLate: () => true,
  }
  const auditor = auditorOf(countsOf(), given)
  await stores.coupons.add(POOL, CODES)
  const publisher = publisherOf()
  const queue = memoryQueue()

  let last: Mail | null = null
  const taskOf = (kind: Kind, now: EpochMs, era: Era, happenings: readonly Happening[], returned: Returned | null): Task => ({
    self: { serial: 0, kind, status: 'live' },
    now,
    clock: () => now,
    startedAt: now,
    era,
    happenings,
    returned,
    closing: null,
    rowsRead: new Set(),
    notTaken: new Map(),
  })
  const engineOf = (task: Task): Engine => ({
    store: {
      ...stores.customers,
      commit: async (commits) => {
        const changed = commits.map((commit) => planted.commit?.(commit, task.self.kind as Kind) ?? commit)
        const results = await stores.customers.commit(changed)
        auditor.committed(task, changed, results, task.now)
        return results
      },
    },
    stream: stores.changes,
    tallies: stores.tallies,
    quarantine: stores.quarantine,
    queue,
    mailer: {
      atOnce: 1,
      lookUp: async () => 'unknown',
      send: async (mail) => {
        last = mail
        const accept = (): void => auditor.accepted(mail, task.now)
        if (planted.mail === undefined) accept()
        else planted.mail(mail, accept)
        return { type: 'accepted' }
      },
    },
    pace: unlimitedPace,
    links: plainLinks,
    switches: switchboardOf(stores.switches),
    sender: SENDER,
    renderer: plainRenderer,
    rules: () => task.era.rules,
  })
  const works = async (
    kind: Kind,
    now: EpochMs,
    work: (engine: Engine) => Promise<unknown>,
    era = ERA,
    heard: readonly Happening[] = [],
    returned: Returned | null = null,
  ): Promise<void> => {
    if (planted.idle === kind) return
    const task = taskOf(kind, now, era, heard, returned)
    await work(engineOf(task))
    auditor.finished(task)
  }
  const says = async (happening: Happening): Promise<void> => {
    auditor.published(happening)
    if (happening.name === planted.lost) return
    const raw = envelopeOf(happening)
    const arrival = { text: JSON.stringify(raw), raw, source: 'bus', receivedAt: happening.timestamp }
    await works('intake', happening.timestamp, (engine) => intake(engine, [arrival], { correctSkew: false }), ERA, [happening])
  }
  const mails = async (now: EpochMs, era = ERA): Promise<void> => {
    await works('relay', now, (engine) => relay(engine, 'local', 0n))
    await works('send', now, (engine) => send(engine, now), era)
  }
  const signsUp = (customer: CustomerId, n: number): Promise<void> => says(publisher.track(customer, EVENTS.signUp, day(n)))
  const buys = (customer: CustomerId, n: number): Promise<void> => says(publisher.track(customer, EVENTS.order, day(n), { revenue: 12.5 }))

  const comesBack = async (now: EpochMs): Promise<void> => {
    if (last === null) return
    const one: Returned = { id: last.id, what: 'SoftBounce', at: now, address: last.to, isProgram: false, told: null }
    auditor.returned(one)
    await works('report', now, (engine) => takeMailEvent(engine, recordOf(one, now), now), ERA, [], one)
  }

  /** Two meet the rules of delivery: a cap, a budget, a code, a window, and what is not confirmed. */
  const meetRules = async (): Promise<void> => {
    for (const [at, name] of [
      [21, EVENTS.card],
      [21.1, EVENTS.view],
      [22, EVENTS.card],
    ] as const) {
      await says(publisher.track(slow, name, day(at)))
      if (name === EVENTS.view) await mails(day(21.2))
    }
    for (const [at, name] of [
      [23, EVENTS.refund],
      [24, EVENTS.quiz],
    ] as const) {
      for (const customer of [slow, late]) await says(publisher.track(customer, name, day(at)))
      await mails(day(at + 0.1))
    }
    await says(publisher.track(slow, EVENTS.back, day(25)))
    await works('tick', day(25.5), (engine) => tick(engine, day(25.5)))
    await mails(day(25.5))
    await comesBack(day(25.6))
    await says(publisher.track(late, 'Subscribed', day(26)))
    await says(publisher.track(late, EVENTS.card, day(26.1)))
    await mails(day(26.2))
  }

  const caller: Caller = {
    call: async (made) => {
      const attempt = { type: 'answered', status: 200 } as const
      auditor.called(made, { attempt, afterMs: 0, isTaken: true })
      return attempt
    },
  }
  /** One meets a campaign that is paused, another one with many ways. */
  const goWays = async (): Promise<void> => {
    await says(publisher.track(slow, EVENTS.back, day(27.5)))
    await mails(day(27.6))
    await says(publisher.track(rich, EVENTS.sale, day(28)))
    const hands = { tasks: stores.tasks, putCalls: stores.calls.put }
    await works('carry', day(28), (engine) => carryOutPage(hands, engine.stream, 'local', 0n))
    for (const call of await stores.calls.due(day(28), 9, []))
      await works('call', day(28), (engine) => makeCall({ engine, caller, clock: { now: () => day(28) } }, call, 1))
    await says(publisher.track(rich, EVENTS.view, day(29.5)))
    await mails(day(29.6))
    await works('sweep', day(32.1), (engine) => wakeAll(engine, [rich], day(32.1)), LATER)
  }

  const everybody = [ordinary, withdrawn, homeless, hasty, slow, late, paused, rich, held, TESTER]
  for (const customer of everybody) {
    await says(
      publisher.identify(customer, day(0), customer === homeless ? { plan: 'pro' } : { plan: 'pro', email: `${customer}@example.com` }),
    )
    await buys(customer, 0)
  }
  await says(publisher.track(withdrawn, 'Unsubscribed', day(0.5)))
  await says(publisher.track(paused, 'Preferences Changed', day(0.5), { pausedUntil: isoOf(day(20)) }))
  for (const customer of [ordinary, withdrawn, homeless, hasty, paused, held, TESTER]) await signsUp(customer, 1)
  await buys(hasty, 1.1)
  await buys(VISITOR, 1.1)
  await mails(day(1.2))
  await says(publisher.recognise(VISITOR, ordinary, day(2)))
  await buys(ordinary, 3)
  await works('tick', day(6), (engine) => tick(engine, day(6)))
  await mails(day(6))
  await signsUp(slow, 7)
  await mails(day(11))
  await signsUp(late, 12)
  await mails(day(12), SWITCHED_OFF)
  await meetRules()
  await goWays()
  await works('tick', day(40), (engine) => tick(engine, day(40)), LATER)
  await mails(day(40), LATER)

  await tallyAll(stores.changes, stores.tallies)
  await planted.finally?.({ auditor, stores, now: day(40) })
  await auditFinal(auditor, stores, LATER, day(40), new Set())
  stores.close()
  return auditor.violations
}

/** Commits another verdict where a claim came to the given one: a reason of refusal, or a status. */
export const claimsInstead =
  (verdict: string, name: 'claimed' | 'withheld' = 'claimed') =>
  (commit: Commit): Commit => {
    const isMeant = (to: string, because: string | null): boolean => to === verdict || because === verdict
    const facts = commit.facts.map((fact): Fact => {
      if (fact.type !== 'message-moved' || fact.from !== 'owed' || !isMeant(fact.to, fact.because?.type ?? null)) return fact
      return { ...fact, to: name, because: null, until: null }
    })
    const settlements = commit.settlements.map((one): Commit['settlements'][number] => {
      if (one.from !== 'owed' || !isMeant(one.to.name, one.to.name === 'refused' ? one.to.because.type : null)) return one
      const at = 'at' in one.to ? one.to.at : day(0)
      return { ...one, to: name === 'claimed' ? { name, at, leaseUntil: at } : { name, at } }
    })
    return { ...commit, facts, settlements }
  }

/** Commits facts of one type as changed; null: not at all. */
export const factsInstead =
  <Type extends Fact['type']>(type: Type, change: (fact: Extract<Fact, { type: Type }>) => Fact | null) =>
  (commit: Commit): Commit => ({
    ...commit,
    facts: commit.facts.flatMap((fact) => (fact.type === type ? (change(fact as Extract<Fact, { type: Type }>) ?? []) : fact)),
  })

/** Says of the first event of a batch that nobody can tell whether it is new. */
export const doubted = (commit: Commit, kind: Kind): Commit => {
  const [event] = commit.timeline
  if (kind !== 'intake' || event === undefined) return commit
  const entry: QuarantineEntry = {
    id: event.id,
    at: event.occurredAt,
    because: 'uncertain',
    customerId: event.customerId,
    problems: [],
    text: JSON.stringify({ id: event.id }),
  }
  return { ...commit, quarantine: [entry] }
}
