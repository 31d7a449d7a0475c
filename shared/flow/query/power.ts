/** What an experiment would take: by what was asked, and where that is silent by a campaign's plan, its counters, or what is usual. */
import type { PowerAnswer, PowerSource, PowerWish } from '../../contract/api-power.ts'
import { analysisOf } from '../../domain/experiment/analysis-of.ts'
import type { Counted } from '../../domain/experiment/counted.ts'
import { ALPHA, type Plan } from '../../domain/experiment/design.ts'
import { type Experiment, HOLDOUT } from '../../domain/experiment/experiment.ts'
import { armAt, type ArmSums, matureLooks } from '../../domain/experiment/looks.ts'
import { type Arms, POWER } from '../../domain/experiment/plan.ts'
import { maturedIn, powerOf, type Question } from '../../domain/experiment/planner.ts'
import { momentsOf } from '../../domain/statistics/moments.ts'
import { minorPerUnit } from '../../domain/metrics/money.ts'
import { BUCKETS } from '../../kernel/hash.ts'
import type { Parsed, Problem } from '../../kernel/problem.ts'
import { DAY_MS, durationOf } from '../../kernel/time.ts'
import type { EpochDay } from '../../kernel/words.ts'
import { countedUntil, perDayIn } from './results/reading.ts'

/** The experiment that is planned for, as far as it stands. `counters`: of its scope; null: it is a file, and nobody was counted. */
export type Standing = {
  readonly id: string
  readonly experiment: Experiment
  readonly counters: ReadonlyMap<string, bigint> | null
  readonly asOf: EpochDay
}

/** Answers a planner's question; refused where nothing says what the rate is now. */
export const powerAnswer = (wish: PowerWish, standing: Standing | null): Parsed<PowerAnswer> => {
  const experiment = standing?.experiment ?? null
  const known = standing === null ? NOTHING_KNOWN : knownOf(standing, wish)
  const currency = experiment?.metrics[0]?.revenue?.currency ?? null
  const measure = measureOf(wish, experiment)
  const baseline = firstOf([wish.baseline, 'asked'], [known.baseline, 'counted'], [known.plan?.baseline, 'plan'])
  const deviation = measure === 'rate' ? null : firstOf([wish.deviation, 'asked'], [known.deviation, 'counted'])
  if (baseline === null || (measure === 'revenue' && deviation === null))
    return { ok: false, problems: missing(measure, baseline === null, standing) }
  const effect = effectOf(wish, known.plan, baseline.value)
  const perDay = firstOf([wish.perDay, 'asked'], [known.perDay, 'counted'])
  const windowMs = wish.windowMs ?? experiment?.metrics[0]?.windowMs ?? USUAL_WINDOW_MS
  const arms = armsOf(wish, experiment)
  const question: Question = {
    arms: arms.value,
    method: wish.method ?? (experiment === null || experiment.plan === null ? 'hybrid' : experiment.method),
    measure: deviation === null ? { type: 'rate' } : { type: 'mean', deviation: deviation.value },
    baseline: baseline.value,
    smallestEffect: effect.value,
    alpha: wish.alpha ?? known.plan?.alpha ?? ALPHA,
    power: wish.power ?? known.plan?.power ?? POWER,
    windowMs,
    perDay: perDay?.value ?? null,
    customers: wish.customers ?? (wish.days === null ? null : maturedIn({ perDay: perDay?.value ?? null, windowMs }, wish.days)),
  }
  const problems = [...daysNeedEntries(wish, perDay), ...impossible(question)]
  if (problems.length > 0) return { ok: false, problems }
  const from = {
    baseline: baseline.from,
    smallestEffect: effect.from,
    deviation: deviation?.from ?? null,
    perDay: perDay?.from ?? null,
    arms: arms.from,
  }
  const said = { campaign: standing?.id ?? null, metric: experiment?.metrics[0]?.name ?? null, measure, currency, from }
  return { ok: true, value: { ...answerOf(question), ...said, deviation: deviation?.value ?? null } }
}

