/** One line for each method of the reference file: their names for inputs and results, our functions. */
import { compareBeta, credibleInterval } from '../../shared/domain/statistics/beta-bayes.ts'
import { confidenceSequence, confidenceSequenceOneSided, sequentialPath } from '../../shared/domain/statistics/confidence-sequence.ts'
import { compareWithCovariate } from '../../shared/domain/statistics/covariate-adjustment.ts'
import { fisherExact } from '../../shared/domain/statistics/fisher-exact.ts'
import { gaussianEffect } from '../../shared/domain/statistics/gaussian-bayes.ts'
import { type GroupDesign, groupSequentialBounds, naivePeekingRate } from '../../shared/domain/statistics/group-sequential.ts'
import { hybridPath } from '../../shared/domain/statistics/hybrid.ts'
import type { Interval } from '../../shared/domain/statistics/interval.ts'
import { mixtureRatioTest, normalMixtureBoundary, statsigTest } from '../../shared/domain/statistics/mixture-tests.ts'
import type { Moments } from '../../shared/domain/statistics/moments.ts'
import { benjaminiHochberg, bonferroni, holm } from '../../shared/domain/statistics/multiple-testing.ts'
import { powerForRates, sampleSizeForRates } from '../../shared/domain/statistics/planning.ts'
import { compareRatios } from '../../shared/domain/statistics/ratio-metric.ts'
import { liftByDelta, liftByLog, liftOfMeans } from '../../shared/domain/statistics/relative-lift.ts'
import { sampleRatio } from '../../shared/domain/statistics/sample-ratio.ts'
import { incrementalConversions, newcombeInterval, wilsonInterval } from '../../shared/domain/statistics/score-intervals.ts'
import { sequentialSampleRatio } from '../../shared/domain/statistics/sequential-sample-ratio.ts'
import { newcombeSequential, sequentialTest, sequentialTestOfMeans } from '../../shared/domain/statistics/sequential-tests.ts'
import { comparePooled, compareWald, type Proportion } from '../../shared/domain/statistics/two-proportions.ts'
import { compareMeans } from '../../shared/domain/statistics/welch.ts'
import { type Fields, fieldsAt, numberAt, numbersAt, textAt } from './fields.ts'
import {
  alphaOf,
  jointMomentsOfRatio,
  jointMomentsOfValues,
  listAt,
  looksOf,
  momentsOfDeviation,
  momentsOfSums,
  momentsOfValues,
  numberOr,
  objectsAt,
  proportionOf,
} from './statistics-inputs.ts'

type Arms = readonly [control: Proportion, treatment: Proportion]
type Method = (inputs: Fields, alpha: number, arms: () => Arms) => Fields

const FIXED: Readonly<Record<string, Method>> = {
  two_proportion_z_pooled: (_, __, arms) => renamed(comparePooled(...arms()), { difference: 'diff' }),
  two_proportion_z_unpooled: (_, alpha, arms) => named(compareWald(...arms(), alpha)),
  wilson_interval: (inputs, alpha) => lowHigh(wilsonInterval(proportionOf(inputs, ''), alpha)),
  newcombe_diff_interval: (_, alpha, arms) => {
    const { difference, interval } = newcombeInterval(...arms(), alpha)
    return { diff: difference, ...lowHigh(interval) }
  },
  incremental_conversions: (inputs, alpha) => {
    const arms = [proportionOf(inputs, 'Holdout'), proportionOf(inputs, 'Treated')] as const
    const { difference, incremental, interval } = incrementalConversions(...arms, alpha)
    return { diff: difference, incremental, ...lowHigh(interval) }
  },
  relative_lift_delta: (_, alpha, arms) => named(liftByDelta(...arms(), alpha)),
  relative_lift_log: (_, alpha, arms) => renamed(named(liftByLog(...arms(), alpha)), { standardErrorLog: 'seLog' }),
  relative_lift_welch: (inputs, alpha) => named(liftOfMeans(momentsOfSums(inputs, 'A'), momentsOfSums(inputs, 'B'), alpha)),
  welch_t_test: (inputs, alpha) => welch(momentsOfDeviation(inputs, 'A'), momentsOfDeviation(inputs, 'B'), alpha),
  welch_t_test_raw: (inputs, alpha) => welch(momentsOfValues(numbersAt(inputs, 'a')), momentsOfValues(numbersAt(inputs, 'b')), alpha),
  welch_t_test_moments: (inputs, alpha) => welch(momentsOfSums(inputs, 'A'), momentsOfSums(inputs, 'B'), alpha),
  cuped_difference: (inputs, alpha) =>
    named(compareWithCovariate(jointMomentsOfValues(inputs, 'A'), jointMomentsOfValues(inputs, 'B'), alpha)),
  ratio_metric_difference: (inputs, alpha) =>
    renamed(named(compareRatios(jointMomentsOfRatio(inputs, 'A'), jointMomentsOfRatio(inputs, 'B'), alpha)), {
      ratioControl: 'ratioA',
      ratioTreatment: 'ratioB',
    }),
  fisher_exact: (_, __, arms) => ({ pValue: fisherExact(...arms()) }),
  srm_chi_square: (inputs) => chiSquare(numbersAt(inputs, 'observed'), numbersAt(inputs, 'weights')),
  sample_size_two_proportions: (inputs, alpha) => {
    const rates = { control: numberAt(inputs, 'p1'), treatment: numberAt(inputs, 'p2') }
    const size = sampleSizeForRates({ ...rates, alpha, power: numberAt(inputs, 'power'), ratio: numberOr(inputs, 'ratio', 1) })
    if (size === null) return { nControl: null, nTreatment: null, nControlCeil: null, nTreatmentCeil: null }
    return { ...size, nControlCeil: Math.ceil(size.nControl), nTreatmentCeil: Math.ceil(size.nTreatment) }
  },
  power_two_proportions: (inputs, alpha) => {
    const counts = { nControl: numberAt(inputs, 'nControl'), nTreatment: numberAt(inputs, 'nTreatment') }
    return { power: powerForRates({ control: numberAt(inputs, 'p1'), treatment: numberAt(inputs, 'p2'), ...counts, alpha }) }
  },
  holm: (inputs) => ({ adjusted: holm(numbersAt(inputs, 'pValues')) }),
  benjamini_hochberg: (inputs) => ({ adjusted: benjaminiHochberg(numbersAt(inputs, 'pValues')) }),
  bonferroni: (inputs) => ({ adjusted: bonferroni(numbersAt(inputs, 'pValues')) }),
}

