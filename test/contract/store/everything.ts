import { STREAM_START } from '../../../shared/ports/change-stream.ts'
import { at } from '../samples.ts'
import type { Stores } from './stores.ts'

/** All that the ports show, as one value: what a refused write must leave as it was. */
export const everythingIn = async (
  { customers, changes, quarantine, inspection, tallies, definitions }: Stores,
  scopes: readonly string[] = [],
) => {
  const states = await inspection.customers(null, 1_000)
  const shards = await changes.shards()
  return {
    states,
    due: await customers.due(at(1e12), 1_000),
    pending: await customers.pending(at(1e12), 1_000),
    messages: await inspection.messages(null, 1_000),
    facts: await Promise.all(shards.map((shard) => changes.facts(shard, STREAM_START, 1_000))),
    owed: await Promise.all(shards.map((shard) => changes.owed(shard, STREAM_START, 1_000))),
    timelines: await Promise.all(states.map(({ id }) => inspection.eventsOf(id))),
    quarantine: await quarantine.list(null, 1_000),
    tallies: await Promise.all(scopes.map((scope) => tallies.read(scope))),
    watermarks: await Promise.all(shards.map((shard) => tallies.watermark(shard))),
    definitions: await definitions.all(),
  }
}
