import { CLAIM_LEASE_MS } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { campaignAt } from '../campaign/catalogue.ts'
import { couponPoolOf } from '../campaign/coupon-pool.ts'
import { type Budget, mayContact } from '../messaging/may-contact.ts'
import type { Message } from '../messaging/message.ts'
import { nextBudgetDayAt } from '../messaging/budget.ts'
import { type Draft, record } from './draft.ts'
import { journeyOf } from './evolve.ts'
import { defer, occasionOf, takePlace } from './gates.ts'
import type { Input, Surroundings } from './input.ts'
import { moveMessage } from './move-message.ts'
import type { Rules } from './rules.ts'
import { couponOf } from './state.ts'

/** The last look before a mail: all gates again, on the state as it is now. Only a claim that is committed may be sent. */
export const onClaim = (draft: Draft, rules: Rules, input: Input & { type: 'claim' }, at: EpochMs): void => {
  const { message } = input
  const cancelled = draft.settlements.some((settlement) => settlement.id === message.id)
  if (message.status.name !== 'owed' || cancelled) {
    draft.reasons.push({ type: 'claim-moot' })
    return
  }
  const { state } = draft
  const known = {
    suppression: input.suppression,
    budget: budgetOf(rules, input, at),
    hasCoupon: couponOf(state, message.campaign) !== null || input.freeCoupon !== null,
  }
  const occasion = occasionOf(state, rules, message, 'claim', known, at)
  const verdict = mayContact({ ...occasion, journeyStands: stillOwes(draft, message) }, at)
  switch (verdict.say) {
    case 'send':
      takePlace(draft, rules, message, verdict.displaces, at)
      takeAlong(draft, rules, input)
      giveCoupon(draft, rules, input, at)
      return moveMessage(draft, message, { name: 'claimed', at, leaseUntil: later(at, CLAIM_LEASE_MS) }, at, occasion.isZoneUnknown)
    case 'refuse':
      return moveMessage(draft, message, { name: 'refused', at, because: verdict.because }, at)
    case 'defer':
      return defer(draft, rules, message, verdict, at)
    case 'drop-stale':
      return moveMessage(draft, message, { name: 'stale', at }, at)
    case 'withhold':
      return moveMessage(draft, message, { name: 'withheld', at }, at)
  }
}

const stillOwes = ({ state }: Draft, { id, campaign, entry }: Message): boolean =>
  journeyOf(state, campaign, entry)?.unsettled.some((one) => one.message === id && one.status === 'owed') ?? false

const budgetOf = ({ policy: { sending } }: Rules, { spent }: Surroundings, at: EpochMs): Budget => ({
  campaign: spent.campaign,
  all: spent.all,
  perDayOfAll: sending.perDay,
  nextDayAt: nextBudgetDayAt(sending.zones, at),
})

/** What the commit makes sure of: that the address is still nobody's who must not be written to, and that the budget has room. */
const takeAlong = (draft: Draft, rules: Rules, { message, address, spent }: Input & { type: 'claim' }): void => {
  if (address !== null) draft.premises.push({ type: 'not-suppressed', address })
  const { perDay } = campaignAt(rules.campaigns, message.campaign, message.version).delivery
  const perDayOfAll = rules.policy.sending.perDay
  if (perDay === null && perDayOfAll === null) return
  draft.premises.push({ type: 'spend', campaign: message.campaign, day: spent.day, perDay, perDayOfAll })
}

/** One code for each customer and campaign, with the first of its mails that says it. */
const giveCoupon = (draft: Draft, rules: Rules, { message, freeCoupon }: Input & { type: 'claim' }, at: EpochMs): void => {
  const { campaign, version, variant } = message
  const pool = couponPoolOf(campaignAt(rules.campaigns, campaign, version), message)
  if (pool === null || freeCoupon === null || couponOf(draft.state, campaign) !== null) return
  draft.premises.push({ type: 'coupon', pool, code: freeCoupon, campaign })
  record(draft, { type: 'coupon-given', campaign, pool, code: freeCoupon, variant }, at)
}
