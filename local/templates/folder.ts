import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isTemplatePath, type TemplateFolder, templateFolderOf } from '../../shared/flow/publishing/template-parts.ts'
import { TEMPLATE_FILES_MAX } from '../../shared/kernel/limits.ts'
import { badFile } from '../bad-files.ts'

export type { TemplateFolder } from '../../shared/flow/publishing/template-parts.ts'

/** Reads a folder of templates: a folder for each, `brand.json`, and shared parts in `parts/`. Links are not followed: nothing outside is read. */
export const readTemplateFolder = async (folder: string): Promise<TemplateFolder> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => null)
  if (entries === null) throw badFile(folder, 'is not a folder that can be read', 'Name the folder of templates (--templates).')
  const paths = entries
    .filter((entry) => entry.isFile() && isTemplatePath(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  if (paths.length > TEMPLATE_FILES_MAX)
    throw badFile(folder, 'has too many files to be a folder of templates', 'Name the folder itself (--templates).')
  const files = new Map<string, string>()
  for (const path of paths) files.set(path.slice(join(folder, '/').length).replaceAll('\\', '/'), await readFile(path, 'utf8'))
  return templateFolderOf(folder, files)
}
