import type { ResultPage } from '../../../contract/api-results.ts'
import { type Counted, segmentedOf } from '../../../domain/experiment/counted.ts'
import { type Analysis, pairsOf, primaryOf } from '../../../domain/experiment/design.ts'
import type { Experiment } from '../../../domain/experiment/experiment.ts'
import { breakDown, type Segment } from '../../../domain/experiment/explore.ts'
import { breakdownScope } from '../../../domain/kpi/tally.ts'
import { SEGMENTS_SHOWN_MAX } from '../../../kernel/limits-experiments.ts'
import type { EpochDay } from '../../../kernel/words.ts'
import { assignedIn, type Counters, type Reader, until } from './reading.ts'

/** What stands for all segments that are too many to be shown. */
const OTHERS = '(others)'

/** `strata`: the segments of the first break-down, by which the difference can be adjusted; empty where there is none. */
export type BrokenDown = { readonly breakdowns: ResultPage['breakdowns']; readonly strata: readonly Segment[] }

/** The metric that decides, of each pair by each break-down. Exploratory, always. */
export const breakdownsOf = async (
  tallies: Reader['tallies'],
  experiment: Experiment,
  analysis: Analysis,
  asOf: EpochDay,
): Promise<BrokenDown> => {
  const metric = primaryOf(analysis)
  if (metric === null) return { breakdowns: [], strata: [] }
  const read = await Promise.all(
    experiment.breakdowns.map(async ({ name }) => {
      const counters = await tallies.read(breakdownScope(experiment.id, experiment.phase, name))
      return { by: name, segments: segmentsIn(counters, asOf) }
    }),
  )
  return {
    breakdowns: read
      .filter(({ segments }) => segments.length > 0)
      .flatMap(({ by, segments }) => pairsOf(analysis).map((pair) => ({ by, ...breakDown(metric, pair, segments, asOf) }))),
    strata: read[0]?.segments ?? [],
  }
}

/** The largest first; segments nobody was in yet are none. */
const segmentsIn = (counters: Counters, asOf: EpochDay): readonly Segment[] => {
  const segments = [...segmentedOf(counters)]
    .map(([name, counted]) => ({ name, counted: until(counted, asOf) }))
    .filter(({ counted }) => counted.entries.length > 0)
    .toSorted((a, b) => assignedIn(b.counted) - assignedIn(a.counted) || (a.name < b.name ? -1 : 1))
  if (segments.length <= SEGMENTS_SHOWN_MAX) return segments
  const shown = segments.slice(0, SEGMENTS_SHOWN_MAX - 1)
  return [...shown, { name: OTHERS, counted: asOne(segments.slice(SEGMENTS_SHOWN_MAX - 1)) }]
}

/** Counts are sums: those of several segments stand beside each other, and are added wherever they are read. */
const asOne = (segments: readonly Segment[]): Counted => ({
  entries: segments.flatMap(({ counted }) => counted.entries),
  outcomes: segments.flatMap(({ counted }) => counted.outcomes),
  crossovers: new Map(),
})
