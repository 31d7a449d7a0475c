/** A folder of templates as texts by path, and what of it belongs to one template. */
import { parseBrand, parseTemplateFile, type TemplateFinding } from '../../contract/template.ts'
import { readSourceText } from '../../contract/source-text.ts'
import type { Brand, TemplateFile } from '../../contract/template-file.ts'
import type { Json } from '../../kernel/json.ts'
import type { Parsed } from '../../kernel/problem.ts'

/** The files of a folder of templates, by their paths in it. */
export type TemplateFolder = {
  /** What people call it. */
  readonly folder: string
  /** Folders that hold a `template.json`. */
  readonly names: readonly string[]
  readonly files: ReadonlyMap<string, string>
}

/** A folder for each template, `brand.json`, and shared parts in `parts/`; what is none of these is left out. */
export const templateFolderOf = (folder: string, files: ReadonlyMap<string, string>): TemplateFolder => {
  const ours = new Map([...files].filter(([path]) => isTemplatePath(path)))
  const names = [...ours.keys()]
    .filter((path) => /^[^/]+\/template\.json$/.test(path))
    .map((path) => path.slice(0, -'/template.json'.length))
  return { folder, names, files: ours }
}

/** Whether a file of a folder of templates is one that templates are made of. */
export const isTemplatePath = (path: string): boolean => /\.(json|mjml|txt)$/.test(path)

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
  const json = readJsonText(text)
  return json.ok ? parse(json.value) : json
}

/** JSON of a file of ours, comments allowed, or where it is none. */
const readJsonText = (text: string): Parsed<Json> => {
  const read = readSourceText(text)
  if (read.ok) return { ok: true, value: read.value }
  const at = read.problems[0]?.at
  return {
    ok: false,
    problems: read.problems.map(({ path, problem, hint }) => ({
      path,
      problem: at ? `${problem} (line ${at.line}, column ${at.column})` : problem,
      hint,
    })),
  }
}
