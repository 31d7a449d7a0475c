/** What an experiment's counters say, by arm, day of assignment and day of outcome. */
import { type EpochDay, epochDay } from '../../kernel/words.ts'
import { partsOf } from '../kpi/tally.ts'

/** Customers assigned to an arm on a day. */
export type CountedEntry = { readonly arm: string; readonly assignedDay: EpochDay; readonly assigned: bigint }

/** What those of one day and arm brought on another day, for one metric. */
export type CountedOutcome = {
  readonly arm: string
  readonly metric: string
  readonly assignedDay: EpochDay
  readonly outcomeDay: EpochDay
  readonly sums: Sums
}

/**
 * Sums over customers in whole numbers, money in minor units: how many converted, their values y, squares of y; and for a ratio its
 * denominator x, squares of x, and products xy. What a metric does not count is 0.
 */
export type Sums = {
  readonly conversions: bigint
  readonly sum: bigint
  readonly sumSquares: bigint
  readonly base: bigint
  readonly baseSquares: bigint
  readonly products: bigint
}

/** All that was counted of one experiment in one phase. `crossovers`: by arm, customers seen in another variant later. */
export type Counted = {
  readonly entries: readonly CountedEntry[]
  readonly outcomes: readonly CountedOutcome[]
  readonly crossovers: ReadonlyMap<string, bigint>
}

export const NO_SUMS: Sums = { conversions: 0n, sum: 0n, sumSquares: 0n, base: 0n, baseSquares: 0n, products: 0n }

/** Reads the counters of a scope as `tallyOf` writes them. Counters of other kinds are left to whoever wrote them. */
export const countedOf = (counters: ReadonlyMap<string, bigint>): Counted => {
  const entries: CountedEntry[] = []
  const outcomes: CountedOutcome[] = []
  const crossovers = new Map<string, bigint>()
  for (const [counter, by] of counters) {
    const [what = '', arm = '', third = '', fourth = '', fifth = ''] = partsOf(counter)
    if (what === 'assigned') entries.push({ arm, assignedDay: epochDay(Number(third)), assigned: by })
    else if (what === 'crossover') crossovers.set(arm, (crossovers.get(arm) ?? 0n) + by)
    else if (Object.hasOwn(SUM_OF, what)) {
      const sums = { ...NO_SUMS, [SUM_OF[what] as keyof Sums]: by }
      outcomes.push({ arm, metric: third, assignedDay: epochDay(Number(fourth)), outcomeDay: epochDay(Number(fifth)), sums })
    }
  }
  return { entries, outcomes, crossovers }
}

/** Which sum a counter `WHAT/ARM/METRIC/ASSIGNED-DAY/OUTCOME-DAY` adds to. */
const SUM_OF: Readonly<Record<string, keyof Sums>> = {
  conversions: 'conversions',
  sum: 'sum',
  squares: 'sumSquares',
  base: 'base',
  'base-squares': 'baseSquares',
  products: 'products',
}
