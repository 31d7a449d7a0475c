import type { CheckTemplate } from '../../contract/campaign-steps.ts'
import { type CompiledTemplate, parseCompiledTemplate, templateSource, type TemplateFinding } from '../../contract/template.ts'
import type { MailContent } from '../../domain/campaign/campaign.ts'
import { assert } from '../../kernel/assert.ts'
import type { Renderer } from '../../ports/renderer.ts'
import { type TemplateFolder, type TemplateParts, templateParts } from './template-parts.ts'
import { sampleFindings } from './template-lint.ts'

/** What reads and judges texts: the compiler of mails, the renderer that will fill them, and its check of a single text. */
export type TemplateTools = {
  readonly checkTemplate: CheckTemplate
  readonly compileTemplate: (
    sources: { readonly name: string } & TemplateParts,
  ) => Promise<{ readonly compiled: CompiledTemplate; readonly findings: readonly TemplateFinding[] }>
  readonly renderer: Renderer
  /** A mail's HTML with its addresses as links of ours. */
  readonly linkHtml: (html: string) => string
}

/** One template of a folder: what it was compiled to, null where something is wrong with it, and everything found. */
export type ReadTemplate = {
  readonly name: string
  readonly parts: TemplateParts | null
  readonly compiled: CompiledTemplate | null
  readonly findings: readonly TemplateFinding[]
}

/** Reads, compiles and judges one template: its sample must render in every language. */
export const readTemplate = async (folder: TemplateFolder, name: string, tools: TemplateTools): Promise<ReadTemplate> => {
  const { parts, findings } = templateParts(folder, name)
  if (parts === null) return { name, parts, compiled: null, findings }
  const made = await tools.compileTemplate({ name, ...parts })
  const found = [...findings, ...made.findings]
  if (found.some(isError)) return { name, parts, compiled: null, findings: found }
  const all = [...found, ...(await sampleFindings(contentOf(made.compiled, 1), parts, tools.renderer))]
  return { name, parts, compiled: all.some(isError) ? null : made.compiled, findings: all }
}

/** Templates as far as they were read, and the names of all there are. */
export type TemplatesRead = { readonly names: readonly string[]; readonly read: readonly ReadTemplate[] }

/** Those that are named, of a folder that may not be there. */
export const readNamed = async (
  folder: TemplateFolder | null,
  wanted: ReadonlySet<string>,
  tools: TemplateTools,
): Promise<TemplatesRead> => {
  if (folder === null || wanted.size === 0) return { names: [], read: [] }
  const read: ReadTemplate[] = []
  for (const name of folder.names) if (wanted.has(name)) read.push(await readTemplate(folder, name, tools))
  return { names: folder.names, read }
}

/** A compiled template as what a mail says, by the same way as a published one. */
export const contentOf = (compiled: CompiledTemplate, version: number): MailContent => {
  const parsed = parseCompiledTemplate(templateSource(compiled), version)
  assert(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.problems))
  return parsed.value
}

export const isError = ({ level }: TemplateFinding): boolean => level === 'error'
