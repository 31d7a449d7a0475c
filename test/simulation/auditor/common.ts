/** What the auditor writes down about things that many customers share: suppressed addresses, budgets, coupons. */
import type { CustomerId } from '../../../shared/kernel/words.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { Task } from '../engine/machine.ts'
import type { Book, OwnMessage } from './book.ts'
import type { Known } from './own-gates.ts'
import { isAddress } from './rules.ts'
import { wallAt } from './wall.ts'

export type Common = {
  /** By address, in small letters. `trueAt`: when it was committed. */
  readonly suppressed: Map<string, { readonly because: string; readonly at: number; readonly trueAt: number }>
  /** Every claim, on the day by the clock of whoever made it. */
  readonly spends: { readonly day: number; readonly campaign: string; readonly trueAt: number }[]
  /** Whose each code is; null: nobody's. */
  readonly pools: ReadonlyMap<string, Map<string, { readonly customer: CustomerId; readonly trueAt: number } | null>>
}

export const commonOf = (pools: ReadonlyMap<string, readonly string[]>): Common => ({
  suppressed: new Map(),
  spends: [],
  pools: new Map([...pools].map(([pool, codes]) => [pool, new Map(codes.map((code) => [code, null]))])),
})

/** One mailbox has one spelling here. */
export const boxOf = (address: string): string => address.trim().toLowerCase()

export const addressIn = (book: Book): string | null => {
  const email = book.traits.get('email')?.value
  return isAddress(email) ? boxOf(email as string) : null
}

/** The company's own day. */
export const companyDay = ({ era, now }: Task): number => wallAt(era.rules.policy.sending.zones[0] ?? 'UTC', now).date

/**
 * All that a claim may have been told: as it stood when its sender began, or any time until it was committed. What others of the same
 * batch were about to take counts as taken. Last stands what holds at the commit: what is claimed must keep to that.
 */
export const knowable = (common: Common, task: Task, batch: readonly Commit[], book: Book, message: OwnMessage): readonly Known[] => {
  const address = addressIn(book)
  const suppression = address === null ? undefined : common.suppressed.get(address)
  const { delivery, id } = message.journey.campaign
  const overs = oversOf(common, task, batch, { campaign: id, perDay: delivery.perDay })
  const coupons = delivery.couponPool === null ? [false] : freeOf(common, task, batch, book, delivery.couponPool, id)
  const suppressions = suppression === undefined ? [null] : suppression.trueAt < task.startedAt ? [suppression] : [null, suppression]
  return suppressions.flatMap((one) =>
    overs.flatMap((over) =>
      coupons.map((hasCoupon): Known => ({ suppressed: one === null ? null : { because: one.because, at: one.at }, over, hasCoupon })),
    ),
  )
}

/** Which budget may have seemed used up: by claims before the sender began, until now, or by the whole batch. */
const oversOf = (
  { spends }: Common,
  task: Task,
  batch: readonly Commit[],
  of: { readonly campaign: string; readonly perDay: number | null },
): readonly Known['over'][] => {
  const day = companyDay(task)
  const today = spends.filter((one) => one.day === day)
  const tries = batch.flatMap(({ premises }) => premises.filter(({ type }) => type === 'spend'))
  const perDayOfAll = task.era.rules.policy.sending.perDay
  const ways = (perDay: number | null, mine: typeof today, attempts: number): readonly boolean[] => {
    if (perDay === null) return [false]
    const before = mine.filter(({ trueAt }) => trueAt < task.startedAt).length
    // Last, and so decisive for a claim: what is committed.
    const isOver = mine.length >= perDay
    return mine.length + attempts >= perDay === isOver && before >= perDay === isOver ? [isOver] : [!isOver, isOver]
  }
  const own = today.filter(({ campaign }) => campaign === of.campaign)
  const ofCampaign = ways(of.perDay, own, tries.filter((one) => 'campaign' in one && one.campaign === of.campaign).length)
  const ofAll = ways(perDayOfAll, today, tries.length)
  return ofCampaign.flatMap((isOver) => ofAll.map((areOver) => (isOver ? 'campaign' : areOver ? 'all' : null)))
}

/** Whether there seemed to be a code for them: one that was free when the sender began may be somebody's by now. Last stands what is true now. */
const freeOf = (common: Common, task: Task, batch: readonly Commit[], book: Book, pool: string, campaign: string): readonly boolean[] => {
  if (book.coupons.has(campaign)) return [true]
  const codes = [...(common.pools.get(pool)?.values() ?? [])]
  const free = codes.filter((taken) => taken === null).length
  const before = codes.filter((taken) => taken === null || taken.trueAt >= task.startedAt).length
  const tries = batch.flatMap(({ premises }) => premises.filter((one) => one.type === 'coupon' && one.pool === pool)).length
  const isFree = free > 0
  return free > tries === isFree && before > 0 === isFree ? [isFree] : [!isFree, isFree]
}
