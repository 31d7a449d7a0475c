/** Which phase the experiment of a version is in: what is analysed together. */
import { isDeepStrictEqual } from 'node:util'
import { readPublishedCampaign } from '../../contract/campaign.ts'
import { experiment as kept } from '../../contract/compiled/campaign.ts'
import { inPhase, withoutPhase } from '../../contract/phase.ts'
import type { Experiment } from '../../domain/experiment/experiment.ts'
import { isJsonObject, type Json } from '../../kernel/json.ts'
import type { Definition } from '../../ports/definitions.ts'

/**
 * The source of a version with its phase: that of the version before while it compares the same, else its own number. Whatever phase the source
 * says already is of no account. `next`: with its version and salts.
 */
export const phased = (next: Definition, before: Definition | undefined): Json => {
  const plain = { ...next, source: withoutPhase(next.source) }
  const after = experimentIn(plain)
  if (before === undefined || after === null) return plain.source
  const standing = experimentIn(before)
  return inPhase(plain.source, beginsAnew(standing, after) ? next.version : (standing?.phase ?? 1))
}

/**
 * Whether `after` begins anew what `before` compared: other variants, shares, control or holdout, less traffic, other salts, another goal, plan
 * or method, or a variant that was promoted. More traffic moves nobody; whatever else changes, the comparison goes on. `salts` false: those of
 * one of them are not known.
 */
export const beginsAnew = (before: Experiment | null, after: Experiment, salts = true): boolean => {
  if (before === null) return true
  const trafficOf = ({ assignedBy }: Experiment): number => (assignedBy.type === 'campaign' ? assignedBy.allocation.trafficBps : 0)
  return trafficOf(after) < trafficOf(before) || !isDeepStrictEqual(comparedIn(before, salts), comparedIn(after, salts))
}

/** As it is kept: conditions are functions else, and no two of them are the same. */
const comparedIn = (experiment: Experiment, salts: boolean): Json => {
  const json = kept.write(experiment)
  if (!isJsonObject(json)) return null
  const { control, arms, metrics, method, plan } = json
  const { assignedBy } = experiment
  const drawn = assignedBy.type === 'campaign' ? assignedBy.allocation : null
  return {
    ...{ control: control ?? null, arms: arms ?? null, method: method ?? null, plan: plan ?? null },
    goal: Array.isArray(metrics) ? (metrics[0] ?? null) : null,
    salts: drawn === null || !salts ? null : { ...drawn.salts },
    shares: drawn === null ? null : drawn.variants.map(({ name, shareBps }) => [name, shareBps]),
    holdoutBps: drawn === null ? null : drawn.holdoutBps,
  }
}

/** Null: it measures nothing, or can no longer be read. */
const experimentIn = ({ source, version, publishedAt, saltSeed }: Definition): Experiment | null => {
  const read = readPublishedCampaign(source, { version, publishedAt, saltSeed: saltSeed ?? '' })
  return read.ok ? read.value.experiment : null
}
