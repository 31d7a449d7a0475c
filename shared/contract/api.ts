/**
 * What the console asks and what it is answered: one table of endpoints, from which the server's handlers and the page's client both take
 * their types. Instants are ISO 8601 in UTC, money is in minor units beside its currency, shares are basis points. A GET changes nothing.
 * Nothing here is a sentence: reasons are values, and the page words them in the reader's language.
 */
import type { EntryRefusal } from '../domain/campaign/may-enter.ts'
import type { Explanation } from '../domain/conditions/explain.ts'
import type { Readout } from '../domain/experiment/analysis.ts'
import type { Fact, Trigger } from '../domain/fact/fact.ts'
import type { JourneyEnd } from '../domain/journey/journey.ts'
import type { StageReason } from '../domain/lifecycle/classify.ts'
import type { Stage } from '../domain/lifecycle/stage.ts'
import type { Refusal, StatusName } from '../domain/messaging/message.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import type { Problem } from '../kernel/problem.ts'

/** Method and path, with `:name` for what is filled in. */
export type Api = {
  'GET /api/overview': Get<Overview>
  'GET /api/campaigns': Get<{ readonly campaigns: readonly CampaignSummary[] }>
  'GET /api/campaigns/:id': Get<CampaignPage>
  'GET /api/results': Get<{ readonly results: readonly ResultSummary[] }>
  'GET /api/results/:id': Get<ResultPage>
  'GET /api/customers': Get<
    Page<CustomerSummary>,
    { readonly search?: string; readonly stage?: Stage | 'prospect'; readonly after?: string }
  >
  'GET /api/customers/:id': Get<CustomerPage>
  'GET /api/customers/:id/campaigns/:campaign': Get<Story>
  'GET /api/inbox': Get<Page<MailSummary>, { readonly customer?: string; readonly after?: string }>
  'GET /api/inbox/:id': Get<MailPage>
  'POST /api/inbox/:id/feedback': Post<{ readonly type: Feedback }, MailPage>
  'GET /api/quarantine': Get<Page<Quarantined>, { readonly state?: 'open' | 'dismissed'; readonly after?: string }>
  'POST /api/quarantine/:id/retry': Post<{ readonly text: string }, { readonly taken: boolean; readonly problems: readonly Problem[] }>
  'POST /api/quarantine/:id/dismiss': Post<Record<string, never>, { readonly done: true }>
  /** Undoes a dismissal. */
  'POST /api/quarantine/:id/restore': Post<Record<string, never>, { readonly done: true }>
  'GET /api/connect': Get<Connect>
  /** Only where a demo runs. */
  'POST /api/demo': Post<{ readonly pace: Pace }, Demo>
}

export type Get<Answer, Query = Record<string, never>> = { readonly query: Query; readonly answer: Answer }
export type Post<Body, Answer> = { readonly body: Body; readonly answer: Answer }

/** Pages go on after `next`; null is the end. `total` is known where counting is cheap. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null; readonly total: number | null }

/** Every answer that is not 2xx: what, where and how to mend it. */
export type Refused = { readonly problems: readonly Problem[] }

/** Server-sent events at `/api/live`: one JSON object a message, its type as the event name. */
export type Live = {
  /** At most a few times a second, sampled under load; the pulse counts all. The latest are told again to whoever begins to listen. */
  readonly arrival: {
    readonly at: string
    readonly door: string
    readonly name: string
    readonly customerId: string | null
    readonly taken: boolean
    readonly problems: readonly Problem[]
  }
  /** Once a second. `clock` is the instant of the system: that of a demo runs faster. The counts are since the process began. */
  readonly pulse: {
    readonly clock: string
    readonly taken: number
    readonly refused: number
    readonly sent: number
    readonly perSecond: number
  }
  /** Something else than the numbers changed: which pages should ask anew. At most once in two seconds. */
  readonly changed: { readonly what: readonly ('stages' | 'campaigns' | 'inbox' | 'quarantine')[] }
}

export type Overview = {
  /** The instant the numbers are of: the virtual clock of a demo, else now. */
  readonly asOf: string
  readonly demo: Demo | null
  readonly customers: number
  readonly prospects: number
  readonly stages: Readonly<Record<Stage, number>>
  /** Customers in each stage at the end of each day, oldest first. */
  readonly flow: readonly { readonly day: string; readonly stages: Readonly<Record<Stage, number>> }[]
  readonly attention: readonly Attention[]
  readonly campaigns: readonly CampaignSummary[]
  readonly sentLast7Days: number
}

/** A shop that publishes by itself, on a clock of its own. */
export type Demo = {
  readonly pace: Pace
  readonly clock: string
  /** When its generated history ended and it went on live. */
  readonly liveSince: string
  /** Nothing happens in the shop from this instant on. */
  readonly endsAt: string
}

/** How many seconds of the shop pass in one of ours. */
export const PACES = { paused: 0, 'hour-a-minute': 60, 'day-a-minute': 1_440, 'day-a-second': 86_400 } as const
export type Pace = keyof typeof PACES

export type Attention =
  | { readonly type: 'quarantine'; readonly count: number }
  /** As many open entries as may be kept, and so many more that were refused and could not be kept. */
  | { readonly type: 'quarantine-full'; readonly kept: number; readonly lost: number }
  | { readonly type: 'sample-ratio'; readonly experiment: string; readonly pValue: number }
  | { readonly type: 'unsettled-mail'; readonly count: number }
  | { readonly type: 'not-renderable'; readonly campaign: string; readonly count: number }

