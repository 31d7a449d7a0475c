/** The door for experiments that others assign: the file names variants, control and metrics; `Experiment Viewed` says who is in which. */
import * as z from 'zod'
import { METHODS } from '../domain/experiment/method.ts'
import { type Experiment, GLOBAL_EXPERIMENT, ON_VERDICT } from '../domain/experiment/experiment.ts'
import { BUCKETS } from '../kernel/hash.ts'
import { METRICS_MAX, OUTSIDE_NAME_LENGTH_MAX, TITLE_LENGTH_MAX, VARIANTS_MAX } from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { bps, experimentId } from '../kernel/words.ts'
import { analysed, unknownVariant } from './campaign-compared.ts'
import { reservedNames } from './campaign-steps-meaning.ts'
import { designOf, designProblems, methodField, onVerdictField, onVerdictOf, planField } from './experiment-plan.ts'
import { list, said, schemaField, strict, text } from './fields.ts'
import { METRICS_HINT, metricFile, metricOf, namesTwice } from './metric-file.ts'
import { parseWith, pathOf, shown } from './problems.ts'

/** Reads an experiment assigned outside, or says everything that is wrong with it. */
export const parseExperiment = (source: unknown): Parsed<Experiment> => {
  const shaped = parseWith(experimentFile, source)
  if (!shaped.ok) return shaped
  const problems = meaningProblems(shaped.value)
  return problems.length === 0 ? { ok: true, value: experimentOf(shaped.value) } : { ok: false, problems }
}

const VARIANTS_HINT = `Write a list of 2 to ${VARIANTS_MAX} variants: [ { "name": "none", "weight": 1 }, { "name": "mail", "weight": 1 } ].`
const VARIANT_HINT = 'Write { "name": "mail", "weight": 1 }.'
const NAME_HINT = 'Write it exactly as "variation_id" of the Experiment Viewed events says it.'
const WEIGHT_HINT = 'Write how often it was assigned beside the others: 1 and 1 for halves, 9 and 1 for 90 % and 10 %.'
const WEIGHT_MAX = 1_000_000

export const experimentFile = strict(
  {
    $schema: schemaField,
    id: said(
      text(OUTSIDE_NAME_LENGTH_MAX, 'Write it exactly as "experiment_id" of the Experiment Viewed events says it.'),
      'Exactly as "experiment_id" of the Experiment Viewed events says it.',
    ),
    name: said(text(TITLE_LENGTH_MAX, 'Write what people call the experiment.').optional(), 'The name for people.'),
    control: said(
      text(OUTSIDE_NAME_LENGTH_MAX, 'Name the variant all others are compared with.'),
      'The variant all others are compared with.',
    ),
    variants: list(
      strict(
        {
          name: said(text(OUTSIDE_NAME_LENGTH_MAX, NAME_HINT), 'Exactly as "variation_id" says it.'),
          weight: said(
            z.number({ error: WEIGHT_HINT }).positive({ error: WEIGHT_HINT }).max(WEIGHT_MAX, { error: WEIGHT_HINT }),
            'How often it was assigned beside the others: 1 and 1 for halves.',
          ),
        },
        VARIANT_HINT,
      ),
      VARIANTS_MAX,
      VARIANTS_HINT,
    )
      .min(2, { error: VARIANTS_HINT })
      .meta({ description: 'Two or more, with the weights they were assigned by.' }),
    metrics: said(
      list(metricFile, METRICS_MAX, METRICS_HINT).min(1, { error: METRICS_HINT }),
      'What is counted. The first is what it is judged by.',
    ),
    plan: planField,
    // Shares that follow what works are for whoever assigns.
    method: methodField(METHODS.filter((method) => method !== 'thompson')),
    onVerdict: onVerdictField(false),
  },
  'An experiment is one JSON object: { "id": "spring-mail", "control": "none", … }.',
)

type ExperimentFile = z.output<typeof experimentFile>

const meaningProblems = (file: ExperimentFile): readonly Problem[] => {
  const { id, control, variants, metrics } = file
  const names = variants.map(({ name }) => name)
  const problems = [
    ...(id === GLOBAL_EXPERIMENT ? [OWN_NAME] : []),
    ...reservedNames('variants', names),
    ...namesTwice('variants', names),
    ...(names.includes(control) ? [] : [unknownVariant('control', control, names)]),
    ...namesTwice(
      'metrics',
      metrics.map(({ name }) => name),
    ),
    ...fearedFirst(file),
  ]
  const [goal] = metrics
  if (problems.length > 0 || goal === undefined) return problems
  return designProblems('', file, metricOf(goal), analysed(armsOf(file), control), variants.length)
}

const OWN_NAME: Problem = {
  path: 'id',
  problem: `is ${shown(GLOBAL_EXPERIMENT)}, which results use for the global holdout`,
  hint: 'Give it another name.',
}

/** What it is judged by is hoped for. */
const fearedFirst = ({ metrics: [first] }: ExperimentFile): readonly Problem[] => {
  const hint = 'The first metric is what it is judged by: begin with what is hoped for.'
  if (first?.guardrail === true) return [{ path: pathOf('metrics', 0, 'guardrail'), problem: 'is of the first metric', hint }]
  return first?.better === 'less' ? [{ path: pathOf('metrics', 0, 'better'), problem: 'is "less" of the first metric', hint }] : []
}

const armsOf = ({ variants }: ExperimentFile): Experiment['arms'] => {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0)
  return variants.map(({ name, weight }) => ({ name, shareBps: bps((weight * BUCKETS) / total) }))
}

const experimentOf = (file: ExperimentFile): Experiment => {
  const { id, control, onVerdict } = file
  const [arms, metrics] = [armsOf(file), file.metrics.map(metricOf)]
  const [goal] = metrics
  const design = goal === undefined ? UNJUDGED : designOf(file, goal, analysed(arms, control))
  return {
    ...{ id: experimentId(id), campaign: null, phase: 1, control, arms, metrics, ...design },
    ...{ group: null, testers: new Map(), breakdowns: [] },
    onVerdict: onVerdictOf(onVerdict, TOLD),
    assignedBy: { type: 'outside' },
  }
}

const UNJUDGED = { method: 'always-valid', plan: null } as const

/** Nothing of ours goes out that could be stopped. */
const TOLD = { ...ON_VERDICT, harmful: ['notify'] } as const
