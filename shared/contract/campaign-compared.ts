/** What the experiment of a campaign file means: who is compared with whom and by what; and where that makes no sense. */
import { SOLE_VARIANT } from '../domain/campaign/campaign.ts'
import { saltsFrom } from '../domain/experiment/assign.ts'
import { BREAKDOWNS, type Experiment, HOLDOUT, type Metric } from '../domain/experiment/experiment.ts'
import type { Arms } from '../domain/experiment/plan.ts'
import { BUCKETS } from '../kernel/hash.ts'
import type { Problem } from '../kernel/problem.ts'
import { bps, campaignId, experimentId } from '../kernel/words.ts'
import type { ExperimentPart } from './campaign-experiment.ts'
import type { CampaignFile } from './campaign-file.ts'
import { reservedNames } from './campaign-steps-meaning.ts'
import { nearest } from './did-you-mean.ts'
import { designOf, designProblems, onVerdictOf } from './experiment-plan.ts'
import { metricOf, namesTwice } from './metric-file.ts'
import { pathOf, shown } from './problems.ts'

/** A goal without an experiment is measured, too: on everybody who enters, as one arm that is compared with nothing. Null: nothing is. */
export const experimentOf = (file: CampaignFile, saltSeed: string): Experiment | null => {
  const metrics = metricsOf(file)
  const [goal] = metrics
  if (goal === undefined) return null
  const id = experimentId(file.id)
  const part: Compared = file.experiment ?? MEASURED_ONLY
  const { holdoutBps, trafficBps, salt, group = null, testers = new Map(), breakdowns = BREAKDOWNS, onVerdict } = part
  const variants = drawnFrom(part)
  const control = part.promoted ?? part.control
  const arms = armsOf(variants, holdoutBps)
  return {
    ...{ id, campaign: campaignId(file.id), control, arms, metrics, group, testers, breakdowns },
    phase: part.phase ?? file.phase ?? 1,
    ...designOf(part, goal, analysed(arms, control)),
    onVerdict: onVerdictOf(onVerdict),
    assignedBy: {
      type: 'campaign',
      allocation: {
        salts: saltsFrom(salt ?? saltSeed, id),
        trafficBps: bps(trafficBps),
        holdoutBps: bps(holdoutBps),
        variants: variants.map(({ name, shareBps }) => ({ name, shareBps: bps(shareBps) })),
      },
    },
  }
}

type Compared = Omit<ExperimentPart, 'variants'> & { readonly variants: Shares }
type Shares = readonly { readonly name: string; readonly shareBps: number }[]

const metricsOf = ({ goal, metrics }: CampaignFile): readonly Metric[] =>
  goal === undefined ? [] : [metricOf(goal), ...metrics.map(metricOf)]

const MEASURED_ONLY: Compared = {
  control: SOLE_VARIANT,
  holdoutBps: 0,
  trafficBps: BUCKETS,
  // Nothing is compared, so nothing is to be broken down.
  breakdowns: [],
  variants: [{ name: SOLE_VARIANT, shareBps: BUCKETS }],
}

/** Whom new entrants are divided among: all variants, or the one that was promoted. */
const drawnFrom = ({ variants, promoted }: Compared): Shares =>
  promoted === undefined ? variants : [{ name: promoted, shareBps: BUCKETS }]

/** The holdout is drawn from every variant alike, so each keeps its share of those who are left. */
const armsOf = (variants: Shares, holdoutBps: number): Experiment['arms'] => {
  const arms = variants.map(({ name, shareBps }) => ({ name, shareBps: bps((shareBps * (BUCKETS - holdoutBps)) / BUCKETS) }))
  return holdoutBps === 0 ? arms : [...arms, { name: HOLDOUT, shareBps: bps(holdoutBps) }]
}

/** Arms as a plan has them. */
export const analysed = (arms: Experiment['arms'], control: string): Arms => ({
  arms: arms.map(({ name, shareBps }) => ({ name, weight: shareBps })),
  control,
  holdout: arms.some(({ name }) => name === HOLDOUT) ? HOLDOUT : null,
})

