import type { Campaign } from '../../domain/campaign/campaign.ts'
import type { Catalogue } from '../../domain/campaign/catalogue.ts'
import { campaignScope, partsOf } from '../../domain/kpi/tally.ts'
import { BUCKETS } from '../../kernel/hash.ts'
import { COUPONS_LOW_BPS } from '../../kernel/limits.ts'
import type { CampaignId } from '../../kernel/words.ts'
import type { CouponStore, Pool } from '../../ports/coupons.ts'
import type { TallyStore } from '../../ports/tally-store.ts'

/** A pool with what came of its codes. `campaigns`: live ones that give from it. */
export type PoolNumbers = Pool & { readonly redeemed: number; readonly campaigns: readonly CampaignId[] }

/** What one campaign gave of the pool it gives from now. */
export type CouponNumbers = {
  readonly pool: string
  readonly given: number
  readonly redeemed: number
  readonly free: number
  readonly variants: readonly VariantCoupons[]
}

type VariantCoupons = { readonly variant: string; readonly given: number; readonly redeemed: number }
type Counters = Pick<TallyStore, 'read'>

/** Every pool, those among them that a live campaign names and into which no code ever came. By name. */
export const poolNumbers = async (coupons: CouponStore, tallies: Counters, { live }: Catalogue): Promise<readonly PoolNumbers[]> => {
  const redeemed = new Map<string, number>()
  const named = new Map<string, CampaignId[]>()
  for (const { id, status, delivery } of live.values()) {
    for (const [counter, value] of await tallies.read(campaignScope(id))) {
      const [what, pool = ''] = partsOf(counter)
      if (what === 'coupon-redeemed') redeemed.set(pool, (redeemed.get(pool) ?? 0) + Number(value))
    }
    const { couponPool } = delivery
    if (couponPool !== null && status === 'active') named.set(couponPool, [...(named.get(couponPool) ?? []), id])
  }
  const pools = await coupons.pools()
  const missing = [...named.keys()].filter((name) => !pools.some((pool) => pool.name === name))
  return [...pools, ...missing.map((name): Pool => ({ name, total: 0, given: 0, free: 0 }))]
    .map((pool) => ({ ...pool, redeemed: redeemed.get(pool.name) ?? 0, campaigns: named.get(pool.name) ?? [] }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whether a pool is to be filled soon: less than a twentieth is left, or nothing. */
export const isLow = ({ free, total }: Pool): boolean => free === 0 || free * BUCKETS < total * COUPONS_LOW_BPS

/** Null: the campaign gives no codes. */
export const couponNumbers = async (coupons: CouponStore, tallies: Counters, { id, delivery }: Campaign): Promise<CouponNumbers | null> => {
  const { couponPool: pool } = delivery
  if (pool === null) return null
  const variants = new Map<string, VariantCoupons>()
  for (const [counter, value] of await tallies.read(campaignScope(id))) {
    const [what, of, variant = ''] = partsOf(counter)
    if (of !== pool || (what !== 'coupon-given' && what !== 'coupon-redeemed')) continue
    const before = variants.get(variant) ?? { variant, given: 0, redeemed: 0 }
    const field = what === 'coupon-given' ? 'given' : 'redeemed'
    variants.set(variant, { ...before, [field]: before[field] + Number(value) })
  }
  const all = [...variants.values()].sort((a, b) => (a.variant < b.variant ? -1 : 1))
  const sum = (field: 'given' | 'redeemed'): number => all.reduce((total, one) => total + one[field], 0)
  return { pool, given: sum('given'), redeemed: sum('redeemed'), free: (await coupons.pool(pool))?.free ?? 0, variants: all }
}
