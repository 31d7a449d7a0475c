/** What the API tells of switches, of what comes back, and of addresses nobody may write to. */
import type { BreakerVerdict, Returns, StopReason } from '../domain/messaging/breaker.ts'
import type { SuppressionReason } from '../domain/messaging/message.ts'

/** Where the switches stand, and how much comes back. */
export type SendingPage = {
  /** Mails charged to today, and how many a day may have (null: as many as there are). `zone`: whose day it is. */
  readonly budget: {
    readonly zone: string
    readonly all: Spent
    readonly campaigns: readonly ({ readonly id: string } & Spent)[]
  }
  /** When the mail service last took none of what it was handed; null: never. */
  readonly hold: { readonly until: string; readonly because: string; readonly mails: number; readonly isNow: boolean } | null
  readonly all: SwitchView
  readonly campaigns: readonly ({ readonly id: string } & SwitchView)[]
  /** Newest first. */
  readonly changes: readonly {
    readonly campaign: string | null
    readonly on: boolean
    readonly by: 'breaker' | 'person'
    readonly at: string
    readonly because: StopReason
  }[]
}

type Spent = { readonly spent: number; readonly perDay: number | null }

export type SwitchView = {
  readonly stopped: { readonly at: string; readonly by: 'breaker' | 'person'; readonly because: StopReason } | null
  /** In the days that count for its breaker. */
  readonly returns: Returns
  readonly verdict: BreakerVerdict
}

/** An address nobody may write to: its digest, for the list does not know addresses. */
export type Suppressed = {
  readonly digest: string
  readonly because: SuppressionReason
  readonly at: string
  readonly message: string | null
  /** Whom the message was for. */
  readonly customerId: string | null
  /** What people changed about it, oldest first. */
  readonly changes: readonly {
    readonly what: 'put' | 'lifted'
    readonly by: string
    readonly at: string
    readonly why: string
    readonly because: SuppressionReason
  }[]
}
