import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseBrand, parseTemplateFile, type TemplateFinding } from '../../shared/contract/template.ts'
import type { Brand, TemplateFile } from '../../shared/contract/template-file.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { TEMPLATE_FILES_MAX } from '../../shared/kernel/limits.ts'
import type { Parsed } from '../../shared/kernel/problem.ts'
import { badFile } from '../bad-files.ts'

/** The files of a folder of templates, by their paths in it. */
export type TemplateFolder = {
  readonly folder: string
  /** Folders that hold a `template.json`. */
  readonly names: readonly string[]
  readonly files: ReadonlyMap<string, string>
}

/** Reads a folder of templates: a folder for each, `brand.json`, and shared parts in `parts/`. Links are not followed: nothing outside is read. */
export const readTemplateFolder = async (folder: string): Promise<TemplateFolder> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => null)
  if (entries === null) throw badFile(folder, 'is not a folder that can be read', 'Name the folder of templates (--templates).')
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(json|mjml|txt)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  if (paths.length > TEMPLATE_FILES_MAX)
    throw badFile(folder, 'has too many files to be a folder of templates', 'Name the folder itself (--templates).')
  const files = new Map<string, string>()
  for (const path of paths) files.set(path.slice(join(folder, '/').length).replaceAll('\\', '/'), await readFile(path, 'utf8'))
  const names = [...files.keys()]
    .filter((path) => /^[^/]+\/template\.json$/.test(path))
    .map((path) => path.slice(0, -'/template.json'.length))
  return { folder, names, files }
}

/** What a folder has for one template, read and of the right shape; or what is wrong. */
export type TemplateParts = {
  readonly file: TemplateFile
  readonly brand: Brand | null
  readonly own: ReadonlyMap<string, string>
  readonly parts: ReadonlyMap<string, string>
}

export const templateParts = (
  { files }: TemplateFolder,
  name: string,
): { readonly parts: TemplateParts | null; readonly findings: readonly TemplateFinding[] } => {
  const findings: TemplateFinding[] = []
  const read = <T>(path: string, parse: (source: Json) => Parsed<T>): T | null => {
    const parsed = parsedJson(files.get(path) ?? '', parse)
    if (parsed.ok) return parsed.value
    for (const problem of parsed.problems) findings.push({ ...problem, level: 'error', file: path })
    return null
  }
  if (!SLUG.test(name)) findings.push({ path: '', level: 'error', file: name, problem: 'is no name of a template', hint: SLUG_HINT })
  const brand = files.has(BRAND) ? read(BRAND, parseBrand) : null
  const file = read(`${name}/template.json`, parseTemplateFile)
  if (file === null || findings.length > 0) return { parts: null, findings }
  return { parts: { file, brand, own: filesUnder(files, `${name}/`, ''), parts: filesUnder(files, 'parts/', 'parts/') }, findings }
}

const BRAND = 'brand.json'
const SLUG = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/
const SLUG_HINT = 'Name the folder with small letters, digits and hyphens, such as "win-back".'

const filesUnder = (files: ReadonlyMap<string, string>, folder: string, prefix: string): ReadonlyMap<string, string> =>
  new Map(
    [...files]
      .filter(([path]) => path.startsWith(folder) && !path.endsWith('.json'))
      .map(([path, text]) => [`${prefix}${path.slice(folder.length)}`, text]),
  )

const parsedJson = <T>(text: string, parse: (source: Json) => Parsed<T>): Parsed<T> => {
  try {
    return parse(JSON.parse(text) as Json)
  } catch (failure) {
    const problem = `is not JSON: ${failure instanceof Error ? failure.message : 'unknown failure'}`
    return { ok: false, problems: [{ path: '', problem, hint: 'Mend the JSON there.' }] }
  }
}
