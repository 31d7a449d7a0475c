/** What the console asks about customers: a part of api.ts, which hands it on. */
import type { EntryRefusal } from '../domain/campaign/may-enter.ts'
import type { Explanation } from '../domain/conditions/explain.ts'
import type { Fact, Trigger } from '../domain/fact/fact.ts'
import type { JourneyEnd } from '../domain/journey/journey.ts'
import type { StageReason } from '../domain/lifecycle/classify.ts'
import type { Stage } from '../domain/lifecycle/stage.ts'
import type { ConsentEntry } from '../domain/messaging/consent.ts'
import type { Refusal, StatusName } from '../domain/messaging/message.ts'
import type { Frequency } from '../domain/messaging/preferences.ts'
import type { JsonObject } from '../kernel/json.ts'

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
  /** What they said about being written to, topic by topic; `*` is every one. */
  readonly consent: readonly {
    readonly topic: string
    readonly status: ConsentEntry['status']
    readonly basis: ConsentEntry['basis']
    readonly source: string | null
    readonly at: string
  }[]
  /** What they chose in the preference centre; null: nothing. */
  readonly preferences: { readonly frequency: Frequency; readonly pausedUntil: string | null } | null
  /** Null: nobody knows it. */
  readonly zone: string | null
  readonly locale: string | null
  readonly coupons: readonly {
    readonly campaign: string
    readonly pool: string
    readonly code: string
    readonly at: string
    readonly redeemedAt: string | null
  }[]
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
  /** Why it was refused, or what it waits for. */
  readonly because: Refusal | null
  /** When it is looked at again, where it was deferred. */
  readonly until: string | null
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
    /** Which holdout they are in; null: in none. */
    readonly heldBy: 'campaign' | 'global' | null
    readonly trigger: Trigger
    readonly messages: readonly MessageView[]
    readonly waitingUntil: string | null
    readonly ended: { readonly at: string; readonly end: JourneyEnd } | null
  }[]
  readonly refused: { readonly count: number; readonly at: string; readonly because: EntryRefusal } | null
  readonly audience: Explanation | null
  readonly stage: Stage | null
}
