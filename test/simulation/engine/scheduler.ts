/** Runs invocations one port call at a time, in an order the seed picks. Nothing waits for the real clock; time moves when everybody waits. */
import TinyQueue from 'tinyqueue'
import { assert } from '../../../shared/kernel/assert.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { later } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'

/** One run of one piece of the flow, such as one Lambda invocation: a stack that can be frozen or thrown away between two port calls. */
export type Invocation = {
  readonly serial: number
  readonly kind: string
  status: 'live' | 'crashed' | 'done'
}

export type Scheduler = {
  /** True time; clocks of machines differ from it. */
  readonly now: () => EpochMs
  /** Calls `then` at an instant, not before it; at once if it has passed. */
  readonly at: (instant: EpochMs, then: () => void) => void
  /** Starts an invocation. `ended` is called with null when its body returned, or with what it threw; never after a crash. */
  readonly start: (kind: string, body: (self: Invocation) => Promise<void>, ended: (failure: unknown) => void) => Invocation
  /** Where somebody else may run, for at least so long. Never returns to an invocation that crashed meanwhile. */
  readonly pause: (self: Invocation, forMs: number) => Promise<void>
  /** Throws the stack of an invocation away. */
  readonly crash: (self: Invocation) => void
  readonly live: () => readonly Invocation[]
  /** Runs until nothing is left to do before `until`. `idle` may add work each time everybody waits; it is told the next known instant. */
  readonly run: (until: EpochMs, idle: (next: EpochMs | null) => Promise<void>) => Promise<void>
}

/** A hundred times what a world takes: whoever goes on after that goes in circles. */
const STEPS_MAX = 5_000_000

type Parked = { readonly invocation: Invocation; readonly resume: () => void }
type Planned = { readonly at: EpochMs; readonly order: number; readonly then: () => void }

export const schedulerOf = (random: Random, start: EpochMs, trace: (serial: number) => void): Scheduler => {
  const agenda = new TinyQueue<Planned>([], (a, b) => a.at - b.at || a.order - b.order)
  const ready: Parked[] = []
  const live = new Set<Invocation>()
  let now = start
  let order = 0
  let serial = 0
  let steps = 0
  /** Tells the loop that the invocation it resumed has come to its next pause or its end. */
  let settled: () => void = () => {}

  const at = (instant: EpochMs, then: () => void): void => {
    order += 1
    agenda.push({ at: instant < now ? now : instant, order, then })
  }
  const park = (invocation: Invocation, forMs: number, resume: () => void): void => {
    if (forMs <= 0) ready.push({ invocation, resume })
    else at(later(now, forMs), () => ready.push({ invocation, resume }))
  }
  const pause = (self: Invocation, forMs: number): Promise<void> =>
    new Promise((resume) => {
      park(self, forMs, resume)
      settled()
    })

  const startOne: Scheduler['start'] = (kind, body, ended) => {
    serial += 1
    const self: Invocation = { serial, kind, status: 'live' }
    live.add(self)
    const finish = (failure: unknown): void => {
      self.status = 'done'
      live.delete(self)
      ended(failure)
      settled()
    }
    park(self, 0, () => {
      body(self).then(() => finish(null), finish)
    })
    return self
  }

  const resumeOne = (): Promise<void> => {
    const index = random.below(ready.length)
    const { invocation, resume } = ready[index] as Parked
    ready[index] = ready.at(-1) as Parked
    ready.pop()
    if (invocation.status !== 'live') return Promise.resolve()
    trace(invocation.serial)
    return new Promise((done) => {
      settled = done
      resume()
    })
  }

  const run: Scheduler['run'] = async (until, idle) => {
    for (;;) {
      for (; ready.length > 0; steps += 1) await resumeOne()
      assert(steps < STEPS_MAX, 'the world comes to rest')
      await idle(agenda.peek()?.at ?? null)
      const next = agenda.peek()
      if (ready.length > 0) continue
      if (next === undefined || next.at > until) break
      now = next.at
      for (let due = agenda.peek(); due !== undefined && due.at === now; due = agenda.peek()) {
        agenda.pop()
        due.then()
      }
    }
    if (now < until) now = until
  }

  const crash = (self: Invocation): void => {
    self.status = 'crashed'
    live.delete(self)
  }
  return { now: () => now, at, start: startOne, pause, crash, live: () => [...live], run }
}
