/** What publishing would change, as it is told on the command line and in the console. */
import type { FieldChange } from './diff.ts'

export type PlannedChange = {
  readonly kind: 'policy' | 'template' | 'segment' | 'campaign' | 'experiment' | 'status'
  readonly id: string
  readonly version: number
  readonly change: 'new' | 'changed'
  /** Empty of what is new, and of a campaign that changes only by its templates. */
  readonly fields: readonly FieldChange[]
  /** Null: nobody was counted, or nobody is concerned by such a change. */
  readonly people: PeopleConcerned | null
}

/** Customers, counted over `looked` of them; `isAll`: there are no others. */
export type PeopleConcerned = {
  readonly looked: number
  readonly isAll: boolean
  /** In the campaign now, in whichever version. */
  readonly inIt: number
  /** Of them, waiting at a step that the new version knows by name. */
  readonly wouldMove: number
  /** In its audience now, or in the segment. */
  readonly inAudience: number
  /** Of whom only their history can say whether they are. */
  readonly unknown: number
}
