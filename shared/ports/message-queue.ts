import type { EpochMs, MessageId } from '../kernel/words.ts'

/** Ids of messages on their way to a sender: at least once, in any order. Losing them loses nothing, for rows that are not settled are found again. */
export type MessageQueue = {
  /** `at`: when to offer them again, where that is known; a queue that cannot wait so long offers them earlier. */
  readonly put: (ids: readonly MessageId[], at?: EpochMs) => Promise<void>
  /** Takes at most `limit` ids; empty when there are none. */
  readonly take: (limit: number) => Promise<readonly MessageId[]>
}
