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
import { type Delivery, type DeliveryPlan, deliveries } from './deliveries.ts'
import { historyOf } from './history.ts'
import { type BegunMerges, begunMerges } from './merges.ts'

export type Replay = {
  readonly engine: Engine
  readonly place: ReplayStore
  /** Its `until`: everything due up to and including that instant is done, too; null: up to the last delivery. */
  readonly plan: DeliveryPlan
  /** Deliveries folded into one commit at most. The result does not depend on it. */
  readonly batchSize: number
  readonly onProgress: (progress: Progress) => void
}

export type Progress = { readonly delivered: number; readonly clock: EpochMs; readonly bytesRead: number }

/** What a run did; a run that resumes counts only its own. */
export type ReplayReport = { readonly delivered: number; readonly resumedAt: number; readonly clock: EpochMs }

/**
 * Runs files through the real flow in virtual time: the clock stands at each delivery's receipt, and between two deliveries at
 * every instant at which somebody is due or a message is owed, in order. The place in the file is committed with each batch,
 * so a run that was killed goes on where it stopped and ends with the same result.
 */
export const replay = async (job: Replay): Promise<ReplayReport> => {
  let from = await job.place.checkpoint()
  const resumedAt = from?.delivered ?? 0
  const keepClock = async (clock: EpochMs): Promise<void> => {
    from = await moved(job.place, from, { delivered, clock })
  }
  const history = historyOf(job.engine, job.plan.chaos.tickStop, keepClock)
  let clock = from === null ? null : await clockOfLastRun(job.engine, from)
  await history.start()
  const waits = canWait(job)
  let batch = newBatch(job)
  let delivered = 0
  let bytesRead = 0
  const merges = await begunMerges(job.engine, clock, history.refresh)

  const flush = async (clock: EpochMs): Promise<void> => {
    const { decisions, quarantine, taken } = batch
    // Even where nothing was taken: what it has loaded is not true any more once somebody wakes.
    batch = newBatch(job)
    if (taken === 0) return
    const to: Checkpoint = { delivered, clock }
    if ((await job.place.commitAt(decisions.commits(), quarantine, from, to)) !== 'committed') throw new FolderInUse()
    await job.engine.store.putTimeline(decisions.repeatedEvents())
    from = to
    await history.refresh()
    job.onProgress({ delivered, clock, bytesRead })
  }

  const settle = async (clock: EpochMs): Promise<void> => {
    await flush(clock)
    await merges.finish(clock)
  }

  for await (const arrived of deliveries(job.plan)) {
    const skipped = Math.min(arrived.length, resumedAt - delivered)
    if (skipped > 0) delivered += skipped
    const fresh = (skipped > 0 ? arrived.slice(skipped) : arrived).map(sorted)
    await batch.decisions.preload(fresh.flatMap(({ arrival }) => requestsOf(arrival).map(({ customerId }) => customerId)))
    for (const { arrival, delivery } of fresh) {
      const dueAt = waits ? null : earliest(batch.decisions.earliestDueAt(), history.nextAt())
      const cutAt = merges.areAny() ? earliest(dueAt, clock) : dueAt
      if (clock !== null && (batch.taken >= job.batchSize || (cutAt !== null && cutAt < delivery.receivedAt))) {
        await flush(clock)
        if (clock < delivery.receivedAt) await merges.finish(clock)
        if (!waits) await history.runUntil(clock, delivery.receivedAt, 'before')
      }
      clock = delivery.receivedAt
      if (await merges.areBefore(requestsOf(arrival), batch.decisions.stateOf)) await settle(clock)
      await take(batch, arrival, clock, merges)
      delivered += 1
      bytesRead = delivery.bytesRead
    }
  }
  if (clock !== null) await settle(clock)
  const end = job.plan.until ?? clock
  if (end !== null) await history.runUntil(clock ?? end, end, 'up-to')
  await tallyAll(job.engine.stream, job.engine.tallies)
  if (end !== null) await moved(job.place, from, { delivered, clock: end })
  return { delivered: delivered - resumedAt, resumedAt, clock: end ?? END_OF_TIME }
}

/**
 * Without a campaign nothing can come of a wake but facts that bear the instant that was due, and `decide` walks everybody through
 * those before their next event. So nobody needs waking before the end, and batches need no cut.
 */
const canWait = ({ engine, plan }: Replay): boolean => engine.rules().campaigns.live.size === 0 && plan.chaos.tickStop === null

type OpenBatch = { readonly decisions: ReturnType<typeof openBatch>; readonly quarantine: QuarantineEntry[]; taken: number }

const newBatch = ({ engine }: Replay): OpenBatch => ({ decisions: openBatch(engine.store, engine.rules()), quarantine: [], taken: 0 })

const sorted = (delivery: Delivery) => ({
  delivery,
  arrival: sortArrival({ ...delivery, source: `line ${delivery.line}` }, { correctSkew: false }),
})

const take = async (batch: OpenBatch, arrival: Sorted, now: EpochMs, merges: BegunMerges): Promise<void> => {
  batch.taken += 1
  if (arrival.type === 'quarantine') batch.quarantine.push(arrival.entry)
  for (const request of requestsOf(arrival)) {
    const decision = await batch.decisions.add(request, now)
    batch.quarantine.push(...mergeRefusals(request, decision !== null && 'obstacle' in decision ? 'lost' : decision, now))
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
