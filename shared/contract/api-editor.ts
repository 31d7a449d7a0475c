/** What the console's editor of campaigns asks and is told: a part of api.ts. A text is a file as it is written: JSON with comments. */
import type { EntryRefusal } from '../domain/campaign/may-enter.ts'
import type { Fact, Trigger } from '../domain/fact/fact.ts'
import type { Refusal } from '../domain/messaging/message.ts'
import type { CampaignStatus } from '../domain/campaign/campaign.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Problem } from '../kernel/problem.ts'
import type { JourneyView } from './api-journey.ts'
import type { PlannedChange } from './planned.ts'

/** The newest version of a campaign as it was written; where that was not kept, its content as formatted JSON. */
export type CampaignSource = { readonly text: string; readonly version: number; readonly status: CampaignStatus }

/** How much was wrong with a draft when it was saved. */
export type ProblemCounts = { readonly errors: number; readonly warnings: number }

export type DraftListed = {
  readonly id: string
  readonly author: string
  readonly at: string
  /** The version it was begun from; null: it is of something new. */
  readonly basedOn: number | null
  readonly problems: ProblemCounts
}

export type DraftPage = Omit<DraftListed, 'problems'> & { readonly text: string }

/** `seen`: the `at` of the draft as it was last seen; null: there was none. */
export type DraftSaving = { readonly text: string; readonly basedOn: number | null; readonly seen: string | null }

/** `name`: the id under which it is being written; that the text says another one is a problem. */
export type TextAsked = { readonly text: string; readonly name?: string }