const answerOf = (question: Question): Omit<PowerAnswer, 'campaign' | 'metric' | 'measure' | 'currency' | 'from' | 'deviation'> => {
  const { arms, method, baseline, smallestEffect, alpha, power, windowMs, perDay } = question
  const all = arms.arms.reduce((sum, { weight }) => sum + weight, 0)
  return {
    ...powerOf(question),
    ...{ method, baseline, smallestEffect, alpha, power, perDay },
    window: durationOf(windowMs),
    arms: arms.arms.map(({ name, weight }) => ({ name, share: weight / all })),
    control: arms.control,
    holdout: arms.holdout,
  }
}

type Sourced = { readonly value: number; readonly from: PowerSource }

/** The first that is known. */
const firstOf = (...ways: readonly (readonly [number | null | undefined, PowerSource])[]): Sourced | null => {
  for (const [value, from] of ways) if (typeof value === 'number') return { value, from }
  return null
}

const measureOf = ({ measure }: PowerWish, experiment: Experiment | null): PowerAnswer['measure'] =>
  measure ?? (experiment?.plan?.measure === 'mean' ? 'revenue' : 'rate')

/** A fifth more, or a fifth less, is what most would act on. */
const USUAL_LIFT = 0.2
const USUAL_WINDOW_MS = 7 * DAY_MS

const effectOf = ({ effect }: PowerWish, plan: Pick<Plan, 'smallestEffect'> | null, baseline: number): Sourced => {
  if (effect !== null) return { value: 'absolute' in effect ? effect.absolute : effect.relative * baseline, from: 'asked' }
  return plan === null ? { value: USUAL_LIFT * baseline, from: 'usual' } : { value: plan.smallestEffect, from: 'plan' }
}

/** What is known of an experiment, in shares, or in units of the currency. */
type Known = {
  readonly plan: Pick<Plan, 'baseline' | 'smallestEffect' | 'alpha' | 'power'> | null
  readonly baseline: number | null
  readonly deviation: number | null
  readonly perDay: number | null
}

const NOTHING_KNOWN: Known = { plan: null, baseline: null, deviation: null, perDay: null }

const knownOf = ({ experiment, counters, asOf }: Standing, wish: PowerWish): Known => {
  const [metric] = experiment.metrics
  const isMoney = measureOf(wish, experiment) === 'revenue'
  const perUnit = isMoney && metric?.revenue !== null && metric?.revenue !== undefined ? minorPerUnit(metric.revenue.currency) : 1
  const counted = counters === null ? null : countedUntil(counters, asOf)
  const mature = metric === undefined || counted === null ? null : comparedWith(experiment, counted, metric, asOf)
  return {
    plan: planIn(experiment.plan, isMoney, perUnit),
    ...(mature === null ? { baseline: null, deviation: null } : usualOf(mature, isMoney, perUnit)),
    perDay: counted === null ? null : perDayIn(counted, asOf),
  }
}

/** A plan for the rate says nothing about money, and the other way round. */
const planIn = (plan: Plan | null, isMoney: boolean, perUnit: number): Known['plan'] => {
  if (plan === null || (plan.measure === 'mean') !== isMoney) return null
  const { baseline, smallestEffect, alpha, power } = plan
  return { baseline: baseline / perUnit, smallestEffect: smallestEffect / perUnit, alpha, power }
}

/** Those of whom the window has closed and whom nothing new reaches: the holdout, or else the control. */
const comparedWith = (
  experiment: Experiment,
  counted: Counted,
  { name, windowMs }: { readonly name: string; readonly windowMs: number },
  asOf: EpochDay,
): ArmSums => {
  const last = matureLooks(counted, { name, windowMs }, asOf).at(-1)
  const { control, holdout, arms } = analysisOf(experiment)
  return armAt(last, holdout !== null && arms.length === 2 ? holdout : control)
}

