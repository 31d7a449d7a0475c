/** Trying again what DynamoDB did not do, or may have done. */
import { CONTENTION_ATTEMPTS_MAX, TABLE_ATTEMPTS_MAX, TABLE_PAUSE_MS, TABLE_PAUSE_MS_MAX } from '../../kernel/limits.ts'
import { Transient } from '../../ports/customer-store.ts'
import { type Failure, failureOf } from './failures.ts'

export type Pause = (ms: number) => Promise<unknown>

/** The answer, or what was said last. `wasLost`: a try before the last may have been carried out without our hearing of it. */
export type Tried<Out> =
  | { readonly answer: Out }
  | { readonly failure: Failure & { readonly type: 'condition' | 'contended' }; readonly wasLost: boolean }

/** Tries until there is an answer, a bounded number of times; what passes by itself and did not pass is an outage. */
export const persist = async <Out>(call: () => Promise<Out>, pause: Pause): Promise<Tried<Out>> => {
  let wasLost = false
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { answer: await call() }
    } catch (error) {
      const failure = failureOf(error)
      if (failure === null) throw error
      if (failure.type === 'condition') return { failure, wasLost }
      // Where an answer was lost, contention does not say that nothing was done.
      if (failure.type === 'contended' && attempt >= CONTENTION_ATTEMPTS_MAX && !wasLost) return { failure, wasLost }
      if (attempt >= TABLE_ATTEMPTS_MAX) throw new Transient(`DynamoDB: ${saidOf(failure)}, ${attempt} times`)
      wasLost ||= failure.type === 'lost' || failure.type === 'in-progress'
      await pause(pauseOf(attempt))
    }
  }
}

/** Calls again for what a batch left undone, which is how it says that there was too much. */
export const untilNoneIsLeft = async <In, Out>(
  all: readonly In[],
  call: (list: readonly In[]) => Promise<{ readonly done: readonly Out[]; readonly left: readonly In[] }>,
  pause: Pause,
): Promise<readonly Out[]> => {
  const done: Out[] = []
  let list = all
  for (let idle = 0; list.length > 0; ) {
    const answer = await call(list)
    done.push(...answer.done)
    idle = answer.left.length < list.length ? 0 : idle + 1
    list = answer.left
    if (idle >= TABLE_ATTEMPTS_MAX) throw new Transient(`DynamoDB: throttled, ${idle} times`)
    if (list.length > 0) await pause(pauseOf(idle + 1))
  }
  return done
}

/** Anywhere up to a bound that doubles: those who were turned away together do not come back together. */
const pauseOf = (attempt: number): number => Math.random() * Math.min(TABLE_PAUSE_MS_MAX, TABLE_PAUSE_MS * 2 ** (attempt - 1))

const saidOf = (failure: Failure): string => (failure.type === 'lost' ? `no answer (${failure.detail})` : failure.type)
