/** Giving everybody new the variant that won. */
import { HOLDOUT } from '../../domain/experiment/experiment.ts'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { ATTEMPTS_MAX } from '../../kernel/limits.ts'
import { isoDayOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { LatchedVerdict } from '../../ports/verdicts.ts'
import { PublishedMeanwhile } from '../publishing/publish.ts'
import { type Became, failed, moot } from './outcome.ts'
import { AUTHOR, type Edit, finishPublishing, republish, type RepublishPlace, versionsOf } from './republish.ts'

/** Publishes the next version, unless its phase is over; one that was published and cut off is finished. */
export const promote = async (place: RepublishPlace, found: LatchedVerdict, now: EpochMs): Promise<Became> => {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    try {
      return await promoteOnce(place, found, now)
    } catch (failure) {
      // Somebody else was quicker: what they published decides whether there is anything left to do.
      if (!(failure instanceof PublishedMeanwhile)) throw failure
    }
  }
  return failed('others kept publishing this campaign')
}

const promoteOnce = async (place: RepublishPlace, found: LatchedVerdict, now: EpochMs): Promise<Became> => {
  const all = await place.definitions.all()
  const versions = versionsOf(all, found.experiment)
  const latest = versions.at(-1)
  if (latest === undefined) return moot('only the variants of a whole campaign can be promoted')
  const note = noteOf(found)
  const edits: readonly Edit[] = [{ path: ['experiment', 'promoted'], value: found.variant }]
  const ours = versions.find((one) => one.author === AUTHOR && one.note === note)
  if (ours !== undefined) return finishPublishing(place, all, ours, edits, now)
  const because = inTheWay(latest.source, found)
  return because === null ? republish(place, all, latest, { edits, note }, now) : moot(because)
}

/** Why there is nothing to promote any more; null: there is. */
const inTheWay = (source: Json, { phase, variant }: LatchedVerdict): string | null => {
  const experiment = isJsonObject(source) && isJsonObject(source.experiment) ? source.experiment : null
  if (experiment === null) return 'the campaign compares nothing any more'
  if ((typeof experiment.phase === 'number' ? experiment.phase : 1) !== phase) return 'a newer version began the experiment anew'
  if (experiment.promoted === variant) return 'it is promoted already'
  const names = variantsIn(experiment)
  if (variant === null || variant === HOLDOUT || !names.includes(variant)) return 'the campaign has no such variant any more'
  return names.length < 2 ? 'everybody gets it already: the campaign has no other variant' : null
}

const variantsIn = ({ variants }: JsonObject): readonly string[] =>
  Array.isArray(variants) ? variants.flatMap((one) => (isJsonObject(one) && typeof one.name === 'string' ? [one.name] : [])) : []

const noteOf = ({ variant, against, day, customers, phase }: LatchedVerdict): string =>
  `“${variant}” was found better than “${against}” on ${isoDayOf(day)}, by ${customers} customers (phase ${phase}).`
