/** How templates are compiled and shown here. */
export { compileTemplate } from '../shared/adapters/mjml/template.ts'
export { liquidRenderer as renderer } from '../shared/adapters/liquid/renderer.ts'
