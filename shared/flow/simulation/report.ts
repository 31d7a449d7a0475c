/** What a campaign would have done over a stretch of history, as a value that any console can show. */
import type { EntryRefusal } from '../../domain/campaign/may-enter.ts'
import type { Fact, Trigger } from '../../domain/fact/fact.ts'
import type { Refusal } from '../../domain/messaging/message.ts'
import type { CampaignId, CustomerId, EpochDay, EpochMs } from '../../kernel/words.ts'

export type SimulationReport = {
  readonly campaign: {
    readonly id: CampaignId
    readonly name: string
    /** The number it would be published under. */
    readonly version: number
    /** Whence its variants are drawn: as the published one draws them, or from the seed. */
    readonly salts: 'published' | 'seed'
    readonly hasHoldout: boolean
  }
  readonly fromAt: EpochMs
  readonly toAt: EpochMs
  readonly history: {
    readonly of: 'folder' | 'file' | 'system'
    readonly events: number
    readonly quarantined: number
    readonly customers: number
    readonly firstAt: EpochMs | null
    readonly lastAt: EpochMs | null
  }
  /** Campaigns that ran beside it. */
  readonly beside: readonly CampaignId[]
  readonly totals: Counts
  readonly days: readonly DayRow[]
  readonly variants: readonly VariantRow[]
  readonly steps: readonly StepRow[]
  /** Why people who triggered it did not enter, the most frequent first. */
  readonly entryRefusals: readonly { readonly because: EntryRefusal; readonly times: number }[]
  /** What stood in the way of mails: for good (`refused`), or for a while (`deferred`). */
  readonly mailRefusals: readonly {
    readonly what: 'refused' | 'deferred'
    readonly because: Refusal
    readonly times: number
  }[]
  readonly exits: readonly { readonly type: string; readonly journeys: number }[]
  /** Mails of other campaigns that lost their place under a cap to one of this. */
  readonly displaced: readonly { readonly campaign: CampaignId; readonly mails: number }[]
  readonly entries: Listed<EntryRow>
  readonly refused: Listed<RefusedRow> & { readonly customers: number }
  readonly mails: Listed<MailRow>
  readonly examples: readonly Example[]
  readonly leftOut: readonly LeftOut[]
}

/** Rows as far as they are told one by one, and how many there are. */
export type Listed<Row> = { readonly total: number; readonly rows: readonly Row[] }

export type Counts = {
  /** Times somebody entered, those held out among them. */
  readonly entered: number
  readonly held: number
  readonly notEntered: number
  readonly sent: number
  readonly withheld: number
  /** Times a mail was put off. */
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

export type DayRow = { readonly utcDay: EpochDay } & Counts

export type VariantRow = { readonly variant: string; readonly customers: number } & Counts

/** `ways`: how many took each way of a branch or split. */
export type StepRow = {
  readonly variant: string
  readonly step: number
  readonly type: string
  readonly came: number
  readonly sent: number
  readonly withheld: number
  readonly refused: number
  readonly stale: number
  readonly ways: Readonly<Record<string, number>>
}

export type EntryRow = {
  readonly customer: CustomerId
  readonly at: EpochMs
  readonly entry: number
  readonly variant: string
  readonly held: boolean
  readonly key: string | null
  readonly trigger: Trigger
}

export type RefusedRow = { readonly customer: CustomerId; readonly at: EpochMs; readonly because: EntryRefusal }

/** What became of a mail in the end. */
export type MailRow = {
  readonly customer: CustomerId
  readonly at: EpochMs
  readonly entry: number
  readonly step: number
  readonly variant: string
  readonly outcome: 'sent' | 'withheld' | 'refused' | 'stale'
  readonly because: Refusal | null
}

/** One customer's story: the facts of this campaign, oldest first. */
export type Example = { readonly customer: CustomerId; readonly facts: readonly Fact[] }

/** What the simulation does not know, or does otherwise than the world would. */
export type LeftOut =
  /** Who had been in the campaign before it began, and may therefore not have entered. */
  | { readonly type: 'entered-before' }
  /** Journeys of the published version that were under way when it began. */
  | { readonly type: 'under-way' }
  /** People do what they did: nobody orders because of a mail, opens one, or complains. */
  | { readonly type: 'no-reactions' }
  /** Events the campaign asks about, of which nothing was kept. */
  | { readonly type: 'not-kept'; readonly events: readonly string[] }
  /** Attributes are those of today, not of then. */
  | { readonly type: 'attributes-of-today' }
  /** Of the events only those somebody named are kept, and only for so long. */
  | { readonly type: 'kept-for'; readonly ms: number }
  /** The file says so; it was taken to be active all the time. */
  | { readonly type: 'taken-as-active'; readonly status: string; readonly startAt: EpochMs | null; readonly endAt: EpochMs | null }
  /** These campaigns are published, and do not run now. */
  | { readonly type: 'not-running'; readonly campaigns: readonly CampaignId[] }
  /** Nothing is known of that part of the time. */
  | { readonly type: 'no-history'; readonly fromAt: EpochMs; readonly toAt: EpochMs }
  /** Codes of pools come from where the history does, and none is free. */
  | { readonly type: 'no-codes'; readonly pool: string }