/** Lines and columns count from 1, columns in UTF-16 units; the end is behind the last character. */
export type EditorProblem = Problem & {
  readonly severity: 'error' | 'warning'
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export type EditorChecked = {
  /** In the order in which they stand. */
  readonly problems: readonly EditorProblem[]
  /** Nobody is in it; null: the text cannot be compiled. */
  readonly journey: JourneyView | null
  readonly mails: readonly MailNamed[]
  /** Whether its id is that of a campaign that is published. */
  readonly start: 'new' | 'change'
}

/** What a text may name, each in the order of the alphabet. Events and attributes (`traits.country`) are those that were seen, topics those a campaign may have. */
export type EditorNames = {
  readonly templates: readonly string[]
  readonly segments: readonly string[]
  readonly events: readonly string[]
  readonly attributes: readonly string[]
  readonly topics: readonly string[]
}

/** A mail of a step; steps count from 0, as in {@link JourneyView}. */
export type MailNamed = {
  readonly step: number
  readonly variant: string
  /** The name of a template; null: the mail is written in the step. */
  readonly template: string | null
  /** In the language of whoever said none, before anything is filled in. */
  readonly subject: string
}

/** `customer`: whom it is filled for; left out: the template's sample. `locale` left out: the customer's own. */
export type MailsAsked = { readonly text: string; readonly customer?: string; readonly locale?: string }

export type MailPreview = MailNamed & {
  /** What its author calls the step. */
  readonly name: string | null
  /** Filled in; of a mail that cannot be filled, as it is written. */
  readonly preheader: string | null
  /** Null: it cannot be filled, and `problems` say why. */
  readonly html: string | null
  readonly text: string | null
  /** The language it is in, of those it is written in. */
  readonly locale: string
  readonly locales: readonly string[]
  readonly problems: readonly Problem[]
}

/** `filledFor`: who the mails are for; null: a sample. */
export type MailPreviews = {
  readonly mails: readonly MailPreview[]
  readonly filledFor: string | null
  readonly problems: readonly EditorProblem[]
}

export type EditorPlan = {
  readonly problems: readonly EditorProblem[]
  /** As `rekindle plan` says. None where something is wrong, or where it says what is published. */
  readonly changes: readonly PlannedChange[]
  /** In it now, or where it is new in its audience; of as many as were counted. */
  readonly customers: number
  /** Null: the text names no campaign. */
  readonly id: string | null
  /** What publishing it would make. */
  readonly version: number
  readonly unchanged: boolean
}

/** `expects`: the version that is thought to be the newest; null: none. Another one is refused, for somebody published meanwhile. */
export type PublishAsked = TextAsked & { readonly note?: string; readonly expects: number | null }

export type EditorPublished = {
  readonly id: string
  /** The newest now. */
  readonly version: number
  readonly status: CampaignStatus
  /** It says what was published already: nothing was done. */
  readonly unchanged: boolean
  /** Who is looked at once more; null: that is not needed. */
  readonly sweep: { readonly id: string; readonly customers: number } | null
}

/** Instants; left out: the last quarter of the history there is. */
export type SimulationAsked = { readonly text: string; readonly from?: string; readonly to?: string }

export type SimulationState =
  /** `done`: the share of the history; `saying`: the instant of history it has come to; null: it has not begun. */
  | { readonly state: 'running'; readonly done: number; readonly saying: string | null }
  | { readonly state: 'done'; readonly result: SimulationResult }
  | { readonly state: 'failed'; readonly problem: Problem }
  /** By whoever began it, or since they began another. */
  | { readonly state: 'stopped' }

/** What the draft would have done; the same as `rekindle simulate --json`, with long lists cut short. */
export type SimulationResult = {
  readonly campaign: {
    readonly id: string
    readonly name: string
    readonly version: number
    /** Whence its variants are drawn: as the published one draws them, or from a seed. */
    readonly salts: 'published' | 'seed'
    readonly hasHoldout: boolean
  }
  readonly from: string
  readonly to: string
  readonly history: {
    readonly events: number
    readonly quarantined: number
    readonly customers: number
    readonly first: string | null
    readonly last: string | null
  }
  /** Ids of the campaigns that ran beside it. */
  readonly beside: readonly string[]
  readonly totals: SimulationCounts
  /** Days of UTC, oldest first. */
  readonly days: readonly ({ readonly day: string } & SimulationCounts)[]
  readonly variants: readonly ({ readonly variant: string; readonly customers: number } & SimulationCounts)[]
  /** Why people who triggered it did not enter, the most frequent first. */
  readonly entryRefusals: readonly { readonly because: EntryRefusal; readonly times: number }[]
  /** What held mails back: for good, or for a while. */
  readonly mailRefusals: readonly { readonly what: 'refused' | 'deferred'; readonly because: Refusal; readonly times: number }[]
  readonly exits: readonly { readonly type: string; readonly journeys: number }[]
  /** Mails of other campaigns that lost their place under a cap to one of this. */
  readonly displaced: readonly { readonly campaign: string; readonly mails: number }[]
  readonly entries: Cut<{
    readonly customer: string
    readonly at: string
    readonly variant: string
    readonly held: boolean
    readonly trigger: Trigger
  }>
  readonly refused: Cut<{ readonly customer: string; readonly at: string; readonly because: EntryRefusal }> & { readonly customers: number }
  readonly mails: Cut<{
    readonly customer: string
    readonly at: string
    readonly step: number
    readonly variant: string
    readonly outcome: 'sent' | 'withheld' | 'refused' | 'stale'
    readonly because: Refusal | null
  }>
  /** Some customers, and what would have happened to each, oldest first. */
  readonly examples: readonly { readonly customer: string; readonly facts: readonly { readonly at: string; readonly fact: Fact }[] }[]
  /** What it does not know, or does otherwise than the world would. */
  readonly leftOut: readonly (JsonObject & { readonly type: SimulationGap })[]
}

/** The first rows, and how many there are. */
export type Cut<Row> = { readonly total: number; readonly rows: readonly Row[] }

/** Times and mails; `entered` has those held out among them. */
export type SimulationCounts = {
  readonly entered: number
  readonly held: number
  readonly notEntered: number
  readonly sent: number
  readonly withheld: number
  readonly deferred: number
  readonly refused: number
  readonly stale: number
  readonly completed: number
  readonly exited: number
  readonly tasks: number
  readonly calls: number
  readonly emitted: number
  readonly updated: number
}

/** `kept-for` says `ms`, `not-kept` `events`, `no-history` `from` and `to`, `taken-as-active` `status`, `not-running` `campaigns`, `no-codes` `pool`. */
export type SimulationGap =
  | 'entered-before'
  | 'under-way'
  | 'no-reactions'
  | 'not-kept'
  | 'attributes-of-today'
  | 'kept-for'
  | 'taken-as-active'
  | 'not-running'
  | 'no-history'
  | 'no-codes'
