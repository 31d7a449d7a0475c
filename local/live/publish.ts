import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Definition, DefinitionStore } from '../../shared/ports/definitions.ts'
import { type DefinitionFiles, pinned, readDefinitions } from '../definitions.ts'
import { checkTemplate } from '../wiring.ts'

/** What publishing the files of a start changed. */
export type Published = {
  readonly published: readonly Definition[]
  /** Published before, and without a file now: they go on as they are. */
  readonly withoutFile: readonly Definition[]
}

/**
 * Publishes what the files say where it is not what was published last: as the first version, or the next one, which keeps its salts,
 * so that nobody changes sides in an experiment. A template that changed is a new version of each campaign that names it: who is under
 * way in an older one reads what that one says. `saltSeed` null: drawn at random. Throws `BadFiles` before anything is published.
 */
export const publishChanged = async (
  store: DefinitionStore,
  files: DefinitionFiles,
  saltSeed: string | null,
  now: EpochMs,
): Promise<Published> => {
  const found = await readDefinitions(files, saltSeed ?? 'unread', checkTemplate)
  const latest = latestOf(await store.all())
  const published: Definition[] = []
  const templates = new Map<string, number>(
    [...latest.values()].flatMap(({ kind, id, version }) => (kind === 'template' ? [[id, version]] : [])),
  )
  // Templates come before the campaigns that name them.
  for (const each of found) {
    const one = each.kind === 'campaign' ? { ...each, source: pinned(each.source, (name) => templates.get(name) ?? 1) } : each
    const before = latest.get(nameOf(one))
    if (before !== undefined && isDeepStrictEqual(before.source, one.source)) continue
    const drawn = one.kind === 'campaign' ? (saltSeed ?? randomBytes(12).toString('base64url')) : null
    const next: Definition = {
      ...one,
      // A system has one policy, whatever its file is called.
      id: before?.id ?? one.id,
      version: (before?.version ?? 0) + 1,
      publishedAt: now,
      saltSeed: before === undefined ? drawn : before.saltSeed,
    }
    await store.publish(next)
    published.push(next)
    if (next.kind === 'template') templates.set(next.id, next.version)
  }
  const names = new Set(found.map(nameOf))
  return { published, withoutFile: [...latest.values()].filter((one) => one.kind !== 'template' && !names.has(nameOf(one))) }
}

const nameOf = ({ kind, id }: Definition): string => (kind === 'policy' ? kind : `${kind} ${id}`)

const latestOf = (definitions: readonly Definition[]): ReadonlyMap<string, Definition> => {
  const latest = new Map<string, Definition>()
  for (const one of definitions) if (one.version > (latest.get(nameOf(one))?.version ?? 0)) latest.set(nameOf(one), one)
  return latest
}