/** Everything that is wrong with the experiment, its goal and how they go together. */
export const experimentProblems = (experiment: ExperimentPart, file: CampaignFile): readonly Problem[] => {
  const { control, holdoutBps, variants } = experiment
  const names = variants.map(({ name }) => name)
  const problems: Problem[] = [...reservedNames('experiment.variants', names), ...namesTwice('experiment.variants', names)]
  const sum = variants.reduce((total, { shareBps }) => total + shareBps, 0)
  if (sum !== BUCKETS) {
    const hint = `Shares divide all who are let in and add up to ${BUCKETS}. The holdout is drawn from every variant alike, by "holdoutBps".`
    problems.push({ path: 'experiment.variants', problem: `have shares that add up to ${sum}`, hint })
  }
  if (!names.includes(control)) problems.push(unknownVariant('experiment.control', control, names))
  if (variants.length === 1 && holdoutBps === 0) {
    const hint = 'Add a second variant, or a "holdoutBps" of people who get no mail. Without either, leave the experiment out.'
    problems.push({ path: 'experiment.variants', problem: 'compare one variant with nothing', hint })
  }
  if (file.goal === undefined) {
    const hint = 'Say what the campaign is for: "goal": { "name": "order", "event": "Order Completed", "window": "30d" }.'
    problems.push({ path: 'goal', problem: 'is missing: an experiment compares how many reach it', hint })
  }
  const aside = [...promotedProblems(experiment), ...testerProblems(experiment), ...breakdownProblems(experiment)]
  // A plan for shares that do not add up, or for arms that are not there, would say something else than is meant.
  if (problems.length > 0 || file.goal === undefined) return [...problems, ...aside]
  const arms = analysed(armsOf(variants, holdoutBps), control)
  return [...aside, ...designProblems('experiment', experiment, metricOf(file.goal), arms, variants.length)]
}

/** A variant that the experiment has not. */
export const unknownVariant = (path: string, name: string, names: readonly string[]): Problem => {
  const meant = nearest(name, names)
  const hint = meant === null ? `Name one of ${names.map(shown).join(', ')}.` : `Did you mean ${shown(meant)}?`
  return { path, problem: `is ${shown(name)}, and no variant has that name`, hint }
}

const promotedProblems = ({ promoted, variants, onVerdict }: ExperimentPart): readonly Problem[] => {
  const names = variants.map(({ name }) => name)
  const hint = 'Promoting gives everybody one of several variants. Take it out.'
  if (promoted === undefined) {
    const at = onVerdict?.winner?.indexOf('promote') ?? -1
    return at < 0 || variants.length > 1
      ? []
      : [{ path: pathOf('experiment.onVerdict.winner', at), problem: 'is "promote", and there is only one variant', hint }]
  }
  if (!names.includes(promoted)) return [unknownVariant('experiment.promoted', promoted, names)]
  return variants.length > 1 ? [] : [{ path: 'experiment.promoted', problem: `is ${shown(promoted)}, the only variant there is`, hint }]
}

const testerProblems = ({ testers, variants, holdoutBps }: ExperimentPart): readonly Problem[] => {
  const names = variants.map(({ name }) => name)
  return [...(testers ?? [])].flatMap(([id, arm]): readonly Problem[] => {
    const path = pathOf('experiment.testers', id)
    if (arm === HOLDOUT && holdoutBps === 0)
      return [{ path, problem: 'is "holdout", and there is none', hint: 'Name a variant, or set "holdoutBps".' }]
    return arm === HOLDOUT || names.includes(arm) ? [] : [unknownVariant(path, arm, names)]
  })
}

const breakdownProblems = ({ breakdowns = [] }: ExperimentPart): readonly Problem[] =>
  breakdowns.flatMap(({ name }, index) =>
    breakdowns.findIndex((one) => one.name === name) === index
      ? []
      : [{ path: pathOf('experiment.breakdowns', index), problem: `is ${shown(name)} again`, hint: 'Name it once.' }],
  )
