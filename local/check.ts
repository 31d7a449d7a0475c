import type { TemplateFinding } from '../shared/contract/template.ts'
import { type DefinitionFiles, fileIn, lookIntoFiles, templateFolderOf } from './definitions.ts'
import type { FileProblems } from './bad-files.ts'
import { readTemplateFolder } from './templates/folder.ts'
import { isError, readTemplate, type ReadTemplate } from './templates/read.ts'
import { checkTemplate } from './wiring.ts'

/** What was read, and everything that is wrong with it or worth a second look. */
export type Checked = {
  readonly errors: readonly FileProblems[]
  readonly warnings: readonly FileProblems[]
  readonly counts: { readonly policies: number; readonly campaigns: number; readonly experiments: number; readonly templates: number }
}

/** Reads all that files say as publishing would, every template among it, and publishes nothing. */
export const checkFiles = async (files: DefinitionFiles): Promise<Checked> => {
  const folder = templateFolderOf(files)
  const templates = folder === null ? null : await readTemplateFolder(folder)
  const read: ReadTemplate[] = []
  for (const name of templates?.names ?? []) read.push(await readTemplate(templates as NonNullable<typeof templates>, name))
  const { definitions, wrong } = await lookIntoFiles(files, '', checkTemplate, { names: templates?.names ?? [], read })
  const findings: readonly TemplateFinding[] = read.flatMap((one) => one.findings)
  const counted = (kind: string): number => definitions.filter((one) => one.kind === kind).length
  return {
    errors: wrong,
    warnings: byFile(
      findings
        .filter((one) => !isError(one))
        .map(({ file, path, problem, hint }) => ({ file: fileIn(folder ?? '', file), problems: [{ path, problem, hint }] })),
    ),
    counts: {
      policies: counted('policy'),
      campaigns: counted('campaign'),
      experiments: counted('experiment'),
      templates: counted('template'),
    },
  }
}

const byFile = (problems: readonly FileProblems[]): readonly FileProblems[] =>
  [...Map.groupBy(problems, ({ file }) => file)].map(([file, all]) => ({ file, problems: all.flatMap((one) => one.problems) }))
