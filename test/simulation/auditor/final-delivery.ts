/** What the auditor checks of delivery when the world has come to rest: places, codes, soft bounces, suppressions, and the caps once more. */
import type { SqliteStores } from '../../../shared/adapters/sqlite/open.ts'
import type { CustomerState } from '../../../shared/domain/customer/state.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import type { Auditor } from './auditor.ts'
import type { Book } from './book.ts'
import { checkPlaces, sorted } from './places.ts'

const EVERYTHING = 1_000_000

/** Places, codes and soft bounces, and the caps once more: by nothing but the instants of the claims. */
export const checkDelivery = ({ world, violate }: Auditor, book: Book, state: CustomerState, now: EpochMs): void => {
  const differ = (invariant: 'I29' | 'I32', what: string, seen: unknown, wanted: unknown): void => {
    const [a, b] = [JSON.stringify(seen), JSON.stringify(wanted)]
    if (a !== b) violate(invariant, `${state.id}, ${what}`, a, b)
  }
  checkPlaces(book, state, now, `${state.id}, places`, violate)
  differ(
    'I32',
    'codes',
    sorted(Object.entries(state.coupons).map(([campaign, { code, redeemedAt }]) => [campaign, code, redeemedAt !== null])),
    sorted([...book.coupons].map(([campaign, { code, redeemed }]) => [campaign, code, redeemed])),
  )
  const { softBounces } = book
  differ(
    'I29',
    'soft bounces',
    state.softBounces,
    softBounces === null ? null : { address: world.digestOf(softBounces.address), count: softBounces.count },
  )
  checkWindows(book, violate)
}

/** Counts the claims in every window that ends with one. What came back refused had given its place back. */
const checkWindows = (book: Book, violate: Auditor['violate']): void => {
  const left = [...book.messages.values()].filter(
    ({ claimedAt, status }) => claimedAt !== null && !['refused', 'stale', 'deferred', 'owed'].includes(status),
  )
  for (const message of left) {
    const at = message.claimedAt as number
    for (const { topic, atMost, withinMs } of message.claimedUnder) {
      if (topic !== null && topic !== message.journey.campaign.topic) continue
      const counted = left.filter((other) => {
        const isMeant = topic === null || other.journey.campaign.topic === topic
        return isMeant && (other.claimedAt as number) <= at && (other.claimedAt as number) > at - withinMs
      })
      if (counted.length > atMost)
        violate(
          'I26',
          `${book.customer}, ${message.key} @ ${new Date(at).toISOString()}`,
          `${counted.length} claims in the window`,
          `${atMost}`,
        )
    }
  }
}

/** Every address that came back, and those nobody writes to. */
export const checkSuppressed = async ({ world, violate }: Auditor, stores: SqliteStores): Promise<void> => {
  const wanted = new Map([...world.common.suppressed].map(([name, { because, at }]) => [world.digestOf(name), `${because} @ ${at}`]))
  const stored = new Map(
    (await stores.suppressions.list(null, EVERYTHING)).map(({ address, because, at }) => [String(address), `${because} @ ${at}`]),
  )
  for (const digest of new Set([...wanted.keys(), ...stored.keys()])) {
    const [seen, own] = [stored.get(digest) ?? 'not suppressed', wanted.get(digest) ?? 'not suppressed']
    if (seen !== own) violate('I29', `address ${digest}`, seen, own)
  }
}
