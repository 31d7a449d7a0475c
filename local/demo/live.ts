import { envelopeOf, type ShopEvent } from '../../examples/shop/event.ts'

import { type Taken, take } from '../../shared/flow/doors/take.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { sortArrival } from '../../shared/flow/intake.ts'
import type { Message } from '../../shared/domain/messaging/message.ts'
import { earliestOf } from '../../shared/kernel/time.ts'
import { END_OF_TIME, type EpochMs } from '../../shared/kernel/words.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Rounds } from '../live/rounds.ts'
import type { Publisher } from './publisher.ts'

/** A shop that goes on, on a clock of its own. */
export type DemoSteps = {
  /** Does what is to happen by the clock's time, each at its exact instant; a bounded part of it, when much has come together. */
  readonly turn: () => Promise<'more' | 'done'>
  readonly doneUntil: () => EpochMs
}

export type DemoWorld = {
  readonly engine: Engine
  readonly rounds: Rounds
  readonly publisher: Publisher
  readonly clock: Clock
  readonly onArrival: (taken: readonly Taken[]) => void
}

/** Work of one turn; then requests are answered. */
const TURN_WORK_MS = 25
/** Rounds at one instant: a wake may owe a mail, its end may start another step. What is left comes with the next turn. */
const ROUNDS_MAX = 20
/** Wakes and messages looked at for the next instant: more than these are stuck at once only where something else is wrong. */
const LOOKED_AT = 20

/** Goes on from an instant up to which everything has happened. */
export const demoSteps = ({ engine, rounds, publisher, clock, onArrival }: DemoWorld, from: EpochMs): DemoSteps => {
  let doneUntil = from

  const settle = async (at: EpochMs): Promise<'more' | 'done'> => {
    for (let count = 0; count < ROUNDS_MAX; count += 1) if ((await rounds.round(at)) === 'done') return 'done'
    return 'more'
  }
  const publish = async (at: EpochMs): Promise<void> => {
    const taken: Taken[] = []
    for (let next = publisher.peek(); next !== null && next.at <= at; next = publisher.peek()) taken.push(takenOf(publisher.take()))
    if (taken.length === 0) return
    await take(engine, taken)
    onArrival(taken)
  }
  const turn = async (): Promise<'more' | 'done'> => {
    const target = clock.now()
    const stopAt = performance.now() + TURN_WORK_MS
    while (performance.now() < stopAt) {
      const at = earliestOf(publisher.peek()?.at ?? null, await nextDueAt(engine, doneUntil))
      if (at === null || at > target) {
        if (target > doneUntil) doneUntil = target
        return settle(target)
      }
      await publish(at)
      await settle(at)
      if (at > doneUntil) doneUntil = at
    }
    return 'more'
  }
  return { turn, doneUntil: () => doneUntil }
}

const takenOf = (event: ShopEvent): Taken => {
  const sorted = sortArrival({ text: '', raw: envelopeOf(event), source: 'shop', receivedAt: event.at }, { correctSkew: false })
  return { sorted, receivedAt: event.at }
}

/** The next instant at which something is to do. What is left from before is done with what comes now. */
const nextDueAt = async ({ store }: Engine, after: EpochMs): Promise<EpochMs | null> => {
  const wakes = (await store.due(END_OF_TIME, LOOKED_AT)).map(({ dueAt }) => dueAt)
  const looks = (await store.pending(END_OF_TIME, LOOKED_AT)).map(nextLookAt)
  return [...wakes, ...looks].filter((at) => at > after).reduce<EpochMs | null>(earliestOf, null)
}

const nextLookAt = ({ status, owedAt }: Message): EpochMs =>
  status.name === 'claimed' ? status.leaseUntil : status.name === 'unknown' ? status.giveUpAt : owedAt