const BAYESIAN: Readonly<Record<string, Method>> = {
  beta_binomial_ab: (inputs, _, arms) => {
    const [a, b] = compareBeta(arms(), priorOf(inputs)) as [BetaArm, BetaArm]
    return {
      chanceBBeatsA: b.chanceBest,
      meanA: a.mean,
      meanB: b.mean,
      expectedLossIfA: a.expectedLoss,
      expectedLossIfB: b.expectedLoss,
    }
  },
  beta_binomial_multi: (inputs) => {
    const arms = compareBeta(
      objectsAt(inputs, 'arms').map((arm) => proportionOf(arm, '')),
      priorOf(inputs),
    )
    return { chanceBest: arms.map(({ chanceBest }) => chanceBest), expectedLoss: arms.map(({ expectedLoss }) => expectedLoss) }
  },
  beta_credible_interval: (inputs, alpha) => lowHigh(credibleInterval(proportionOf(inputs, ''), priorOf(inputs), alpha)),
  gaussian_effect_bayes: (inputs, alpha) => {
    const prior = { mean: numberOr(inputs, 'priorMean', 0), variance: numberOr(inputs, 'priorVariance', 1) }
    const effect = gaussianEffect(numberAt(inputs, 'estimate'), numberAt(inputs, 'se'), alpha, 'priorVariance' in inputs ? prior : null)
    return effect === null ? NO_EFFECT : renamed(named(effect), { standardDeviation: 'sd' })
  },
}

