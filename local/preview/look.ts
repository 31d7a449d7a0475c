import { createHash } from 'node:crypto'
import type { TemplateFinding } from '../../shared/contract/template.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import type { Rendered } from '../../shared/ports/renderer.ts'
import { readTemplateFolder, type TemplateFolder } from '../templates/folder.ts'
import { shownMail } from '../../shared/flow/publishing/shown-mail.ts'
import { sampleFill } from '../../shared/flow/publishing/template-lint.ts'
import { contentOf, type ReadTemplate, readTemplate } from '../templates/read.ts'
import { renderer } from '../wiring-templates.ts'

/** A template as it is right now, for whoever looks at it. */
export type Look = {
  /** Changes with any file. */
  readonly version: string
  readonly name: string
  readonly locales: readonly string[]
  readonly locale: string
  readonly findings: readonly TemplateFinding[]
  /** Null: it cannot be compiled. */
  readonly mail: Rendered | null
  readonly preheader: string | null
}

export type Looker = {
  readonly version: () => Promise<string>
  /** Null locale: the customer's own, or the template's. */
  readonly look: (locale: string | null) => Promise<Look>
}

/** Looks at one template of a folder, each time at what the files say then. `customer` null: the template's sample. */
export const openLooker = (folder: string, name: string, customer: JsonObject | null): Looker => {
  const render = renderer()
  let last: { readonly version: string; readonly read: ReadTemplate } | null = null
  const now = async (): Promise<{ readonly version: string; readonly read: ReadTemplate }> => {
    const files = await readTemplateFolder(folder)
    const version = versionOf(files)
    if (last?.version !== version) last = { version, read: await readTemplate(files, name) }
    return last
  }
  return {
    version: async () => versionOf(await readTemplateFolder(folder)),
    look: async (wanted) => {
      const { version, read } = await now()
      const { parts, compiled, findings } = read
      const locales = Object.keys(parts?.file.locales ?? {})
      const locale = wanted !== null && locales.includes(wanted) ? wanted : (localeOf(customer) ?? parts?.file.defaultLocale ?? '')
      if (parts === null || compiled === null) return { version, name, locales, locale, findings, mail: null, preheader: null }
      const content = contentOf(compiled, 1)
      const { sample } = parts.file
      const fill = sampleFill({ ...sample, customer: customer ?? sample.customer }, locale)
      const { mail, preheader } = await shownMail(render, content, fill)
      return {
        version,
        name,
        locales,
        locale: mail.ok ? mail.locale : locale,
        findings,
        mail,
        preheader,
      }
    },
  }
}

/** The language is a trait of the customer. */
const localeOf = (customer: JsonObject | null): string | null => {
  const traits = customer?.traits as JsonObject | undefined
  return typeof traits?.locale === 'string' ? traits.locale : null
}

const versionOf = ({ files }: TemplateFolder): string =>
  createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('base64url')
