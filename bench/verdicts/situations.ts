/** The situations of e-mail in which rules differ: how customers come, convert and pay, drawn from a seed. */
import { type Counted, type CountedEntry, type CountedOutcome, NO_SUMS } from '../../shared/domain/experiment/counted.ts'
import type { Analysis, Measure } from '../../shared/domain/experiment/design.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { epochDay } from '../../shared/kernel/words.ts'
import { type Binomial, binomialOf, type Stream } from '../../test/simulation/experiments/chance.ts'

/** `perDay` customers, of whom a share `rate` converts within `withinDays`. The first arm is the control. */
export type Arm = { readonly name: string; readonly perDay: number; readonly rate: number; readonly withinDays: number }
export type Situation = {
  readonly name: string
  readonly arms: readonly Arm[]
  readonly days: number
  readonly windowDays: number
  /** Orders of very unlike amounts: the mean is compared, by us below a cap. */
  readonly isMoney: boolean
  /** Arms are alike, so that whatever is called is wrong. */
  readonly isSame: boolean
}

const arm = (name: string, perDay: number, rate: number, withinDays = 1): Arm => ({ name, perDay, rate, withinDays })
const situation = (name: string, arms: readonly Arm[], more: Partial<Situation> = {}): Situation => {
  return { name, arms, days: 28, windowDays: 1, isMoney: false, isSame: true, ...more }
}

export const SITUATIONS: readonly Situation[] = [
  situation('no conversions in one arm, 1 % in the other', [arm('A', 100, 0), arm('B', 100, 0.01)], { isSame: false }),
  situation('5/95, 0.2 % in both', [arm('holdout', 50, 0.002), arm('treated', 950, 0.002)]),
  situation('the same with the arms swapped', [arm('treated', 950, 0.002), arm('holdout', 50, 0.002)]),
  situation('1/99, 3 % in both', [arm('holdout', 20, 0.03), arm('treated', 1_980, 0.03)]),
  situation('two arms, 5 % in both', [arm('A', 500, 0.05), arm('B', 500, 0.05)]),
  situation(
    'four arms, 5 % in each',
    ['A', 'B', 'C', 'D'].map((name) => arm(name, 400, 0.05)),
  ),
  situation('5 % in both, but one converts within 14 days and the other within 2', [arm('A', 500, 0.05, 14), arm('B', 500, 0.05, 2)], {
    windowDays: 14,
  }),
  situation('heavy-tailed revenue, 2 % buy in both', [arm('A', 200, 0.02), arm('B', 200, 0.02)], { isMoney: true }),
]

export const CENTS = 100
/** What we count of one customer at most, fixed beforehand. */
const CAP_CENTS = 500 * CENTS
export const RAW = 'raw'
export const COUNTED = 'order'

/** A situation made ready to be drawn. */
export const drawerOf = ({ arms, days }: Situation): ((stream: Stream) => Counted) => {
  const binomials = arms.map(({ perDay, rate }): Binomial => binomialOf(perDay, rate))
  const everyDay = Array.from({ length: days }, (_, day) => epochDay(day))
  const entries = everyDay.flatMap((assignedDay) =>
    arms.map(({ name, perDay }): CountedEntry => ({ arm: name, assignedDay, assigned: BigInt(perDay) })),
  )
  return (stream) => {
    const outcomes: CountedOutcome[] = []
    for (const assignedDay of everyDay) {
      for (const [index, { name, withinDays }] of arms.entries()) {
        const converted = (binomials[index] as Binomial)(stream)
        for (let one = 0; one < converted; one += 1) {
          const outcomeDay = epochDay(assignedDay + Math.floor(stream() * withinDays))
          const cents = Math.round(orderValue(stream) * CENTS)
          const common = { arm: name, assignedDay, outcomeDay }
          outcomes.push(
            { ...common, metric: COUNTED, sums: spent(Math.min(CAP_CENTS, cents)) },
            { ...common, metric: RAW, sums: spent(cents) },
          )
        }
      }
    }
    return { entries, outcomes, crossovers: new Map() }
  }
}

/** As the plan says it before anything is seen. */
export const analysisOf = ({ name, arms, days, windowDays, isMoney }: Situation): Analysis => {
  const measure: Measure = isMoney ? { type: 'mean', perUnit: CENTS } : { type: 'rate' }
  const control = arms[0] as Arm
  const perDay = arms.reduce((sum, one) => sum + one.perDay, 0)
  const metric = { name: COUNTED, windowMs: windowDays * DAY_MS, measure, role: 'primary', better: 'more' } as const
  return {
    experiment: name,
    arms: arms.map((one) => ({ name: one.name, weight: one.perDay })),
    control: control.name,
    holdout: null,
    metrics: [metric],
    method: 'hybrid',
    plan: {
      metric: COUNTED,
      measure: metric.measure.type,
      windowMs: metric.windowMs,
      baseline: control.rate,
      // So small that "no difference worth having" is never said early, which would spare us false winners.
      smallestEffect: 1e-9,
      alpha: 0.05,
      power: 0.8,
      plannedTotal: perDay * days,
      plannedDays: days + windowDays,
      perDay,
    },
  }
}

const spent = (cents: number) => ({ ...NO_SUMS, conversions: 1n, sum: BigInt(cents), sumSquares: BigInt(cents) * BigInt(cents) })

/** Pareto from 20 units with exponent 1.5: a mean of 60, and no variance. */
const orderValue = (stream: Stream): number => 20 / (1 - stream()) ** (1 / 1.5)
