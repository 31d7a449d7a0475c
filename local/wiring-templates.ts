/** How templates are compiled and shown here. */
import { checkTemplate } from '../shared/adapters/liquid/check.ts'
import { linkedHtml } from '../shared/adapters/liquid/linked-html.ts'
import { liquidRenderer } from '../shared/adapters/liquid/renderer.ts'
import { compileTemplate } from '../shared/adapters/mjml/template.ts'
import type { TemplateTools } from '../shared/flow/publishing/templates.ts'

export { liquidRenderer as renderer } from '../shared/adapters/liquid/renderer.ts'

/** What reads and judges texts. */
export const TEMPLATE_TOOLS: TemplateTools = { checkTemplate, compileTemplate, linkHtml: linkedHtml, renderer: liquidRenderer() }
