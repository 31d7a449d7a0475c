import { unreachable } from '../../kernel/assert.ts'
import { BUDGET_KEPT_MS } from '../../kernel/limits.ts'
import { startOf } from '../../kernel/time.ts'
import type { AddressDigest, CampaignId, CustomerId, EpochDay } from '../../kernel/words.ts'
import type { Premise } from '../../domain/customer/draft.ts'
import { give } from './coupon-row.ts'
import { expiryOf, type Item, keyOf, nameOf, whole } from './items.ts'
import { budgetRow, EXPIRY, partitions } from './layout.ts'
import { notSuppressed } from './suppression-row.ts'
import type { Action } from './table.ts'

/**
 * What must still hold when a commit is written, and what it takes. One action a row: what several premises say of one is said together.
 * `suppressed`: addresses the same commit suppresses, which says already that nobody did.
 */
export const premiseActions = (
  customer: CustomerId,
  premises: readonly Premise[],
  suppressed: readonly AddressDigest[],
): readonly Action[] => {
  const addresses = new Set<AddressDigest>()
  const spends = new Map<string, Spending>()
  const coupons: Action[] = []
  for (const premise of premises) {
    switch (premise.type) {
      case 'not-suppressed':
        if (!suppressed.includes(premise.address)) addresses.add(premise.address)
        break
      case 'spend':
        spend(spends, premise.day, premise.campaign, premise.perDay)
        spend(spends, premise.day, null, premise.perDayOfAll)
        break
      case 'coupon':
        coupons.push(give(customer, premise))
        break
      default:
        unreachable(premise)
    }
  }
  return [...[...addresses].map(notSuppressed), ...[...spends.values()].map(charge), ...coupons]
}

export const budgetKey = (day: EpochDay, campaign: CampaignId | null): Item => keyOf(partitions.budget(day), budgetRow(campaign))

type Spending = { readonly key: Item; readonly day: EpochDay; readonly mails: number; readonly atMost: number | null }

const spend = (spends: Map<string, Spending>, day: EpochDay, campaign: CampaignId | null, atMost: number | null): void => {
  const key = budgetKey(day, campaign)
  const before = spends.get(nameOf(key))
  const least = before?.atMost == null ? atMost : atMost === null ? before.atMost : Math.min(before.atMost, atMost)
  spends.set(nameOf(key), { key, day, mails: (before?.mails ?? 0) + 1, atMost: least })
}

/** So many more on a day's budget, as long as they fit into it. */
const charge = ({ key, day, mails, atMost }: Spending): Action => ({
  Update: {
    Key: key,
    UpdateExpression: 'SET #ttl = :ttl ADD n :mails',
    ExpressionAttributeNames: { '#ttl': EXPIRY },
    ...(atMost !== null && {
      // A row that is not there has spent nothing, which is too much for a budget that has no room for these.
      ConditionExpression: atMost >= mails ? 'attribute_not_exists(n) OR n <= :room' : 'n <= :room',
    }),
    ExpressionAttributeValues: {
      ':mails': whole(mails),
      ':ttl': expiryOf(startOf(day), BUDGET_KEPT_MS),
      ...(atMost !== null && { ':room': whole(atMost - mails) }),
    },
  },
})