export type CampaignSummary = {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly status: 'active' | 'ended'
  readonly topic: string
  readonly entry: { readonly on: 'event'; readonly event: string } | { readonly on: 'stage'; readonly stage: Stage }
  readonly entered: number
  readonly held: number
  /** How many came to each status so far: a mail that was delivered was sent, too. What is still on its way is not among them. */
  readonly messages: Readonly<Partial<Record<StatusName, number>>>
  readonly ended: { readonly completed: number; readonly exited: number }
  readonly result: ResultSummary | null
}

export type CampaignPage = {
  readonly summary: CampaignSummary
  /** The file as it was published. */
  readonly source: Json
  /** What became of each step's messages, by variant. */
  readonly steps: readonly {
    readonly variant: string
    readonly step: number
    readonly subject: string
    readonly messages: Readonly<Partial<Record<StatusName, number>>>
  }[]
  readonly refusals: readonly { readonly because: Refusal['type']; readonly count: number }[]
}

/** What the method `fixed` allows to be said. */
export type Verdict =
  /** One arm alone: it is measured, and compared with nothing. */
  | { readonly type: 'nothing-to-compare'; readonly assigned: number }
  | { readonly type: 'not-enough-data'; readonly assigned: number }
  | { readonly type: 'broken'; readonly pValue: number }
  | {
      readonly type: 'difference'
      readonly variant: string
      readonly against: string
      readonly metric: string
      readonly difference: number
      readonly interval: readonly [number, number]
    }
  | { readonly type: 'no-difference'; readonly metric: string; readonly widest: readonly [number, number] }

export type ResultSummary = {
  readonly id: string
  readonly name: string
  readonly assigned: number
  readonly metric: string
  readonly verdict: Verdict
}

export type ResultPage = {
  readonly summary: ResultSummary
  readonly readout: Readout
  readonly control: string
  readonly holdout: string | null
  readonly metrics: readonly { readonly name: string; readonly event: string; readonly window: string; readonly currency: string | null }[]
  /** The demo's shop knows what its customers would really do: conversion per variant, holdout included. Null outside the demo. */
  readonly truth: readonly { readonly variant: string; readonly rate: number }[] | null
}

export type CustomerSummary = {
  readonly id: string
  readonly stage: Stage | null
  readonly since: string | null
  readonly name: string | null
  readonly email: string | null
  readonly lastSeenAt: string | null
  readonly orders: number
  readonly revenue: Readonly<Record<string, number>>
}

export type CustomerPage = {
  /** The id asked for, where it was merged into this customer; else null. */
  readonly mergedFrom: string | null
  readonly summary: CustomerSummary
  readonly document: JsonObject
  readonly because: StageReason | null
  /** When silence alone changes the stage. */
  readonly reviewAt: string | null
  readonly nextDueAt: string | null
  /** Newest first; the newest 300, where there are more. */
  readonly timeline: readonly TimelineEntry[]
  readonly messages: readonly MessageView[]
  readonly journeys: readonly {
    readonly campaign: string
    readonly entry: number
    readonly variant: string
    readonly held: boolean
    readonly waitingUntil: string | null
  }[]
  /** Every live campaign, and in a word what this customer has to do with it. */
  readonly campaigns: readonly {
    readonly id: string
    readonly name: string
    readonly entries: number
    readonly lastRefusal: EntryRefusal | null
  }[]
}

export type TimelineEntry =
  | {
      readonly at: string
      readonly type: 'event'
      readonly name: string
      readonly id: string
      readonly properties: JsonObject
      readonly traits: JsonObject
    }
  | { readonly at: string; readonly type: 'fact'; readonly fact: Fact; readonly under: Under }

/** The id somebody had then, where it was merged into the one they have now; null: they had this one. */
export type Under = string | null

export type MessageView = {
  readonly id: string
  readonly under: Under
  readonly campaign: string
  readonly entry: number
  readonly step: number
  readonly variant: string
  readonly held: boolean
  readonly owedAt: string
  readonly status: StatusName
  readonly statusAt: string | null
  readonly because: Refusal | null
}

/** Why a customer did or did not get a campaign. */
export type Story = {
  readonly campaign: { readonly id: string; readonly name: string; readonly version: number }
  readonly entries: readonly {
    readonly under: Under
    readonly entry: number
    readonly at: string
    readonly variant: string
    readonly held: boolean
    readonly trigger: Trigger
    readonly messages: readonly MessageView[]
    readonly waitingUntil: string | null
    readonly ended: { readonly at: string; readonly end: JourneyEnd } | null
  }[]
  readonly refused: { readonly count: number; readonly at: string; readonly because: EntryRefusal } | null
  readonly audience: Explanation | null
  readonly stage: Stage | null
}

/** What a mail service would report, as SES does. */
export const FEEDBACK = ['delivered', 'bounced', 'complained', 'opened', 'clicked', 'unsubscribed'] as const
export type Feedback = (typeof FEEDBACK)[number]

export type MailSummary = {
  readonly id: string
  readonly at: string
  readonly customerId: string
  readonly to: string
  readonly subject: string
  readonly campaign: string
  readonly variant: string
  readonly step: number
  /** What has come back so far, oldest first. */
  readonly feedback: readonly { readonly type: Feedback; readonly at: string }[]
}

export type MailPage = { readonly summary: MailSummary; readonly html: string; readonly text: string; readonly source: string }

export type Quarantined = {
  readonly id: string
  readonly at: string
  readonly because: string
  readonly customerId: string | null
  readonly problems: readonly Problem[]
  readonly text: string
  /** Whether a mended text may be sent in again; what was taken in part cannot be retried as it is. */
  readonly retriable: boolean
}

export type Connect = {
  readonly origin: string
  /** Null: none is needed on loopback. */
  readonly writeKey: string | null
  readonly bus: { readonly name: string; readonly endpoint: string; readonly region: string }
}
