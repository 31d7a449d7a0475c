import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { parseCampaign } from '../shared/contract/campaign.ts'
import type { CheckTemplate, Templates } from '../shared/contract/campaign-steps.ts'
import { parseExperiment } from '../shared/contract/experiment.ts'
import { parsePolicy } from '../shared/contract/policy.ts'
import { campaignUnderPolicy } from '../shared/contract/topics.ts'
import { parseCompiledTemplate, templateSource } from '../shared/contract/template.ts'
import { type Campaign, type MailContent, plainMail } from '../shared/domain/campaign/campaign.ts'
import { type Policy, type Rules, rulesOf } from '../shared/domain/customer/rules.ts'
import type { Experiment } from '../shared/domain/experiment/experiment.ts'
import { isJsonObject, type Json, type JsonObject } from '../shared/kernel/json.ts'
import type { Parsed, Problem } from '../shared/kernel/problem.ts'
import { epochMs } from '../shared/kernel/words.ts'
import type { Definition } from '../shared/ports/definitions.ts'
import { BadFiles, badFile, type FileProblems } from './bad-files.ts'
import { contentOf, isError, readNamed, type ReadTemplate } from './templates/read.ts'

/** Null: none are read. Templates are looked for in the folder `templates` beside the one of the campaigns where no folder is named. */
export type DefinitionFiles = {
  readonly policy: string | null
  readonly campaigns: string | null
  readonly experiments: string | null
  readonly templates: string | null
}

/**
 * Reads a policy file, the `.json` files of the two folders and the templates that campaigns name into first versions, parsed once so
 * that nothing wrong is kept. Throws `BadFiles` with every problem of every file.
 */
export const readDefinitions = async (
  files: DefinitionFiles,
  saltSeed: string,
  checkTemplate: CheckTemplate,
): Promise<readonly Definition[]> => {
  const { definitions, wrong } = await lookInto(files, saltSeed, checkTemplate)
  if (wrong.length > 0) throw new BadFiles(wrong)
  return definitions
}

/** What files say and all that is wrong with them. */
export type Looked = { readonly definitions: readonly Definition[]; readonly wrong: readonly FileProblems[] }

/** Reads definitions as far as they can be read. `templates`: those that were read already. */
export const lookInto = async (
  files: DefinitionFiles,
  saltSeed: string,
  checkTemplate: CheckTemplate,
  already?: { readonly names: readonly string[]; readonly read: readonly ReadTemplate[] },
): Promise<Looked> => {
  const wrong: FileProblems[] = []
  const understood: Understood[] = []
  const campaigns = await sourcesIn(files.campaigns)
  const wanted = new Set(campaigns.flatMap(({ source }) => (source.ok ? templatesNamed(source.value) : [])))
  const folder = templateFolderOf(files)
  const found = already ?? (await readNamed(folder, wanted))
  const templates = beingPublished(found)
  const read = ({ file, source }: Sourced, kind: Definition['kind']): Definition[] => {
    const parsed: Parsed<unknown> = source.ok ? parseDefinition(kind, source.value, saltSeed, checkTemplate, templates) : source
    if (!parsed.ok) wrong.push({ file, problems: parsed.problems })
    if (!source.ok || !parsed.ok) return []
    understood.push({ file, kind, value: parsed.value })
    const id = isJsonObject(source.value) && typeof source.value.id === 'string' ? source.value.id : basename(file, '.json')
    return [{ kind, id, ...FIRST, source: pinned(source.value, () => 1), saltSeed: kind === 'campaign' ? saltSeed : null }]
  }
  const definitions = files.policy === null ? [] : read({ file: files.policy, source: await readJson(files.policy) }, 'policy')
  for (const { name, compiled, findings } of found.read) {
    wrong.push(...fileProblems(folder ?? '', findings.filter(isError)))
    if (compiled !== null) definitions.push({ kind: 'template', id: name, ...FIRST, source: templateSource(compiled), saltSeed: null })
  }
  for (const one of campaigns) definitions.push(...read(one, 'campaign'))
  for (const one of await sourcesIn(files.experiments)) definitions.push(...read(one, 'experiment'))
  wrong.push(...namesakes(definitions))
  wrong.push(...problemsTogether(understood))
  return { definitions, wrong }
}

type Understood = { readonly file: string; readonly kind: Definition['kind']; readonly value: unknown }

/** What is wrong with campaigns under the policy they come with, though each file is right by itself. */
const problemsTogether = (understood: readonly Understood[]): readonly FileProblems[] => {
  const policy = understood.find(({ kind }) => kind === 'policy')?.value as Policy | undefined
  if (policy === undefined) return []
  return understood.flatMap(({ file, kind, value }) => {
    const problems = kind === 'campaign' ? campaignUnderPolicy(policy, value as Campaign) : []
    return problems.length === 0 ? [] : [{ file, problems }]
  })
}

/** The folder templates are read from; null where there is none. */
export const templateFolderOf = ({ templates, campaigns }: DefinitionFiles): string | null => {
  if (templates !== null && templates !== undefined) return templates
  const beside = campaigns === null ? null : join(campaigns, '..', 'templates')
  return beside !== null && existsSync(beside) ? beside : null
}

/** A campaign's source with the version of each template it names. Other sources are as they were. */
export const pinned = (source: Json, versionOf: (template: string) => number): Json => {
  const names = templatesNamed(source)
  if (names.length === 0) return source
  return { ...(source as JsonObject), templates: Object.fromEntries(names.map((name) => [name, versionOf(name)])) }
}

/** Problems by file, as they are told. */
export const fileProblems = (folder: string, findings: readonly (Problem & { readonly file: string })[]): readonly FileProblems[] =>
  findings.map(({ file, path, problem, hint }) => ({ file: relative('', join(folder, file)) || file, problems: [{ path, problem, hint }] }))

