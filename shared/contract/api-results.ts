/** Results as the API tells them. Days are days since 1970-01-01, UTC. */
import type { Measure, Method } from '../domain/experiment/design.ts'
import type { Breakdown } from '../domain/experiment/explore.ts'
import type { Estimate } from '../domain/experiment/lift.ts'
import type { ExperimentReadout } from '../domain/experiment/readout.ts'
import type { Verdict } from '../domain/experiment/verdict.ts'
import type { OneLook } from '../domain/experiment/compare.ts'
import type { LatchedVerdict } from '../domain/experiment/latched.ts'

/**
 * One experiment in a line. `metric` is what its verdict is about, in shares (`rate`), units of `currency` a customer (`mean`), or the unit of the
 * ratio: minor units where it is money. `plannedTotal`: customers in all arms together. `latched`: what was found first, and stays.
 */
export type ResultSummary = {
  readonly id: string
  readonly name: string
  readonly campaign: string | null
  readonly phase: number
  readonly assigned: number
  readonly metric: string
  readonly measure: Measure['type']
  readonly currency: string | null
  readonly better: 'more' | 'less'
  readonly method: Method
  readonly plannedTotal: number | null
  readonly verdict: Verdict
  readonly latched: LatchedVerdict | null
}

/**
 * `together`: what all campaigns with a holdout brought that would not have come without them, the first metric of each, by currency (null:
 * conversions).
 */
export type ResultList = { readonly results: readonly ResultSummary[]; readonly together: readonly Together[] }

/**
 * `campaigns` are in the sum. `untold` are not, for nobody knows what they brought: money without a cap, or nobody held out whose window has
 * closed. Null: not one is known yet.
 */
export type Together = {
  readonly currency: string | null
  readonly campaigns: number
  readonly untold: number
  readonly incremental: Estimate | null
}

export type ResultMetric = {
  readonly name: string
  /** The event that is hoped for; null: it is counted by itself. */
  readonly event: string | null
  readonly per: string | null
  readonly after: string | null
  readonly window: string
  readonly currency: string | null
  readonly cap: number | null
  readonly better: 'more' | 'less'
}

/** The same difference with less noise; null where it cannot be had. `reduction`: the share of the variance that went. */
export type Adjusted = {
  readonly metric: string
  readonly measure: 'rate' | 'mean' | 'ratio'
  readonly variant: string
  readonly against: string
  readonly cuped: (OneLook & { readonly difference: number | null; readonly reduction: number | null }) | null
  readonly stratified: (OneLook & { readonly difference: number | null }) | null
}

export type ResultPage = {
  readonly summary: ResultSummary
  readonly readout: ExperimentReadout
  readonly control: string
  readonly holdout: string | null
  readonly metrics: readonly ResultMetric[]
  /** All phases that were counted, oldest first; `firstDay` null: nobody was assigned yet. */
  readonly phases: readonly { readonly phase: number; readonly firstDay: number | null }[]
  readonly group: string | null
  readonly testers: number
  readonly latched: readonly LatchedVerdict[]
  /** Customers assigned a day, over the last weeks; and the chance to find the plan's smallest effect with the customers whose window has closed. */
  readonly perDay: number | null
  readonly powerSoFar: number | null
  readonly breakdowns: readonly ({ readonly by: string } & Breakdown)[]
  readonly adjusted: readonly Adjusted[]
  /** Days there is something to show of: the first assignment, and the last day that is over. */
  readonly days: { readonly first: number; readonly last: number } | null
  /** What to do next, most urgent first: words are the reader's. */
  readonly advice: readonly Advice[]
  /** The demo's shop knows what its customers would really do: conversion per variant, holdout included. Null outside the demo. */
  readonly truth: readonly { readonly variant: string; readonly rate: number }[] | null
}

/** One thing to do, or to mind. */
export type Advice =
  | { readonly type: 'wait'; readonly days: number | null }
  | { readonly type: 'promote'; readonly variant: string }
  | { readonly type: 'drop'; readonly variant: string }
  | { readonly type: 'keep'; readonly variant: string }
  | { readonly type: 'stop'; readonly variant: string; readonly guardrail: string }
  | { readonly type: 'look-at-assignment'; readonly arm: string | null }
  | { readonly type: 'write-plan' }
  | { readonly type: 'set-cap'; readonly metric: string }
  | { readonly type: 'small-holdout'; readonly heldOut: number }
  | { readonly type: 'no-traffic' }
  | { readonly type: 'look-once' }
  | { readonly type: 'resume-when-mended' }

export type VerdictList = { readonly verdicts: readonly LatchedVerdict[] }
