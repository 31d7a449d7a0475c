/** What a campaign file of the right shape means, and where that makes no sense. */
import { SOLE_VARIANT } from '../domain/campaign/campaign.ts'
import { HOLDOUT } from '../domain/experiment/experiment.ts'
import { BUCKETS } from '../kernel/hash.ts'
import type { Problem } from '../kernel/problem.ts'
import { durationOf } from '../kernel/time.ts'
import type { CampaignFile, ExperimentPart } from './campaign-file.ts'
import { contentOf, type Judging, shortestPauseMs, stepsProblems } from './campaign-steps.ts'
import { insteadOf, unknownFields } from './customer-fields.ts'
import { nearest } from './did-you-mean.ts'
import { namesTwice } from './metric-file.ts'
import { pathOf, shown } from './problems.ts'
import { somePartNames } from './compiled-template.ts'

/** Every problem of meaning at once; empty when the campaign can be published. */
export const meaningProblems = (file: CampaignFile, judging: Judging): readonly Problem[] => [
  ...periodProblems(file),
  ...entryProblems(file),
  ...audienceProblems(file),
  ...(file.experiment === undefined ? [] : experimentProblems(file.experiment, file)),
  ...pathProblems(file, judging),
  ...staleProblems(file),
  ...metricProblems(file),
  ...couponProblems(file, judging),
]

const periodProblems = ({ start, end }: CampaignFile): readonly Problem[] => {
  if (start === null || start === undefined || end === null || end === undefined || start < end) return []
  return [{ path: 'end', problem: 'is not after "start": nobody could enter', hint: 'Set a later end, or null for none.' }]
}

const entryProblems = ({ entry, exits }: CampaignFile): readonly Problem[] => {
  if (entry.on !== 'stage') return []
  const { stage, from } = entry
  const index = from === null ? -1 : [...from].indexOf(stage)
  const fromItself: readonly Problem[] =
    index < 0
      ? []
      : [
          {
            path: pathOf('entry.from', index),
            problem: `is the stage that is entered`,
            hint: 'Nobody comes from where they go: take it out.',
          },
        ]
  const atOnce = exits.flatMap((exit, index): readonly Problem[] =>
    exit.on === 'stage' && exit.stage === stage
      ? [
          {
            path: pathOf('exits', index, 'stage'),
            problem: 'is the stage that lets people in',
            hint: 'They would leave at once: name the stage that ends the campaign.',
          },
        ]
      : [],
  )
  return [...fromItself, ...atOnce]
}

const audienceProblems = ({ audience }: CampaignFile): readonly Problem[] =>
  audience === undefined
    ? []
    : unknownFields(audience).map((name) => ({
        path: 'audience',
        problem: `asks about ${shown(name)}, which no customer has`,
        hint: `Write "${insteadOf(name)}": what publishers say about a customer stands under "traits".`,
      }))

const experimentProblems = (experiment: ExperimentPart, file: CampaignFile): readonly Problem[] => {
  const { control, holdoutBps, variants } = experiment
  const names = variants.map(({ name }) => name)
  const problems: Problem[] = [...reservedNames('experiment.variants', names), ...namesTwice('experiment.variants', names)]
  const sum = variants.reduce((total, { shareBps }) => total + shareBps, 0)
  if (sum !== BUCKETS) {
    const hint = `Shares divide all who are let in and add up to ${BUCKETS}. The holdout is drawn from every variant alike, by "holdoutBps".`
    problems.push({ path: 'experiment.variants', problem: `have shares that add up to ${sum}`, hint })
  }
  if (!names.includes(control)) problems.push(unknownControl('experiment.control', control, names))
  if (variants.length === 1 && holdoutBps === 0) {
    const hint = 'Add a second variant, or a "holdoutBps" of people who get no mail. Without either, leave the experiment out.'
    problems.push({ path: 'experiment.variants', problem: 'compare one variant with nothing', hint })
  }
  if (file.goal === undefined) {
    const hint = 'Say what the campaign is for: "goal": { "name": "order", "event": "Order Completed", "window": "30d" }.'
    problems.push({ path: 'goal', problem: 'is missing: an experiment compares how many reach it', hint })
  }
  return problems
}

