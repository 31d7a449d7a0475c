/** Names of events are the publisher's. A hundred thousand different ones, as from somebody who puts an id into each, cost no memory. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { BATCH_EVENTS_MAX, EVENT_NAMES_MAX, STATE_BYTES_MAX } from '../../shared/kernel/limits.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { openSite, order } from './world.ts'

const NAMES = 100_000
const CUSTOMERS = 10

it('bounds what a hundred thousand event names cost, in memory and in each state', async () => {
  const site = await openSite()
  const publish = async (from: number): Promise<void> => {
    const batch = Array.from({ length: BATCH_EVENTS_MAX }, (_, index) => {
      const name = from + index
      // Short, so that a full batch keeps below the bytes of one.
      return order(`c${name % CUSTOMERS}`, { event: `Viewed ${name}`, properties: undefined })
    })
    expect(await (await site.post('/v1/batch', { batch })).json()).toMatchObject({ taken: BATCH_EVENTS_MAX, refused: 0 })
  }
  await publish(0)
  const before = heldBytes()
  for (let from = BATCH_EVENTS_MAX; from < NAMES; from += BATCH_EVENTS_MAX) await publish(from)
  expect(heldBytes() - before).toBeLessThan(20 * 1024 * 1024)

  const states = await site.stores.customers.load(Array.from({ length: CUSTOMERS }, (_, index) => customerId(`c${index}`)))
  for (const { metrics } of states.values()) {
    expect(Object.keys(metrics.counts)).toHaveLength(EVENT_NAMES_MAX + 1)
    // Each is counted, if not by its name.
    expect(Object.values(metrics.counts).reduce((sum, { total }) => sum + total, 0)).toBe(NAMES / CUSTOMERS)
    expect(JSON.stringify(metrics).length).toBeLessThan(STATE_BYTES_MAX)
  }
  expect(site.errors).toEqual([])
  await site.close()
})

/** What is left after a collection, which V8 offers only where it is asked to. */
const heldBytes = (): number => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
