import type { ResultPage } from '../../../contract/api-results.ts'
import { analysisOf } from '../../../domain/experiment/analysis-of.ts'
import { type Experiment, HOLDOUT } from '../../../domain/experiment/experiment.ts'
import { firstDayOf } from '../../../domain/experiment/looks.ts'
import { type Comparison, type ExperimentReadout, readExperiment } from '../../../domain/experiment/readout.ts'
import { experimentScope } from '../../../domain/kpi/tally.ts'
import { PATH_POINTS_MAX } from '../../../kernel/limits-experiments.ts'
import type { Parsed } from '../../../kernel/problem.ts'
import { isoDayOf } from '../../../kernel/time.ts'
import type { EpochDay } from '../../../kernel/words.ts'
import type { LatchedVerdict } from '../../../domain/experiment/latched.ts'
import { adviceOn } from './advice.ts'
import { adjustedIn } from './adjusted.ts'
import { breakdownsOf } from './breakdowns.ts'
import { resultMetrics } from './metrics.ts'
import { phaseOn, phasesOf } from './phases.ts'
import { powerSoFar } from './power-so-far.ts'
import { assignedIn, type Counters, countedUntil, lastDayOver, perDayIn, type Reader } from './reading.ts'
import { summaryOf } from './summary.ts'

/** `asOf` null: the last day that is over. `phase` null: that which was under way on this day. */
export type AskedOfResult = { readonly asOf: EpochDay | null; readonly phase: number | null }

/**
 * All there is to read of one experiment, by what was known at the end of a day. From counters alone: it costs the same at any number of
 * customers, and grows with the days.
 */
export const resultPage = async (reader: Reader, experiment: Experiment, asked: AskedOfResult): Promise<Parsed<ResultPage>> => {
  const last = lastDayOver(reader.now)
  const asOf = asked.asOf ?? last
  if (asOf > last)
    return refused('asOf', `is ${isoDayOf(asOf)}, which is not over yet`, `The last day that is over is ${isoDayOf(last)} (UTC).`)
  const phases = await readPhases(reader, experiment)
  const chosen = asked.phase ?? phaseUnderWay(phases, experiment, asOf)
  const phase = phases.find((one) => one.experiment.phase === chosen)
  if (phase === undefined) {
    const known = phases.map((one) => one.experiment.phase).join(', ')
    return refused('phase', `is ${chosen}, and there is no such phase`, `There are: ${known}.`)
  }
  const found = (await reader.verdicts.of(experiment.id)).filter((one) => one.phase === chosen && (asOf === last || one.day <= asOf))
  const page = await readPhase(reader, phase, asOf, found)
  return {
    ok: true,
    value: {
      ...page,
      days: phase.firstDay === null || phase.firstDay > last ? null : { first: phase.firstDay, last },
      phases: told(phases),
    },
  }
}

type Phase = { readonly experiment: Experiment; readonly counters: Counters; readonly firstDay: EpochDay | null }

const readPhases = async (reader: Reader, experiment: Experiment): Promise<readonly Phase[]> =>
  Promise.all(
    phasesOf(reader.rules, experiment, reader.now).map(async (one) => {
      const counters = await reader.tallies.read(experimentScope(one.id, one.phase))
      return { experiment: one, counters, firstDay: firstDayOf(countedUntil(counters, lastDayOver(reader.now))) }
    }),
  )

/** On an earlier day an earlier phase was: the newest that had begun. */
const phaseUnderWay = (phases: readonly Phase[], experiment: Experiment, asOf: EpochDay): number => {
  const current = phaseOn(experiment, asOf)
  const begun = phases.filter(({ firstDay }) => firstDay !== null && firstDay <= asOf)
  const own = phases.find((one) => one.experiment.phase === current)
  return own === undefined || own.firstDay === null || own.firstDay <= asOf ? current : (begun.at(-1)?.experiment.phase ?? current)
}

/** Periods of a holdout in which nobody was drawn say nothing; the newest phase is told even before it has anybody. */
const told = (phases: readonly Phase[]): ResultPage['phases'] =>
  phases
    .filter(({ firstDay }, index) => firstDay !== null || index === phases.length - 1)
    .map(({ experiment, firstDay }) => ({ phase: experiment.phase, firstDay }))

const readPhase = async (
  reader: Reader,
  { experiment, counters }: Phase,
  asOf: EpochDay,
  latched: readonly LatchedVerdict[],
): Promise<Omit<ResultPage, 'days' | 'phases'>> => {
  const analysis = analysisOf(experiment)
  const counted = countedUntil(counters, asOf)
  const readout = readExperiment(analysis, counted, asOf)
  const perDay = perDayIn(counted, asOf)
  const { breakdowns, strata } = await breakdownsOf(reader.tallies, experiment, analysis, asOf)
  return {
    summary: summaryOf(reader.rules, { experiment, analysis, verdict: readout.verdict, assigned: assignedIn(counted), latched }),
    readout: shortened(readout),
    control: analysis.control,
    holdout: analysis.holdout,
    metrics: resultMetrics(experiment),
    group: experiment.group,
    testers: experiment.testers.size,
    latched,
    perDay,
    powerSoFar: powerSoFar(analysis, counted, asOf),
    breakdowns,
    adjusted: adjustedIn(analysis, counters, counted, strata, asOf),
    advice: adviceOn(experiment, readout, perDay),
    truth: null,
  }
}

/** Nobody clicks a mail they did not get: against the holdout clicks say nothing. */
const shortened = (readout: ExperimentReadout): ExperimentReadout => ({
  ...readout,
  comparisons: readout.comparisons.filter(({ metric, against }) => metric !== '$click' || against !== HOLDOUT).map(thinned),
  lifts: readout.lifts.filter(({ metric }) => metric !== '$click'),
})

/** As many points as can be told apart, the first and the newest among them. */
const thinned = (comparison: Comparison): Comparison => {
  const { path } = comparison
  if (path.length <= PATH_POINTS_MAX) return comparison
  const every = (path.length - 1) / (PATH_POINTS_MAX - 1)
  return {
    ...comparison,
    path: Array.from({ length: PATH_POINTS_MAX }, (_, index) => path[Math.round(index * every)] as (typeof path)[number]),
  }
}

const refused = (path: string, problem: string, hint: string): Parsed<never> => ({ ok: false, problems: [{ path, problem, hint }] })
