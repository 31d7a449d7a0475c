import { type Relay, relayChanges } from '../../shared/flow/changes.ts'
import type { Observer } from '../edge/observed.ts'
import { fromStream, type ReadRecord } from '../edge/stream.ts'

/** Passes on what was committed: owed mail and calls to their queues, tasks to their list, what happened to the bus. */
export const relayHandler = (observer: Observer, read: ReadRecord, relay: Relay) =>
  fromStream(observer, read, async ({ changes }, { count }) => {
    const { relayed, published, opened, called } = await relayChanges(relay, changes)
    if (relayed + called > 0) count('relayed', relayed + called)
    if (published > 0) count('published', published)
    if (opened > 0) count('tasksOpened', opened)
  })
