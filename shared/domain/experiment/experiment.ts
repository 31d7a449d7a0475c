import type { Bps, Currency, EpochMs, ExperimentId, Minor } from '../../kernel/words.ts'
import type { Condition } from '../conditions/condition.ts'
import type { Allocation } from './assign.ts'

/** A comparison of variants: who is assigned is decided by us for a campaign, or by somebody else and told through `Experiment Viewed`. */
export type Experiment = {
  readonly id: ExperimentId
  /** What every other variant is compared with. */
  readonly control: string
  /** All arms of the analysis with their planned shares, the holdout among them. */
  readonly arms: readonly { readonly name: string; readonly shareBps: Bps }[]
  readonly metrics: readonly Metric[]
  readonly assignedBy: { readonly type: 'campaign'; readonly allocation: Allocation } | { readonly type: 'outside' }
}

/** What an experiment hopes for: an event within a window that starts at assignment; with revenue, also the money it brings. */
export type Metric = {
  readonly name: string
  readonly event: string
  readonly where: Condition | null
  readonly windowMs: number
  readonly revenue: Revenue | null
}

/** Where the money of an outcome comes from: what its event says, or the same amount for each. */
export type Revenue =
  | { readonly property: string; readonly currencyProperty: string; readonly currency: Currency }
  | { readonly each: Minor; readonly currency: Currency }

/** The arm of those whom a campaign leaves alone. No variant may bear this name. */
export const HOLDOUT = 'holdout'

/** What one customer's state remembers of an experiment: the arm of the first entry, and the outcomes so far. */
export type Exposure = {
  readonly arm: string
  readonly assignedAt: EpochMs
  /** Outcomes within the window, by metric; a metric without an outcome is absent. */
  readonly outcomes: Readonly<Record<string, OutcomeTotal>>
}

export type OutcomeTotal = { readonly events: number; readonly sum: Minor }
