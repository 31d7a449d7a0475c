import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'

/** Which shop: the same plan makes the same shop on every machine, for ever. */
export type ShopPlan = {
  readonly seed: number
  readonly customers: number
  /** Calendar months from {@link ShopPlan.startAt}. */
  readonly months: number
  /** The first of a month, midnight UTC. */
  readonly startAt: EpochMs
}

/** The shop of `npm start`. */
export const DEFAULT_PLAN: ShopPlan = { seed: 7, customers: 3_000, months: 6, startAt: epochMs(Date.UTC(2026, 0, 1)) }

/** Nothing happens at or after this instant. */
export const endOf = ({ startAt, months }: ShopPlan): EpochMs => {
  const start = new Date(startAt)
  return epochMs(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1))
}
