/** Thompson sampling for many variants or short-lived mails: tomorrow's shares follow what works today, and enough of everything is still sent. */
import { BUCKETS } from '../../kernel/hash.ts'
import { type Bps, bps, type EpochDay } from '../../kernel/words.ts'
import { thompsonAllocation } from '../statistics/thompson.ts'
import { proportionOf } from './compare.ts'
import type { Counted } from './counted.ts'
import { type Analysis, pairsOf, primaryOf } from './design.ts'
import { armAt, matureLooks } from './looks.ts'

/** A uniform prior. */
const PRIOR = { alpha: 1, beta: 1 } as const

export type NextShares = readonly { readonly name: string; readonly shareBps: Bps }[]

/**
 * Shares of 10,000 for all arms but the holdout, in their order: the control keeps its own, each variant has at least `floorBps`, and the rest
 * goes by each one's chance to be the best, of customers whose window has closed. Null where no conversion rate is compared: a pair, or money.
 * A new share is a new phase, analysed on its own.
 */
export const nextShares = (analysis: Analysis, counted: Counted, floorBps: Bps, asOf: EpochDay): NextShares | null => {
  const metric = primaryOf(analysis)
  const variants = pairsOf(analysis).map(({ variant }) => variant)
  if (metric === null || metric.measure.type !== 'rate' || variants.length < 2) return null
  const looks = matureLooks(counted, metric, asOf)
  const last = looks[looks.length - 1]
  const among = analysis.arms.filter(({ name }) => name !== analysis.holdout)
  const weights = among.reduce((sum, { weight }) => sum + weight, 0)
  const controlShare = (among.find(({ name }) => name === analysis.control)?.weight ?? 0) / weights
  const rule = { prior: PRIOR, controlShare, floor: floorBps / BUCKETS }
  const shares = thompsonAllocation(
    variants.map((name) => proportionOf(armAt(last, name))),
    rule,
  )
  const whole = inBuckets([controlShare, ...shares])
  return among.map(({ name }) => ({ name, shareBps: bps(whole[variants.indexOf(name) + 1] as number) }))
}

/** Whole buckets that add up to all of them: rounded down, then the largest remainders get one more (Hamilton's method). */
const inBuckets = (shares: readonly number[]): readonly number[] => {
  const exact = shares.map((share) => share * BUCKETS)
  const whole = exact.map(Math.floor)
  const left = BUCKETS - whole.reduce((sum, count) => sum + count, 0)
  const remainders = [...exact.keys()].sort((a, b) => ((exact[b] as number) % 1) - ((exact[a] as number) % 1) || a - b)
  for (const index of remainders.slice(0, left)) whole[index] = (whole[index] as number) + 1
  return whole
}
