/** What of its experiment a campaign's source says that publishing writes, and nobody else: the phase, and how many customers are planned. */
import { isJsonObject, type Json } from '../kernel/json.ts'

/** A campaign's source without what publishing writes of its experiment. */
export const withoutPhase = (source: Json): Json => {
  const unplanned = withoutPlanned(source)
  if (!isJsonObject(unplanned)) return unplanned
  const { phase: _, ...rest } = unplanned
  if (!isJsonObject(rest.experiment)) return rest
  const { phase: __, ...experiment } = rest.experiment
  return { ...rest, experiment }
}

/** A campaign's source as if nobody had computed yet how many customers it takes. */
export const withoutPlanned = (source: Json): Json => {
  if (!isJsonObject(source) || !isJsonObject(source.experiment)) return source
  const { plannedTotal: _, ...experiment } = source.experiment
  return { ...source, experiment }
}

/** The source in a phase: in its experiment, or beside a goal that nothing is compared by. The first is not written. `plannedTotal` null: none is. */
export const inPhase = (source: Json, phase: number, plannedTotal: number | null): Json => {
  const plain = withoutPhase(source)
  if (!isJsonObject(plain)) return plain
  const written = phase === 1 ? {} : { phase }
  if (!isJsonObject(plain.experiment)) return { ...plain, ...written }
  return { ...plain, experiment: { ...plain.experiment, ...(plannedTotal === null ? {} : { plannedTotal }), ...written } }
}

/** How many customers publishing wrote down as planned; null: it wrote none. */
export const plannedTotalIn = (source: Json): number | null =>
  isJsonObject(source) && isJsonObject(source.experiment) && typeof source.experiment.plannedTotal === 'number'
    ? source.experiment.plannedTotal
    : null
