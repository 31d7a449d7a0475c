/** Lambda reading a queue for a function. */
import type { Json } from '../../shared/kernel/json.ts'
import type { World } from './clock.ts'
import { failuresIn, type Mapping, passes } from './mappings.ts'
import { type Queue, recordOf } from './queues.ts'
import type { Fleet } from './runtime.ts'

/** What one invocation takes at most: 6 MB, records around the bodies included. */
const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024 - 128 * 1024

export type ReaderParts = { readonly mapping: Mapping; readonly fleet: Fleet; readonly world: World; readonly region: string }

export type Reader = {
  /** Stops reading, or goes on: a consumer that is down. */
  readonly setEnabled: (isEnabled: boolean) => void
  readonly counts: { batches: number; records: number; failed: number; dropped: number }
}

export const readQueue = (queue: Queue, { mapping, fleet, world, region }: ReaderParts): Reader => {
  const counts = { batches: 0, records: 0, failed: 0, dropped: 0 }
  let running = 0
  let isEnabled = true
  const room = (): boolean => running < (mapping.atOnce ?? Number.POSITIVE_INFINITY) && fleet.hasRoom()

  const isReady = (): boolean => {
    const { count, since } = queue.visible(mapping.batch)
    if (count === 0 || since === null) return false
    if (count >= mapping.batch || since + mapping.windowMs <= world.now()) return true
    world.lookAt(since + mapping.windowMs)
    return false
  }
  const one = async (): Promise<void> => {
    const received = queue.receive(mapping.batch, PAYLOAD_BYTES_MAX)
    const records = received.map((message) => ({ message, record: recordOf(message, queue.spec, region) as Json }))
    // What no filter lets through is taken off the queue.
    for (const { message } of records.filter(({ record }) => !passes(mapping, record))) queue.remove(message.receipt ?? '')
    const batch = records.filter(({ record }) => passes(mapping, record))
    if (batch.length === 0) return
    counts.batches += 1
    counts.records += batch.length
    const receipts = batch.map(({ message }) => ({ id: message.id, receipt: message.receipt ?? '' }))
    const invoked = await fleet.invoke({ Records: batch.map(({ record }) => record) })
    const failed =
      invoked.type === 'failed'
        ? 'all'
        : mapping.reportsItems
          ? failuresIn(
              invoked.payload,
              batch.map(({ message }) => message.id),
            )
          : []
    for (const { id, receipt } of receipts) {
      // What failed stays hidden until its visibility timeout ends.
      if (failed === 'all' || failed.includes(id)) counts.failed += 1
      else queue.remove(receipt)
    }
  }
  world.add(() => {
    let started = 0
    while (isEnabled && room() && isReady()) {
      running += 1
      started += 1
      void world.run(
        one().finally(() => {
          running -= 1
        }),
      )
    }
    return started
  })
  return {
    setEnabled: (given) => {
      isEnabled = given
      world.lookAt(world.now())
    },
    counts,
  }
}
