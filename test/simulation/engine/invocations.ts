import type { Closing } from '../../../shared/flow/close-task.ts'
import { Contended } from '../../../shared/flow/handle.ts'
import type { Engine } from '../../../shared/flow/engine.ts'
import { later, MINUTE_MS, SECOND_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import { Transient } from '../../../shared/ports/customer-store.ts'
import type { Era } from '../world/definitions.ts'
import type { Happening } from '../world/people.ts'
import { engineOn, Poisoned, type Site, type Task } from './machine.ts'
import type { Returned } from './mail-service.ts'
import type { Invocation } from './scheduler.ts'

export type Kind =
  | ('intake' | 'tick' | 'chase' | 'relay' | 'send' | 'report' | 'tally' | 'rebuild' | 'recover' | 'watch' | 'turn')
  | ('carry' | 'call' | 'hand' | 'sweep')

export type Start = (kind: Kind, work: (engine: Engine, task: Task) => Promise<unknown>, then?: Then) => void
export type Then = {
  readonly done?: () => void
  /** It threw, or died without a word. */
  readonly failed?: () => void
  readonly happenings?: readonly Happening[]
  readonly returned?: Returned
  readonly closing?: Closing
  readonly skewMs?: number | null
}

/** Told how invocations end. */
export type Watch = {
  readonly failed: (kind: Kind, failure: 'outage' | 'contended') => void
  readonly defect: (kind: Kind, failure: unknown) => void
  readonly finished: (task: Task) => void
}

export type Invocations = {
  readonly start: Start
  readonly crash: (self: Invocation) => void
  /** While it holds, nobody but the recovery starts: what is asked for comes later. */
  readonly hold: (held: boolean) => void
  readonly anySkewMs: () => number
}

const MACHINES = 5
/** Two clocks differ by two minutes at most. */
const SKEW_MS = MINUTE_MS

/** Starts pieces of the flow on one of several machines, each with a clock and rules of its own, and sees how they end. */
export const invocationsOf = (site: Site, eraAt: (at: EpochMs) => Era, watch: Watch): Invocations => {
  const { scheduler, luck } = site
  const skews = Array.from({ length: MACHINES }, () => luck.random.below(2 * SKEW_MS + 1) - SKEW_MS)
  const running = new Map<Invocation, Then>()
  let isHeld = false

  const start: Start = (kind, work, then = {}) => {
    if (isHeld && kind !== 'recover') return scheduler.at(later(scheduler.now(), 5 * SECOND_MS), () => start(kind, work, then))
    const skewMs = then.skewMs ?? luck.random.pick(skews)
    const lagMs = luck.strikes('rules a minute old') ? luck.random.below(MINUTE_MS) : 0
    const clock = (): EpochMs => later(scheduler.now(), skewMs)
    const body = async (self: Invocation): Promise<void> => {
      const startedAt = scheduler.now()
      const { happenings = [], returned = null, closing = null } = then
      const task: Task = {
        self,
        now: clock(),
        clock,
        startedAt,
        era: eraAt(later(startedAt, -lagMs)),
        happenings,
        returned,
        closing,
        rowsRead: new Set(),
        notTaken: new Map(),
      }
      await work(engineOn(site, task), task)
      watch.finished(task)
    }
    const invocation = scheduler.start(kind, body, (failure) => {
      running.delete(invocation)
      if (failure === null) return then.done?.()
      if (failure instanceof Transient) watch.failed(kind, 'outage')
      else if (failure instanceof Contended) watch.failed(kind, 'contended')
      else if (!(failure instanceof Poisoned)) watch.defect(kind, failure)
      then.failed?.()
    })
    running.set(invocation, then)
  }
  const crash = (self: Invocation): void => {
    scheduler.crash(self)
    if (luck.strikes('crash takes the queue along')) site.queue.forget()
    const then = running.get(self)
    running.delete(self)
    then?.failed?.()
  }
  return {
    start,
    crash,
    hold: (held) => {
      isHeld = held
    },
    anySkewMs: () => luck.random.pick(skews),
  }
}
