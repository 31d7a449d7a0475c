import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { ImportMap } from '../../shared/contract/import-map.ts'
import { digestOf } from '../../shared/kernel/digest.ts'
import { REPLAY_GROUP_MS } from '../../shared/kernel/limits.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import type { ImportRecord } from '../../shared/ports/import-store.ts'
import { type DefinitionFiles, readDefinitions, rulesFrom } from '../definitions.ts'
import { liveRecordIn } from '../live/record.ts'
import { sizeOf } from '../replay/lines.ts'
import { type Difference, definitionDifferences, digestsOf, manifestIn, sha256Of } from '../replay/manifest.ts'
import { checkTemplate, type Local, openLocal } from '../wiring.ts'
import { type ImportProgress, NO_COUNTS, runImport } from './import.ts'
import { readMapFile } from './map-file.ts'

export type ImportRequest = {
  readonly folder: string
  readonly path: string
  readonly mapPath: string
  readonly definitions: ImportDefinitions
  readonly now: () => EpochMs
  readonly onProgress: (progress: ImportProgress) => void
  /** Commits of so many milliseconds become durable together. */
  readonly groupMs?: number
}

/** Null: as published in the folder; where nothing is, no campaigns, no experiments, and `usualPolicy`. */
export type ImportDefinitions = {
  readonly policy: string | null
  readonly usualPolicy: string
  readonly campaigns: string | null
  readonly experiments: string | null
}

/** What came of an import, or why it was not begun. A refusal has changed nothing. */
export type ImportOutcome =
  | { readonly type: 'done'; readonly record: ImportRecord; readonly resumedAt: number }
  /** The same file by the same map was brought in before, to its end. */
  | { readonly type: 'done-before'; readonly record: ImportRecord }
  | { readonly type: 'refused'; readonly because: 'holds-a-replay' }
  | { readonly type: 'refused'; readonly because: 'other-definitions'; readonly differences: readonly Difference[] }

/** Brings a file into a data folder, or goes on where an earlier run stopped. Throws `BadFiles` before anything is written. */
export const importInto = async (request: ImportRequest): Promise<ImportOutcome> => {
  const { folder, path, definitions: files } = request
  await sizeOf([path])
  const { map, digest } = await readMapFile(request.mapPath)
  const asked = await readDefinitions(filesOf(files), randomUUID(), checkTemplate)
  const id = digestOf('import', await sha256Of(path), digest)
  const local = openLocal(folder, 'write')
  try {
    const { definitions, imports } = local.stores
    if (await hasOwnClock(local)) return { type: 'refused', because: 'holds-a-replay' }
    const published = latestOf(await definitions.all())
    const differences = published.length === 0 ? [] : definitionDifferences(digestsOf(published), askedOver(published, asked, files))
    if (differences.length > 0) return { type: 'refused', because: 'other-definitions', differences }
    const kept = await imports.find(id)
    if (kept !== null && kept.finishedAt !== null) return { type: 'done-before', record: kept }

    if (published.length === 0) for (const definition of asked) await definitions.publish(definition)
    const record: ImportRecord = kept ?? {
      ...{ id, map: map.name, file: basename(path), startedAt: request.now(), finishedAt: null, counts: NO_COUNTS },
    }
    if (kept === null) await imports.put(record)
    // What a crash takes back is done again.
    local.stores.group(request.groupMs ?? REPLAY_GROUP_MS)
    return { type: 'done', record: await run(local, request, map, record), resumedAt: record.counts.rows }
  } finally {
    local.close()
  }
}

const run = async (local: Local, { path, now, onProgress }: ImportRequest, map: ImportMap, record: ImportRecord): Promise<ImportRecord> => {
  const engine = local.engine(rulesFrom(await local.stores.definitions.all(), checkTemplate))
  return runImport({ engine, imports: local.stores.imports, map, path, record, now, onProgress })
}

/** Whether time in a folder is that of a replay or a demo; one that has gone live since is in the world's. */
const hasOwnClock = async ({ stores }: Local): Promise<boolean> => {
  const live = await liveRecordIn(stores.live)
  return live?.mode !== 'own' && (live !== null || (await manifestIn(stores.replay)) !== null)
}

/** Imports that have not come to their end, but for those whose file was brought in anew since, mended. */
export const unfinished = (imports: readonly ImportRecord[]): readonly ImportRecord[] =>
  imports.filter(
    ({ finishedAt, map, file, startedAt }) =>
      finishedAt === null &&
      !imports.some((one) => one.map === map && one.file === file && one.startedAt > startedAt && one.finishedAt !== null),
  )

/** The files of definitions that are read where a folder has none. */
export const filesOf = ({ policy, usualPolicy, campaigns, experiments }: ImportDefinitions): DefinitionFiles => ({
  policy: policy ?? usualPolicy,
  campaigns,
  experiments,
  templates: null,
})

/** What was published, in whose place the files stand that were named now. */
const askedOver = (
  published: readonly Definition[],
  asked: readonly Definition[],
  { policy, campaigns, experiments }: ImportDefinitions,
): Readonly<Record<string, string>> => {
  const named: Readonly<Record<Definition['kind'], boolean>> = {
    policy: policy !== null,
    campaign: campaigns !== null,
    template: campaigns !== null,
    experiment: experiments !== null,
    segment: campaigns !== null,
    // What people said of campaigns stands in no file.
    status: false,
  }
  return digestsOf([...published.filter(({ kind }) => !named[kind]), ...asked.filter(({ kind }) => named[kind])])
}

const latestOf = (definitions: readonly Definition[]): readonly Definition[] => {
  const latest = new Map<string, Definition>()
  for (const one of definitions) {
    const name = `${one.kind} ${one.id}`
    if ((latest.get(name)?.version ?? 0) < one.version) latest.set(name, one)
  }
  return [...latest.values()]
}
