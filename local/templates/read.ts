import type { TemplateFolder } from '../../shared/flow/publishing/template-parts.ts'
import { readTemplate as readBy, type ReadTemplate } from '../../shared/flow/publishing/templates.ts'
import { TEMPLATE_TOOLS } from '../wiring-templates.ts'

export { contentOf, isError, type ReadTemplate } from '../../shared/flow/publishing/templates.ts'

/** Reads, compiles and judges one template with what this process has: its sample must render in every language. */
export const readTemplate = (folder: TemplateFolder, name: string): Promise<ReadTemplate> => readBy(folder, name, TEMPLATE_TOOLS)
