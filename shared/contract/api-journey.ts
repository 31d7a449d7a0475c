/** The way through a campaign as a plain value: what the console draws and says in words. A part of api.ts. */
import type { Until } from '../domain/campaign/campaign.ts'
import type { SegmentChange } from '../domain/journey/journey.ts'
import type { Stage } from '../domain/lifecycle/stage.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { ConditionView } from './condition-view.ts'

/** One version of a campaign, with the people in it. */
export type JourneyView = {
  readonly version: number
  readonly isLive: boolean
  /** Who stands at one of its steps at this moment. */
  readonly waiting: number
  /** Whose clock local times are on; null: the customer's own. */
  readonly zone: string | null
  readonly entry: JourneyEntry
  readonly audience: ConditionView | null
  readonly exits: readonly JourneyExit[]
  /** Of those who enter, how many are held out: they take every step, and nothing reaches them. */
  readonly holdoutBps: number
  readonly variants: readonly JourneyVariant[]
}

export type JourneyEntry =
  | { readonly on: 'event'; readonly event: string; readonly where: ConditionView | null }
  | { readonly on: 'stage'; readonly stage: Stage; readonly from: readonly Stage[] | null }
  | { readonly on: 'segment'; readonly segment: string; readonly change: SegmentChange; readonly existing: boolean }
  | { readonly on: 'schedule'; readonly schedule: ScheduleView }
  | { readonly on: 'date'; readonly path: string; readonly offsetDays: number; readonly at: number; readonly yearly: boolean }

/** Local times; `at` counts minutes of the day, of weekdays 1 is Monday. */
export type ScheduleView =
  | { readonly every: 'once'; readonly day: string; readonly at: number }
  | { readonly every: 'day'; readonly at: number }
  | { readonly every: 'week'; readonly days: readonly number[]; readonly at: number }
  | { readonly every: 'month'; readonly days: readonly (number | 'last')[]; readonly at: number }

export type JourneyExit =
  | { readonly on: 'event'; readonly event: string; readonly where: ConditionView | null; readonly sameKey: boolean }
  | { readonly on: 'stage'; readonly stage: Stage }
  | { readonly on: 'segment'; readonly segment: string; readonly change: SegmentChange }

export type JourneyVariant = {
  readonly name: string
  /** Null: the campaign compares nothing. */
  readonly shareBps: number | null
  /** In all versions; null: nobody can tell, for this one was not the first. */
  readonly entered: number | null
  readonly waiting: number
  /** As they lie flat: each goes on at `next`, as many as there are is the end. */
  readonly steps: readonly StepView[]
  readonly milestones: readonly MilestoneView[]
  /** Where it goes on once all milestones are done; null: it has none. */
  readonly onComplete: number | null
}

/** `done`: by how many, in all versions. */
export type MilestoneView = { readonly name: string; readonly event: string; readonly where: ConditionView | null; readonly done: number }

export type StepView = {
  readonly index: number
  /** What its author calls it. */
  readonly id: string | null
  readonly next: number
  /** Who stands at it at this moment. */
  readonly now: number
  /** How many have taken it so far. */
  readonly through: number
  /** Where it goes on, where that is not `next` alone; in the order in which they are tried. */
  readonly ways: readonly WayView[]
  readonly says: StepSays
}

/** `taken`: by how many so far. */
export type WayView = { readonly to: number; readonly taken: number } & (
  | { readonly way: 'when'; readonly when: ConditionView }
  | { readonly way: 'else' | 'came' | 'not-in-time' }
  | { readonly way: 'variant'; readonly name: string; readonly shareBps: number }
)

export type StepSays =
  | {
      readonly verb: 'send'
      readonly template: { readonly name: string; readonly version: number } | null
      /** In the language of whoever said none. */
      readonly subject: string
      readonly locales: readonly string[]
    }
  | { readonly verb: 'wait'; readonly until: UntilView }
  | {
      readonly verb: 'wait-for'
      readonly event: string
      readonly where: ConditionView | null
      readonly sameKey: boolean
      readonly atMostMs: number
    }
  | { readonly verb: 'branch' }
  | { readonly verb: 'split'; readonly name: string }
  | { readonly verb: 'update'; readonly set: JsonObject; readonly add: Readonly<Record<string, number>> }
  | { readonly verb: 'emit'; readonly event: string; readonly properties: JsonObject; readonly include: readonly string[] }
  | {
      readonly verb: 'task'
      readonly title: string
      readonly note: string | null
      readonly dueMs: number | null
      readonly assignee: string | null
      readonly include: readonly string[]
    }
  | { readonly verb: 'webhook'; readonly url: string; readonly body: JsonObject; readonly include: readonly string[] }
  | { readonly verb: 'exit'; readonly why: string | null }

export type UntilView =
  | Extract<Until, { readonly by: 'duration' }>
  | { readonly by: 'local-time'; readonly days: readonly number[] | null; readonly at: number }
  | {
      readonly by: 'date'
      readonly path: string
      readonly offsetDays: number
      readonly at: number | null
      readonly otherwise: 'continue' | 'exit'
    }

/** Who a roll-back to a version would concern. */
export type VersionPeople = {
  readonly version: number
  /** Who stands at one of its steps at this moment. */
  readonly waiting: number
  /** Of all who stand somewhere, how many a publication of what it says would take over. */
  readonly wouldMove: number
}

/** One mail as it is written, before anything is filled in. */
export type WrittenMailPage = {
  readonly template: { readonly name: string; readonly version: number } | null
  readonly defaultLocale: string
  readonly written: readonly {
    readonly locale: string
    readonly subject: string
    readonly preheader: string | null
    readonly html: string | null
    readonly text: string | null
  }[]
}
