/** Which phase the experiment of a version is in: what is analysed together. */
import { isDeepStrictEqual } from 'node:util'
import { readPublishedCampaign } from '../../contract/campaign.ts'
import { experiment as kept } from '../../contract/compiled/campaign.ts'
import { inPhase, plannedTotalIn, withoutPhase, withoutPlanned } from '../../contract/phase.ts'
import type { Experiment } from '../../domain/experiment/experiment.ts'
import { isJsonObject, type Json } from '../../kernel/json.ts'
import type { Definition } from '../../ports/definitions.ts'

/**
 * The source of a version with its phase: that of the version before while it compares the same, else its own number; and with how many customers
 * are planned, computed as the phase begins and never again. Whatever the source says of it already is of no account. `next`: with its version and
 * salts; `all`: whatever was published, earlier versions of the same campaign among it.
 */
export const phased = (next: Definition, all: readonly Definition[]): Json => {
  const plain = { ...next, source: withoutPhase(next.source) }
  const after = experimentIn(plain)
  const earlier = all
    .filter(({ kind, id, version }) => kind === 'campaign' && id === next.id && version < next.version)
    .sort((a, b) => b.version - a.version)
  const [before] = earlier
  if (after === null) return plain.source
  const planned = after.plan?.plannedTotal ?? null
  if (before === undefined) return inPhase(plain.source, 1, planned)
  const standing = experimentIn(before)
  const phase = standing?.phase ?? 1
  const inIt = earlier.slice(1).filter(({ version }) => version >= phase)
  const isAnew = beginsAnew(standing, after) || inIt.some((one) => renamed(experimentIn(one), after).length > 0)
  return isAnew ? inPhase(plain.source, next.version, planned) : inPhase(plain.source, phase, plannedTotalIn(before.source))
}

/**
 * Whether `after` begins anew what `before` compared: other variants, shares, control or holdout, less traffic, other salts, another goal, plan
 * or method, a further metric that kept its name and counts something else, or a variant that was promoted. More traffic moves nobody; whatever
 * else changes, the comparison goes on. `salts` false: those of one of them are not known.
 */
export const beginsAnew = (before: Experiment | null, after: Experiment, salts = true): boolean => {
  if (before === null) return true
  const trafficOf = ({ assignedBy }: Experiment): number => (assignedBy.type === 'campaign' ? assignedBy.allocation.trafficBps : 0)
  if (trafficOf(after) < trafficOf(before) || renamed(before, after).length > 0) return true
  return !isDeepStrictEqual(comparedIn(before, salts), comparedIn(after, salts))
}

/** Metrics, the goal among them, that are called as before and count something else: outcomes are kept by name, and would be added to what they are not. */
const renamed = (before: Experiment | null, after: Experiment): readonly string[] => {
  if (before === null) return []
  const standing = countedIn(before)
  return [...countedIn(after)].flatMap(([name, counted]) =>
    standing.has(name) && !isDeepStrictEqual(standing.get(name), counted) ? [name] : [],
  )
}

/** What each metric counts, as it is kept: not which way is better, nor what is done about it. */
const countedIn = (experiment: Experiment): ReadonlyMap<string, Json> => {
  const json = kept.write(experiment)
  const metrics = isJsonObject(json) && Array.isArray(json.metrics) ? json.metrics : []
  return new Map(
    metrics.filter(isJsonObject).map(({ name, role: _, better: __, ...counted }) => [typeof name === 'string' ? name : '', counted]),
  )
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
    goal: goalOf(metrics),
    salts: drawn === null || !salts ? null : { ...drawn.salts },
    shares: drawn === null ? null : drawn.variants.map(({ name, shareBps }) => [name, shareBps]),
    holdoutBps: drawn === null ? null : drawn.holdoutBps,
  }
}

/** By which metric it is judged; what that one counts is asked of all of them: see {@link renamed}. */
const goalOf = (metrics: Json | undefined): Json => {
  const goal = Array.isArray(metrics) ? (metrics[0] ?? null) : null
  return isJsonObject(goal) ? { name: goal.name ?? null, role: goal.role ?? null, better: goal.better ?? null } : null
}

/** As today's arithmetic plans it, for versions are compared by what their files say. Null: it measures nothing, or can no longer be read. */
const experimentIn = ({ source, version, publishedAt, saltSeed }: Definition): Experiment | null => {
  const read = readPublishedCampaign(withoutPlanned(source), { version, publishedAt, saltSeed: saltSeed ?? '' })
  return read.ok ? read.value.experiment : null
}
