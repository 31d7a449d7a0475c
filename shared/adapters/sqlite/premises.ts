import { unreachable } from '../../kernel/assert.ts'
import type { Keys } from '../../kernel/keyed.ts'
import type { AddressDigest, CampaignId, CustomerId, EpochDay, EpochMs, MessageId } from '../../kernel/words.ts'
import type { Premise } from '../../domain/customer/draft.ts'
import type { Suppression, SuppressionReason } from '../../domain/messaging/message.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import { type Database, key } from './database.ts'
import { SUPPRESS } from './suppression-store.ts'

/** Rows beside the customers' that their commits depend on. */
export type Premises = {
  /** Whether everything still is as the decision took it to be. Inside the transaction of the commit. */
  readonly hold: (premises: readonly Premise[]) => boolean
  /** Takes what was decided to be taken; only after {@link hold}. */
  readonly take: (customer: CustomerId, premises: readonly Premise[]) => void
  readonly suppress: (suppressions: readonly Suppression[]) => void
  readonly reads: Pick<CustomerStore, 'addressDigest' | 'suppression' | 'spent' | 'freeCoupon'>
}

/** All campaigns together have a row of their own; no campaign has an empty id. */
const ALL = ''

type SuppressionRow = { readonly because: SuppressionReason; readonly at: EpochMs; readonly message: MessageId | null }

export const premisesOf = (database: Database, keys: () => Keys): Premises => {
  const suppressed = database.prepare<SuppressionRow>('SELECT because, at, message FROM suppressions WHERE address = ?')
  const suppress = database.prepare(SUPPRESS)
  const spent = database.prepare<{ spent: number }>('SELECT spent FROM budgets WHERE day = ? AND campaign = ?')
  const spend = database.prepare(
    'INSERT INTO budgets (day, campaign, spent) VALUES (?, ?, 1) ON CONFLICT (day, campaign) DO UPDATE SET spent = spent + 1',
  )
  const free = database.prepare<{ code: string }>(
    'SELECT code FROM coupons WHERE pool = ? AND customer IS NULL ORDER BY code LIMIT 1 OFFSET ? + 0',
  )
  const isFree = database.prepare<{ found: 1 }>('SELECT 1 AS found FROM coupons WHERE pool = ? AND code = ? AND customer IS NULL')
  const give = database.prepare('UPDATE coupons SET customer = ?3, campaign = ?4 WHERE pool = ?1 AND code = ?2')
  const spentOn = (day: EpochDay, campaign: CampaignId | typeof ALL): number => spent.get(day, campaign)?.spent ?? 0

  /** `among`: all premises of the commit, which takes them together. */
  const holds = (premise: Premise, among: readonly Premise[]): boolean => {
    switch (premise.type) {
      case 'not-suppressed':
        return suppressed.get(premise.address) === undefined
      case 'spend': {
        const { day, campaign, perDay, perDayOfAll } = premise
        const ofDay = among.filter((one) => one.type === 'spend' && one.day === day)
        const ofCampaign = ofDay.filter((one) => one.type === 'spend' && one.campaign === campaign)
        const fits = (key: CampaignId | typeof ALL, more: number, atMost: number | null): boolean =>
          atMost === null || spentOn(day, key) + more <= atMost
        return fits(campaign, ofCampaign.length, perDay) && fits(ALL, ofDay.length, perDayOfAll)
      }
      case 'coupon':
        return isFree.get(premise.pool, premise.code) !== undefined
      default:
        return unreachable(premise)
    }
  }
  const find = async (address: AddressDigest): Promise<Suppression | null> => {
    const row = suppressed.get(address)
    return row === undefined ? null : { address, because: row.because, at: row.at, message: row.message }
  }
  return {
    hold: (premises) => premises.every((premise) => holds(premise, premises)),
    take: (customer, premises) => {
      for (const premise of premises) {
        if (premise.type === 'coupon') give.run(premise.pool, premise.code, key(customer), premise.campaign)
        if (premise.type !== 'spend') continue
        spend.run(premise.day, premise.campaign)
        spend.run(premise.day, ALL)
      }
    },
    suppress: (suppressions) => {
      for (const { address, because, at, message } of suppressions) suppress.run(address, because, at, message)
    },
    reads: {
      addressDigest: (address) => keys().addressDigest(address),
      suppression: find,
      spent: async (day, campaign) => ({ campaign: spentOn(day, campaign), all: spentOn(day, ALL) }),
      freeCoupon: async (pool, passOver) => free.get(pool, passOver)?.code ?? null,
    },
  }
}