/** Names that stand for something else in every result. */
export const reservedNames = (at: string, names: readonly string[]): readonly Problem[] =>
  names.flatMap((name, index) =>
    name === HOLDOUT || name === SOLE_VARIANT
      ? [
          {
            path: pathOf(at, index, 'name'),
            problem: `is ${shown(name)}, which results use for something else`,
            hint: 'Give it another name.',
          },
        ]
      : [],
  )

/** A control that is no variant of the experiment. */
export const unknownControl = (path: string, control: string, names: readonly string[]): Problem => {
  const meant = nearest(control, names)
  const hint = meant === null ? `Name one of ${names.map(shown).join(', ')}.` : `Did you mean ${shown(meant)}?`
  return { path, problem: `is ${shown(control)}, and no variant has that name`, hint }
}

const pathProblems = (file: CampaignFile, judging: Judging): readonly Problem[] => {
  const { steps, experiment } = file
  const shared = steps === undefined ? [] : stepsProblems('steps', steps, judging)
  if (experiment === undefined) return steps === undefined ? [noSteps('steps')] : shared
  const own = experiment.variants.flatMap((variant, index) => {
    const at = pathOf('experiment.variants', index, 'steps')
    if (variant.steps !== undefined) return stepsProblems(at, variant.steps, judging)
    return steps === undefined ? [noSteps(at)] : []
  })
  const isUnused = steps !== undefined && experiment.variants.every((variant) => variant.steps !== undefined)
  return isUnused ? [...shared, UNUSED_STEPS, ...own] : [...shared, ...own]
}

const UNUSED_STEPS: Problem = {
  path: 'steps',
  problem: 'are taken by nobody: every variant has steps of its own',
  hint: 'Take them out here, or take "steps" out of the variants that should follow these.',
}

const noSteps = (path: string): Problem => ({
  path,
  problem: 'is missing',
  hint: 'Write what happens: "steps": [ { "send": { "subject": "…", "text": "…" } } ]. Steps beside "entry" serve all variants without their own.',
})

const staleProblems = (file: CampaignFile): readonly Problem[] => {
  const own = file.experiment?.variants.map(({ steps }) => steps ?? []) ?? []
  const pauseMs = shortestPauseMs([file.steps ?? [], ...own])
  if (file.staleAfter === undefined || pauseMs === null || file.staleAfter < pauseMs) return []
  const problem = `is ${durationOf(file.staleAfter)}, and two mails are only ${durationOf(pauseMs)} apart`
  return [{ path: 'staleAfter', problem, hint: 'Make it shorter than that pause, so that two mails never go at once after a standstill.' }]
}

/** A mail that names a code and has none is told where it stands (campaign-steps.ts); here is the pool nobody takes from. */
const couponProblems = ({ couponPool, steps = [], experiment }: CampaignFile, judging: Judging): readonly Problem[] => {
  if (couponPool === undefined) return []
  const paths = experiment === undefined ? [steps] : experiment.variants.map((variant) => variant.steps ?? steps)
  const contents = paths.flat().flatMap((step) => (step.type === 'send' ? [contentOf(step.content, judging)] : []))
  // What cannot be read may name it.
  if (contents.some((content) => content === null || content.written.size === 0 || somePartNames(content, 'coupon'))) return []
  const problem = 'gives everybody a code, and no mail says it'
  return [{ path: 'couponPool', problem, hint: 'Write {{ coupon }} where the code belongs, or take "couponPool" out.' }]
}

const metricProblems = ({ goal, metrics }: CampaignFile): readonly Problem[] => {
  const names = metrics.map(({ name }) => name)
  if (goal !== undefined) return namesTwice('metrics', names, [goal.name])
  if (metrics.length === 0) return []
  return [{ path: 'metrics', problem: 'come beside a goal, and there is none', hint: 'Name the most important one "goal".' }]
}
