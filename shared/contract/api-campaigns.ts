/** What the console is told of campaigns beside their numbers: a part of api.ts. */
import type { CampaignStatus } from '../domain/campaign/campaign.ts'
import type { Stage } from '../domain/lifecycle/stage.ts'
import type { Refusal } from '../domain/messaging/message.ts'
import type { Json } from '../kernel/json.ts'
import type { Operational } from './status.ts'

/** What lets people into a campaign. */
export type EntryView =
  | { readonly on: 'event'; readonly event: string }
  | { readonly on: 'stage'; readonly stage: Stage }
  | { readonly on: 'segment'; readonly segment: string; readonly change: 'entered' | 'left' }
  | { readonly on: 'schedule' }
  | { readonly on: 'date'; readonly path: string }

/** `spread`: over how long what waited is let go on, as `1h`. */
export type StatusAsked = { readonly status: Operational; readonly spread?: string; readonly because?: string }

/** What came of it: the version that was published, where the campaign stands now, and who is looked at once more. */
export type CampaignChanged = {
  readonly version: number
  readonly status: CampaignStatus
  readonly sweep: { readonly id: string; readonly customers: number }
}

/** A version of the file, or a word of somebody (`said`), with who published it, when and why. */
export type CampaignVersion = {
  readonly version: number
  readonly at: string
  readonly author: string | null
  readonly note: string | null
} & ({ readonly type: 'file'; readonly source: Json; readonly isLive: boolean } | { readonly type: 'said'; readonly status: Operational })

/** How far a campaign's mails came, and what held them back. Every number is of mails, but for what was put off: a mail may wait more than once. */
export type Funnel = {
  readonly decided: number
  /** Not yet left, and still wanted. */
  readonly open: number
  readonly deferrals: readonly { readonly because: Refusal['type']; readonly count: number }[]
  /** What never left, by what stood in its way; most frequent first. */
  readonly kept: readonly { readonly because: Refusal['type'] | 'withheld' | 'stale'; readonly count: number }[]
  readonly sent: number
  /** Nobody knows whether they left, and nobody will say. */
  readonly unconfirmed: number
  readonly delivered: number
  readonly bounced: { readonly permanent: number; readonly transient: number }
  readonly complained: number
  /** At least once, by a person or by a program that looks into mails: most mails that are opened are looked into by both. */
  readonly opened: { readonly person: number; readonly machine: number }
  readonly clicked: { readonly person: number; readonly machine: number }
  /** Mails that left by the clock of the policy's zone, for nobody knows the customer's. */
  readonly zoneUnknown: number
}
