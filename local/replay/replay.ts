import type { Decision } from '../../shared/domain/customer/draft.ts'
import { openBatch } from '../../shared/flow/batch.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { type Sorted, sortArrival } from '../../shared/flow/intake.ts'
import { recover } from '../../shared/flow/relay.ts'
import { mergeRefusals } from '../../shared/flow/merge-refusal.ts'
import type { Request } from '../../shared/flow/request.ts'
import { tallyAll } from '../../shared/flow/tally.ts'
import { END_OF_TIME, type EpochMs } from '../../shared/kernel/words.ts'
import type { QuarantineEntry } from '../../shared/ports/quarantine.ts'
import type { Checkpoint, ReplayStore } from '../../shared/ports/replay-store.ts'
import { FolderInUse } from '../folder-in-use.ts'
import { type DeliveryPlan, deliveries } from './deliveries.ts'
import { type History, historyOf } from './history.ts'
import { type BegunMerges, begunMerges } from './merges.ts'

export type Replay = {
  readonly engine: Engine
  readonly place: ReplayStore
  /** Its `until`: everything due up to and including that instant is done, too; null: up to the last delivery. */
  readonly plan: DeliveryPlan
  /** What arrives, in the order of receipt; left out: the lines of the plan's files. */
  readonly arrivals?: AsyncIterable<readonly Arrived[]>
  /** What people do meanwhile, oldest first: each before anything else of its instant. A run that resumes does not do them again. */
  readonly changes?: readonly Change[]
  /** Told what came of each thing that arrived; what time alone brings is told by the store. */
  readonly onDecision?: (decision: Decision, now: EpochMs) => void
  /** Deliveries folded into one commit at most. The result does not depend on it. */
  readonly batchSize: number
  readonly onProgress: (progress: Progress) => void
}

/** Something that arrives, from a file or from elsewhere; it is read once its turn has come. */
export type Arrived = { readonly receivedAt: EpochMs; readonly bytesRead: number; readonly sorted: () => Sorted }

/** Something done to the rules, at an instant: published, paused, resumed. */
export type Change = { readonly at: EpochMs; readonly make: (now: EpochMs) => Promise<void> }

export type Progress = { readonly delivered: number; readonly clock: EpochMs; readonly bytesRead: number }

/** What a run did; a run that resumes counts only its own. */
export type ReplayReport = { readonly delivered: number; readonly resumedAt: number; readonly clock: EpochMs }

/**
 * Runs files through the real flow in virtual time: the clock stands at each delivery's receipt, and between two deliveries at
 * every instant at which somebody is due or a message is owed, in order. The place in the file is committed with each batch,
 * so a run that was killed goes on where it stopped and ends with the same result.
 */
export const replay = async (job: Replay): Promise<ReplayReport> => {
  const from = await job.place.checkpoint()
  const resumedAt = from?.delivered ?? 0
  const run: Run = { clock: null, from, batch: newBatch(job), delivered: 0, bytesRead: 0 }
  const keepClock = async (clock: EpochMs): Promise<void> => {
    run.from = await moved(job.place, run.from, { delivered: run.delivered, clock })
  }
  const history = historyOf(job.engine, job.plan.chaos.tickStop, keepClock)
  run.clock = from === null ? null : await clockOfLastRun(job.engine, from)
  await history.start()
  const waits = canWait(job)
  const merges = await begunMerges(job.engine, run.clock, history.refresh)
  const settle = async (clock: EpochMs): Promise<void> => {
    await flush(job, run, history, clock)
    await merges.finish(clock)
  }
  const changeUpTo = changerOf(job, run, history, settle)

  for await (const arrived of job.arrivals ?? linesOf(job.plan)) {
    const skipped = Math.min(arrived.length, resumedAt - run.delivered)
    if (skipped > 0) run.delivered += skipped
    const fresh = (skipped > 0 ? arrived.slice(skipped) : arrived).map(read)
    await run.batch.decisions.preload(fresh.flatMap(({ arrival }) => requestsOf(arrival).map(({ customerId }) => customerId)))
    for (const { arrival, delivery } of fresh) {
      await changeUpTo(delivery.receivedAt)
      const dueAt = waits ? null : earliest(run.batch.decisions.earliestDueAt(), history.nextAt())
      const cutAt = merges.areAny() ? earliest(dueAt, run.clock) : dueAt
      if (run.clock !== null && (run.batch.taken >= job.batchSize || (cutAt !== null && cutAt < delivery.receivedAt))) {
        await flush(job, run, history, run.clock)
        if (run.clock < delivery.receivedAt) await merges.finish(run.clock)
        if (!waits) await history.runUntil(run.clock, delivery.receivedAt, 'before')
      }
      run.clock = delivery.receivedAt
      if (await merges.areBefore(requestsOf(arrival), run.batch.decisions.stateOf)) await settle(run.clock)
      await take(job, run.batch, arrival, run.clock, merges)
      run.delivered += 1
      run.bytesRead = delivery.bytesRead
    }
  }
  if (run.clock !== null) await settle(run.clock)
  const end = job.plan.until ?? run.clock
  if (end !== null) await changeUpTo(end)
  if (end !== null) await history.runUntil(run.clock ?? end, end, 'up-to')
  await tallyAll(job.engine.stream, job.engine.tallies)
  if (end !== null) await moved(job.place, run.from, { delivered: run.delivered, clock: end })
  return { delivered: run.delivered - resumedAt, resumedAt, clock: end ?? END_OF_TIME }
}

