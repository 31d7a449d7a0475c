/** Single data sets that rules disagree about. */
import { NO_SUMS, type Counted } from '../../shared/domain/experiment/counted.ts'
import type { Analysis } from '../../shared/domain/experiment/design.ts'
import { type ArmSums, NOBODY } from '../../shared/domain/experiment/looks.ts'
import { judge, type Verdict } from '../../shared/domain/experiment/verdict.ts'
import { epochDay } from '../../shared/kernel/words.ts'
import { growthBook, klaviyo, type PeerSays } from './peers.ts'
import { analysisOf, CENTS, COUNTED } from './situations.ts'

/** `counts`: customers and conversions of each arm, the control first; of money also what each order was worth, in units. */
export type Case = {
  readonly data: string
  readonly truth: string
  readonly counts: readonly (readonly [n: number, converted: number])[]
  readonly orders: readonly (readonly number[])[] | null
  /** Customers planned in all arms, at the same shares. */
  readonly planned: number
  readonly windowDays: number
  /** All these came on one day, so many days before the look. */
  readonly daysAgo: number
}
export type CaseRow = {
  readonly data: string
  readonly truth: string
  readonly growthBook: string
  readonly klaviyo: string
  readonly rekindle: string
}

const SOON = { orders: null, windowDays: 1, daysAgo: 1 }
const RARE = [150, 3] as const
const MANY = [2_850, 6] as const

export const CASES: readonly Case[] = [
  {
    ...SOON,
    data: 'no conversions in one arm: 0/2,000 and 20/2,000',
    truth: 'different',
    counts: [
      [2_000, 0],
      [2_000, 20],
    ],
    planned: 8_000,
  },
  { ...SOON, data: '5/95, rare: holdout 3/150, treated 6/2,850', truth: 'the same', counts: [RARE, MANY], planned: 28_000 },
  { ...SOON, data: 'the same, arms swapped', truth: 'the same', counts: [MANY, RARE], planned: 28_000 },
  {
    ...SOON,
    data: '1/99: holdout 6/60, treated 178/5,940',
    truth: 'the same',
    counts: [
      [60, 6],
      [5_940, 178],
    ],
    planned: 56_000,
  },
  {
    ...SOON,
    data: 'four arms: 100, 104, 130 and 98 of 2,000 each',
    truth: 'the same',
    counts: [
      [2_000, 100],
      [2_000, 104],
      [2_000, 130],
      [2_000, 98],
    ],
    planned: 44_800,
  },
  {
    ...SOON,
    data: 'late conversions: 120/5,000 and 250/5,000 on day 5 of a window of 14, 5 % in the end',
    truth: 'the same',
    counts: [
      [5_000, 120],
      [5_000, 250],
    ],
    planned: 28_000,
    windowDays: 14,
    daysAgo: 5,
  },
  {
    ...SOON,
    data: 'heavy-tailed revenue: 40 orders of 50 in each of 2,000, one of them 20,000',
    truth: 'the same',
    counts: [
      [2_000, 40],
      [2_000, 40],
    ],
    orders: [Array<number>(40).fill(50), [...Array<number>(39).fill(50), 20_000]],
    planned: 8_000,
  },
]

export const caseRow = (given: Case): CaseRow => {
  const isMoney = given.orders !== null
  const [control = NOBODY, ...variants] = given.counts.map((_, index) => sumsOf(given, index, Number.POSITIVE_INFINITY))
  const book = variants.map((one) => growthBook(control, one, isMoney ? CENTS : null))
  return {
    data: given.data,
    truth: given.truth,
    growthBook: saidBy('p', book.find(({ calls }) => calls !== null) ?? (book[0] as PeerSays)),
    klaviyo: isMoney ? 'no rule' : saidBy('win probability', klaviyo(control, variants)),
    rekindle: saidOf(judge(caseAnalysis(given), countsOf(given), epochDay(given.daysAgo)).verdict),
  }
}

const CAP = 500

const sumsOf = ({ counts, orders }: Case, index: number, cap: number): ArmSums => {
  const [n, converted] = counts[index] ?? [0, 0]
  const cents = (orders?.[index] ?? []).map((value) => BigInt(Math.min(cap, value) * CENTS))
  const sum = cents.reduce((all, one) => all + one, 0n)
  return { ...NOBODY, n: BigInt(n), conversions: BigInt(converted), sum, sumSquares: cents.reduce((all, one) => all + one * one, 0n) }
}

const countsOf = (given: Case): Counted => ({
  entries: given.counts.map(([n], index) => ({ arm: `arm ${index}`, assignedDay: epochDay(0), assigned: BigInt(n) })),
  outcomes: given.counts.map((_, index) => {
    const { n, ...sums } = sumsOf(given, index, CAP)
    const counted = n > 0n ? sums : NO_SUMS
    return { arm: `arm ${index}`, metric: COUNTED, assignedDay: epochDay(0), outcomeDay: epochDay(0), sums: counted }
  }),
  crossovers: new Map(),
})

const caseAnalysis = ({ data, counts, orders, planned, windowDays }: Case): Analysis => {
  const arms = counts.map(([perDay], index) => ({ name: `arm ${index}`, perDay, rate: 0.05, withinDays: 1 }))
  const seen = counts.reduce((sum, [n]) => sum + n, 0)
  const isMoney = orders !== null
  return analysisOf({ name: data, arms, days: planned / seen, windowDays, isMoney, isSame: true })
}

const saidBy = (what: string, { calls, number }: PeerSays): string => {
  const shown = number === null ? 'too few' : `${what} ${number < 0.001 ? number.toExponential(0) : number.toFixed(3)}`
  return calls === null ? `nothing (${shown})` : `**${calls}** (${shown})`
}

const saidOf = (verdict: Verdict): string => {
  switch (verdict.type) {
    case 'winner':
      return '**better**'
    case 'loser':
      return '**worse**'
    case 'running':
      return `running, ${verdict.mature.toLocaleString('en-US')} of ${(verdict.planned ?? 0).toLocaleString('en-US')}`
    case 'not-enough-data':
      return verdict.missing.what === 'customers' ? 'not enough data: no window has closed' : 'not enough data'
    case 'no-difference':
      return 'no difference worth having'
    default:
      return verdict.type
  }
}
