import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { CheckTemplate } from '../shared/contract/campaign-steps.ts'
import type { Rules } from '../shared/domain/customer/rules.ts'
import { readRules } from '../shared/flow/definitions.ts'
import { type Around, lookInto, type Looked, NOTHING_AROUND } from '../shared/flow/publishing/look.ts'
import { type DefinitionSources, type Sourced, sourcedProblem, sourcedText } from '../shared/flow/publishing/sources.ts'
import type { Problem } from '../shared/kernel/problem.ts'
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
  /** Left out: the folder `segments` beside that of the campaigns, where there is one. */
  readonly segments?: string | null
}

/**
 * Reads a policy file, the `.json` files of the two folders and the templates that campaigns name into first versions, parsed once so
 * that nothing wrong is kept. Throws `BadFiles` with every problem of every file.
 */
export const readDefinitions = async (
  files: DefinitionFiles,
  saltSeed: string,
  checkTemplate: CheckTemplate,
): Promise<readonly Definition[]> => (await readFiles(files, saltSeed, checkTemplate)).definitions

/** The same, with what they were made of. */
export const readFiles = async (files: DefinitionFiles, saltSeed: string, checkTemplate: CheckTemplate): Promise<Looked> => {
  const looked = await lookIntoFiles(files, saltSeed, checkTemplate)
  if (looked.wrong.length > 0) throw new BadFiles(looked.wrong)
  return looked
}

/** Reads definitions as far as they can be read. */
export const lookIntoFiles = async (
  files: DefinitionFiles,
  saltSeed: string,
  checkTemplate: CheckTemplate,
  around: Around = NOTHING_AROUND,
): Promise<Looked> => lookInto(await sourcesOf(files), saltSeed, { ...TEMPLATE_TOOLS, checkTemplate }, around)

const sourcesOf = async (files: DefinitionFiles): Promise<DefinitionSources> => {
  const folder = templateFolderOf(files)
  return {
    policy: files.policy === null ? null : await readFileAt(files.policy),
    segments: await sourcesIn(segmentFolderOf(files)),
    campaigns: await sourcesIn(files.campaigns),
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

/** The folder segments are read from: that which is named, or `segments` beside the campaigns; null where there is none. */
export const segmentFolderOf = ({ segments, campaigns }: DefinitionFiles): string | null => {
  if (segments !== null && segments !== undefined) return segments
  const beside = campaigns === null ? null : join(campaigns, '..', 'segments')
  return beside !== null && existsSync(beside) ? beside : null
}

/** The rules that published definitions make. They were parsed when they were published; one that no longer can be is a defect of ours. */
export const rulesFrom = (definitions: readonly Definition[], checkTemplate: CheckTemplate): Rules => {
  const read = readRules(definitions, checkTemplate)
  if (read.ok) return read.rules
  throw new BadFiles(read.because === 'unreadable' ? read.wrong : [{ file: 'policy', problems: [NO_POLICY] }])
}

const NO_POLICY: Problem = { path: '', problem: 'was never published into this data folder', hint: 'Run `rekindle replay` into it first.' }

/** The files of a folder that hold definitions: JSON, with comments or without. */
const jsonFilesIn = async (folder: string | null): Promise<readonly string[]> => {
  if (folder === null) return []
  const names = await readdir(folder).catch(() => null)
  if (names === null) throw badFile(folder, 'is not a folder that can be read', 'Name a folder of .json files.')
  return names
    .filter((name) => /\.jsonc?$/.test(name))
    .sort()
    .map((name) => join(folder, name))
}

/** Those of a folder; none where there is no folder. */
export const sourcesIn = async (folder: string | null): Promise<readonly Sourced[]> => {
  const files = await jsonFilesIn(folder)
  return Promise.all(files.map(readFileAt))
}

/** One file, read. */
export const readFileAt = async (file: string): Promise<Sourced> => {
  const text = await readFile(file, 'utf8').catch(() => null)
  return text === null ? sourcedProblem(file, 'cannot be read', 'Check the path.') : sourcedText(file, text)
}
