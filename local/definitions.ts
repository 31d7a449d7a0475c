import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { CheckTemplate } from '../shared/contract/campaign-steps.ts'
import type { Rules } from '../shared/domain/customer/rules.ts'
import { readRules } from '../shared/flow/definitions.ts'
import { type DefinitionSources, lookInto, type Looked, type Sourced } from '../shared/flow/publishing/look.ts'
import type { TemplatesRead } from '../shared/flow/publishing/templates.ts'
import type { Json } from '../shared/kernel/json.ts'
import type { Parsed, Problem } from '../shared/kernel/problem.ts'
import type { Definition } from '../shared/ports/definitions.ts'
import { BadFiles, badFile } from './bad-files.ts'
import { readTemplateFolder } from './templates/folder.ts'
import { TEMPLATE_TOOLS } from './wiring-templates.ts'

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
  const { definitions, wrong } = await lookIntoFiles(files, saltSeed, checkTemplate)
  if (wrong.length > 0) throw new BadFiles(wrong)
  return definitions
}

/** Reads definitions as far as they can be read. `already`: templates that were read before. */
export const lookIntoFiles = async (
  files: DefinitionFiles,
  saltSeed: string,
  checkTemplate: CheckTemplate,
  already?: TemplatesRead,
): Promise<Looked> => lookInto(await sourcesOf(files), saltSeed, { ...TEMPLATE_TOOLS, checkTemplate }, already)

const sourcesOf = async (files: DefinitionFiles): Promise<DefinitionSources> => {
  const folder = templateFolderOf(files)
  const campaigns = await sourcesIn(files.campaigns)
  return {
    policy: files.policy === null ? null : { file: files.policy, source: await readJson(files.policy) },
    campaigns,
    experiments: await sourcesIn(files.experiments),
    templates: folder === null ? null : await readTemplateFolder(folder),
    templateFile: (path) => fileIn(folder ?? '', path),
  }
}

/** A file of a folder, as people here call it. */
export const fileIn = (folder: string, path: string): string => relative('', join(folder, path)) || path

/** The folder templates are read from; null where there is none. */
export const templateFolderOf = ({ templates, campaigns }: DefinitionFiles): string | null => {
  if (templates !== null && templates !== undefined) return templates
  const beside = campaigns === null ? null : join(campaigns, '..', 'templates')
  return beside !== null && existsSync(beside) ? beside : null
}

/** The rules that published definitions make. They were parsed when they were published; one that no longer can be is a defect of ours. */
export const rulesFrom = (definitions: readonly Definition[], checkTemplate: CheckTemplate): Rules => {
  const read = readRules(definitions, checkTemplate)
  if (read.ok) return read.rules
  throw new BadFiles(read.because === 'unreadable' ? read.wrong : [{ file: 'policy', problems: [NO_POLICY] }])
}

const NO_POLICY: Problem = { path: '', problem: 'was never published into this data folder', hint: 'Run `rekindle replay` into it first.' }

const jsonFilesIn = async (folder: string | null): Promise<readonly string[]> => {
  if (folder === null) return []
  const names = await readdir(folder).catch(() => null)
  if (names === null) throw badFile(folder, 'is not a folder that can be read', 'Name a folder of .json files.')
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name))
}

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
