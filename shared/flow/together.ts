/** Work that is done for many at once, so that one who cannot be served keeps back nobody else. */
import { Transient } from '../ports/customer-store.ts'
import { RulesBehind } from './batch.ts'
import { Contended } from './handle.ts'

/** An item that could not be done, and why. */
export type Undone<T> = { readonly item: T; readonly because: unknown }

/** Time was over before it was begun: it is done by whoever takes it next. */
class OutOfTime extends Transient {
  override name = 'OutOfTime'
}

/**
 * Does the work for all items together; where that fails, for each alone, as long as there is time. Doing it again must be harmless: some
 * of it may be done already. An outage fails for everybody, so after one the rest is not tried.
 */
export const togetherOrAlone = async <T>(
  items: readonly T[],
  work: (items: readonly T[]) => Promise<void>,
  hasTime: () => boolean,
): Promise<readonly Undone<T>[]> => {
  if (items.length === 0) return []
  if (!hasTime()) return oneByOne(items, (item) => work([item]), hasTime)
  try {
    await work(items)
    return []
  } catch (because) {
    if (items.length === 1 || isOutage(because)) return items.map((item) => ({ item, because }))
  }
  return oneByOne(items, (item) => work([item]), hasTime)
}

/** Does the work for each item alone, as long as there is time and no outage. */
export const oneByOne = async <T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  hasTime: () => boolean,
): Promise<readonly Undone<T>[]> => {
  const undone: Undone<T>[] = []
  let stopped: unknown = null
  for (const item of items) {
    if (stopped === null && !hasTime()) stopped = new OutOfTime('the time of this invocation is over')
    if (stopped !== null) {
      undone.push({ item, because: stopped })
      continue
    }
    try {
      await work(item)
    } catch (because) {
      undone.push({ item, because })
      if (isOutage(because)) stopped = because
    }
  }
  return undone
}

/** Does the work for all items at the same time, each on its own account. */
export const sideBySide = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<readonly Undone<T>[]> => {
  const done = await Promise.allSettled(items.map(work))
  return items.flatMap((item, index) => {
    const one = done[index]
    return one?.status === 'rejected' ? [{ item, because: one.reason as unknown }] : []
  })
}

/** What fails for everybody; a customer whom others keep changing, and rules that lag behind, fail for one. */
export const isOutage = (failure: unknown): boolean =>
  failure instanceof Transient && !(failure instanceof RulesBehind) && !(failure instanceof Contended)

/** What passes by itself: the queue brings it back. Anything else is a defect. */
export const isPassing = (failure: unknown): boolean => failure instanceof Transient || failure instanceof Contended

/** Items in lots whose sizes come to so much at most; one that is larger is a lot of its own. */
export const lotsOf = <T>(items: readonly T[], sizeOf: (item: T) => number, most: number): readonly (readonly T[])[] => {
  const lots: T[][] = []
  let size = 0
  for (const item of items) {
    const more = sizeOf(item)
    const last = lots.at(-1)
    if (last === undefined || size + more > most) {
      lots.push([item])
      size = more
    } else {
      last.push(item)
      size += more
    }
  }
  return lots
}
