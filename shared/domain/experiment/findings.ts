/** What an experiment says that is worth writing down for ever: each variant's outcome, harm, and that nothing can be believed. */
import type { EpochDay } from '../../kernel/words.ts'
import type { Interval } from '../statistics/interval.ts'
import { gapOf } from './compare.ts'
import type { Counted } from './counted.ts'
import type { Course } from './course.ts'
import type { Analysis } from './design.ts'
import type { ActingOn } from './experiment.ts'
import { type Fault, faultOf } from './faults.ts'
import { type GuardrailReadout, guardrailsOf } from './guardrails.ts'
import { armAt, looksAtAll } from './looks.ts'
import { judge } from './verdict.ts'

/** `day`: the look that decided, and the numbers are of that day; of harm and of a fault they are of the day it was found. */
export type Finding = {
  readonly type: ActingOn
  /** Both null where it is of the whole experiment. */
  readonly variant: string | null
  readonly against: string | null
  readonly day: EpochDay
  readonly metric: string | null
  readonly customers: number
  readonly estimate: number | null
  readonly interval: Interval | null
}

/** What was to be said at the end of `asOf`. Where the experiment is broken, that is all. */
export const findingsOf = (analysis: Analysis, counted: Counted, asOf: EpochDay): readonly Finding[] => {
  const { verdict, courses, guardrails } = judge(analysis, counted, asOf)
  if (verdict.type === 'broken') return [faultFound(verdict.fault, counted, asOf)]
  return [...harmsIn(guardrails, counted, asOf), ...courses.flatMap(outcomeFound)]
}

/** Harm alone, which is not waited for until the day is over; none where the experiment is broken. */
export const harmsOf = (analysis: Analysis, counted: Counted, today: EpochDay): readonly Finding[] =>
  faultOf(analysis, counted, looksAtAll(counted, '', today)) === null ? harmsIn(guardrailsOf(analysis, counted, today), counted, today) : []

const outcomeFound = ({ pair, metric, looks, sides, steps, outcome }: Course): readonly Finding[] => {
  if (outcome.type === 'open') return []
  const { day, interval } = outcome
  const index = looks.findIndex((look) => look.day === day)
  const [side, step] = [sides[index], steps[index]]
  const estimate = side === undefined ? null : gapOf(metric.measure, side.control, side.treatment).difference
  return [{ ...pair, type: TYPE_OF[outcome.type], day, metric: metric.name, customers: step?.n ?? 0, estimate, interval }]
}

const TYPE_OF = { better: 'winner', worse: 'loser', 'no-difference': 'no-difference' } as const

/** Of a variant the harm that showed first. */
const harmsIn = (guardrails: readonly GuardrailReadout[], counted: Counted, day: EpochDay): readonly Finding[] => {
  const harms = new Map<string, GuardrailReadout & { readonly since: EpochDay }>()
  for (const one of guardrails) {
    const known = harms.get(one.variant)
    if (one.since !== null && (known === undefined || one.since < known.since)) harms.set(one.variant, { ...one, since: one.since })
  }
  return [...harms.values()].map(({ guardrail, variant, against, since, difference }) => ({
    ...({ type: 'harmful', variant, against, day: since, metric: guardrail } as const),
    ...{ customers: customersIn(counted, day, [variant, against]), estimate: difference, interval: null },
  }))
}

const faultFound = (fault: Fault, counted: Counted, asOf: EpochDay): Finding => ({
  ...{ type: 'broken', variant: null, against: null, metric: null, estimate: null, interval: null },
  day: fault.because === 'srm' ? fault.since : asOf,
  customers: customersIn(counted, asOf, null),
})

/** Customers assigned to these arms by the end of a day; null: to any. */
const customersIn = (counted: Counted, day: EpochDay, arms: readonly string[] | null): number => {
  const look = looksAtAll(counted, '', day).at(-1)
  const names = arms ?? [...(look?.arms.keys() ?? [])]
  return names.reduce((sum, name) => sum + Number(armAt(look, name).n), 0)
}
