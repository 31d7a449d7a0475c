/** Simulated experiments, judged by the code that ships. */
import { type Counted, type CountedEntry, type CountedOutcome, NO_SUMS } from '../../../shared/domain/experiment/counted.ts'
import { shownAt } from '../../../shared/domain/experiment/course.ts'
import type { Analysis, AnalysedMetric, Method } from '../../../shared/domain/experiment/design.ts'
import { faultOf, sampleRatioNow } from '../../../shared/domain/experiment/faults.ts'
import { looksAtAll } from '../../../shared/domain/experiment/looks.ts'
import { judge } from '../../../shared/domain/experiment/verdict.ts'
import { normalCritical } from '../../../shared/domain/statistics/critical-values.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { type EpochDay, epochDay } from '../../../shared/kernel/words.ts'
import { type Binomial, binomialOf, type Stream } from './chance.ts'

/** Arms by their place, the control first: true rates, and customers a day. A day's outcomes come on that day, or over `delayDays`. */
export type Scenario = {
  readonly id: string
  readonly kind: 'difference' | 'guardrail' | 'srm'
  readonly rates: readonly number[]
  readonly perDay: readonly number[]
  readonly days: number
  readonly delayDays: number
  /** Of the plan. */
  readonly smallestEffect: number
  readonly methods: readonly Method[]
}

/** What one simulated experiment showed: whether each rule called a difference and on which day, counted from 1. */
export type Shown = { readonly calledOn: Readonly<Record<string, number | null>>; readonly missed: boolean }

/** Rules that nobody should use, here to see that the simulation would notice. */
export const NAIVE = 'naive-daily'

export const LOOSE = 'sample ratio below 0.01'

/** What the verdict calls broken, and harmful. */
export const MISMATCH = 'mismatch'
export const HARM = 'harm'

const COUNTED = 'converted'

/** A scenario made ready: what does not depend on chance is made once. */
export type Trial = (stream: Stream) => Shown

export const trialOf = (scenario: Scenario): Trial => {
  if (scenario.kind === 'srm') return mismatchTrial(scenario)
  return scenario.kind === 'guardrail' ? guardrailTrial(scenario) : differenceTrial(scenario)
}

const differenceTrial = (scenario: Scenario): Trial => {
  const analyses = scenario.methods.map((method) => analysisOf(scenario, method, 'primary'))
  const draw = drawerOf(scenario)
  const effects = scenario.rates.slice(1).map((rate) => rate - (scenario.rates[0] as number))
  return (stream) => {
    const counted = draw(stream)
    const calledOn: Record<string, number | null> = {}
    let missed = false
    for (const analysis of analyses) {
      const { courses } = judge(analysis, counted, lastDayOf(scenario))
      const days = courses.flatMap(({ outcome }) => (outcome.type === 'better' || outcome.type === 'worse' ? [outcome.day] : []))
      calledOn[analysis.method] = days.length === 0 ? null : Math.min(...days)
      if (analysis.method !== 'hybrid') continue
      for (const [index, course] of courses.entries())
        for (let look = 0; look < course.steps.length && !missed; look += 1)
          missed = isMissed(shownAt(course, look), effects[index] as number)
      const naive = courses.flatMap(({ steps }) => steps.filter(({ z }) => Math.abs(z ?? 0) >= NAIVE_Z).map(({ day }) => day))
      calledOn[NAIVE] = naive.length === 0 ? null : Math.min(...naive)
    }
    return { calledOn, missed }
  }
}

const guardrailTrial = (scenario: Scenario): Trial => {
  const analysis = analysisOf(scenario, 'hybrid', 'guardrail')
  const draw = drawerOf(scenario)
  return (stream) => {
    const { verdict } = judge(analysis, draw(stream), lastDayOf(scenario))
    return { calledOn: { [HARM]: verdict.type === 'harmful' ? verdict.since + 1 : null }, missed: false }
  }
}

