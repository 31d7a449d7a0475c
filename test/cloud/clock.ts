/**
 * Virtual time. It stands still while anything runs, but for what functions wait for, and jumps to the next instant at which somebody has
 * something to do.
 */
import TinyQueue from 'tinyqueue'

export type Clock = {
  readonly now: () => number
  /** Looks at everything again at an instant; one that has passed means now. */
  readonly lookAt: (instant: number) => void
}

export type World = Clock & {
  /** Time passed within an invocation: whoever comes next lives after it. */
  readonly moveTo: (instant: number) => void
  /** A part that may have work: starts what is ready, and answers how much it started. */
  readonly add: (pump: () => number) => void
  /** Keeps the clock where it is until this has ended. */
  readonly run: <T>(work: Promise<T>) => Promise<T>
  /** Does all that is ready at this instant, and all that follows from it at this instant. */
  readonly settle: () => Promise<void>
  /** Lives through time up to an instant. */
  readonly runUntil: (instant: number) => Promise<void>
  /** Stops in time that are asked for from outside, such as the next firing of a schedule that has something to do. `before`: the stop there is anyway. */
  readonly addStops: (nextStop: NextStop) => void
  /** Virtual instants the clock stood at. */
  readonly stops: () => number
  /** The first thing that failed although it must not; makes every further run fail. */
  readonly fail: (failure: unknown) => void
}

type NextStop = (before: number | null) => Promise<number | null>

/** Pumps that keep starting things at one instant: more than this is a loop without an end. */
const ROUNDS_MAX = 1_000_000

export const openWorld = (start: number): World => {
  let now = start
  let stops = 0
  let failure: unknown
  const looks = new TinyQueue<number>()
  const pumps: (() => number)[] = []
  const stopsAsked: NextStop[] = []
  const running = new Set<Promise<unknown>>()
  let changed: (() => void) | null = null

  const run = <T>(work: Promise<T>): Promise<T> => {
    const settled = work.then(
      () => {},
      (thrown: unknown) => {
        failure ??= thrown
      },
    )
    running.add(settled)
    void settled.then(() => {
      running.delete(settled)
      changed?.()
    })
    return work
  }
  const settle = async (): Promise<void> => {
    for (let rounds = 0; rounds < ROUNDS_MAX; rounds += 1) {
      if (failure !== undefined) throw failure
      const started = pumps.reduce((sum, pump) => sum + pump(), 0)
      if (running.size === 0 && started === 0) return
      if (running.size === 0) continue
      await new Promise<void>((resolve) => {
        changed = resolve
      })
      changed = null
    }
    throw new Error(`the instant ${new Date(now).toISOString()} does not end`)
  }
  const nextStop = async (): Promise<number | null> => {
    while (looks.peek() !== undefined && (looks.peek() as number) <= now) looks.pop()
    let next: number | null = looks.peek() ?? null
    for (const ask of stopsAsked) {
      const asked = await ask(next)
      if (asked !== null && (next === null || asked < next)) next = asked
    }
    return next
  }
  return {
    now: () => now,
    lookAt: (instant) => {
      looks.push(instant)
      if (instant <= now) changed?.()
    },
    moveTo: (instant) => {
      if (instant > now) now = instant
    },
    add: (pump) => pumps.push(pump),
    run,
    settle,
    runUntil: async (instant) => {
      await settle()
      for (;;) {
        const next = await nextStop()
        if (next === null || next > instant) break
        now = Math.max(now, next)
        stops += 1
        await settle()
      }
      now = Math.max(now, instant)
      await settle()
    },
    addStops: (ask) => stopsAsked.push(ask),
    stops: () => stops,
    fail: (thrown) => {
      failure ??= thrown
      changed?.()
    },
  }
}
