/** Publishing a campaign's next version by ourselves: a version like any other, seen among its versions and taken back like them. */
import { applyEdits, modify } from 'jsonc-parser'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Definition } from '../../ports/definitions.ts'
import { publishedRules } from '../definitions.ts'
import { changesIn, needsSweep, publishChanges, type PublishPlace } from '../publishing/publish.ts'
import { keepWritten, type Written, writtenName } from '../publishing/written.ts'
import { type Became, doneAs, failed } from './outcome.ts'

/** `reread`: what is published holds for this process, too. */
export type RepublishPlace = PublishPlace & { readonly reread: () => Promise<void> }

/** Who publishes what nobody published. */
export const AUTHOR = 'rekindle'

/** A value somewhere in a campaign's file; where it stands, as `['experiment', 'variants', 0, 'shareBps']`. */
export type Edit = { readonly path: readonly (string | number)[]; readonly value: Json }

/** Versions of a campaign, oldest first. */
export const versionsOf = (all: readonly Definition[], id: string): readonly Definition[] =>
  all.filter((one) => one.kind === 'campaign' && one.id === id).sort((a, b) => a.version - b.version)

/** Publishes `latest` with some values changed. `note`: why, by which a version of ours is known again. */
export const republish = async (
  place: RepublishPlace,
  all: readonly Definition[],
  latest: Definition,
  { edits, note }: { readonly edits: readonly Edit[]; readonly note: string },
  now: EpochMs,
): Promise<Became> => {
  const wanted = { ...latest, source: edits.reduce((source, { path, value }) => withValue(source, path, value), latest.source) }
  const drawn = (): string => latest.saltSeed ?? ''
  const changes = changesIn(all, [wanted], drawn, now, { author: AUTHOR, note }).published.map((one) => withItsTemplates(one, latest))
  const read = publishedRules([...all, ...changes])
  if (!read.ok)
    return failed(`its campaign can no longer be published: ${read.because === 'unreadable' ? problemIn(read.wrong) : 'no policy'}`)
  await publishChanges(place, all, changes, await writtenFor(place, latest, edits), now)
  await place.reread()
  return doneAs(`version ${latest.version + 1}`)
}

/** What a process that was cut off after it published left undone. `ours`: the version it published. */
export const finishPublishing = async (
  place: RepublishPlace,
  all: readonly Definition[],
  ours: Definition,
  edits: readonly Edit[],
  now: EpochMs,
): Promise<Became> => {
  const before = all.find(({ kind, id, version }) => kind === ours.kind && id === ours.id && version === ours.version - 1)
  if (before !== undefined) await keepWritten(place.written, [ours], await writtenFor(place, before, edits))
  if (needsSweep(ours, all)) await place.sweep(`${ours.kind} ${ours.id} version ${ours.version}`, now)
  await place.reread()
  return doneAs(`version ${ours.version}`)
}

const withValue = (source: Json, [first, ...rest]: Edit['path'], value: Json): Json => {
  if (first === undefined) return value
  if (Array.isArray(source)) return source.map((one, index) => (index === first ? withValue(one, rest, value) : one))
  const inner = isJsonObject(source) ? source : {}
  return { ...inner, [first]: withValue(inner[first] ?? {}, rest, value) }
}

/** Its mails stay as they are: a template that was changed since is for a person to publish. */
const withItsTemplates = (next: Definition, { source }: Definition): Definition => {
  if (!isJsonObject(source) || source.templates === undefined) return next
  return { ...next, source: { ...(next.source as JsonObject), templates: source.templates } }
}

/** The text as its author wrote it, comments and all, with these values; none where none was kept. */
const writtenFor = async ({ written }: RepublishPlace, before: Definition, edits: readonly Edit[]): Promise<Written> => {
  const text = await written.find(before)
  if (text === null) return new Map()
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' }
  const changed = edits.reduce((now, { path, value }) => applyEdits(now, modify(now, [...path], value, { formattingOptions })), text)
  return new Map([[writtenName(before), changed]])
}

const problemIn = (wrong: readonly { readonly problems: readonly { readonly path: string; readonly problem: string }[] }[]): string => {
  const [first] = wrong.flatMap(({ problems }) => problems)
  return first === undefined ? 'it cannot be read' : `${first.path} ${first.problem}`
}
