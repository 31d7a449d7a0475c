/** A guard taken out on purpose. */
import type { Invariant } from '../auditor/invariants.ts'

export type Mutant = {
  readonly invariant: Invariant
  /** The mistake, in words. */
  readonly mistake: string
  readonly file: string
  /** Must stand in the file exactly once. */
  readonly original: string
  readonly mutated: string
}
