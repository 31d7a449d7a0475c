import type { JsonObject } from '../../kernel/json.ts'
import type { Bps, CampaignId, EpochMs } from '../../kernel/words.ts'
import type { MinuteOfDay } from '../../kernel/zone.ts'
import type { Condition } from '../conditions/condition.ts'
import type { Path as AttributePath } from '../conditions/path.ts'
import type { Experiment } from '../experiment/experiment.ts'
import type { SegmentChange } from '../journey/journey.ts'
import type { Stage } from '../lifecycle/stage.ts'
import type { Delivery } from '../messaging/delivery.ts'

/** One immutable version of a campaign, compiled from its file. `Mail`: what its mails are told by; mostly what they say. */
export type Campaign<Mail = MailContent> = {
  readonly id: CampaignId
  readonly version: number
  readonly name: string
  /** What the mails are about; customers may leave one topic and keep others. */
  readonly topic: string
  readonly status: CampaignStatus
  /** When this version was published: of what is timed, nothing before it concerns it. */
  readonly publishedAt: EpochMs
  /** Nobody enters before or from these instants on. */
  readonly startAt: EpochMs | null
  readonly endAt: EpochMs | null
  readonly entry: Entry
  /** Whose clock local times of its entry and of its waits are on; null: the customer's own. */
  readonly zone: string | null
  /** Who may enter, over the customer document; null: everyone. */
  readonly audience: Condition | null
  readonly reentry: Reentry
  /** Journeys of this campaign one customer is in at once. */
  readonly maxConcurrent: number
  /** What becomes of whoever is under way in an older version: they finish it, or go on in this one from a step that both know by name. */
  readonly migrate: 'finish' | 'move'
  readonly experiment: Experiment | null
  /** The steps each variant takes. Without an experiment the only variant is {@link SOLE_VARIANT}. */
  readonly paths: ReadonlyMap<string, Path<Mail>>
  readonly exits: readonly Exit[]
  /** A message not claimed so long after it was owed is dropped. */
  readonly staleAfterMs: number
  readonly delivery: Delivery
}

/** The variant of a campaign that compares nothing. */
export const SOLE_VARIANT = 'all'

/** `draft`: published and checked, and nobody enters. `paused`: nobody enters, and who is in it waits. */
export type CampaignStatus = 'draft' | 'active' | 'paused' | 'ended'

export type Entry =
  | { readonly on: 'event'; readonly event: string; readonly where: Condition | null }
  /** `from`: only those who come from one of these stages; null: from anywhere. */
  | { readonly on: 'stage'; readonly stage: Stage; readonly from: ReadonlySet<Stage> | null }
  /** `existing`: whoever is a member when it is first looked at enters, too. */
  | { readonly on: 'segment'; readonly segment: string; readonly change: SegmentChange; readonly existing: boolean }
  | { readonly on: 'schedule'; readonly schedule: Schedule }
  /** So many days before or after the day an attribute names, at that time; `yearly`: on each of its anniversaries. */
  | {
      readonly on: 'date'
      readonly path: AttributePath
      readonly offsetDays: number
      readonly at: MinuteOfDay
      readonly yearly: boolean
    }

/** Times on the campaign's clock. `day` counts days since 1970-01-01 on the calendar on the wall; of weekdays 1 is Monday, 7 is Sunday. */
export type Schedule =
  | { readonly type: 'once'; readonly day: number; readonly at: MinuteOfDay }
  | { readonly type: 'every'; readonly every: 'day'; readonly at: MinuteOfDay }
  | { readonly type: 'every'; readonly every: 'week'; readonly days: ReadonlySet<number>; readonly at: MinuteOfDay }
  | { readonly type: 'every'; readonly every: 'month'; readonly days: ReadonlySet<number | 'last'>; readonly at: MinuteOfDay }

export type Reentry =
  | { readonly type: 'never' }
  | { readonly type: 'each' }
  | { readonly type: 'after'; readonly durationMs: number }
  /** Once for each value of a property of the event that triggers it: the journey's key. */
  | { readonly type: 'each-key'; readonly property: string }

