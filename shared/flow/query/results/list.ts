import type { ResultList, ResultSummary, Together } from '../../../contract/api-results.ts'
import { analysisOf } from '../../../domain/experiment/analysis-of.ts'
import type { Analysis } from '../../../domain/experiment/design.ts'
import { type Experiment, HOLDOUT } from '../../../domain/experiment/experiment.ts'
import { type Lift, liftsOf, sumOfLifts } from '../../../domain/experiment/lift.ts'
import { judge } from '../../../domain/experiment/verdict.ts'
import { experimentScope } from '../../../domain/kpi/tally.ts'
import type { EpochDay } from '../../../kernel/words.ts'
import type { LatchedVerdict } from '../../../domain/experiment/latched.ts'
import { phaseOn, phasesOf } from './phases.ts'
import { assignedIn, countedUntil, lastDayOver, type Reader } from './reading.ts'
import { summaryOf } from './summary.ts'

/** Every experiment in a line, and what all campaigns brought together, as of the last day that is over. */
export const resultList = async (reader: Reader): Promise<ResultList> => {
  const latched = Map.groupBy(await reader.verdicts.all(), ({ experiment }) => experiment)
  const experiments = [...reader.rules.experiments.values()]
  const results: ResultSummary[] = []
  for (const experiment of experiments) results.push(await resultSummary(reader, experiment, latched.get(experiment.id) ?? []))
  return { results, together: await togetherOf(reader, experiments.filter(isCampaigns)) }
}

/** One experiment in a line, in the phase it is in. `latched`: all that was found of it. */
export const resultSummary = async (
  reader: Omit<Reader, 'verdicts'>,
  experiment: Experiment,
  latched: readonly LatchedVerdict[],
): Promise<ResultSummary> => {
  const asOf = lastDayOver(reader.now)
  const current = { ...experiment, phase: phaseOn(experiment, asOf) }
  const analysis = analysisOf(current)
  const counted = countedUntil(await reader.tallies.read(experimentScope(current.id, current.phase)), asOf)
  const { verdict } = judge(analysis, counted, asOf)
  const found = latched.filter(({ phase }) => phase === current.phase)
  return summaryOf(reader.rules, { experiment: current, analysis, verdict, assigned: assignedIn(counted), latched: found })
}

/** A campaign itself: who is in one of its splits is in it already, and the global holdout is of all. */
const isCampaigns = ({ id, campaign, arms }: Experiment): boolean =>
  campaign !== null && String(campaign) === id && arms.some(({ name }) => name === HOLDOUT)

/** What one campaign brought by one count, phase by phase: other customers are in each. Empty: nothing is known of any. */
type Brought = { readonly currency: string | null; readonly lifts: readonly Lift[] }

const togetherOf = async (reader: Omit<Reader, 'verdicts'>, campaigns: readonly Experiment[]): Promise<readonly Together[]> => {
  const asOf = lastDayOver(reader.now)
  const brought: Brought[] = []
  for (const campaign of campaigns) brought.push(...(await broughtBy(reader, campaign, asOf)))
  return [...Map.groupBy(brought, ({ currency }) => currency)].map(([currency, of]) => {
    const told = of.filter(({ lifts }) => lifts.length > 0)
    return {
      currency,
      campaigns: told.length,
      untold: of.length - told.length,
      incremental: sumOfLifts(told.flatMap(({ lifts }) => lifts.map(({ incremental }) => incremental))),
    }
  })
}

const broughtBy = async (reader: Omit<Reader, 'verdicts'>, campaign: Experiment, asOf: EpochDay): Promise<readonly Brought[]> => {
  const byCurrency = new Map<string | null, Lift[]>()
  for (const phase of phasesOf(reader.rules, campaign, reader.now)) {
    const [metric] = phase.metrics
    if (metric === undefined || metric.per !== null) continue
    const counted = countedUntil(await reader.tallies.read(experimentScope(phase.id, phase.phase)), asOf)
    for (const lift of liftsOf(firstMetricOf(analysisOf(phase)), counted, asOf)) {
      const currency = lift.measure === 'mean' ? (metric.revenue?.currency ?? null) : null
      const lifts = byCurrency.get(currency) ?? []
      byCurrency.set(currency, lifts)
      if (isTold(lift) && (currency === null || metric.revenue?.cap !== null)) lifts.push(lift)
    }
  }
  return [...byCurrency].map(([currency, lifts]) => ({ currency, lifts }))
}

const firstMetricOf = (analysis: Analysis): Analysis => ({
  ...analysis,
  metrics: analysis.metrics.filter(({ name }) => name === analysis.metrics[0]?.name),
})

const isTold = ({ incremental }: Lift): boolean => incremental !== null && incremental.interval !== null
