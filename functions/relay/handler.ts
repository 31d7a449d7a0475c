import { relayChanges } from '../../shared/flow/changes.ts'
import type { Publisher } from '../../shared/ports/publisher.ts'
import type { MessageQueue } from '../../shared/ports/message-queue.ts'
import type { Observer } from '../edge/observed.ts'
import { fromStream, type ReadRecord } from '../edge/stream.ts'

export type Relay = { readonly queue: Pick<MessageQueue, 'put'>; readonly publisher: Publisher }

/** Passes on what was committed: owed mail to its queue, what happened to the bus. */
export const relayHandler = (observer: Observer, read: ReadRecord, relay: Relay) =>
  fromStream(observer, read, async ({ changes }, { count }) => {
    const { relayed, published } = await relayChanges(relay, changes)
    if (relayed > 0) count('relayed', relayed)
    if (published > 0) count('published', published)
  })
