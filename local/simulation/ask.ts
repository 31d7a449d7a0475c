/** What somebody asks to have simulated, found: the draft, what is published around it, and the history. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { standingAround } from '../../shared/flow/publishing/around.ts'
import { type DefinitionSources, lookInto, NOTHING_AROUND, type Sourced } from '../../shared/flow/publishing/look.ts'
import { sourcedText } from '../../shared/flow/publishing/sources.ts'
import { type SimulatedRules, type SimulatedRulesRead, simulatedRules } from '../../shared/flow/simulation/rules.ts'
import { isJsonObject } from '../../shared/kernel/json.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { readRules } from '../../shared/flow/definitions.ts'
import type { Suppression } from '../../shared/domain/messaging/message.ts'
import type { AddressDigest } from '../../shared/kernel/words.ts'
import { BadFiles, badFile } from '../bad-files.ts'
import { fileIn, readFileAt, segmentFolderOf, sourcesIn, templateFolderOf } from '../definitions.ts'
import { readTemplateFolder } from '../templates/folder.ts'
import { checkTemplate, isDataFolder, type Local, openLocal } from '../wiring.ts'
import { TEMPLATE_TOOLS } from '../wiring-templates.ts'
import type { Furniture } from './simulate.ts'

/** Files and folders somebody named; null: they did not. */
export type DraftFiles = {
  /** An id, or a file of a campaign. */
  readonly campaign: string
  readonly policy: string | null
  readonly campaigns: string | null
  readonly templates: string | null
  readonly segments: string | null
}

/** Whether what somebody named is a file of a campaign, not an id. */
export const isCampaignFile = (named: string): boolean => /\.jsonc?$/.test(named) || (/[\\/]/.test(named) && existsSync(named))

/** A draft and what stands around it. */
export type Draft = { readonly campaign: string; readonly standing: readonly Definition[]; readonly found: readonly Definition[] }

/** Reads the draft and all that files say around it. `policyElse`: where neither a file says one nor what is published. Throws `BadFiles`. */
export const draftIn = async (files: DraftFiles, standing: readonly Definition[], policyElse: string, seed: string): Promise<Draft> => {
  const policy = files.policy ?? (standing.some(({ kind }) => kind === 'policy') ? null : policyElse)
  const file = isCampaignFile(files.campaign) ? await readFileAt(files.campaign) : null
  const beside = { policy, experiments: null, templates: files.templates, ...(files.segments === null ? {} : { segments: files.segments }) }
  const folder = files.campaigns ?? (file === null ? null : dirname(files.campaign))
  const others = await sourcesIn(files.campaigns)
  const sources: DefinitionSources = {
    policy: policy === null ? null : await readFileAt(policy),
    segments: folder === null ? [] : await sourcesIn(segmentFolderOf({ ...beside, campaigns: folder })),
    campaigns: file === null ? others : [file, ...others.filter((one) => idOf(one) !== idOf(file))],
    experiments: [],
    ...(await templatesAt(folder === null ? null : templateFolderOf({ ...beside, campaigns: folder }))),
  }
  const found = await foundIn(sources, standing, seed)
  return { campaign: file === null ? files.campaign : (idOf(file) ?? ''), standing, found }
}

/** The draft that a text is, among what is published in the folder. Throws `BadFiles`. */
export const draftOfText = async (text: string, local: Local, seed: string): Promise<Draft> => {
  const standing = await local.stores.definitions.all()
  const file = sourcedText('the draft', text)
  const none = { policy: null, segments: [], experiments: [], templates: null, templateFile: (path: string) => path }
  return { campaign: idOf(file) ?? '', standing, found: await foundIn({ ...none, campaigns: [file] }, standing, seed) }
}

const foundIn = async (sources: DefinitionSources, standing: readonly Definition[], seed: string): Promise<readonly Definition[]> => {
  const around = { ...NOTHING_AROUND, ...standingAround(standing, checkTemplate) }
  const { definitions, wrong } = await lookInto(sources, seed, TEMPLATE_TOOLS, around)
  if (wrong.length > 0) throw new BadFiles(wrong)
  return definitions
}

/** The rules of a simulation from a draft. Throws `BadFiles` where something published can no longer be read, or there is no such campaign. */
export const rulesOfDraft = ({ campaign, standing, found }: Draft, alone: boolean, seed: string, from: EpochMs): SimulatedRules => {
  const read: SimulatedRulesRead = simulatedRules({ standing, found, campaign, alone, seed, from }, checkTemplate)
  if (read.ok) return read.rules
  if (read.because === 'unreadable') throw new BadFiles(read.wrong)
  if (read.because === 'no-policy') throw badFile(campaign, 'has no policy to run under', 'Name one (--policy).')
  const ids = [...standing, ...found].flatMap(({ kind, id }) => (kind === 'campaign' ? [id] : []))
  const known = [...new Set(ids)].sort().slice(0, 20)
  const hint =
    known.length === 0 ? 'Name its file, or the folder it lies in (--campaigns).' : `There are: ${known.join(', ')}. Or name a file.`
  throw badFile(campaign, 'is no campaign that is published or lies in the folder', hint)
}

/** What is published in the folder, where there is one. */
export const standingIn = async (local: Local | null): Promise<readonly Definition[]> =>
  local === null ? [] : local.stores.definitions.all()

/** Lets work look into the data folder, where there is one. */
export const withFolder = async <T>(folder: string | null, work: (local: Local | null) => Promise<T>): Promise<T> => {
  if (folder === null || !isDataFolder(folder)) return work(null)
  const local = openLocal(folder, 'read')
  try {
    return await work(local)
  } finally {
    local.close()
  }
}

/** What of a folder a simulation takes beside its history. */
export const furnitureOf = async ({ stores }: Local, standing: readonly Definition[]): Promise<Furniture> => {
  const suppressions = await suppressionsIn(stores)
  return {
    secret: new Uint8Array(stores.secret.take().export()),
    suppressed: () => suppressions,
    freeCodes: new Map((await stores.coupons.pools()).map(({ name, free }) => [name, free])),
    kept: keptOf(standing, stores.past.names()),
  }
}

/** Names of events of which something is kept, or would be: what is published asks about them. */
export const keptOf = (standing: readonly Definition[], names: ReadonlySet<string>): ReadonlySet<string> => {
  const rules = readRules(standing, checkTemplate)
  return new Set([...(rules.ok ? rules.rules.namedEvents : []), ...names])
}

const suppressionsIn = async ({ suppressions }: Local['stores']): Promise<readonly Suppression[]> => {
  const all: Suppression[] = []
  for (let after: AddressDigest | null = null; ; ) {
    const page: readonly Suppression[] = await suppressions.list(after, PAGE)
    all.push(...page)
    const last = page.at(-1)
    if (page.length < PAGE || last === undefined) return all
    after = last.address
  }
}

const PAGE = 1_000

const idOf = ({ source }: Sourced): string | null =>
  source.ok && isJsonObject(source.value) && typeof source.value.id === 'string' ? source.value.id : null

const templatesAt = async (folder: string | null): Promise<Pick<DefinitionSources, 'templates' | 'templateFile'>> => ({
  templates: folder === null ? null : await readTemplateFolder(folder),
  templateFile: (path) => fileIn(folder ?? '', path),
})
