import { campaignAt, hasVersion } from '../domain/campaign/catalogue.ts'
import { couponPoolOf } from '../domain/campaign/coupon-pool.ts'
import type { Premise } from '../domain/customer/draft.ts'
import type { Surroundings } from '../domain/customer/input.ts'
import type { Rules } from '../domain/customer/rules.ts'
import { addressOf, couponOf } from '../domain/customer/state.ts'
import { budgetDayOf } from '../domain/messaging/budget.ts'
import type { Message } from '../domain/messaging/message.ts'
import type { CampaignId, EpochMs } from '../kernel/words.ts'
import type { Commit, CustomerStore } from '../ports/customer-store.ts'

/** What the claims of one batch take of rows they share, so that those after them do not reach for the same. */
export type Taken = {
  readonly note: (premises: readonly Premise[]) => void
  readonly spent: (campaign: CampaignId) => { readonly campaign: number; readonly all: number }
  readonly coupons: (pool: string) => number
}

export const nothingTaken = (): Taken => {
  const spends = new Map<CampaignId, number>()
  const coupons = new Map<string, number>()
  let all = 0
  return {
    note: (premises) => {
      for (const one of premises) {
        if (one.type === 'coupon') coupons.set(one.pool, (coupons.get(one.pool) ?? 0) + 1)
        if (one.type !== 'spend') continue
        all += 1
        spends.set(one.campaign, (spends.get(one.campaign) ?? 0) + 1)
      }
    },
    spent: (campaign) => ({ campaign: spends.get(campaign) ?? 0, all }),
    coupons: (pool) => coupons.get(pool) ?? 0,
  }
}

/** What a claim has to know beside the customer, as it will be once what is pending is committed. */
export const surroundingsOf = async (
  store: CustomerStore,
  { state, suppressions }: Pick<Commit, 'state' | 'suppressions'>,
  message: Message,
  rules: Rules,
  taken: Taken,
  now: EpochMs,
): Promise<Surroundings> => {
  const to = addressOf(state)
  const address = to === null ? null : store.addressDigest(to)
  const day = budgetDayOf(rules.policy.sending.zones, now)
  // Rules a minute old may not know the version yet: nothing is claimed by them, so nothing more is asked.
  if (!hasVersion(rules.campaigns, message)) return { address, suppression: null, spent: { day, ...NOTHING_SPENT }, freeCoupon: null }
  const campaign = campaignAt(rules.campaigns, message.campaign, message.version)
  const { perDay } = campaign.delivery
  const couponPool = couponPoolOf(campaign, message)
  const { sending } = rules.policy
  const stored = perDay === null && sending.perDay === null ? NOTHING_SPENT : await store.spent(day, message.campaign)
  const here = taken.spent(message.campaign)
  const wantsCoupon = couponPool !== null && couponOf(state, message.campaign) === null
  return {
    address,
    suppression: address === null ? null : (suppressions.find((one) => one.address === address) ?? (await store.suppression(address))),
    spent: { day, campaign: stored.campaign + here.campaign, all: stored.all + here.all },
    freeCoupon: wantsCoupon ? await store.freeCoupon(couponPool, taken.coupons(couponPool)) : null,
  }
}

const NOTHING_SPENT = { campaign: 0, all: 0 }
