import { isDeepStrictEqual } from 'node:util'
import { isJsonObject } from '../../kernel/json.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Definition, DefinitionStore } from '../../ports/definitions.ts'
import type { WrittenStore } from '../../ports/texts.ts'
import { phased } from './phases.ts'
import { pinned } from './pins.ts'
import { keepWritten, type Written } from './written.ts'

/** Who publishes, and why. */
export type By = Pick<Definition, 'author' | 'note'>

const NOBODY_SAID: By = { author: null, note: null }

/** What publishing changed. */
export type Published = {
  readonly published: readonly Definition[]
  /** Published before, and without a file now: they go on as they are. */
  readonly withoutFile: readonly Definition[]
}

/**
 * What publishing would change: each file that is not what was published last, as the first version or the next one, which keeps its
 * salts, so that nobody changes sides in an experiment, and says which phase its experiment is in. A template that changed is a new version of each campaign that names it: who is
 * under way in an older one reads what that one says. `drawSalt`: what the salts of a new campaign, or of the policy's holdout, are derived from.
 */
export const changesIn = (
  all: readonly Definition[],
  found: readonly Definition[],
  drawSalt: () => string,
  now: EpochMs,
  by: By = NOBODY_SAID,
): Published => {
  const latest = latestOf(all)
  const published: Definition[] = []
  const templates = new Map<string, number>(
    [...latest.values()].flatMap(({ kind, id, version }) => (kind === 'template' ? [[id, version]] : [])),
  )
  // Templates come before the campaigns that name them.
  for (const each of found) {
    const one = each.kind === 'campaign' ? { ...each, source: pinned(each.source, (name) => templates.get(name) ?? 1) } : each
    const before = latest.get(nameOf(one))
    const drawn = versionAfter(before, one, drawSalt, now, by)
    const next = drawn.kind === 'campaign' ? { ...drawn, source: phased(drawn, all) } : drawn
    if (before !== undefined && isDeepStrictEqual(before.source, next.source)) continue
    published.push(next)
    if (next.kind === 'template') templates.set(next.id, next.version)
  }
  const names = new Set(found.map(nameOf))
  return {
    published,
    withoutFile: [...latest.values()].filter((one) => one.kind !== 'template' && one.kind !== 'status' && !names.has(nameOf(one))),
  }
}

/** The first version, or the next: a system has one policy, whatever its file is called. Salts stay. */
const versionAfter = (before: Definition | undefined, one: Definition, drawSalt: () => string, now: EpochMs, by: By): Definition => {
  const drawn = one.kind === 'campaign' || one.kind === 'policy'
  const next: Definition = {
    ...one,
    id: before?.id ?? one.id,
    version: (before?.version ?? 0) + 1,
    publishedAt: now,
    ...by,
    saltSeed: before?.saltSeed ?? (drawn ? drawSalt() : null),
  }
  return next
}

/** Somebody else published the same version of the same thing meanwhile. */
export class PublishedMeanwhile extends Error {
  override name = 'PublishedMeanwhile'
}

/** Publishes changes in the order in which they depend on each other: what is cut off in between is simply published again. */
export const putChanges = async (store: DefinitionStore, changes: readonly Definition[]): Promise<void> => {
  for (const one of changes) {
    if ((await store.publish(one)) === 'taken') throw new PublishedMeanwhile(`${one.kind} ${one.id} version ${one.version}`)
  }
}

/** Where things are published: their store, what they were made of, and who begins to look at everybody once more. */
export type PublishPlace = {
  readonly definitions: DefinitionStore
  readonly written: WrittenStore
  readonly sweep: (because: string, at: EpochMs) => Promise<Sweep>
}

type Sweep = { readonly id: string; readonly size: number }

/** Publishes changes, and has everybody looked at where that is needed; null: it is not. `all`: what was published before. */
export const publishChanges = async (
  place: PublishPlace,
  all: readonly Definition[],
  changes: readonly Definition[],
  written: Written,
  now: EpochMs,
): Promise<{ readonly id: string; readonly customers: number } | null> => {
  await putChanges(place.definitions, changes)
  await keepWritten(place.written, changes, written)
  const because = changes.find((one) => needsSweep(one, all))
  if (because === undefined) return null
  const { id, size } = await place.sweep(`${because.kind} ${because.id} version ${because.version}`, now)
  return { id, customers: size }
}

/** Whether everybody has to be looked at once more: what changed concerns people who do nothing. `all`: what was published before. */
export const needsSweep = ({ kind, id, version, source }: Definition, all: readonly Definition[] = []): boolean => {
  if (kind === 'policy') return version > 1
  if (kind === 'segment' || kind === 'status') return true
  if (kind !== 'campaign' || !isJsonObject(source)) return false
  const { entry, migrate, status } = source
  // Who waits for a campaign that goes on, or is in one that ends, hears of it by nothing else.
  const before = all.find((one) => one.kind === kind && one.id === id && one.version === version - 1)?.source
  if (isJsonObject(before) && before.status !== status) return true
  return migrate === 'move' || (isJsonObject(entry) && ['segment', 'schedule', 'date'].some((way) => entry[way] !== undefined))
}

const nameOf = ({ kind, id }: Definition): string => (kind === 'policy' ? kind : `${kind} ${id}`)

const latestOf = (definitions: readonly Definition[]): ReadonlyMap<string, Definition> => {
  const latest = new Map<string, Definition>()
  for (const one of definitions) if (one.version > (latest.get(nameOf(one))?.version ?? 0)) latest.set(nameOf(one), one)
  return latest
}
