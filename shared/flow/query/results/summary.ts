import type { ResultSummary } from '../../../contract/api-results.ts'
import type { Rules } from '../../../domain/customer/rules.ts'
import { type Analysis, primaryOf } from '../../../domain/experiment/design.ts'
import type { ActingOn, Experiment } from '../../../domain/experiment/experiment.ts'
import type { Verdict } from '../../../domain/experiment/verdict.ts'
import type { LatchedVerdict } from '../../../domain/experiment/latched.ts'

/** What the line of an experiment rests on. `latched`: all that was found of this phase. */
export type Judged = {
  readonly experiment: Experiment
  readonly analysis: Analysis
  readonly verdict: Verdict
  readonly assigned: number
  readonly latched: readonly LatchedVerdict[]
}

export const summaryOf = ({ campaigns }: Pick<Rules, 'campaigns'>, judged: Judged): ResultSummary => {
  const { experiment, analysis, verdict, assigned, latched } = judged
  const { id, campaign, phase, metrics, method, plan } = experiment
  const metric = primaryOf(analysis)
  const name = campaign === null ? id : (campaigns.live.get(campaign)?.name ?? campaign)
  return {
    id,
    name: campaign !== null && id !== String(campaign) ? `${name}: ${id.slice(campaign.length + 1)}` : name,
    campaign,
    phase,
    assigned,
    metric: metric?.name ?? '',
    measure: metric?.measure.type ?? 'rate',
    currency: metrics[0]?.revenue?.currency ?? null,
    better: metric?.better ?? 'more',
    method,
    plannedTotal: plan?.plannedTotal ?? null,
    verdict,
    latched: gravest(latched),
  }
}

/** As verdicts go before each other; of several variants the one that was found first. */
const GRAVITY: readonly ActingOn[] = ['broken', 'harmful', 'winner', 'loser', 'no-difference']

const gravest = (latched: readonly LatchedVerdict[]): LatchedVerdict | null =>
  latched.toSorted((a, b) => GRAVITY.indexOf(a.type) - GRAVITY.indexOf(b.type) || a.day - b.day)[0] ?? null
