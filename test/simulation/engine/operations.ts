/** Runs the flow as triggers of a cloud or loops of one process would: each piece when there is something for it, and again when it failed. */
import type { Message } from '../../../shared/domain/messaging/message.ts'
import { intake } from '../../../shared/flow/doors/take.ts'
import { watch } from '../../../shared/flow/breakers.ts'
import { takeMailEvent } from '../../../shared/flow/mail-events.ts'
import { chase, recover, relay } from '../../../shared/flow/relay.ts'
import { send } from '../../../shared/flow/send.ts'
import { type Turn, turn } from '../../../shared/flow/switches.ts'
import { rebuildTallies, tally } from '../../../shared/flow/tally.ts'
import { tick } from '../../../shared/flow/tick.ts'
import { RELAY_GRACE_MS } from '../../../shared/kernel/limits.ts'
import { DAY_MS, HOUR_MS, later, MINUTE_MS, SECOND_MS } from '../../../shared/kernel/time.ts'
import { END_OF_TIME, type EpochMs } from '../../../shared/kernel/words.ts'
import { type StreamPosition, STREAM_START } from '../../../shared/ports/change-stream.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import { envelopeOf, type Happening } from '../world/people.ts'
import { busOf } from './bus.ts'
import { type Effects, effectsOf } from './effects.ts'
import type { Luck } from './faults.ts'
import type { Invocations, Start } from './invocations.ts'
import type { Engine } from '../../../shared/flow/engine.ts'
import type { Site, Task } from './machine.ts'
import type { Returned } from './mail-service.ts'
import { recordOf } from './ses-records.ts'
import { everyMinute, soon } from './triggers.ts'

export type Operations = {
  readonly deliver: (happening: Happening, at: EpochMs) => void
  /** Delivers it to a machine whose clock says exactly `at`. */
  readonly deliverExactly: (happening: Happening, at: EpochMs) => void
  /** Delivers it alone at this very instant, to any machine. */
  readonly deliverAlone: (happening: Happening, at: EpochMs) => void
  readonly undelivered: () => number
  /** What the mail service says of a mail comes in. */
  readonly returned: (one: Returned, acceptedAt: EpochMs, comesAt: EpochMs) => void
  /** A person turns sending off or on. */
  readonly turned: (turning: Turn, at: EpochMs) => void
  /** The breakers are looked at. */
  readonly watched: (at: EpochMs) => void
  readonly committed: (commits: readonly Commit[]) => void
  /** The rules are others from an instant on: everybody is looked at. */
  readonly swept: Effects['swept']
  readonly queueFilled: () => void
  /** Called whenever everybody waits: plans the tick or chase that is needed before `next`. */
  readonly idle: (next: EpochMs | null) => Promise<void>
  /** The whole process dies with all that is in memory, and starts again. */
  readonly restart: () => void
  readonly rebuild: () => void
}

/** Instants between which no tick comes. */
export type Stop = { readonly from: EpochMs; readonly to: EpochMs }

export const operationsOf = (site: Site, invocations: Invocations, tickerStop: Stop | null): Operations => {
  const { scheduler, luck } = site
  const { start, anySkewMs } = invocations
  const bus = busOf(scheduler, luck, (batch, skewMs, taken) =>
    start('intake', (engine, { now }) => intake(engine, arrivalsOf(batch, now), { correctSkew: false }), {
      done: taken,
      happenings: batch,
      skewMs,
    }),
  )
  const startRelay = relaying(site, start)
  const startSend = sending(site, start)
  const startTally = tallying(site, start)
  const minutes = minutesOf(site, start, tickerStop)
  const effects = effectsOf(site, start)

  const returned: Operations['returned'] = (one, acceptedAt, comesAt) => {
    const raw = recordOf(one, acceptedAt)
    const come = (at: EpochMs): void =>
      scheduler.at(at, () =>
        start('report', (engine, { now }) => takeMailEvent(engine, raw, now), {
          failed: () => come(later(scheduler.now(), MINUTE_MS)),
          returned: one,
        }),
      )
    come(comesAt)
  }
  const turned: Operations['turned'] = (turning, at) =>
    scheduler.at(at, () =>
      start('turn', (engine, { now }) => turn(engine, turning, now), { failed: () => turned(turning, later(scheduler.now(), MINUTE_MS)) }),
    )
  const watched: Operations['watched'] = (at) => scheduler.at(at, () => start('watch', (engine, { now }) => watch(engine, now)))
  return {
    deliver: bus.deliver,
    deliverExactly: (happening, at) => {
      const skewMs = anySkewMs()
      scheduler.at(later(at, -skewMs), () => bus.push(happening, skewMs))
    },
    deliverAlone: (happening, at) => scheduler.at(at, () => bus.push(happening, null)),
    undelivered: bus.undelivered,
    returned,
    turned,
    watched,
    committed: (commits) => {
      commits.forEach(minutes.noted)
      if (commits.some(owesSomething)) startRelay()
      if (commits.some(({ facts }) => facts.length > 0)) startTally()
      effects.committed(commits)
    },
    swept: effects.swept,
    idle: minutes.idle,
    queueFilled: startSend,
    restart: restarting(site, invocations),
    rebuild: () => start('rebuild', (engine) => rebuildTallies(engine.stream, engine.tallies)),
  }
}

/** Some days without a tick, before the faults are over. */
export const tickerStopOf = ({ random }: Luck, begin: EpochMs, end: EpochMs): Stop => {
  const from = later(begin, Math.floor((end - begin) * random.next()))
  const to = later(from, DAY_MS + random.below(12 * DAY_MS))
  return { from, to: to < end ? to : end }
}

