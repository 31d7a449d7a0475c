/** What steps ask others to do, carried out as a cloud or a process would: tasks are listed and closed, calls made, everybody looked at once more. */
import { makeCall } from '../../../shared/flow/call.ts'
import { carryOutPage } from '../../../shared/flow/carry-out.ts'
import { type Closing, closeTask } from '../../../shared/flow/close-task.ts'
import { beginSweep, sweepOn } from '../../../shared/flow/sweep.ts'
import { DAY_MS, HOUR_MS, later, MINUTE_MS, SECOND_MS } from '../../../shared/kernel/time.ts'
import { type CallId, END_OF_TIME, type EpochMs, type TaskId } from '../../../shared/kernel/words.ts'
import { type StreamPosition, STREAM_START } from '../../../shared/ports/change-stream.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { SweepPiece } from '../../../shared/ports/sweeps.ts'
import type { Start } from './invocations.ts'
import { callStoreOn, callerOn, rosterOn, type Site, sweepsOn, tasksOn } from './machine-effects.ts'
import { soon } from './triggers.ts'

export type Effects = {
  readonly committed: (commits: readonly Commit[]) => void
  /** The rules are others from an instant on: everybody is looked at. */
  readonly swept: (because: string, at: EpochMs) => void
}

export const effectsOf = (site: Site, start: Start): Effects => {
  const { luck, scheduler } = site
  const calls = callingOf(site, start)
  const carry = carrying(site, start, calls)
  const close = closingOf(site, start)
  return {
    committed: (commits) => {
      const facts = commits.flatMap((commit) => commit.facts)
      if (facts.some(({ type }) => type === 'task-opened' || type === 'task-closed' || type === 'called' || type === 'merged')) carry()
      for (const fact of facts) {
        if (fact.type !== 'task-opened' || luck.random.chance(0.4)) continue
        const at = later(scheduler.now(), luck.random.below(2 * DAY_MS))
        close(fact.task, at)
        if (luck.strikes('task closed twice')) close(fact.task, later(at, luck.random.below(luck.random.chance(0.5) ? SECOND_MS : HOUR_MS)))
      }
    },
    swept: sweeping(site, start),
  }
}

/** A person says what became of it; where the list does not know it yet, they look again. */
const closingOf =
  (site: Site, start: Start) =>
  (task: TaskId, at: EpochMs): void => {
    const { scheduler, luck } = site
    const closing: Closing = { id: task, outcome: luck.random.pick(['done', 'dismissed']), by: 'ann', note: null }
    const come = (instant: EpochMs): void =>
      scheduler.at(instant, () =>
        start(
          'hand',
          async (engine, own) => {
            await closeTask(engine, tasksOn(site, own), closing, own.now)
          },
          { failed: () => come(later(scheduler.now(), MINUTE_MS)), closing },
        ),
      )
    come(at)
  }

/** The position is kept when a run succeeded; what was carried out before may come again. */
const carrying = (site: Site, start: Start, calls: () => void): (() => void) => {
  const { scheduler, luck } = site
  const positions = new Map<string, StreamPosition>()
  const again: () => void = soon(
    scheduler,
    () => luck.random.below(5 * SECOND_MS),
    () =>
      start(
        'carry',
        async (engine, own) => {
          const hands = { tasks: tasksOn(site, own), putCalls: callStoreOn(site, own).put }
          for (const shard of await engine.stream.shards()) {
            const kept = positions.get(shard) ?? STREAM_START
            const from = luck.strikes('carried out again') ? STREAM_START : kept
            const to = await carryOutPage(hands, engine.stream, shard, from)
            if (to > kept) positions.set(shard, to)
            if (to !== from) again()
          }
        },
        { failed: again, done: calls },
      ),
  )
  return again
}

/** Makes the calls that are due, and comes back when the next one is. */
const callingOf = (site: Site, start: Start): (() => void) => {
  const { scheduler, luck } = site
  const nextAt = new Map<CallId, EpochMs>()
  let comesAt: EpochMs | null = null
  const plan = (at: EpochMs): void => {
    // One that comes sooner will find the same calls.
    if (comesAt !== null && comesAt <= at) return
    comesAt = at
    scheduler.at(at, () => {
      if (comesAt !== at) return
      comesAt = null
      run()
      if (luck.strikes('call made twice')) run()
    })
  }
  const run = (): void =>
    start(
      'call',
      async (engine, own) => {
        const kept = callStoreOn(site, own)
        for (const call of await kept.due(own.now, 3, [])) {
          const calling = { engine, caller: callerOn(site, own), clock: { now: own.clock } }
          const called = await makeCall(calling, call, call.attempts + 1)
          if (called.type === 'settled') await kept.settle(call.id)
          else await kept.again(call.id, called.attempts, called.at)
          if (called.type === 'settled') nextAt.delete(call.id)
          else nextAt.set(call.id, called.at)
        }
        const left = (await kept.due(END_OF_TIME, MOST, [])).map(({ id }) => nextAt.get(id) ?? scheduler.now())
        if (left.length === 0) return
        const soonest = left.reduce((a, b) => (a < b ? a : b))
        // Clocks differ: two minutes later it is due by any of them. What is planned may be long past where a crash forgot the new instant.
        plan(later(soonest > scheduler.now() ? soonest : scheduler.now(), 2 * MINUTE_MS))
      },
      { failed: () => plan(later(scheduler.now(), MINUTE_MS)) },
    )
  return () => plan(later(scheduler.now(), luck.random.below(3 * SECOND_MS)))
}

const MOST = 100

/** Pieces of a sweep wait for somebody to do them; one that was not done to its end comes again. */
const sweeping = (site: Site, start: Start): Effects['swept'] => {
  const { scheduler, luck } = site
  const goOn = (piece: SweepPiece, since: EpochMs, at: EpochMs): void =>
    scheduler.at(at, () => {
      const again = (left: SweepPiece): void => goOn(left, since, later(scheduler.now(), luck.random.below(MINUTE_MS)))
      start(
        'sweep',
        async (engine, own) => {
          site.swept(since, own.era.from)
          const world = { engine, roster: rosterOn(site, own), sweeps: sweepsOn(site, own) }
          const pause = (): Promise<void> => scheduler.pause(own.self, 0)
          const { left } = await sweepOn(world, piece, { now: () => own.now }, pause, () => true)
          if (left !== null) again(left)
        },
        { failed: () => again(piece) },
      )
    })
  const begin = (because: string, at: EpochMs, tried: EpochMs): void =>
    scheduler.at(tried, () =>
      start(
        'turn',
        async (engine, own) => {
          const put = async (pieces: readonly SweepPiece[], delayMs: number): Promise<void> => {
            for (const piece of pieces) goOn(piece, at, later(scheduler.now(), delayMs + luck.random.below(5 * SECOND_MS)))
          }
          await beginSweep({ sweeps: sweepsOn(site, own), tallies: engine.tallies, put }, because, own.now)
        },
        { failed: () => begin(because, at, later(scheduler.now(), MINUTE_MS)) },
      ),
    )
  return (because, at) => begin(because, at, at)
}
