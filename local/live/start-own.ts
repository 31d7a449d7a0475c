import { resolve } from 'node:path'
import { epochMs } from '../../shared/kernel/words.ts'
import { type DefinitionFiles, rulesFrom } from '../definitions.ts'
import { unfinished } from '../import/into-folder.ts'
import { manifestIn } from '../replay/manifest.ts'
import { checkTemplate, type Local, openLocal, type Reach } from '../wiring.ts'
import { EXAMPLE_FILES } from '../shop/demo.ts'
import type { AskedFiles } from './arguments.ts'
import { wallClock } from './clock.ts'
import type { FolderKind } from './folder.ts'
import { ownLife } from './own.ts'
import { type Published, publishChanged, sweepAfter } from './publish.ts'
import type { LiveRecord } from './record.ts'
import type { Life } from './serve.ts'

export type OwnStart =
  | { readonly type: 'ready'; readonly life: Life; readonly changes: Published }
  /** A replay into this folder has not come to its end. */
  | { readonly type: 'refused'; readonly because: 'half-a-replay' }
  /** Half a history would make people look silent who are not, and they would be written to. */
  | { readonly type: 'refused'; readonly because: 'half-an-import'; readonly file: string }

/** Opens a company's own folder, publishes what has changed in its files, and makes it live. */
export const startOwn = async (
  folder: string,
  kind: FolderKind & { readonly type: 'own' | 'free' },
  asked: AskedFiles,
  reach: Reach,
): Promise<OwnStart> => {
  const local = openLocal(folder, 'write')
  try {
    const half = await halfDone(local)
    if (half !== null) {
      local.close()
      return half
    }
    const clock = wallClock((await local.stores.replay.checkpoint())?.clock ?? epochMs(0))
    const files = await filesFor(local, kind, asked)
    const changes = files === null ? UNCHANGED : await publishChanged(local.stores, files, null, clock.now())
    await sweepAfter(local.stores, changes, clock.now())
    const rules = rulesFrom(await local.stores.definitions.all(), checkTemplate)
    const record: Extract<LiveRecord, { mode: 'own' }> = { mode: 'own', files: files ?? NONE }
    return { type: 'ready', life: await ownLife(local, rules, record, clock, local.caller(reach)), changes }
  } catch (failure) {
    local.close()
    throw failure
  }
}

const halfDone = async ({ stores }: Local): Promise<(OwnStart & { readonly type: 'refused' }) | null> => {
  if ((await manifestIn(stores.replay))?.finished === false) return { type: 'refused', because: 'half-a-replay' }
  const [half] = unfinished(await stores.imports.all())
  return half === undefined ? null : { type: 'refused', because: 'half-an-import', file: half.file }
}

const UNCHANGED: Published = { published: [], withoutFile: [] }
const NONE: DefinitionFiles = { policy: null, campaigns: null, experiments: null, templates: null }

/**
 * Those named now, else those of the last start. A folder in which nothing was published begins with the examples; to one into which
 * something was replayed under other files nothing is added that nobody asked for.
 */
const filesFor = async (
  { stores }: Local,
  kind: FolderKind & { readonly type: 'own' | 'free' },
  { policy, campaigns, experiments, templates }: AskedFiles,
): Promise<DefinitionFiles | null> => {
  const isNew = !(await stores.definitions.all()).some((one) => one.kind === 'policy')
  const remembered = kind.type === 'own' ? (kind.record?.files ?? null) : null
  const before = remembered ?? (isNew ? EXAMPLE_FILES : null)
  if (policy === null && campaigns === null && experiments === null && templates === null) return before
  const base = before ?? NONE
  return {
    policy: policy === null ? base.policy : resolve(policy),
    campaigns: campaigns === null ? base.campaigns : resolve(campaigns),
    experiments: experiments === null ? base.experiments : resolve(experiments),
    // Other campaigns have other templates beside them.
    templates: templates === null ? (campaigns === null ? (base.templates ?? null) : null) : resolve(templates),
  }
}
