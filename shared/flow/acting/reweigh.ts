/** Thompson sampling: once a day the shares of new customers follow what works, as a version of the campaign with a phase of its own. */
import { nextShares, type NextShares } from '../../domain/experiment/allocation.ts'
import { analysisOf } from '../../domain/experiment/analysis-of.ts'
import type { Counted } from '../../domain/experiment/counted.ts'
import type { Experiment } from '../../domain/experiment/experiment.ts'
import { experimentScope } from '../../domain/kpi/tally.ts'
import { BUCKETS } from '../../kernel/hash.ts'
import { isJsonObject, type Json } from '../../kernel/json.ts'
import { RUN_PHASES_MAX, SHARES_MOVE_BPS, THOMPSON_FLOOR_BPS } from '../../kernel/limits-experiments.ts'
import { isoDayOf } from '../../kernel/time.ts'
import { bps, type EpochDay, type EpochMs } from '../../kernel/words.ts'
import type { TallyStore } from '../../ports/tally-store.ts'
import type { VerdictStore } from '../../ports/verdicts.ts'
import { PublishedMeanwhile } from '../publishing/publish.ts'
import { countedUntil, lastDayOver } from '../query/results/reading.ts'
import { type Became, failed, moot } from './outcome.ts'
import type { Phase } from './phases.ts'
import { AUTHOR, type Edit, republish, type RepublishPlace, versionsOf } from './republish.ts'

export type ReweighWorld = {
  readonly tallies: Pick<TallyStore, 'read'>
  readonly verdicts: Pick<VerdictStore, 'of'>
  readonly publishing: RepublishPlace
}

export type Reweighed = { readonly experiment: Experiment; readonly became: Became; readonly failure: unknown }

/** Every experiment by `thompson` in which people are assigned: of one what failed is told, and tried again with the next look. */
export const reweighAll = async (world: ReweighWorld, phases: readonly Phase[], now: EpochMs): Promise<readonly Reweighed[]> => {
  const done: Reweighed[] = []
  for (const { experiment, standing } of phases) {
    if (experiment.method !== 'thompson' || standing !== 'current' || experiment.id !== String(experiment.campaign)) continue
    try {
      done.push({ experiment, became: await reweigh(world, experiment, phases, now), failure: null })
    } catch (failure) {
      // Somebody published it just now: the next look sees what.
      const why = failure instanceof Error ? failure.message : 'unknown failure'
      done.push({ experiment, became: failed(why), failure: failure instanceof PublishedMeanwhile ? null : failure })
    }
  }
  return done
}

const reweigh = async (world: ReweighWorld, experiment: Experiment, phases: readonly Phase[], now: EpochMs): Promise<Became> => {
  const asOf = lastDayOver(now)
  const found = await world.verdicts.of(experiment.id)
  if (found.some(({ type, phase }) => type === 'broken' && phase === experiment.phase)) return moot('the experiment is broken')
  const all = await world.publishing.definitions.all()
  const versions = versionsOf(all, experiment.id)
  const latest = versions.at(-1)
  if (latest === undefined) return moot('its campaign is gone')
  // Who enters is the same as before, so nobody has to be looked at where this was cut off after publishing.
  if (versions.some(({ author, note }) => author === AUTHOR && note?.startsWith(noteOf(asOf)) === true))
    return moot('shares were set for that day')

  const shares = nextShares(analysisOf(experiment), await countedInRun(world, experiment, phases, asOf), floorOf(experiment), asOf)
  if (shares === null) return moot('no conversion rate is compared')
  const edits = editsTo(latest.source, shares)
  if (!edits.some(({ moves }) => moves >= SHARES_MOVE_BPS)) return moot('the shares are right as they are')
  const note = `${noteOf(asOf)} ${shares.map(({ name, shareBps }) => `${name} ${(shareBps / 100).toFixed(2)} %`).join(', ')}`
  return republish(world.publishing, all, latest, { edits, note }, now)
}

const noteOf = (asOf: EpochDay): string => `Shares by what worked until ${isoDayOf(asOf)}:`

/**
 * What all phases show in which the same variants ran under the same rule: a share is drawn without looking at who comes, so each one's customers
 * are like the others' as long as times are. What is seen of a phase alone is what its own verdict rests on.
 */
const countedInRun = async (
  { tallies }: ReweighWorld,
  experiment: Experiment,
  phases: readonly Phase[],
  asOf: EpochDay,
): Promise<Counted> => {
  const run = phases
    .filter(({ experiment: one }) => one.id === experiment.id && isOfRun(one, experiment))
    .sort((a, b) => b.experiment.phase - a.experiment.phase)
    .slice(0, RUN_PHASES_MAX)
  const counted: Counted[] = []
  for (const { experiment: one } of run) counted.push(countedUntil(await tallies.read(experimentScope(one.id, one.phase)), asOf))
  return {
    entries: counted.flatMap(({ entries }) => entries),
    outcomes: counted.flatMap(({ outcomes }) => outcomes),
    crossovers: new Map(),
  }
}

const isOfRun = (one: Experiment, now: Experiment): boolean => comparedIn(one) === comparedIn(now)

const comparedIn = ({ method, control, arms, metrics }: Experiment): string =>
  JSON.stringify([method, control, arms.map(({ name }) => name), metrics[0]])

/** Half of what there is to divide is divided evenly at most. */
const floorOf = ({ arms, control }: Experiment) => {
  const variants = arms.length - 1
  const open = arms.reduce((sum, { name, shareBps }) => sum + (name === control ? 0 : shareBps), 0)
  return bps(Math.max(1, Math.min(THOMPSON_FLOOR_BPS, Math.floor(open / variants / 2))))
}

/** `moves`: by how much a share changes, in hundredths of a percent. */
const editsTo = (source: Json, shares: NextShares): readonly (Edit & { readonly moves: number })[] => {
  const experiment = isJsonObject(source) && isJsonObject(source.experiment) ? source.experiment : {}
  const variants = Array.isArray(experiment.variants) ? experiment.variants : []
  return variants.flatMap((variant, index) => {
    if (!isJsonObject(variant)) return []
    const share = shares.find(({ name }) => name === variant.name)
    if (share === undefined) return []
    const before = typeof variant.shareBps === 'number' ? variant.shareBps : BUCKETS
    return [{ path: ['experiment', 'variants', index, 'shareBps'], value: share.shareBps, moves: Math.abs(share.shareBps - before) }]
  })
}
