/** How an assignment is written down: with what was known of the customer before it. */
import { dayOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { segmentsOf } from '../experiment/breakdown.ts'
import { BEFORE_MAX, type Experiment } from '../experiment/experiment.ts'
import { countSince } from '../metrics/counts.ts'
import { seen } from './ask.ts'
import { type Draft, record } from './draft.ts'
import type { Rules } from './rules.ts'
import type { CustomerState } from './state.ts'

/** `bucket`: which of the 10,000 decided; null: somebody else did. */
export type Drawn = { readonly phase: number; readonly arm: string; readonly bucket: number | null }

/** The point of assignment was reached for the first time, in this phase. */
export const expose = (draft: Draft, rules: Rules, experiment: Pick<Experiment, 'id' | 'breakdowns'>, drawn: Drawn, at: EpochMs): void => {
  const { id, breakdowns } = experiment
  const segments = breakdowns.length === 0 ? {} : segmentsOf(breakdowns, seen(draft, rules))
  record(draft, { type: 'assigned', experiment: id, ...drawn, segments, before: purchasesBefore(draft.state, rules, at) }, at)
}

/**
 * Purchases on days before the day of assignment. Not those of the day itself: an assignment may be told late, and what came after it must
 * not take part in what is known before.
 */
const purchasesBefore = ({ metrics: { counts } }: CustomerState, { policy }: Rules, at: EpochMs): number => {
  let purchases = 0
  for (const event of policy.revenue.events) {
    const count = Object.hasOwn(counts, event) ? counts[event] : undefined
    if (count !== undefined) purchases += count.total - countSince(count, dayOf(at))
  }
  return Math.min(purchases, BEFORE_MAX)
}
