/** What the console is told of codes. */
import type { Problem } from '../kernel/problem.ts'

/** A pool of codes. `campaigns`: live ones that give from it. One that a campaign names and into which no code ever came has a `total` of 0. */
export type CouponPool = {
  readonly name: string
  readonly total: number
  readonly given: number
  readonly redeemed: number
  readonly free: number
  readonly campaigns: readonly string[]
}

export type CouponsAdded = {
  readonly added: number
  readonly known: number
  readonly pool: CouponPool
  readonly problems: readonly Problem[]
}

/** Codes of its pool: those a campaign gave, those of them that were used, by variant, and what is left. */
export type CampaignCoupons = {
  readonly pool: string
  readonly given: number
  readonly redeemed: number
  readonly free: number
  readonly variants: readonly { readonly variant: string; readonly given: number; readonly redeemed: number }[]
}
