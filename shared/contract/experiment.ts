/** The door for experiments that others assign: the file names variants, control and metrics; `Experiment Viewed` says who is in which. */
import * as z from 'zod'
import type { Experiment } from '../domain/experiment/experiment.ts'
import { BUCKETS } from '../kernel/hash.ts'
import { METRICS_MAX, OUTSIDE_NAME_LENGTH_MAX, TITLE_LENGTH_MAX, VARIANTS_MAX } from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { bps, experimentId } from '../kernel/words.ts'
import { unknownControl } from './campaign-meaning.ts'
import { reservedNames } from './campaign-steps-meaning.ts'
import { list, said, schemaField, strict, text } from './fields.ts'
import { METRICS_HINT, metricFile, metricOf, namesTwice } from './metric-file.ts'
import { parseWith } from './problems.ts'

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
    metrics: said(list(metricFile, METRICS_MAX, METRICS_HINT).min(1, { error: METRICS_HINT }), 'What is counted.'),
  },
  'An experiment is one JSON object: { "id": "spring-mail", "control": "none", … }.',
)

type ExperimentFile = z.output<typeof experimentFile>

const meaningProblems = ({ control, variants, metrics }: ExperimentFile): readonly Problem[] => {
  const names = variants.map(({ name }) => name)
  return [
    ...reservedNames('variants', names),
    ...namesTwice('variants', names),
    ...(names.includes(control) ? [] : [unknownControl('control', control, names)]),
    ...namesTwice(
      'metrics',
      metrics.map(({ name }) => name),
    ),
  ]
}

const experimentOf = (file: ExperimentFile): Experiment => {
  const total = file.variants.reduce((sum, { weight }) => sum + weight, 0)
  return {
    id: experimentId(file.id),
    control: file.control,
    arms: file.variants.map(({ name, weight }) => ({ name, shareBps: bps((weight * BUCKETS) / total) })),
    metrics: file.metrics.map(metricOf),
    assignedBy: { type: 'outside' },
  }
}
