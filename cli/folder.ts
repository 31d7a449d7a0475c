import type { SqliteStores } from '../shared/adapters/sqlite/open.ts'
import type { Campaign } from '../shared/domain/campaign/campaign.ts'
import type { Rules } from '../shared/domain/customer/rules.ts'
import { latestOf } from '../shared/kernel/time.ts'
import { campaignId, type EpochMs } from '../shared/kernel/words.ts'
import { type Counters, countersOf } from '../local/counters.ts'
import { rulesFrom } from '../local/definitions.ts'
import { unfinished } from '../local/import/into-folder.ts'
import { manifestIn } from '../local/replay/manifest.ts'
import { checkTemplate, openLocal } from '../local/wiring.ts'
import { EXIT, Failure } from './failure.ts'
import { countOf, instantText } from './format.ts'
import type { Io } from './io.ts'

/** A data folder as commands read it. */
export type Folder = {
  readonly stores: SqliteStores
  readonly rules: Rules
  readonly counters: Counters
  /** The instant up to which its history is told. */
  readonly asOf: EpochMs
}

/** Opens a data folder for reading, lets `work` look into it, and closes it. Says so where a replay into it has not come to its end. */
export const reading = async (io: Io, folder: string, work: (folder: Folder) => Promise<void>): Promise<void> => {
  const local = openLocal(folder, 'read')
  try {
    const { stores } = local
    const place = await stores.replay.checkpoint()
    const imports = await stores.imports.all()
    const asOf = latestOf(place?.clock ?? null, imports.at(-1)?.startedAt ?? null)
    if (asOf === null)
      throw new Failure(EXIT.wrong, `Nothing was replayed or imported into ${folder} yet.`, `rekindle replay FILE --data ${folder}`)
    const manifest = await manifestIn(stores.replay)
    const still = 'is still running, or was interrupted: the same command goes on where it stopped'
    if (manifest?.finished === false)
      io.err.write(`note: the replay into ${folder} ${still}. So far it has come to ${instantText(asOf)}.\n`)
    for (const { file, counts } of unfinished(imports)) {
      io.err.write(`note: the import of ${file} into ${folder} ${still}. So far it has taken ${countOf(counts.rows, 'row')}.\n`)
    }
    const rules = rulesFrom(await stores.definitions.all(), checkTemplate)
    await work({ stores, rules, counters: countersOf(stores.changes, stores.tallies), asOf })
  } finally {
    local.close()
  }
}

/** The live version of a campaign; says which there are where it is unknown. */
export const campaignIn = ({ rules }: Folder, id: string): Campaign => {
  const campaign = rules.campaigns.live.get(campaignId(id))
  if (campaign === undefined) throw unknown('campaign', id, [...rules.campaigns.live.keys()])
  return campaign
}

/** Names something that is not there, and what is. */
export const unknown = (kind: string, id: string, known: readonly string[]): Failure =>
  new Failure(
    EXIT.usage,
    `There is no ${kind} ${id}.`,
    known.length === 0 ? `This folder has no ${kind}s.` : `There are: ${known.slice(0, 20).join(', ')}.`,
  )
