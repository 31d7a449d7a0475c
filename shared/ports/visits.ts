import type { Visit, Visitor } from '../domain/messaging/visitor.ts'
import type { CustomerId, EpochMs, MessageId } from '../kernel/words.ts'

/** One visit by a link of a mail, as it is remembered. */
export type KeptVisit = {
  /** The store's own. */
  readonly id: string
  readonly message: MessageId
  readonly customerId: CustomerId
  /** The address it led to, without what stands behind `?` and `#`. */
  readonly url: string
  readonly visit: Visit
  readonly visitor: Visitor
}

/** Visits beside the mail they are of: what is told of them is told when it is certain who it was. */
export type Visits = {
  /** Notes one; with a mail that has as many as are kept, it is left out. */
  readonly note: (visit: Omit<KeptVisit, 'id'>) => Promise<void>
  /** Those of one mail whose instant lies within `withinMs` of `at`. */
  readonly around: (message: MessageId, at: EpochMs, withinMs: number) => Promise<readonly KeptVisit[]>
  /** What turned out to be a machine after all. */
  readonly judge: (id: string, visitor: Visitor) => Promise<void>
  /** Visits until an instant that were not told of yet, oldest first. */
  readonly untold: (until: EpochMs, limit: number) => Promise<readonly KeptVisit[]>
  readonly told: (ids: readonly string[]) => Promise<void>
  /** How many of a mail's visits were whose. */
  readonly countsOf: (message: MessageId) => Promise<{ readonly persons: number; readonly machines: number }>
}
