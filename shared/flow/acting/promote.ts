/** Giving everybody new the variant that won: a version of the campaign like any other, seen among its versions and taken back like them. */
import { applyEdits, modify } from 'jsonc-parser'
import { HOLDOUT } from '../../domain/experiment/experiment.ts'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { ATTEMPTS_MAX } from '../../kernel/limits.ts'
import { isoDayOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Definition } from '../../ports/definitions.ts'
import type { LatchedVerdict } from '../../ports/verdicts.ts'
import { publishedRules } from '../definitions.ts'
import { changesIn, needsSweep, publishChanges, PublishedMeanwhile, type PublishPlace } from '../publishing/publish.ts'
import { keepWritten, type Written, writtenName } from '../publishing/written.ts'
import { type Became, doneAs, failed, moot } from './outcome.ts'

/** `reread`: what is published holds for this process, too. */
export type PromotePlace = PublishPlace & { readonly reread: () => Promise<void> }

/** Who publishes what nobody published. */
const AUTHOR = 'rekindle'

/** Publishes the next version, unless its phase is over; one that was published and cut off is finished. */
export const promote = async (place: PromotePlace, found: LatchedVerdict, now: EpochMs): Promise<Became> => {
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

const promoteOnce = async (place: PromotePlace, found: LatchedVerdict, now: EpochMs): Promise<Became> => {
  const all = await place.definitions.all()
  const versions = all
    .filter(({ kind, id }) => kind === 'campaign' && id === String(found.experiment))
    .sort((a, b) => a.version - b.version)
  const latest = versions.at(-1)
  if (latest === undefined) return moot('only the variants of a whole campaign can be promoted')
  const note = noteOf(found)
  const ours = versions.find((one) => one.author === AUTHOR && one.note === note)
  if (ours !== undefined) return finished(place, all, ours, found, now)
  const because = inTheWay(latest.source, found)
  if (because !== null) return moot(because)
  return published(place, all, latest, { found, note }, now)
}

const published = async (
  place: PromotePlace,
  all: readonly Definition[],
  latest: Definition,
  { found, note }: { readonly found: LatchedVerdict; readonly note: string },
  now: EpochMs,
): Promise<Became> => {
  const wanted = { ...latest, source: withPromoted(latest.source, found.variant) }
  const drawn = (): string => latest.saltSeed ?? ''
  const changes = changesIn(all, [wanted], drawn, now, { author: AUTHOR, note }).published.map((one) => withItsTemplates(one, latest))
  const read = publishedRules([...all, ...changes])
  if (!read.ok)
    return failed(`its campaign can no longer be published: ${read.because === 'unreadable' ? problemIn(read.wrong) : 'no policy'}`)
  await publishChanges(place, all, changes, await writtenFor(place, latest, found), now)
  await place.reread()
  return doneAs(`version ${latest.version + 1}`)
}

/** What a process that was cut off after it published left undone. */
const finished = async (
  place: PromotePlace,
  all: readonly Definition[],
  ours: Definition,
  found: LatchedVerdict,
  now: EpochMs,
): Promise<Became> => {
  const before = all.find(({ kind, id, version }) => kind === ours.kind && id === ours.id && version === ours.version - 1)
  if (before !== undefined) await keepWritten(place.written, [ours], await writtenFor(place, before, found))
  if (needsSweep(ours, all)) await place.sweep(`${ours.kind} ${ours.id} version ${ours.version}`, now)
  await place.reread()
  return doneAs(`version ${ours.version}`)
}

/** Why there is nothing to promote any more; null: there is. */
const inTheWay = (source: Json, { phase, variant }: LatchedVerdict): string | null => {
  const experiment = experimentIn(source)
  if (experiment === null) return 'the campaign compares nothing any more'
  if ((typeof experiment.phase === 'number' ? experiment.phase : 1) !== phase) return 'a newer version began the experiment anew'
  if (experiment.promoted === variant) return 'it is promoted already'
  const names = variantsIn(experiment)
  if (variant === null || variant === HOLDOUT || !names.includes(variant)) return 'the campaign has no such variant any more'
  return names.length < 2 ? 'everybody gets it already: the campaign has no other variant' : null
}

const experimentIn = (source: Json): JsonObject | null =>
  isJsonObject(source) && isJsonObject(source.experiment) ? source.experiment : null

const variantsIn = ({ variants }: JsonObject): readonly string[] =>
  Array.isArray(variants) ? variants.flatMap((one) => (isJsonObject(one) && typeof one.name === 'string' ? [one.name] : [])) : []

const withPromoted = (source: Json, variant: string | null): Json => ({
  ...(source as JsonObject),
  experiment: { ...experimentIn(source), promoted: variant },
})

/** Its mails stay as they are: a template that was changed since is for a person to publish. */
const withItsTemplates = (next: Definition, { source }: Definition): Definition => {
  if (!isJsonObject(source) || source.templates === undefined) return next
  return { ...next, source: { ...(next.source as JsonObject), templates: source.templates } }
}

/** The text as its author wrote it, comments and all, with the one field; none where none was kept. */
const writtenFor = async ({ written }: PromotePlace, before: Definition, { variant }: LatchedVerdict): Promise<Written> => {
  const text = await written.find(before)
  if (text === null) return new Map()
  const edits = modify(text, ['experiment', 'promoted'], variant, { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } })
  return new Map([[writtenName(before), applyEdits(text, edits)]])
}

const noteOf = ({ variant, against, day, customers, phase }: LatchedVerdict): string =>
  `“${variant}” was found better than “${against}” on ${isoDayOf(day)}, by ${customers} customers (phase ${phase}).`

const problemIn = (wrong: readonly { readonly problems: readonly { readonly path: string; readonly problem: string }[] }[]): string => {
  const [first] = wrong.flatMap(({ problems }) => problems)
  return first === undefined ? 'it cannot be read' : `${first.path} ${first.problem}`
}
