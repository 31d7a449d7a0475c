import type { Problem } from '../../kernel/problem.ts'
import { directionOf } from '../../kernel/locale.ts'
import { escapedHtml, mapLiterals, marked } from '../liquid/tokens.ts'

/** What stands around a body: the language, the title and what mail programs show beside the subject. */
export type Head = { readonly locale: string; readonly subject: string; readonly preheader: string | null }

/** MJML as HTML, the Liquid in it untouched. MJML is only loaded where a template is compiled. */
export const compileMjml = async (mjml: string, head: Head): Promise<{ readonly html: string; readonly problems: readonly Problem[] }> => {
  const aside = marked(withHead(mjml, head))
  const { default: mjml2html } = await import('mjml')
  try {
    const { html, errors } = await mjml2html(aside.text, OPTIONS)
    const lost = aside.pieces.filter((piece, index) => !aside.within(html).includes(piece) && aside.pieces.indexOf(piece) === index)
    return {
      html: aside.restore(tidy(html)),
      problems: [
        ...errors.map(({ message, tagName }) => ({ path: tagName, problem: aside.restore(message.trim()), hint: MJML_HINT })),
        ...lost.map((piece) => ({ path: 'body', problem: `loses ${piece}: MJML has no text there`, hint: RAW_HINT })),
      ],
    }
  } catch (failure) {
    const problem = `cannot be read as MJML: ${failure instanceof Error ? failure.message : 'unknown failure'}`
    return { html: '', problems: [{ path: 'body', problem, hint: 'A body is <mjml><mj-head>…</mj-head><mj-body>…</mj-body></mjml>.' }] }
  }
}

/**
 * `ignoreIncludes`: MJML reads no file, whatever a body says. No fonts are fetched by the reader's program for us, and no comment
 * of ours is mailed.
 */
const OPTIONS = { validationLevel: 'soft', ignoreIncludes: true, keepComments: false, fonts: {} } as const

const MJML_HINT = 'See the elements and attributes of MJML 5 at documentation.mjml.io.'
const RAW_HINT = 'Between sections and columns write <mj-raw>{% if … %}</mj-raw>.'

/** A title and a preheader of the author's own stay. */
const withHead = (mjml: string, { locale, subject, preheader }: Head): string => {
  const markup = (text: string): string => mapLiterals(text, escapedHtml)
  const title = /<mj-title\b/i.test(mjml) ? '' : `<mj-title>${markup(subject)}</mj-title>`
  const preview = preheader === null || /<mj-preview\b/i.test(mjml) ? '' : `<mj-preview>${markup(preheader)}</mj-preview>`
  const root = `<mjml lang="${escapedHtml(locale)}" dir="${directionOf(locale)}">`
  const begun = mjml.replace(/<mjml\b[^>]*>/i, () => root)
  return /<mj-head\b[^>]*>/i.test(begun)
    ? begun.replace(/<mj-head\b[^>]*>/i, (tag) => tag + title + preview)
    : begun.replace(root, () => `${root}<mj-head>${title}${preview}</mj-head>`)
}

/** Indentation is a fifth of what MJML makes, and counts where Gmail clips. */
const tidy = (html: string): string =>
  html
    .replace(/^[ \t]+/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim()
