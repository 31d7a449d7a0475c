import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'

/** Which shop: the same plan makes the same shop on every machine, for ever. */
export type ShopPlan = {
  readonly seed: number
  /** How many people join before it goes on live. */
  readonly customers: number
  /** Calendar months from {@link ShopPlan.startAt}: its history. */
  readonly months: number
  /** Calendar months in which it goes on afterwards. They change nothing of its history. */
  readonly liveMonths: number
  /** The first of a month, midnight UTC. */
  readonly startAt: EpochMs
}

/** The shop of `npm start`, as far as its history goes. */
export const DEFAULT_PLAN: ShopPlan = { seed: 7, customers: 3_000, months: 6, liveMonths: 0, startAt: epochMs(Date.UTC(2026, 0, 1)) }

/** How long a demo goes on live: a year and a half. */
export const LIVE_MONTHS = 18

/** Where the history ends and the shop goes on live. */
export const liveSince = (plan: ShopPlan): EpochMs => monthsLater(plan, plan.months)

/** Nothing happens at or after this instant. */
export const endOf = (plan: ShopPlan): EpochMs => monthsLater(plan, plan.months + plan.liveMonths)

const monthsLater = ({ startAt }: ShopPlan, months: number): EpochMs => {
  const start = new Date(startAt)
  return epochMs(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1))
}
