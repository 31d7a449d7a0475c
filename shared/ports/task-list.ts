import type { Fact } from '../domain/fact/fact.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { CampaignId, CustomerId, EpochMs, TaskId } from '../kernel/words.ts'

/** What a person is to do about a customer, as a step asked for it. */
export type Task = {
  readonly id: TaskId
  readonly customerId: CustomerId
  readonly campaign: CampaignId
  readonly entry: number
  readonly title: string
  readonly note: string | null
  readonly assignee: string | null
  /** Null: whenever there is time. */
  readonly dueAt: EpochMs | null
  /** Of the customer, what its author asked for. */
  readonly about: JsonObject
  readonly openedAt: EpochMs
  /** Null: it is still to be done. */
  readonly closed: Closed | null
}

export type Closed = Pick<Fact & { readonly type: 'task-closed' }, 'at' | 'outcome' | 'by' | 'note'>

export type TasksAsked = {
  /** Null: everybody's. */
  readonly assignee: string | null
  /** What is due first, or last; what has no day comes after all that has one. */
  readonly order: 'first-due' | 'last-due'
  /** The last of an earlier page, which may have been closed since; null: from the beginning. */
  readonly after: TaskId | null
  readonly limit: number
}

/**
 * Tasks, so that people find them: made of what was decided, again and again, in the order in which it was decided of each customer. What
 * was decided is true, and this is a list of it.
 */
export type TaskList = {
  /** Puts tasks that may be there already, open or closed: the first stands as it is. Of somebody who was erased nothing is put. */
  readonly open: (tasks: readonly Task[]) => Promise<void>
  /** It may be closed already, or not be there. */
  readonly close: (id: TaskId, closed: Closed) => Promise<void>
  /** Open ones. */
  readonly list: (asked: TasksAsked) => Promise<readonly Task[]>
  /** A closed one is found for some weeks. */
  readonly find: (id: TaskId) => Promise<Task | null>
  /** All of one customer's are another's from now on. */
  readonly move: (from: CustomerId, to: CustomerId) => Promise<void>
  /** All of one customer's go. */
  readonly forget: (customer: CustomerId) => Promise<void>
}