const FIRST = { version: 1, publishedAt: epochMs(0) }

/** The rules that published definitions make. They were parsed when they were published; one that no longer can be is a defect of ours. */
export const rulesFrom = (definitions: readonly Definition[], checkTemplate: CheckTemplate): Rules => {
  const wrong: FileProblems[] = []
  const parsedAll = <T>(kind: Definition['kind'], parse: (one: Definition) => Parsed<T>): T[] =>
    definitions.flatMap((one) => {
      if (one.kind !== kind) return []
      const parsed = parse(one)
      if (!parsed.ok) wrong.push({ file: `${one.kind} ${one.id} version ${one.version}`, problems: parsed.problems })
      return parsed.ok ? [parsed.value] : []
    })
  const policies = parsedAll('policy', (one): Parsed<Policy> => parsePolicy(one.source))
  const templates = published(parsedAll('template', ({ source, version }) => parseCompiledTemplate(source, version)))
  const campaigns = parsedAll(
    'campaign',
    ({ source, version, saltSeed }): Parsed<Campaign> =>
      parseCampaign(source, { version, saltSeed: saltSeed ?? '', checkTemplate, templates }),
  )
  // An older version of one assigned outside would count every outcome twice.
  const latest = new Map(parsedAll('experiment', (one): Parsed<Experiment> => parseExperiment(one.source)).map((one) => [one.id, one]))
  const policy = policies.at(-1)
  if (wrong.length > 0) throw new BadFiles(wrong)
  if (policy === undefined) throw new BadFiles([{ file: 'policy', problems: [NO_POLICY] }])
  return rulesOf(policy, campaigns, [...latest.values()], true)
}

/** Those of the store, each version for itself. */
const published = (contents: readonly MailContent[]): Templates => ({
  names: [...new Set(contents.flatMap(({ template }) => template?.name ?? []))],
  find: (name, version) => contents.find(({ template }) => template?.name === name && template.version === version) ?? null,
})

/** Those of a folder. One that is wrong is there all the same: what is wrong with it is told once, and not of each campaign. */
const beingPublished = ({ names, read }: { readonly names: readonly string[]; readonly read: readonly ReadTemplate[] }): Templates => ({
  names,
  find: (name) => {
    const found = read.find((one) => one.name === name)
    if (found === undefined) return null
    return found.compiled === null ? { ...plainMail('', ''), written: new Map() } : contentOf(found.compiled, 1)
  },
})

/** Names of templates in the steps of a campaign, whatever else is wrong with it. */
const templatesNamed = (source: Json): readonly string[] => {
  if (!isJsonObject(source)) return []
  const variants = isJsonObject(source.experiment) && Array.isArray(source.experiment.variants) ? source.experiment.variants : []
  const paths = [source.steps, ...variants.map((variant: Json) => (isJsonObject(variant) ? variant.steps : null))]
  const names = paths
    .flatMap((path) => (Array.isArray(path) ? path : []))
    .flatMap((step: Json) => {
      const send = isJsonObject(step) ? step.send : null
      return isJsonObject(send) && typeof send.template === 'string' ? [send.template] : []
    })
  return [...new Set(names)].sort()
}

const NO_POLICY: Problem = { path: '', problem: 'was never published into this data folder', hint: 'Run `rekindle replay` into it first.' }

const parseDefinition = (
  kind: Definition['kind'],
  source: Json,
  saltSeed: string,
  checkTemplate: CheckTemplate,
  templates: Templates,
): Parsed<unknown> => {
  if (kind === 'policy') return parsePolicy(source)
  if (kind === 'experiment') return parseExperiment(source)
  if (isJsonObject(source) && source.templates !== undefined) return { ok: false, problems: [OWN_PINS] }
  return parseCampaign(source, { version: 1, saltSeed, checkTemplate, templates })
}

const OWN_PINS: Problem = {
  path: 'templates',
  problem: 'is written by publishing, and not in a file',
  hint: 'Take it out: publishing notes which version of each template a campaign says.',
}

/** A campaign is an experiment of the same name, so the two share their ids. */
const namesakes = (definitions: readonly Definition[]): readonly FileProblems[] => {
  const seen = new Set<string>()
  return definitions.flatMap(({ kind, id }) => {
    if (kind === 'policy' || kind === 'template') return []
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    return [
      {
        file: `${kind} ${id}`,
        problems: [{ path: 'id', problem: `is ${id}, as that of another campaign or experiment`, hint: 'Give each its own id.' }],
      },
    ]
  })
}

const jsonFilesIn = async (folder: string | null): Promise<readonly string[]> => {
  if (folder === null) return []
  const names = await readdir(folder).catch(() => null)
  if (names === null) throw badFile(folder, 'is not a folder that can be read', 'Name a folder of .json files.')
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name))
}

type Sourced = { readonly file: string; readonly source: Parsed<Json> }

const sourcesIn = async (folder: string | null): Promise<readonly Sourced[]> => {
  const files = await jsonFilesIn(folder)
  return Promise.all(files.map(async (file) => ({ file, source: await readJson(file) })))
}

const readJson = async (file: string): Promise<Parsed<Json>> => {
  try {
    return { ok: true, value: JSON.parse(await readFile(file, 'utf8')) as Json }
  } catch (failure) {
    const problem = failure instanceof SyntaxError ? `is not JSON: ${failure.message}` : 'cannot be read'
    return {
      ok: false,
      problems: [{ path: '', problem, hint: failure instanceof SyntaxError ? 'Mend the JSON there.' : 'Check the path.' }],
    }
  }
}
