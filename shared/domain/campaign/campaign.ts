import type { CampaignId, EpochMs } from '../../kernel/words.ts'
import type { Condition } from '../conditions/condition.ts'
import type { Experiment } from '../experiment/experiment.ts'
import type { Stage } from '../lifecycle/stage.ts'
import type { Delivery } from '../messaging/delivery.ts'

/** One immutable version of a campaign, compiled from its file. */
export type Campaign = {
  readonly id: CampaignId
  readonly version: number
  readonly name: string
  /** What the mails are about; customers may leave one topic and keep others. */
  readonly topic: string
  readonly status: 'active' | 'ended'
  /** Nobody enters before or from these instants on. */
  readonly startAt: EpochMs | null
  readonly endAt: EpochMs | null
  readonly entry: Entry
  /** Who may enter, over the customer document; null: everyone. */
  readonly audience: Condition | null
  readonly reentry: Reentry
  readonly experiment: Experiment | null
  /** The steps each variant takes. Without an experiment the only variant is {@link SOLE_VARIANT}. */
  readonly paths: ReadonlyMap<string, readonly Step[]>
  readonly exits: readonly Exit[]
  /** A message not claimed so long after it was owed is dropped. */
  readonly staleAfterMs: number
  readonly delivery: Delivery
}

/** The variant of a campaign that compares nothing. */
export const SOLE_VARIANT = 'all'

export type Entry =
  | { readonly on: 'event'; readonly event: string; readonly where: Condition | null }
  /** `from`: only those who come from one of these stages; null: from anywhere. */
  | { readonly on: 'stage'; readonly stage: Stage; readonly from: ReadonlySet<Stage> | null }

export type Reentry = { readonly type: 'never' } | { readonly type: 'each' } | { readonly type: 'after'; readonly durationMs: number }

export type Exit =
  | { readonly on: 'event'; readonly event: string; readonly where: Condition | null }
  | { readonly on: 'stage'; readonly stage: Stage }

export type Step = { readonly type: 'send'; readonly content: MailContent } | { readonly type: 'wait'; readonly durationMs: number }

/** What a mail says, in each language it is written in. */
export type MailContent = {
  /** The template it comes from and which of its versions; null: it is written in the campaign itself. */
  readonly template: { readonly name: string; readonly version: number } | null
  /** The language of whoever said none, or one that is not written. */
  readonly defaultLocale: string
  /** By BCP 47 tag. */
  readonly written: ReadonlyMap<string, Written>
}

/**
 * One mail in one language: Liquid over `customer`, `links`, `coupon` and `brand`. The HTML is what MJML was compiled to. What is null is derived from the
 * other; one of the two is there.
 */
export type Written = {
  readonly subject: string
  /** What mail programs show beside the subject. */
  readonly preheader: string | null
  readonly html: string | null
  readonly text: string | null
  /** The HTML with its addresses as links of ours, where publishing has made it: then nobody who sends has to read HTML. */
  readonly linked?: string | undefined
}

/** The language of words a campaign says itself, where nobody said which it is. */
export const PLAIN_LOCALE = 'en'

/** A mail written in the campaign itself. */
export const plainMail = (subject: string, text: string, locale = PLAIN_LOCALE): MailContent => ({
  template: null,
  defaultLocale: locale,
  written: new Map([[locale, { subject, preheader: null, html: null, text }]]),
})
