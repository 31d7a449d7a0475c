import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseCampaign } from '../shared/contract/campaign.ts'
import type { CheckTemplate } from '../shared/contract/campaign-steps.ts'
import { parseExperiment } from '../shared/contract/experiment.ts'
import { parsePolicy } from '../shared/contract/policy.ts'
import type { Campaign } from '../shared/domain/campaign/campaign.ts'
import { type Policy, type Rules, rulesOf } from '../shared/domain/customer/rules.ts'
import type { Experiment } from '../shared/domain/experiment/experiment.ts'
import { isJsonObject, type Json } from '../shared/kernel/json.ts'
import type { Parsed, Problem } from '../shared/kernel/problem.ts'
import { epochMs } from '../shared/kernel/words.ts'
import type { Definition } from '../shared/ports/definitions.ts'
import { BadFiles, badFile, type FileProblems } from './bad-files.ts'

/** Null: none are read. */
export type DefinitionFiles = { readonly policy: string | null; readonly campaigns: string | null; readonly experiments: string | null }

/**
 * Reads a policy file and the `.json` files of the two folders into first versions, parsed once so that nothing wrong is kept.
 * Throws `BadFiles` with every problem of every file.
 */
export const readDefinitions = async (
  files: DefinitionFiles,
  saltSeed: string,
  checkTemplate: CheckTemplate,
): Promise<readonly Definition[]> => {
  const wrong: FileProblems[] = []
  const read = async (kind: Definition['kind'], file: string): Promise<Definition[]> => {
    const source = await readJson(file)
    const parsed: Parsed<unknown> = source.ok ? parseDefinition(kind, source.value, 1, saltSeed, checkTemplate) : source
    if (!parsed.ok) wrong.push({ file, problems: parsed.problems })
    if (!source.ok || !parsed.ok) return []
    const id = isJsonObject(source.value) && typeof source.value.id === 'string' ? source.value.id : basename(file, '.json')
    return [{ kind, id, version: 1, publishedAt: epochMs(0), source: source.value, saltSeed: kind === 'campaign' ? saltSeed : null }]
  }
  const definitions = files.policy === null ? [] : [...(await read('policy', files.policy))]
  for (const file of await jsonFilesIn(files.campaigns)) definitions.push(...(await read('campaign', file)))
  for (const file of await jsonFilesIn(files.experiments)) definitions.push(...(await read('experiment', file)))
  wrong.push(...namesakes(definitions))
  if (wrong.length > 0) throw new BadFiles(wrong)
  return definitions
}

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
  const campaigns = parsedAll(
    'campaign',
    ({ source, version, saltSeed }): Parsed<Campaign> => parseCampaign(source, { version, saltSeed: saltSeed ?? '', checkTemplate }),
  )
  // An older version of one assigned outside would count every outcome twice.
  const latest = new Map(parsedAll('experiment', (one): Parsed<Experiment> => parseExperiment(one.source)).map((one) => [one.id, one]))
  const policy = policies.at(-1)
  if (wrong.length > 0) throw new BadFiles(wrong)
  if (policy === undefined) throw new BadFiles([{ file: 'policy', problems: [NO_POLICY] }])
  return rulesOf(policy, campaigns, [...latest.values()], true)
}

const NO_POLICY: Problem = { path: '', problem: 'was never published into this data folder', hint: 'Run `rekindle replay` into it first.' }

const parseDefinition = (
  kind: Definition['kind'],
  source: Json,
  version: number,
  saltSeed: string,
  checkTemplate: CheckTemplate,
): Parsed<unknown> => {
  if (kind === 'policy') return parsePolicy(source)
  return kind === 'campaign' ? parseCampaign(source, { version, saltSeed, checkTemplate }) : parseExperiment(source)
}

/** A campaign is an experiment of the same name, so the two share their ids. */
const namesakes = (definitions: readonly Definition[]): readonly FileProblems[] => {
  const seen = new Set<string>()
  return definitions.flatMap(({ kind, id }) => {
    if (kind === 'policy') return []
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