/** Arms of a size that chance has drawn, looked at each day as the verdict does. */
const mismatchTrial = (scenario: Scenario): Trial => {
  const analysis = analysisOf(scenario, 'hybrid', 'primary')
  const total = scenario.perDay.reduce((sum, n) => sum + n, 0)
  const first = binomialOf(total, (scenario.perDay[0] as number) / total)
  return (stream) => {
    const entries = daysOf(scenario).flatMap((day): readonly CountedEntry[] => {
      const inFirst = first(stream)
      return [inFirst, total - inFirst].map((n, arm) => ({ arm: `arm ${arm}`, assignedDay: day, assigned: BigInt(n) }))
    })
    const counted: Counted = { entries, outcomes: [], crossovers: new Map() }
    const looks = looksAtAll(counted, '', lastDayOf(scenario))
    const fired = looks.findIndex((_, index) => faultOf(analysis, counted, looks.slice(0, index + 1)) !== null)
    const loose = looks.findIndex((_, index) => (sampleRatioNow(analysis, looks.slice(0, index + 1)).pValue ?? 1) < 0.01)
    return { calledOn: { [MISMATCH]: dayAfter(fired), [LOOSE]: dayAfter(loose) }, missed: false }
  }
}

const dayAfter = (index: number): number | null => (index === -1 ? null : index + 1)

const NAIVE_Z = normalCritical(0.05)

const isMissed = (interval: readonly [number, number] | null, effect: number): boolean =>
  interval !== null && (effect < interval[0] || effect > interval[1])

const daysOf = ({ days }: Scenario): readonly EpochDay[] => Array.from({ length: days }, (_, day) => epochDay(day))

/** Windows of a day close at the end of the next: as many looks as there are days. Guardrails are looked at each day itself. */
const lastDayOf = ({ days, kind }: Scenario): EpochDay => epochDay(kind === 'difference' ? days : days - 1)

const drawerOf = (scenario: Scenario): ((stream: Stream) => Counted) => {
  const { perDay, rates, delayDays } = scenario
  const days = daysOf(scenario)
  const entries = days.flatMap((assignedDay) => perDay.map((n, arm) => ({ arm: `arm ${arm}`, assignedDay, assigned: BigInt(n) })))
  const binomials = perDay.map((n, arm): Binomial => binomialOf(n, rates[arm] as number))
  const crossovers = new Map<string, bigint>()
  return (stream) => {
    const outcomes: CountedOutcome[] = []
    for (const assignedDay of days) {
      for (const [arm, binomial] of binomials.entries()) {
        const conversions = binomial(stream)
        for (const [late, count] of spread(conversions, delayDays, stream)) {
          const sums = { ...NO_SUMS, conversions: BigInt(count) }
          outcomes.push({ arm: `arm ${arm}`, metric: COUNTED, assignedDay, outcomeDay: epochDay(assignedDay + late), sums })
        }
      }
    }
    return { entries, outcomes, crossovers }
  }
}

/** Each of so many outcomes some days late, all delays equally likely. */
const spread = (count: number, delayDays: number, stream: Stream): ReadonlyMap<number, number> => {
  if (count === 0) return new Map()
  if (delayDays === 0) return new Map([[0, count]])
  const byDay = new Map<number, number>()
  for (let one = 0; one < count; one += 1) {
    const late = Math.floor(stream() * delayDays)
    byDay.set(late, (byDay.get(late) ?? 0) + 1)
  }
  return byDay
}

const analysisOf = (scenario: Scenario, method: Method, role: AnalysedMetric['role']): Analysis => {
  const { rates, perDay, days, id, smallestEffect } = scenario
  return {
    experiment: id,
    arms: perDay.map((weight, arm) => ({ name: `arm ${arm}`, weight })),
    control: 'arm 0',
    holdout: null,
    metrics: [{ name: COUNTED, windowMs: DAY_MS, measure: { type: 'rate' }, role, better: role === 'guardrail' ? 'less' : 'more' }],
    method,
    plan: {
      metric: COUNTED,
      measure: 'rate',
      windowMs: DAY_MS,
      baseline: rates[0] as number,
      smallestEffect,
      alpha: 0.05,
      power: 0.8,
      plannedTotal: perDay.reduce((sum, n) => sum + n, 0) * days,
      plannedDays: days + 1,
      perDay: perDay.reduce((sum, n) => sum + n, 0),
    },
  }
}
