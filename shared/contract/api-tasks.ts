/** What the API tells of what people are to do. */
import type { JsonObject } from '../kernel/json.ts'

export type TaskView = {
  readonly id: string
  readonly customerId: string
  readonly campaign: string
  readonly title: string
  readonly note: string | null
  readonly assignee: string | null
  /** Null: whenever there is time. */
  readonly dueAt: string | null
  /** Its day is over by the system's own clock. */
  readonly overdue: boolean
  /** Of the customer, what its author asked for. */
  readonly about: JsonObject
  readonly openedAt: string
  /** Null: it is still to be done. `ended`: nobody did it, and it is no longer wanted; `by` null: nobody. */
  readonly closed: {
    readonly at: string
    readonly outcome: 'done' | 'dismissed' | 'ended'
    readonly by: string | null
    readonly note: string | null
  } | null
}

/** `note`: what came of it, or why it is not done. Who closes it is whoever asks. */
export type TaskClosing = { readonly outcome: 'done' | 'dismissed'; readonly note?: string }

export const TASK_ORDERS = ['first-due', 'last-due'] as const

export type TasksWanted = { readonly assignee?: string; readonly order?: (typeof TASK_ORDERS)[number]; readonly after?: string }
