/** Experiments judged by a process that lives on a folder: once an hour of its clock, beside everything else it does, one look at a time. */
import type { Engine } from '../../shared/flow/engine.ts'
import { judgeAll } from '../../shared/flow/judge.ts'
import { JUDGE_EVERY_MS, JUDGE_REST_MS } from '../../shared/kernel/limits-experiments.ts'
import { later } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { rulesFrom } from '../definitions.ts'
import { checkTemplate, type Local } from '../wiring.ts'
import { sweeperOf } from './sweeping.ts'

export type Judging = {
  /** Begins a look where one is due, the first at once; nobody waits for it. */
  readonly round: (now: EpochMs, tell: (problem: Error) => void) => void
  /** Waits for the look under way. */
  readonly close: () => Promise<void>
}

type JudgingWorld = {
  readonly local: Pick<Local, 'stores' | 'renew'>
  readonly engine: Pick<Engine, 'tallies' | 'switches' | 'rules'>
  /** Told that something was found, or done about it. */
  readonly changed: () => void
  /** Milliseconds of ours, from anywhere. */
  readonly ticks?: () => number
}

export const judgingOf = ({ local, engine, changed, ticks = () => performance.now() }: JudgingWorld): Judging => {
  const { stores } = local
  const world = {
    ...{ tallies: engine.tallies, verdicts: stores.verdicts, switches: engine.switches },
    // Nobody listens on a bus here.
    publisher: null,
    // Pages read counters themselves.
    looked: null,
    publishing: {
      ...{ definitions: stores.definitions, written: stores.written, sweep: sweeperOf(stores) },
      reread: async () => local.renew(rulesFrom(await stores.definitions.all(), checkTemplate)),
    },
  }
  let isClosed = false
  let underWay: Promise<void> | null = null
  let lookedAt: EpochMs | null = null
  let restedAt = Number.NEGATIVE_INFINITY

  const look = async (now: EpochMs, tell: (problem: Error) => void): Promise<void> => {
    try {
      const { latched, tried, reweighed } = await judgeAll(world, engine.rules, now, () => !isClosed)
      const isPublished = reweighed.some(({ became }) => became.outcome === 'done')
      if (latched.length + tried.length > 0 || isPublished) changed()
      for (const { failure } of [...tried, ...reweighed]) if (failure !== null) tell(failureOf(failure))
    } catch (failure) {
      tell(failureOf(failure))
    } finally {
      underWay = null
      restedAt = ticks() + JUDGE_REST_MS
    }
  }
  return {
    round: (now, tell) => {
      const isDue = lookedAt === null || now < lookedAt || now >= later(lookedAt, JUDGE_EVERY_MS)
      if (isClosed || underWay !== null || !isDue || ticks() < restedAt) return
      lookedAt = now
      underWay = look(now, tell)
    },
    close: async () => {
      isClosed = true
      await underWay
    },
  }
}

const failureOf = (failure: unknown): Error => (failure instanceof Error ? failure : new Error('experiments could not be judged'))
