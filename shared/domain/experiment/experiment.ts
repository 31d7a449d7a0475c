import type { Bps, CampaignId, Currency, CustomerId, EpochMs, ExperimentId, Minor } from '../../kernel/words.ts'
import type { Condition } from '../conditions/condition.ts'
import type { Path } from '../conditions/path.ts'
import type { Allocation } from './assign.ts'
import type { Method, Plan } from './design.ts'

/** A comparison of variants: who is assigned is decided by us for a campaign, or by somebody else and told through `Experiment Viewed`. */
export type Experiment = {
  readonly id: ExperimentId
  /** Whose mails it compares; null: no campaign's. */
  readonly campaign: CampaignId | null
  /** What is analysed together: 1, or the version of the campaign with which the experiment began anew. Of the global holdout see {@link phaseAt}. */
  readonly phase: number
  /** What every other variant is compared with. */
  readonly control: string
  /** All arms of the analysis with their planned shares, the holdout among them. */
  readonly arms: readonly { readonly name: string; readonly shareBps: Bps }[]
  /** The first is what it is judged by. */
  readonly metrics: readonly Metric[]
  readonly method: Method
  /** Frozen with the phase; null: none was made. */
  readonly plan: Plan | null
  /** A customer is in one experiment of a group at a time; null: it is in none. */
  readonly group: string | null
  /** Who sees which arm whatever is drawn, and is in no analysis. */
  readonly testers: ReadonlyMap<CustomerId, string>
  /** What results are broken down by, exploratory always. */
  readonly breakdowns: readonly Breakdown[]
  readonly onVerdict: OnVerdict
  readonly assignedBy: AssignedBy
}

export type AssignedBy =
  | { readonly type: 'campaign'; readonly allocation: Allocation }
  | { readonly type: 'outside' }
  /** The holdout from all campaigns: others are drawn with each period of so many calendar months (UTC), counted from January 1970. */
  | { readonly type: 'policy'; readonly salt: string; readonly holdoutBps: Bps; readonly months: number }

/**
 * An attribute of the customer as it is when they are assigned. `edges`: of a number, where one range ends and the next begins (`<50`, `50-200`,
 * `200+`); null: each value is a segment.
 */
export type Breakdown = { readonly name: string; readonly path: Path; readonly edges: readonly number[] | null }

/** What is done when something is found, beside writing it down. */
export type OnVerdict = Readonly<Record<ActingOn, readonly Action[]>>
export type ActingOn = 'winner' | 'loser' | 'no-difference' | 'harmful' | 'broken'
/**
 * `notify`: the event `rekindle.experiment.verdict` goes out. `promote`: new entrants get the winner, and the holdout stays. `stop`: mail of the
 * campaign stops, as a breaker stops it.
 */
export type Action = 'notify' | 'promote' | 'stop'

/** What is done where a file says nothing of it: harm stops, everything else is told. */
export const ON_VERDICT: OnVerdict = {
  winner: ['notify'],
  loser: ['notify'],
  'no-difference': ['notify'],
  harmful: ['notify', 'stop'],
  broken: ['notify'],
}

/** By what results are broken down where a file says nothing of it. */
export const BREAKDOWNS: readonly Breakdown[] = [{ name: 'stage', path: ['stage'], edges: null }]

/**
 * What an experiment hopes for, or fears: an event within a window that starts at assignment. With revenue, also the money it brings; with
 * `per`, the ratio of the two: events, or their money, over events of another kind.
 */
export type Metric = {
  readonly name: string
  readonly event: string
  readonly where: Condition | null
  /** Outcomes count after `afterMs` (0: at once; of retention the first day that counts) and until `windowMs`, both from the assignment. */
  readonly afterMs: number
  readonly windowMs: number
  readonly revenue: Revenue | null
  readonly per: { readonly event: string; readonly where: Condition | null } | null
  /** `guardrail`: it is watched for harm and never wins. */
  readonly role: 'goal' | 'guardrail'
  readonly better: 'more' | 'less'
}

/**
 * Where the money of an outcome comes from: what its event says, or the same amount for each. `cap`: of one customer no more is counted, however
 * much they bring; null: all of it, and then no verdict rests on money.
 */
export type Revenue =
  | { readonly property: string; readonly currencyProperty: string; readonly currency: Currency; readonly cap: Minor | null }
  | { readonly each: Minor; readonly currency: Currency; readonly cap: Minor | null }

/** The arm of those whom a campaign leaves alone. No variant may bear this name. */
export const HOLDOUT = 'holdout'

/** The arms of the global holdout, and what the experiment is called. No file can name one so. */
export const GLOBAL_EXPERIMENT = '$global' as ExperimentId
export const TREATED = 'treated'

/**
 * Counted by themselves, once a customer, in the window of the first metric: guardrails first. A click is one on the campaign's own mail; a visit
 * the first page or screen. No metric of a file can bear such a name.
 */
export const GUARDRAILS = ['$unsubscribe', '$complaint', '$bounce'] as const
export const SECONDARY = ['$click', '$visit'] as const
export type Automatic = (typeof GUARDRAILS)[number] | (typeof SECONDARY)[number]

/** What one customer's state remembers of an experiment: the arm of the first entry, and the outcomes so far. */
export type Exposure = {
  readonly arm: string
  readonly phase: number
  /** That decided; null: somebody else assigned, or it was stored before this was kept. */
  readonly bucket: number | null
  readonly assignedAt: EpochMs
  /** By the name of a break-down, which segment they were in when they were assigned. */
  readonly segments: Readonly<Record<string, string>>
  /** Purchases counted before the assignment, at most {@link BEFORE_MAX}: what CUPED takes out of the noise. */
  readonly before: number
  /** Outcomes within the window, by metric; a metric without an outcome is absent. */
  readonly outcomes: Readonly<Record<string, OutcomeTotal>>
}

export const BEFORE_MAX = 100

/** `sum`: all the money, whatever the cap. `base`: of a ratio, events of the kind it is taken over. */
export type OutcomeTotal = { readonly events: number; readonly sum: Minor; readonly base: number }
