import type { Published } from '../../contract/published.ts'
import { digestOf } from '../../kernel/digest.ts'
import { isoDayOf, isoOf } from '../../kernel/time.ts'
import { type LatchedVerdict, placeOf } from '../../ports/verdicts.ts'

/** What the world is told of a verdict: the same whenever it is told, so that readers take it once. */
export const verdictEvent = (found: LatchedVerdict): Published<'rekindle.experiment.verdict'> => {
  const { phase, about, variant } = placeOf(found)
  return {
    id: digestOf('published', 'verdict', found.experiment, String(phase), about, variant),
    type: 'rekindle.experiment.verdict',
    version: 1,
    at: isoOf(found.at),
    data: {
      experiment: found.experiment,
      phase,
      verdict: found.type,
      variant: found.variant,
      against: found.against,
      day: isoDayOf(found.day),
      metric: found.metric,
      customers: found.customers,
      estimate: found.estimate,
      interval: found.interval,
    },
  }
}