/** Where a run stands. */
type Run = { clock: EpochMs | null; from: Checkpoint | null; batch: OpenBatch; delivered: number; bytesRead: number }

const flush = async (job: Replay, run: Run, history: History, clock: EpochMs): Promise<void> => {
  const { decisions, quarantine, taken } = run.batch
  // Even where nothing was taken: what it has loaded is not true any more once somebody wakes.
  run.batch = newBatch(job)
  if (taken === 0) return
  const { delivered, bytesRead } = run
  const to: Checkpoint = { delivered, clock }
  if ((await job.place.commitAt(decisions.commits(), quarantine, run.from, to)) !== 'committed') throw new FolderInUse()
  await job.engine.store.putTimeline(decisions.repeatedEvents())
  run.from = to
  await history.refresh()
  job.onProgress({ delivered, clock, bytesRead })
}

/** Makes the changes there are by an instant, each at its own, after all that came before it. */
const changerOf = (job: Replay, run: Run, history: History, settle: (clock: EpochMs) => Promise<void>) => {
  const changes = [...(job.changes ?? [])]
  return async (until: EpochMs): Promise<void> => {
    for (let next = changes[0]; next !== undefined && next.at <= until; next = changes[0]) {
      changes.shift()
      if (run.clock !== null) await settle(run.clock)
      await history.runUntil(run.clock ?? next.at, next.at, 'before')
      run.clock = next.at
      await next.make(next.at)
      await history.refresh()
      // What is decided from now on follows the rules as they are now.
      run.batch = newBatch(job)
    }
  }
}

/**
 * Without a campaign nothing can come of a wake but facts that bear the instant that was due, and `decide` walks everybody through
 * those before their next event. So nobody needs waking before the end, and batches need no cut.
 */
const canWait = ({ engine, plan, changes = [] }: Replay): boolean =>
  engine.rules().campaigns.live.size === 0 && plan.chaos.tickStop === null && changes.length === 0

type OpenBatch = { readonly decisions: ReturnType<typeof openBatch>; readonly quarantine: QuarantineEntry[]; taken: number }

const newBatch = ({ engine }: Replay): OpenBatch => ({ decisions: openBatch(engine.store, engine.rules()), quarantine: [], taken: 0 })

async function* linesOf(plan: DeliveryPlan): AsyncGenerator<readonly Arrived[]> {
  for await (const some of deliveries(plan)) {
    yield some.map((delivery) => ({
      receivedAt: delivery.receivedAt,
      bytesRead: delivery.bytesRead,
      sorted: () => sortArrival({ ...delivery, source: `line ${delivery.line}` }, { correctSkew: false }),
    }))
  }
}

const read = (delivery: Arrived) => ({ delivery, arrival: delivery.sorted() })

const take = async (job: Replay, batch: OpenBatch, arrival: Sorted, now: EpochMs, merges: BegunMerges): Promise<void> => {
  batch.taken += 1
  if (arrival.type === 'quarantine') batch.quarantine.push(arrival.entry)
  for (const request of requestsOf(arrival)) {
    const decision = await batch.decisions.add(request, now)
    batch.quarantine.push(...mergeRefusals(request, decision !== null && 'obstacle' in decision ? 'lost' : decision, now))
    if (decision !== null && 'state' in decision) job.onDecision?.(decision, now)
    if (request.type === 'merge') merges.note(decision)
  }
}

const requestsOf = (arrival: Sorted): readonly Request[] => (arrival.type === 'request' ? [arrival.request, ...arrival.more] : [])

/** Where a killed run stood: it may have claimed a message after its last checkpoint, and time does not run back. */
const clockOfLastRun = async (engine: Engine, from: Checkpoint): Promise<EpochMs> => {
  const pending = await engine.store.pending(END_OF_TIME, Number.MAX_SAFE_INTEGER)
  const clock = pending.reduce((latest, { status }) => (status.name === 'claimed' && status.at > latest ? status.at : latest), from.clock)
  await recover(engine, clock)
  return clock
}

/** Keeps a place at which nothing was delivered: what is asked for afterwards is as of that instant. */
const moved = async (place: ReplayStore, from: Checkpoint | null, to: Checkpoint): Promise<Checkpoint> => {
  if (from?.delivered === to.delivered && from.clock === to.clock) return from
  if ((await place.commitAt([], [], from, to)) !== 'committed') throw new FolderInUse()
  return to
}

const earliest = (a: EpochMs | null, b: EpochMs | null): EpochMs | null => (a === null || (b !== null && b < a) ? b : a)
