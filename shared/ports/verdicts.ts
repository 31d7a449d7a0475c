import type { Acted, LatchedVerdict } from '../domain/experiment/latched.ts'
import type { ExperimentId } from '../kernel/words.ts'

export type { Acted, LatchedVerdict } from '../domain/experiment/latched.ts'

/** What of a verdict says which it is. */
export type VerdictName = Pick<LatchedVerdict, 'experiment' | 'phase' | 'type' | 'variant'>

/**
 * What was found of experiments. Of a variant there is one outcome for ever (winner, loser or no difference), and beside it one harm; of an
 * experiment one fault. Rows are never changed but for what was done about them.
 */
export type VerdictStore = {
  /** Oldest first. */
  readonly all: () => Promise<readonly LatchedVerdict[]>
  readonly of: (experiment: ExperimentId) => Promise<readonly LatchedVerdict[]>
  /** Writes what is not written yet; else false, and nothing changes. */
  readonly latch: (found: LatchedVerdict) => Promise<boolean>
  /** Writes down what was done about it. What is over stays as it was written first; only what failed is written anew. */
  readonly acted: (of: VerdictName, one: Acted) => Promise<void>
}

/** The place of a verdict within its experiment: two of one place exclude each other. */
export const placeOf = ({
  phase,
  type,
  variant,
}: VerdictName): { readonly phase: number; readonly about: string; readonly variant: string } => ({
  phase,
  about: type === 'harmful' || type === 'broken' ? type : 'outcome',
  // No variant is called so.
  variant: variant ?? '',
})

/** What was done, with one more. */
export const withActed = (before: readonly Acted[], one: Acted): readonly Acted[] => {
  const known = before.find(({ action }) => action === one.action)
  if (known !== undefined && known.outcome !== 'failed') return before
  return [...before.filter(({ action }) => action !== one.action), one]
}
