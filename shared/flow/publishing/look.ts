/** What files of policy, campaigns, experiments and templates say, and all that is wrong with them: the same for a check and for publishing. */
import { parseCampaign } from '../../contract/campaign.ts'
import type { CheckTemplate, Templates } from '../../contract/campaign-steps.ts'
import { parseExperiment } from '../../contract/experiment.ts'
import { parsePolicy } from '../../contract/policy.ts'
import { templateSource } from '../../contract/compiled-template.ts'
import { campaignUnderPolicy } from '../../contract/topics.ts'
import { type Campaign, plainMail } from '../../domain/campaign/campaign.ts'
import type { Policy } from '../../domain/customer/rules.ts'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import type { Parsed, Problem } from '../../kernel/problem.ts'
import { epochMs } from '../../kernel/words.ts'
import type { Definition } from '../../ports/definitions.ts'
import type { TemplateFolder } from './template-parts.ts'
import { contentOf, isError, readNamed, type TemplatesRead, type TemplateTools } from './templates.ts'

/** Problems of one file or folder a person named. */
export type FileProblems = { readonly file: string; readonly problems: readonly Problem[] }

/** One file: what people call it, and its JSON. */
export type Sourced = { readonly file: string; readonly source: Parsed<Json> }

/** All that is to be read together. */
export type DefinitionSources = {
  readonly policy: Sourced | null
  readonly campaigns: readonly Sourced[]
  readonly experiments: readonly Sourced[]
  readonly templates: TemplateFolder | null
  /** A file of a folder of templates, as people call it. */
  readonly templateFile: (path: string) => string
}

/** What files say and all that is wrong with them. */
export type Looked = { readonly definitions: readonly Definition[]; readonly wrong: readonly FileProblems[] }

/** Reads definitions as far as they can be read, as first versions. `already`: templates that were read before. */
export const lookInto = async (
  sources: DefinitionSources,
  saltSeed: string,
  tools: TemplateTools,
  already?: TemplatesRead,
): Promise<Looked> => {
  const wrong: FileProblems[] = []
  const understood: Understood[] = []
  const wanted = new Set(sources.campaigns.flatMap(({ source }) => (source.ok ? templatesNamed(source.value) : [])))
  const found = already ?? (await readNamed(sources.templates, wanted, tools))
  const templates = beingPublished(found)
  const read = ({ file, source }: Sourced, kind: Definition['kind']): Definition[] => {
    const parsed = source.ok ? parseDefinition(kind, source.value, saltSeed, tools.checkTemplate, templates) : source
    if (!parsed.ok) wrong.push({ file, problems: parsed.problems })
    if (!source.ok || !parsed.ok) return []
    understood.push({ file, kind, value: parsed.value })
    const id = isJsonObject(source.value) && typeof source.value.id === 'string' ? source.value.id : nameIn(file)
    return [{ kind, id, ...FIRST, source: pinned(source.value, () => 1), saltSeed: kind === 'campaign' ? saltSeed : null }]
  }
  const definitions = sources.policy === null ? [] : read(sources.policy, 'policy')
  for (const { name, compiled, findings } of found.read) {
    for (const { file, path, problem, hint } of findings.filter(isError))
      wrong.push({ file: sources.templateFile(file), problems: [{ path, problem, hint }] })
    if (compiled !== null) definitions.push({ kind: 'template', id: name, ...FIRST, source: templateSource(compiled), saltSeed: null })
  }
  for (const one of sources.campaigns) definitions.push(...read(one, 'campaign'))
  for (const one of sources.experiments) definitions.push(...read(one, 'experiment'))
  wrong.push(...namesakes(definitions))
  wrong.push(...problemsTogether(understood))
  return { definitions, wrong }
}

/** A campaign's source with the version of each template it names. Other sources are as they were. */
export const pinned = (source: Json, versionOf: (template: string) => number): Json => {
  const names = templatesNamed(source)
  if (names.length === 0) return source
  return { ...(source as JsonObject), templates: Object.fromEntries(names.map((name) => [name, versionOf(name)])) }
}

const FIRST = { version: 1, publishedAt: epochMs(0) }

/** `win-back` of `campaigns/win-back.json`. */
const nameIn = (file: string): string => file.replace(/^.*[\\/]/, '').replace(/\.json$/, '')

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

/** Those of a folder. One that is wrong is there all the same: what is wrong with it is told once, and not of each campaign. */
const beingPublished = ({ names, read }: TemplatesRead): Templates => ({
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
