/** What an experiment's counters say, by arm, day of assignment and day of outcome. */
import { type EpochDay, epochDay } from '../../kernel/words.ts'
import { counterOf, partsOf } from '../kpi/tally.ts'

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

/** What the counters of a break-down say, by segment, each as of an experiment of its own. */
export const segmentedOf = (counters: ReadonlyMap<string, bigint>): ReadonlyMap<string, Counted> => {
  const segments = new Map<string, Map<string, bigint>>()
  for (const [counter, by] of counters) {
    const [segment = '', ...parts] = partsOf(counter)
    const own = segments.get(segment) ?? new Map<string, bigint>()
    segments.set(segment, own.set(counterOf(...parts), by))
  }
  return new Map([...segments].map(([segment, own]) => [segment, countedOf(own)]))
}

/**
 * What customers had bought before they were assigned, x, in whole numbers: by arm and day the sums of x and of its squares, and by metric
 * and day of outcome the sums of x over those who converted, and of its products with the values y. What takes x out of the noise (CUPED).
 */
export type Covariates = {
  readonly entries: readonly { readonly arm: string; readonly assignedDay: EpochDay; readonly sum: bigint; readonly sumSquares: bigint }[]
  readonly products: readonly {
    readonly arm: string
    readonly metric: string
    readonly assignedDay: EpochDay
    readonly outcomeDay: EpochDay
    readonly conversions: bigint
    readonly sum: bigint
  }[]
}

export const covariatesOf = (counters: ReadonlyMap<string, bigint>): Covariates => {
  const entries: Covariates['entries'][number][] = []
  const products: Covariates['products'][number][] = []
  for (const [counter, by] of counters) {
    if (!counter.startsWith('before')) continue
    const [what = '', arm = '', third = '', fourth = '', fifth = ''] = partsOf(counter)
    const entry = { arm, assignedDay: epochDay(Number(third)), sum: 0n, sumSquares: 0n }
    const product = {
      arm,
      metric: third,
      assignedDay: epochDay(Number(fourth)),
      outcomeDay: epochDay(Number(fifth)),
      conversions: 0n,
      sum: 0n,
    }
    if (what === 'before') entries.push({ ...entry, sum: by })
    else if (what === 'before-squares') entries.push({ ...entry, sumSquares: by })
    else if (what === 'before-conversions') products.push({ ...product, conversions: by })
    else if (what === 'before-sums') products.push({ ...product, sum: by })
  }
  return { entries, products }
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
