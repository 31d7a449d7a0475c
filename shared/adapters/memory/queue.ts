import type { MessageId } from '../../kernel/words.ts'
import type { MessageQueue } from '../../ports/message-queue.ts'

/** A queue within one process, each id once while it waits. What a crash loses is found again by its unsettled row. */
export const memoryQueue = (): MessageQueue => {
  const waiting = new Set<MessageId>()
  return {
    put: async (ids) => {
      for (const id of ids) waiting.add(id)
    },
    take: async (limit) => {
      const taken: MessageId[] = []
      for (const id of waiting) {
        if (taken.length >= limit) break
        taken.push(id)
        waiting.delete(id)
      }
      return taken
    },
  }
}
