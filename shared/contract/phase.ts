/** Where a campaign's source says which phase its experiment is in. Publishing writes it, and nobody else. */
import { isJsonObject, type Json } from '../kernel/json.ts'

/** A campaign's source without its phase. */
export const withoutPhase = (source: Json): Json => {
  if (!isJsonObject(source)) return source
  const { phase: _, ...rest } = source
  if (!isJsonObject(rest.experiment)) return rest
  const { phase: __, ...experiment } = rest.experiment
  return { ...rest, experiment }
}

/** The source in a phase: in its experiment, or beside a goal that nothing is compared by. The first is not written. */
export const inPhase = (source: Json, phase: number): Json => {
  const plain = withoutPhase(source)
  if (phase === 1 || !isJsonObject(plain)) return plain
  return isJsonObject(plain.experiment) ? { ...plain, experiment: { ...plain.experiment, phase } } : { ...plain, phase }
}
