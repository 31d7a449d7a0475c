import type { TemplateFinding } from '../shared/contract/template.ts'
import { standingAround } from '../shared/flow/publishing/around.ts'
import { type Around, NOTHING_AROUND } from '../shared/flow/publishing/look.ts'
import { seenIn } from '../shared/flow/publishing/seen.ts'
import { byFile } from '../shared/flow/publishing/sources.ts'
import type { EpochMs } from '../shared/kernel/words.ts'
import { type DefinitionFiles, fileIn, lookIntoFiles, templateFolderOf } from './definitions.ts'
import type { FileProblems } from './bad-files.ts'
import { readTemplateFolder } from './templates/folder.ts'
import { isError, readTemplate, type ReadTemplate } from './templates/read.ts'
import { checkTemplate, openLocal } from './wiring.ts'

/** What was read, and everything that is wrong with it or worth a second look. */
export type Checked = {
  readonly errors: readonly FileProblems[]
  readonly warnings: readonly FileProblems[]
  readonly counts: {
    readonly policies: number
    readonly segments: number
    readonly campaigns: number
    readonly experiments: number
    readonly templates: number
  }
}

/** Reads all that files say as publishing would, every template among it, and publishes nothing. `around`: what stands around them. */
export const checkFiles = async (files: DefinitionFiles, around: Around = NOTHING_AROUND): Promise<Checked> => {
  const folder = templateFolderOf(files)
  const templates = folder === null ? null : await readTemplateFolder(folder)
  const read: ReadTemplate[] = []
  for (const name of templates?.names ?? []) read.push(await readTemplate(templates as NonNullable<typeof templates>, name))
  const looked = await lookIntoFiles(files, '', checkTemplate, { ...around, templates: { names: templates?.names ?? [], read } })
  const findings: readonly TemplateFinding[] = read.flatMap((one) => one.findings)
  const counted = (kind: string): number => looked.definitions.filter((one) => one.kind === kind).length
  const ofTemplates = findings
    .filter((one) => !isError(one))
    .map(({ file, path, problem, hint }) => ({ file: fileIn(folder ?? '', file), problems: [{ path, problem, hint }] }))
  return {
    errors: looked.wrong,
    warnings: byFile([...looked.warnings, ...ofTemplates]),
    counts: {
      policies: counted('policy'),
      segments: counted('segment'),
      campaigns: counted('campaign'),
      experiments: counted('experiment'),
      templates: counted('template'),
    },
  }
}

/** What stands in a data folder: segments and campaigns published into it, and what its customers have and did. */
export const aroundIn = async (folder: string, now: EpochMs): Promise<Around> => {
  const local = openLocal(folder, 'read')
  try {
    const all = await local.stores.definitions.all()
    return { ...standingAround(all, checkTemplate), templates: null, seen: await seenIn(local.stores.directory), now }
  } finally {
    local.close()
  }
}
