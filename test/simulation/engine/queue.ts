import type { MessageId } from '../../../shared/kernel/words.ts'
import type { MessageQueue } from '../../../shared/ports/message-queue.ts'
import type { Luck } from './faults.ts'

/** A queue that gives everything at least once, in any order, unless it loses it. */
export type LossyQueue = {
  /** `isBack`: by a sender that knows itself when to come again. */
  readonly put: (ids: readonly MessageId[], isBack: boolean) => void
  readonly take: (limit: number) => Awaited<ReturnType<MessageQueue['take']>>
  readonly size: () => number
  /** What a crash takes along that was only in memory. */
  readonly forget: () => void
}

/** `most`: so many ids at once. */
export const lossyQueue = (luck: Luck, most: number, filled: () => void): LossyQueue => {
  let waiting: MessageId[] = []
  return {
    put: (ids, isBack) => {
      for (const id of ids) {
        if (luck.strikes('queue loses ids')) continue
        if (!waiting.includes(id)) waiting.push(id)
        if (luck.strikes('queue gives ids twice')) waiting.push(id)
      }
      if (waiting.length > 0 && !isBack) filled()
    },
    take: (limit) => {
      if (waiting.length > 1 && luck.strikes('queue out of order')) waiting = shuffled(waiting, luck)
      return waiting.splice(0, Math.min(limit, 1 + luck.random.below(most)))
    },
    size: () => waiting.length,
    forget: () => {
      waiting = []
    },
  }
}

const shuffled = (ids: readonly MessageId[], { random }: Luck): MessageId[] =>
  ids
    .map((id) => ({ id, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ id }) => id)