/** Fewer conversions say nothing of a rate: the error of ten is a third of it. */
const CONVERSIONS_MIN = 10

const usualOf = (
  { n, conversions, sum, sumSquares }: ArmSums,
  isMoney: boolean,
  perUnit: number,
): Pick<Known, 'baseline' | 'deviation'> => {
  if (conversions < CONVERSIONS_MIN) return { baseline: null, deviation: null }
  if (!isMoney) return { baseline: Number(conversions) / Number(n), deviation: null }
  const { mean, variance } = momentsOf({ n, sum, sumSquares, scale: BigInt(perUnit) })
  return { baseline: mean, deviation: variance === null ? null : Math.sqrt(variance) }
}

/** The arms of the experiment; with other variants or another holdout where these were asked for. */
const armsOf = (
  { variants, holdoutBps }: PowerWish,
  experiment: Experiment | null,
): { readonly value: Arms; readonly from: PowerSource } => {
  const analysed = experiment === null ? null : analysisOf(experiment)
  if (analysed !== null && variants === null && holdoutBps === null) return { value: analysed, from: 'campaign' }
  const held = holdoutBps ?? analysed?.arms.find(({ name }) => name === analysed.holdout)?.weight ?? 0
  const treated =
    variants === null && analysed !== null
      ? analysed.arms.filter(({ name }) => name !== analysed.holdout)
      : Array.from({ length: variants ?? 2 }, (_, index) => ({ name: VARIANT_NAMES[index] ?? `variant-${index + 1}`, weight: 1 }))
  const all = treated.reduce((sum, { weight }) => sum + weight, 0)
  const shared = treated.map(({ name, weight }) => ({ name, weight: (weight * (BUCKETS - held)) / all }))
  const control = variants === null && analysed !== null ? analysed.control : (shared[0]?.name ?? '')
  const arms = held === 0 ? shared : [...shared, { name: HOLDOUT, weight: held }]
  const isUsual = analysed === null && variants === null && holdoutBps === null
  return { value: { arms, control, holdout: held === 0 ? null : HOLDOUT }, from: isUsual ? 'usual' : 'asked' }
}

const VARIANT_NAMES = [...'abcdefghijklmnopqrst']

const missing = (measure: PowerAnswer['measure'], isBaseline: boolean, standing: Standing | null): readonly Problem[] => {
  const why =
    standing === null ? '' : standing.counters === null ? ': the file has no plan' : `: of ${standing.id} too few windows have closed`
  const what = measure === 'rate' ? 'the share of customers who convert now, such as 5%' : 'what a customer brings now, such as 2.40'
  if (isBaseline) return [{ path: 'baseline', problem: `is missing${why}`, hint: `Say ${what}.` }]
  return [{ path: 'sd', problem: `is missing${why}`, hint: 'Say how much customers differ in what they bring: its standard deviation.' }]
}

const daysNeedEntries = ({ days }: PowerWish, perDay: Sourced | null): readonly Problem[] =>
  days === null || perDay !== null
    ? []
    : [{ path: 'days', problem: 'say nothing without those who enter a day', hint: 'Say how many enter a day ("perDay").' }]

/** What no number of customers finds, because it cannot be. */
const impossible = ({ arms, measure, baseline, smallestEffect, alpha, power }: Question): readonly Problem[] => {
  if (measure.type === 'rate' && baseline + smallestEffect >= 1)
    return [{ path: 'effect', problem: 'leads to a rate of everybody, or more', hint: 'Take a smaller effect, or a smaller baseline.' }]
  if (arms.arms.length < 2)
    return [{ path: 'variants', problem: 'compare one group with nothing', hint: 'Take two variants, or a holdout beside the one.' }]
  return power > alpha ? [] : [{ path: 'power', problem: 'is not above alpha: chance alone has as much', hint: 'Write "80%".' }]
}
