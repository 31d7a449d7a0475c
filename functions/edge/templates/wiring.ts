/** What compiles and judges templates: four megabytes of it, which are only imported once somebody publishes. */
import { checkTemplate } from '../../../shared/adapters/liquid/check.ts'
import { linkedHtml } from '../../../shared/adapters/liquid/linked-html.ts'
import { liquidRenderer } from '../../../shared/adapters/liquid/renderer.ts'
import { compileTemplate } from '../../../shared/adapters/mjml/template.ts'
import type { TemplateTools } from '../../../shared/flow/publishing/templates.ts'

export const TEMPLATE_TOOLS: TemplateTools = { checkTemplate, compileTemplate, linkHtml: linkedHtml, renderer: liquidRenderer() }
