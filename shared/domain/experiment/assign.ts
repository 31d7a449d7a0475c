import { bucketOf } from '../../kernel/hash.ts'
import type { Bps, CustomerId, ExperimentId } from '../../kernel/words.ts'

/** One salt for each question that is asked of the hash, so that the answers know nothing of each other. */
export type Salts = { readonly variant: string; readonly holdout: string; readonly traffic: string }

/** Who gets what: variants end to end over 10,000 buckets; traffic and holdout gates of their own. */
export type Allocation = {
  readonly salts: Salts
  readonly trafficBps: Bps
  readonly holdoutBps: Bps
  readonly variants: readonly { readonly name: string; readonly shareBps: Bps }[]
}

/** `held` goes with a variant: those held out take the same steps and are withheld at the last gate. `bucket` is that of the gate which decided. */
export type Assignment =
  | { readonly in: true; readonly variant: string; readonly bucket: number; readonly held: boolean }
  | { readonly in: false; readonly because: 'outside-traffic' | 'outside-coverage'; readonly bucket: number }

/** The same answer for the same allocation and customer, for ever. Raising traffic moves nobody who is already in. */
export const assign = (allocation: Allocation, customer: CustomerId): Assignment => {
  const { salts, trafficBps, holdoutBps, variants } = allocation
  const trafficBucket = bucketOf(salts.traffic, customer)
  if (trafficBucket >= trafficBps) return { in: false, because: 'outside-traffic', bucket: trafficBucket }

  const held = bucketOf(salts.holdout, customer) < holdoutBps
  const bucket = bucketOf(salts.variant, customer)
  let end = 0
  for (const { name, shareBps } of variants) {
    end += shareBps
    if (bucket < end) return { in: true, variant: name, bucket, held }
  }
  return { in: false, because: 'outside-coverage', bucket }
}

/** Salts of a replay: the same seed draws the same arms again. Publishing writes random ones instead (DESIGN §7). */
export const saltsFrom = (seed: string, experiment: ExperimentId): Salts => ({
  variant: `${seed}/${experiment}/variant/`,
  holdout: `${seed}/${experiment}/holdout/`,
  traffic: `${seed}/${experiment}/traffic/`,
})