const arrivalsOf = (happenings: readonly Happening[], receivedAt: EpochMs) =>
  happenings.map((happening) => {
    const raw = envelopeOf(happening)
    return { text: JSON.stringify(raw), raw, source: 'bus', receivedAt }
  })

const owesSomething = ({ messages, settlements }: Commit): boolean =>
  messages.length > 0 || settlements.some(({ to }) => to.name === 'owed')

/** The position is kept when a run succeeded; a run that did not reads the same again. */
const relaying = ({ scheduler, luck }: Site, start: Start): (() => void) => {
  const positions = new Map<string, StreamPosition>()
  const again: () => void = soon(
    scheduler,
    () => luck.random.below(2 * SECOND_MS),
    () =>
      start(
        'relay',
        async (engine) => {
          for (const shard of await engine.stream.shards()) {
            const from = positions.get(shard) ?? STREAM_START
            const to = await relay(engine, shard, from)
            positions.set(shard, to)
            if (to !== from) again()
          }
        },
        { failed: again },
      ),
  )
  return again
}

const sending = ({ scheduler, luck, queue }: Site, start: Start): (() => void) => {
  let comesAt: EpochMs | null = null
  const again: () => void = soon(
    scheduler,
    () => luck.random.below(3 * SECOND_MS),
    () => {
      let waitsMs = 0
      const goOn = (): void => {
        const at = later(scheduler.now(), waitsMs)
        // One that comes sooner will find the same queue.
        if (queue.size() === 0 || (comesAt !== null && comesAt <= at)) return
        comesAt = at
        scheduler.at(at, () => {
          if (comesAt === at) comesAt = null
          again()
        })
      }
      const work = async (engine: Engine, { now, clock }: Task): Promise<void> => {
        const { againAt } = await send(engine, now, { now: clock })
        waitsMs = againAt === null ? 0 : Math.max(0, againAt - now)
      }
      start('send', work, { done: goOn, failed: goOn })
      if (luck.strikes('two senders at once')) start('send', work, { done: goOn, failed: goOn })
    },
  )
  return again
}

const tallying = ({ scheduler, luck }: Site, start: Start): (() => void) => {
  const run = (): void =>
    start(
      'tally',
      async (engine) => {
        for (const shard of await engine.stream.shards()) if ((await tally(engine.stream, engine.tallies, shard)) > 0) again()
      },
      { failed: () => again() },
    )
  const again: () => void = soon(
    scheduler,
    () => luck.random.below(luck.random.chance(0.2) ? MINUTE_MS : 12 * HOUR_MS),
    () => {
      run()
      if (luck.strikes('two tally consumers')) run()
    },
  )
  return again
}

/**
 * Ticks and chases, planned by what the store says is due next. It is asked again after each of them, and after a commit that moves
 * messages; other commits can only bring the next wake nearer, and say so themselves.
 */
const minutesOf = ({ scheduler, luck, stores }: Site, start: Start, tickerStop: Stop | null) => {
  let wakeAt: EpochMs | null = null
  let chaseAt: EpochMs | null = null
  let asksForWake = true
  let asksForMessage = true
  const afterTick = (): void => {
    asksForWake = true
  }
  const afterChase = (): void => {
    asksForMessage = true
  }
  const ticker = everyMinute(scheduler, luck, () =>
    start('tick', (engine, { now }) => tick(engine, now), { done: afterTick, failed: afterTick }),
  )
  const chaser = everyMinute(scheduler, luck, () =>
    start('chase', (engine, { now }) => chase(engine, now), { done: afterChase, failed: afterChase }),
  )
  const idle = async (next: EpochMs | null): Promise<void> => {
    if (asksForWake && !ticker.isPlanned()) {
      wakeAt = (await stores.customers.due(END_OF_TIME, 1))[0]?.dueAt ?? null
      asksForWake = false
    }
    if (asksForMessage && !chaser.isPlanned()) {
      const [message] = await stores.customers.pending(END_OF_TIME, 1)
      chaseAt = message === undefined ? null : lookAt(message)
      asksForMessage = false
    }
    ticker.plan(wakeAt === null ? null : afterStop(wakeAt, tickerStop), next)
    chaser.plan(chaseAt, next)
  }
  const noted = ({ dueAt, messages, settlements }: Commit): void => {
    if (dueAt !== null && (wakeAt === null || dueAt < wakeAt)) wakeAt = dueAt
    if (messages.length > 0 || settlements.length > 0) asksForMessage = true
  }
  return { idle, noted }
}

const afterStop = (at: EpochMs, stop: Stop | null): EpochMs => (stop !== null && at >= stop.from && at < stop.to ? stop.to : at)

const lookAt = ({ status, owedAt }: Message): EpochMs => {
  if (status.name === 'claimed') return status.leaseUntil
  return status.name === 'unknown' ? status.giveUpAt : later(owedAt, RELAY_GRACE_MS)
}

/** A process that has just started recovers until it succeeds, and lets nobody else begin before; unless it is restarted meanwhile. */
const restarting = ({ scheduler, luck, queue }: Site, { start, crash, hold }: Invocations): (() => void) => {
  let boots = 0
  const boot = (number: number): void => {
    if (number !== boots) return
    start('recover', (engine, { now }) => recover(engine, now), {
      done: () => hold(number !== boots),
      failed: () => scheduler.at(later(scheduler.now(), luck.random.below(MINUTE_MS)), () => boot(number)),
    })
  }
  return () => {
    boots += 1
    hold(true)
    for (const invocation of scheduler.live()) crash(invocation)
    queue.forget()
    boot(boots)
  }
}
