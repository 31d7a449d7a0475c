/** What a state remembers of experiments. */
import type { Json } from '../../kernel/json.ts'
import { minor } from '../../kernel/words.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { Exposure, OutcomeTotal } from '../../domain/experiment/experiment.ts'
import { instantAt, put, type Row, rowAt, rowOf, sealed, textAt, wholeAt, wholeOrNullAt, widthOf } from './reading.ts'

/** Exposures: experiment, arm, instant, outcomes, phase, bucket, segments, purchases before. */
export const EXPOSURE_WIDTH = 8

/** Outcomes: metric, events, sum, base. */
const TOTAL_WIDTH = 4

export const writeExposures = (exposures: CustomerState['exposures']): Json[] => {
  const row: Json[] = []
  for (const [id, { arm, assignedAt, outcomes, phase, bucket, segments, before }] of Object.entries<Exposure>(exposures)) {
    const totals: Json[] = Object.entries(outcomes).flatMap(([metric, { events, sum, base }]) => [metric, events, sum, base])
    row.push(id, arm, assignedAt, sealed(totals, 'outcomes'), phase, bucket, writeTexts(segments), before)
  }
  return sealed(row, 'exposures')
}

export const readExposures = (row: Row): CustomerState['exposures'] => {
  const exposures: Record<string, Exposure> = {}
  for (let index = 0; index < row.length; index += EXPOSURE_WIDTH) {
    put(exposures, textAt(row, index, 'experiment'), {
      arm: textAt(row, index + 1, 'arm'),
      phase: wholeAt(row, index + 4, 'phase'),
      bucket: wholeOrNullAt(row, index + 5, 'bucket'),
      segments: readTexts(rowAt(row, index + 6, 'segments')),
      before: wholeAt(row, index + 7, 'purchases before'),
      assignedAt: instantAt(row, index + 2, 'instant of assignment'),
      outcomes: readOutcomes(widthOf(rowAt(row, index + 3, 'outcomes'), TOTAL_WIDTH, 'outcomes')),
    })
  }
  return exposures
}

const readOutcomes = (row: Row): Exposure['outcomes'] => {
  const outcomes: Record<string, OutcomeTotal> = {}
  for (let index = 0; index < row.length; index += TOTAL_WIDTH) {
    const sum = minor(wholeAt(row, index + 2, 'sum of outcomes'))
    const total = { events: wholeAt(row, index + 1, 'outcomes'), sum, base: wholeAt(row, index + 3, 'base of a ratio') }
    put(outcomes, textAt(row, index, 'metric'), total)
  }
  return outcomes
}

/** Rows of four and of three, as they were before experiments had phases: of the first, assigned by a bucket nobody told. */
export const raisedExposures = (row: Row): Json[] =>
  rowsOf(row, 4).flatMap(([id, arm, at, totals]) => {
    const raised = rowsOf(rowOf(totals, 'outcomes'), 3).flatMap((total) => [...total, 0])
    return [id, arm, at, raised, 1, null, [], 0] as Json[]
  })

const rowsOf = (row: Row, width: number): Row[] =>
  Array.from({ length: row.length / width }, (_, index) => row.slice(index * width, index * width + width))

/** Texts by name, as pairs. */
export const writeTexts = (texts: Readonly<Record<string, string>>): Json[] => Object.entries(texts).flat()

export const readTexts = (row: Row): Readonly<Record<string, string>> => {
  const texts: Record<string, string> = {}
  const pairs = widthOf(row, 2, 'names and texts')
  for (let index = 0; index < pairs.length; index += 2) put(texts, textAt(pairs, index, 'name'), textAt(pairs, index + 1, 'text'))
  return texts
}
