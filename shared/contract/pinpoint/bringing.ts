/** What all campaigns of one import share. */
import type { JsonObject } from '../../kernel/json.ts'
import type { Asked } from './asked.ts'
import type { Finding } from './finding.ts'
import type { Mails } from './mails.ts'
import { type Names, slugOf } from './names.ts'
import type { Segments } from './segments.ts'

/** The event campaigns are for, and how long after the entry it counts. */
export type Goal = { readonly event: string; readonly window: string }

export type Bringing = {
  readonly found: Finding[]
  /** Ids of campaigns. */
  readonly names: Names
  readonly segments: Segments
  readonly mails: Mails
  readonly topic: string
  /** Null: nobody said what the campaigns are for. */
  readonly goal: Goal | null
  readonly activity: readonly string[]
}

/** A campaign file, and what it was made of. */
export type CampaignJson = { readonly id: string; readonly json: JsonObject; readonly file: string; readonly at: string }

export const goalFields = ({ goal }: Bringing): JsonObject =>
  goal === null ? {} : { goal: { name: slugOf(goal.event) ?? 'goal', event: goal.event, window: goal.window } }

export const audienceField = ({ condition }: Asked): JsonObject => (Object.keys(condition).length === 0 ? {} : { audience: condition })
