/** What follows from commits, where the store hands its changes over instead of being asked for them. */
import { publishedOf } from '../contract/published.ts'
import { assert } from '../kernel/assert.ts'
import type { PublishedType } from '../kernel/names.ts'
import type { Change } from '../ports/change-stream.ts'
import type { MessageQueue } from '../ports/message-queue.ts'
import type { Publisher } from '../ports/publisher.ts'
import type { TallyStore } from '../ports/tally-store.ts'
import { type CarriedOut, carryOut, type Hands } from './carry-out.ts'
import { tallyStreamed } from './tally.ts'

export type Relay = { readonly queue: Pick<MessageQueue, 'put'>; readonly publisher: Publisher; readonly hands: Hands }

export type Relayed = CarriedOut & { readonly relayed: number; readonly published: number }

/**
 * Passes on which messages are owed, tells the world what happened, and has done what steps ask others to do. It decides nothing, and doing
 * it again is harmless.
 */
export const relayChanges = async (
  { queue, publisher, hands }: Relay,
  changes: readonly Change[],
  published?: readonly PublishedType[],
): Promise<Relayed> => {
  const owed = [...new Set(changes.flatMap((change) => change.owed ?? []))]
  const publications = changes.flatMap(({ customerId, facts }) =>
    facts.flatMap(({ fact, place }) => publishedOf(customerId, fact, place, published) ?? []),
  )
  if (owed.length > 0) await queue.put(owed)
  if (publications.length > 0) await publisher.publish(publications)
  const told = changes.flatMap(({ customerId, facts }) => facts.map(({ fact, place }) => ({ customerId, fact, place })))
  return { relayed: owed.length, published: publications.length, ...(await carryOut(hands, told)) }
}

/**
 * Folds the facts of a shard into the counters, each exactly once. A change may hold more facts than one transaction takes, so the
 * watermark has a place for each. Answers how many facts were folded.
 */
export const tallyChanges = (tallies: TallyStore, shard: string, changes: readonly Change[]): Promise<number> =>
  tallyStreamed(
    tallies,
    shard,
    changes.flatMap(({ position, facts }) => {
      assert(facts.length < PLACES, 'a change has no more facts than places')
      return facts.map(({ fact, writtenAt }, n) => ({ position: position * BigInt(PLACES) + BigInt(n + 1), fact, writtenAt }))
    }),
  )

/** Places within a change: more than a row holds facts. */
const PLACES = 65_536
