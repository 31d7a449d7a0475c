import type { Rules } from '../../shared/domain/customer/rules.ts'
import { REPLAY_GROUP_MS } from '../../shared/kernel/limits.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { type DefinitionFiles, readDefinitions, rulesFrom } from '../definitions.ts'
import { checkTemplate, type Local, openLocal } from '../wiring.ts'
import type { Chaos } from './chaos.ts'
import { sizeOf } from './lines.ts'
import { type Difference, differences, keepManifest, type Manifest, manifestIn, newManifest, untilsWith } from './manifest.ts'
import { type Progress, type ReplayReport, replay } from './replay.ts'

export type ReplayRequest = {
  readonly folder: string
  readonly files: readonly string[]
  readonly definitions: DefinitionFiles
  readonly seed: string
  readonly chaos: Chaos
  readonly until: EpochMs | null
  readonly batchSize: number
  /** Lines that claim to be later are not believed; kept from the first run on. */
  readonly horizon: EpochMs
  readonly onProgress: (progress: Progress) => void
}

/** What came of a replay, or why it was not begun. A refusal has changed nothing. */
export type ReplayOutcome =
  | { readonly type: 'done'; readonly report: ReplayReport }
  | { readonly type: 'refused'; readonly because: 'another-replay'; readonly differences: readonly Difference[] }
  /** History was imported into the folder, at an instant of its own: a replay's clock would run before it. */
  | { readonly type: 'refused'; readonly because: 'holds-imports' }
  | { readonly type: 'refused'; readonly because: 'before-the-clock'; readonly clock: EpochMs }

/** Replays files into a data folder, or goes on where an earlier run into it stopped. Throws `BadFiles` before anything is written. */
export const replayInto = async (request: ReplayRequest): Promise<ReplayOutcome> => {
  const { files, seed, chaos, horizon } = request
  await sizeOf(files)
  const definitions = await readDefinitions(request.definitions, seed, checkTemplate)
  const asked = await newManifest(files, seed, definitions, chaos, horizon)
  const local = openLocal(request.folder, 'write', seed)
  try {
    const { replay: place, definitions: published, imports } = local.stores
    if ((await imports.all()).length > 0) return { type: 'refused', because: 'holds-imports' }
    const kept = await manifestIn(place)
    const differing = kept === null ? [] : differences(kept, asked)
    if (differing.length > 0) return { type: 'refused', because: 'another-replay', differences: differing }

    const checkpoint = await place.checkpoint()
    const untils = untilsWith(kept ?? asked, checkpoint, request.until)
    if (untils === 'before the clock') return { type: 'refused', because: 'before-the-clock', clock: checkpoint?.clock ?? horizon }
    const manifest: Manifest = { ...(kept ?? asked), untils, finished: false }
    await keepManifest(place, manifest)
    // What a crash takes back is done again, and the mails lie in the same file.
    local.stores.group(REPLAY_GROUP_MS)
    for (const definition of definitions) await published.publish(definition)
    const report = await run(local, rulesFrom(definitions, checkTemplate), request, manifest)
    await keepManifest(place, { ...manifest, finished: true })
    return { type: 'done', report }
  } finally {
    local.close()
  }
}

const run = (local: Local, rules: Rules, request: ReplayRequest, { untils, horizon }: Manifest): Promise<ReplayReport> =>
  replay({
    engine: local.engine(rules),
    place: local.stores.replay,
    plan: { paths: request.files, seed: request.seed, chaos: request.chaos, untils, until: request.until, horizon },
    batchSize: request.batchSize,
    onProgress: request.onProgress,
  })
