import type { Json } from '../../kernel/json.ts'
import { type EpochMs, experimentId } from '../../kernel/words.ts'
import type { LifecycleEvent } from '../event/event.ts'
import { outcomeOf } from '../experiment/attribute.ts'
import type { Experiment } from '../experiment/experiment.ts'
import { expose } from './assigning.ts'
import { type Draft, record } from './draft.ts'
import { EXPERIMENT_VIEWED, eventsOf, type Rules } from './rules.ts'
import { type CustomerState, exposureOf } from './state.ts'

/** The experiment assigned outside that an event tells an exposure to, or null. */
const viewedExperiment = (event: LifecycleEvent, rules: Rules): Experiment | null => {
  if (event.name !== EXPERIMENT_VIEWED || event.type !== 'track') return null
  const id = textOf(event, 'experiment_id')
  const experiment = id === null ? undefined : rules.experiments.get(experimentId(id))
  return experiment?.assignedBy.type === 'outside' ? experiment : null
}

/** Which earlier events an exposure needs to see: outcomes may have arrived before it. Null: none. */
export const historyNeeded = (state: CustomerState, event: LifecycleEvent, rules: Rules) => {
  const experiment = viewedExperiment(event, rules)
  if (experiment === null || exposureOf(state, experiment.id) !== null) return null
  const names = [...new Set(experiment.metrics.flatMap(eventsOf))]
  const windowMs = Math.max(0, ...experiment.metrics.map((metric) => metric.windowMs))
  return { names, after: event.occurredAt, until: (event.occurredAt + windowMs) as EpochMs }
}

/** Records an assignment made outside. The first exposure stands; another variant later is a crossover, an unknown one a doubt. */
export const applyExposure = (draft: Draft, rules: Rules, event: LifecycleEvent, history: readonly LifecycleEvent[]): void => {
  const experiment = viewedExperiment(event, rules)
  if (experiment === null) return
  const names = experiment.arms.map((arm) => arm.name)
  const arm = names.find((name) => name === textOf(event, 'variation_id')) ?? names.find((name) => name === textOf(event, 'variation_name'))
  if (arm === undefined) {
    const problem = `experiment ${experiment.id} has no variant ${JSON.stringify(textOf(event, 'variation_id') ?? textOf(event, 'variation_name'))}`
    draft.doubts.push({
      event,
      because: 'unknown-variant',
      path: 'properties.variation_id',
      problem,
      hint: `send one of ${names.join(', ')}`,
    })
    return
  }
  const standing = exposureOf(draft.state, experiment.id)
  if (standing !== null) {
    if (standing.arm !== arm)
      record(draft, { type: 'crossover', experiment: experiment.id, arm: standing.arm, seen: arm }, event.occurredAt)
    return
  }
  expose(draft, rules, experiment, { phase: experiment.phase, arm, bucket: null }, event.occurredAt)
  for (const earlier of history) applyEarlierOutcome(draft, experiment, earlier)
}

const applyEarlierOutcome = (draft: Draft, experiment: Experiment, earlier: LifecycleEvent): void => {
  for (const metric of experiment.metrics) {
    const exposure = exposureOf(draft.state, experiment.id)
    const outcome = exposure && outcomeOf(experiment.id, exposure, metric, earlier)
    if (outcome !== null) record(draft, outcome, earlier.occurredAt)
  }
}

const textOf = (event: LifecycleEvent, key: string): string | null => {
  const value: Json | undefined = Object.hasOwn(event.properties, key) ? event.properties[key] : undefined
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}
