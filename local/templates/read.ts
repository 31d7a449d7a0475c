import { type CompiledTemplate, parseCompiledTemplate, templateSource, type TemplateFinding } from '../../shared/contract/template.ts'
import type { MailContent } from '../../shared/domain/campaign/campaign.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { compileTemplate } from '../wiring-templates.ts'
import { readTemplateFolder, type TemplateFolder, type TemplateParts, templateParts } from './folder.ts'
import { sampleFindings } from './lint.ts'

/** One template of a folder: what it was compiled to, null where something is wrong with it, and everything found. */
export type ReadTemplate = {
  readonly name: string
  readonly parts: TemplateParts | null
  readonly compiled: CompiledTemplate | null
  readonly findings: readonly TemplateFinding[]
}

/** Reads, compiles and judges one template: its sample must render in every language. */
export const readTemplate = async (folder: TemplateFolder, name: string): Promise<ReadTemplate> => {
  const { parts, findings } = templateParts(folder, name)
  if (parts === null) return { name, parts, compiled: null, findings }
  const made = await compileTemplate({ name, ...parts })
  const found = [...findings, ...made.findings]
  if (found.some(isError)) return { name, parts, compiled: null, findings: found }
  const all = [...found, ...(await sampleFindings(contentOf(made.compiled, 1), parts))]
  return { name, parts, compiled: all.some(isError) ? null : made.compiled, findings: all }
}

/** Those that are named, of a folder that may not be there. */
export const readNamed = async (
  folder: string | null,
  wanted: ReadonlySet<string>,
): Promise<{ readonly names: readonly string[]; readonly read: readonly ReadTemplate[] }> => {
  if (folder === null || wanted.size === 0) return { names: [], read: [] }
  const files = await readTemplateFolder(folder)
  const read: ReadTemplate[] = []
  for (const name of files.names) if (wanted.has(name)) read.push(await readTemplate(files, name))
  return { names: files.names, read }
}

/** A compiled template as what a mail says, by the same way as a published one. */
export const contentOf = (compiled: CompiledTemplate, version: number): MailContent => {
  const parsed = parseCompiledTemplate(templateSource(compiled), version)
  assert(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.problems))
  return parsed.value
}

export const isError = ({ level }: TemplateFinding): boolean => level === 'error'