const SEQUENTIAL: Readonly<Record<string, Method>> = {
  asymptotic_confidence_sequence: (inputs, alpha) => named(confidenceSequence(sequentialInputs(inputs, alpha))),
  asymptotic_confidence_sequence_one_sided: (inputs, alpha) => {
    const side = textAt(inputs, 'side')
    if (side !== 'greater' && side !== 'less') throw new Error(`no side "${side}"`)
    return confidenceSequenceOneSided(sequentialInputs(inputs, alpha), side)
  },
  sequential_path: (inputs, alpha) => {
    const { pValues, intervals, firstSignificantLook } = sequentialPath(looksOf(inputs), alpha, numberAt(inputs, 'nStar'))
    return {
      pValue: pValues,
      ciLow: intervals.map((interval) => interval?.[0] ?? null),
      ciHigh: intervals.map((interval) => interval?.[1] ?? null),
      firstSignificantDay: firstSignificantLook,
    }
  },
  sequential_test_pooled: (inputs, alpha, arms) => named(sequentialTest(...arms(), alpha, numberAt(inputs, 'nStar'))),
  sequential_test_mean_joint: (inputs, alpha) => {
    const [a, b] = [momentsOfSums(fieldsAt(inputs, 'A'), ''), momentsOfSums(fieldsAt(inputs, 'B'), '')]
    return named(sequentialTestOfMeans(a, b, alpha, numberAt(inputs, 'nStar')))
  },
  newcombe_sequential_interval: (inputs, alpha, arms) => {
    const { difference, zCritical, interval } = newcombeSequential(...arms(), alpha, numberAt(inputs, 'nStar'))
    return { diff: difference, zCritical, ...lowHigh(interval) }
  },
  hybrid_path: (inputs) => {
    const alphas = { alphaSequential: numberAt(inputs, 'alphaSequential'), alphaEnd: numberAt(inputs, 'alphaEnd') }
    const { decision, ...path } = hybridPath(looksOf(inputs), { plannedTotal: numberAt(inputs, 'plannedTotal'), ...alphas })
    return { ...path, decisionDay: decision?.look ?? null, decidedBy: decision?.by ?? null }
  },
  normal_mixture_boundary: (inputs, alpha) => normalMixtureBoundary(numberAt(inputs, 'v'), numberAt(inputs, 'vOpt'), alpha),
  msprt_bernoulli: (inputs) => {
    const looks = objectsAt(inputs, 'days').map((day) => ({
      controlConversions: numberAt(day, 'xA'),
      treatmentConversions: numberAt(day, 'xB'),
      n: numberAt(day, 'n'),
    }))
    const { lambdas, pValues } = mixtureRatioTest(looks, numberAt(inputs, 'tau'))
    return { lambda: lambdas, pValue: pValues }
  },
  statsig_sequential: (inputs, alpha) => {
    const spread = (arm: 'A' | 'B') => ({ variance: numberAt(inputs, `var${arm}`), n: numberAt(inputs, `n${arm}`) })
    return named(statsigTest(numberAt(inputs, 'diff'), spread('A'), spread('B'), alpha))
  },
  group_sequential_bounds: (inputs, alpha) => {
    const kind = textAt(inputs, 'kind')
    const design = KINDS[kind]
    if (design === undefined) throw new Error(`no design "${kind}"`)
    return { zBounds: groupSequentialBounds(design, numberAt(inputs, 'looks'), alpha) }
  },
  naive_peeking_false_positive_rate: (inputs, alpha) => ({ falsePositiveRate: naivePeekingRate(numberAt(inputs, 'looks'), alpha) }),
  srm_sequential: (inputs) => {
    const counts = listAt(inputs, 'cumulativeCounts').map((_, index, days) => numbersAt({ day: days[index] }, 'day'))
    const path = sequentialSampleRatio(counts, numbersAt(inputs, 'weights'), numberAt(inputs, 'concentration'))
    return { logBayesFactor: path?.logBayesFactors ?? null, pValue: path?.pValues ?? null }
  },
}

/** By the name that the file gives each. */
export const METHODS: Readonly<Record<string, (inputs: Fields) => Fields>> = Object.fromEntries(
  Object.entries({ ...FIXED, ...BAYESIAN, ...SEQUENTIAL }).map(([name, method]) => [
    name,
    (inputs: Fields) => method(inputs, alphaOf(inputs), () => [proportionOf(inputs, 'A'), proportionOf(inputs, 'B')]),
  ]),
)

/** Every design under each of the names it goes by in the field. */
const KINDS: Readonly<Record<string, GroupDesign>> = {
  pocock: 'pocock',
  obrien_fleming: 'obrien-fleming',
  lan_demets_of: 'lan-demets-obrien-fleming',
  lan_demets_obrien_fleming: 'lan-demets-obrien-fleming',
  lan_demets_pocock: 'lan-demets-pocock',
}

type BetaArm = ReturnType<typeof compareBeta>[number]

const NO_EFFECT: Fields = {
  mean: null,
  sd: null,
  chanceToWin: null,
  ciLow: null,
  ciHigh: null,
  expectedLossIfControl: null,
  expectedLossIfTreatment: null,
}

const welch = (control: Moments, treatment: Moments, alpha: number): Fields => named(compareMeans(control, treatment, alpha))

const chiSquare = (observed: readonly number[], weights: readonly number[]): Fields => {
  if (observed.length !== weights.length) throw new Error('"observed" and "weights" are not of one length')
  const result = sampleRatio(observed.map((count, index) => ({ observed: count, weight: weights[index] as number })))
  return { chi2: result.chiSquare, df: result.degreesOfFreedom, pValue: result.pValue }
}

const priorOf = (inputs: Fields) => ({ alpha: numberOr(inputs, 'priorAlpha', 1), beta: numberOr(inputs, 'priorBeta', 1) })

const sequentialInputs = (inputs: Fields, alpha: number) => ({
  estimate: numberAt(inputs, 'estimate'),
  standardError: numberAt(inputs, 'se'),
  n: numberAt(inputs, 'n'),
  alpha,
  nStar: numberAt(inputs, 'nStar'),
})

const lowHigh = (interval: Interval | null): Fields => ({ low: interval?.[0] ?? null, high: interval?.[1] ?? null })

/** Ours, under their names: an interval becomes its two ends. */
const named = ({ interval, ...result }: Fields & { readonly interval?: Interval | null }): Fields => ({
  ...renamed(result, { difference: 'diff', standardError: 'se', degreesOfFreedom: 'df' }),
  ciLow: interval?.[0] ?? null,
  ciHigh: interval?.[1] ?? null,
})

const renamed = (result: Fields, names: Readonly<Record<string, string>>): Fields =>
  Object.fromEntries(Object.entries(result).map(([name, value]) => [names[name] ?? name, value]))