export type Exit =
  /** `sameKey`: only the journey whose key the event has. */
  | { readonly on: 'event'; readonly event: string; readonly where: Condition | null; readonly sameKey: boolean }
  | { readonly on: 'stage'; readonly stage: Stage }
  | { readonly on: 'segment'; readonly segment: string; readonly change: SegmentChange }

/** What the people of one variant go through. */
export type Path<Mail = MailContent> = {
  readonly steps: readonly Step<Mail>[]
  readonly milestones: readonly Milestone[]
  /** Where it goes on once all milestones are done; null: it has none. */
  readonly onComplete: number | null
}

/** Something a checklist waits for, in whatever order; what was done before the entry counts. */
export type Milestone = { readonly name: string; readonly event: string; readonly where: Condition | null }

/**
 * Steps lie flat, in the order in which they are written. `next`: the index that comes after it; where a list inside ends, that after the
 * step it stands in; as many as there are steps: the end. A way never leads back.
 */
export type Step<Mail = MailContent> = StepBody<Mail> & { readonly id: string | null; readonly next: number }

export type StepBody<Mail = MailContent> =
  | { readonly type: 'send'; readonly content: Mail }
  | { readonly type: 'wait'; readonly until: Until }
  /** The event ends it at once, and `then` is where it goes on; `next`: when nobody came in time. */
  | {
      readonly type: 'wait-for'
      readonly event: string
      readonly where: Condition | null
      readonly sameKey: boolean
      readonly atMostMs: number
      readonly then: number
    }
  /** The first that holds is taken; `next`: none does. */
  | { readonly type: 'branch'; readonly ways: readonly { readonly when: Condition; readonly to: number }[] }
  /** Drawn for each customer, and the same for ever; `next`: where they join again. */
  | { readonly type: 'split'; readonly name: string; readonly ways: readonly Way[] }
  | { readonly type: 'update'; readonly set: JsonObject; readonly add: Readonly<Record<string, number>> }
  | { readonly type: 'emit'; readonly event: string; readonly properties: JsonObject; readonly include: readonly AttributePath[] }
  | {
      readonly type: 'task'
      readonly title: string
      readonly note: string | null
      readonly dueMs: number | null
      readonly assignee: string | null
      readonly include: readonly AttributePath[]
    }
  | { readonly type: 'webhook'; readonly url: string; readonly body: JsonObject; readonly include: readonly AttributePath[] }
  | { readonly type: 'exit'; readonly why: string | null }

/** One variant of a split. */
export type Way = { readonly name: string; readonly shareBps: Bps; readonly to: number }

export type Until =
  | { readonly by: 'duration'; readonly ms: number }
  /** The next such moment on the campaign's clock, strictly later; `days` null: any day. */
  | { readonly by: 'local-time'; readonly days: ReadonlySet<number> | null; readonly at: MinuteOfDay }
  /** So many days before or after the day an attribute names; `at` null: at the time of day it names itself. */
  | {
      readonly by: 'date'
      readonly path: AttributePath
      readonly offsetDays: number
      readonly at: MinuteOfDay | null
      /** Where the attribute names no day, or one that is too far away. */
      readonly otherwise: 'continue' | 'exit'
    }

/** The same campaign with its mails told by something else. */
export const withMails = <From, To>(campaign: Campaign<From>, told: (mail: From) => To): Campaign<To> => ({
  ...campaign,
  paths: new Map(
    [...campaign.paths].map(([variant, path]) => [
      variant,
      { ...path, steps: path.steps.map((step) => (step.type === 'send' ? { ...step, content: told(step.content) } : step)) },
    ]),
  ),
})

/** Steps that follow one another, as a path. */
export const straight = (bodies: readonly StepBody[]): Path => ({
  steps: bodies.map((body, index) => ({ ...body, id: null, next: index + 1 })),
  milestones: [],
  onComplete: null,
})

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
