/** A mail that was written as text: its addresses as links, a foot with the way out, and the same words as HTML. */
import { alwaysNames } from '../../contract/mail-words.ts'
import { directionOf } from '../../kernel/locale.ts'
import { footerWords } from './footer.ts'
import { linkTo } from './link-tag.ts'
import { escapedHtml, type Marked, mapLiterals, marked } from './tokens.ts'

/**
 * The text with its links, ready to be read. Only what the template says is a link: an address among a customer's values is
 * text, so that nobody sends links to others through us.
 */
export const linkedText = (text: string): string => {
  const aside = marked(text)
  return piecesOf(aside)
    .map((piece) => (piece.type === 'words' ? aside.restore(piece.text) : linkTo('text', piece.source)))
    .join('')
}

/** What stands below a text that has no way out of its own; null where it has. */
export const footerText = (text: string, locale: string): string | null => {
  if (alwaysNames(text, UNSUBSCRIBE)) return null
  const { unsubscribe, preferences } = footerWords(locale)
  return `\n\n${FOOTER_RULE}\n${unsubscribe}: {{ links.unsubscribe }}\n${preferences}: {{ links.preferences }}\n`
}

type Page = { readonly subject: string; readonly preheader: string | null; readonly text: string; readonly locale: string }

/** A whole page for one text, with the Liquid in it. Nothing in the text becomes markup. */
export const plainHtml = ({ subject, preheader, text, locale }: Page): string => {
  const hidden = preheader === null ? '' : `<div style="${HIDDEN}">${mapLiterals(preheader, escapedHtml)}</div>\n`
  const footer = alwaysNames(text, UNSUBSCRIBE) ? '' : `\n${footerHtml(locale)}`
  return `<!doctype html>
<html lang="${escapedHtml(locale)}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${mapLiterals(subject, escapedHtml)}</title>
<style>
@media (prefers-color-scheme: dark) {
  .page { background: #16181b !important }
  .sheet { background: #1f2226 !important; color: #e6e8ea !important }
  .sheet a { color: #8ab8ff !important }
  .foot, .foot a { color: #a3a9b0 !important }
}
</style>
</head>
<body class="page" style="margin:0;padding:16px;background:#f4f4f2">
${hidden}<div class="sheet" role="article" style="max-width:36em;margin:0 auto;padding:24px;background:#ffffff;color:#1f2328;${FONT};overflow-wrap:anywhere">
${paragraphsOf(text, locale).join('\n')}${footer}
</div>
</body>
</html>
`
}

const FOOTER_RULE = '—'
const UNSUBSCRIBE = 'links.unsubscribe'
const HIDDEN = 'display:none;max-height:0;overflow:hidden'
const FONT = "font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',sans-serif"

const footerHtml = (locale: string): string => {
  const { unsubscribe, preferences } = footerWords(locale)
  const link = (name: string, words: string): string =>
    `<a href="${linkTo('href', `{{ links.${name} }}`)}" style="color:#59606a">${escapedHtml(words)}</a>`
  return `<p class="foot" style="margin:2em 0 0;font-size:14px;color:#59606a">${link('unsubscribe', unsubscribe)} · ${link('preferences', preferences)}</p>`
}

const paragraphsOf = (text: string, locale: string): readonly string[] => {
  const aside = marked(text.trim())
  return aside.text.split(/\n{2,}/).map((paragraph) => {
    const html = piecesOf({ ...aside, text: paragraph })
      .map((piece) => (piece.type === 'words' ? lines(aside, piece.text) : anchor(aside, piece, locale)))
      .join('')
    return `<p style="margin:0 0 1em">${html}</p>`
  })
}

const lines = (aside: Marked, words: string): string => aside.restore(escapedHtml(words).replaceAll('\n', '<br>\n'))

const anchor = (aside: Marked, { shown, source }: Piece & { readonly type: 'link' }, locale: string): string => {
  const [, name = ''] = OWN_LINK.exec(source) ?? []
  const words: Readonly<Record<string, string>> = footerWords(locale)
  const label = words[name] ?? aside.restore(escapedHtml(shown))
  return `<a href="${linkTo('href', source)}" style="color:#0b57a4">${label}</a>`
}

type Piece = { readonly type: 'words'; readonly text: string } | { readonly type: 'link'; readonly shown: string; readonly source: string }

const OWN_LINK = /^\{\{-?\s*links\.(\w+)\s*-?\}\}$/
/** Ends where a sentence of any language would go on. */
const ADDRESS = /https?:\/\/[^\s<>"'、。，；：！？（）【】「」『』《》]+/g
/** Ends the sentence, not the address. */
const SENTENCE_END = /[.,;:!?)\]]+$/
/** A piece of Liquid as it was put aside. */
const WORD = /lqx+\d+z/g

/** Words and links of a text whose Liquid is aside: addresses that are written out, and those we give. */
const piecesOf = (aside: Marked): readonly Piece[] => {
  const found: { index: number; shown: string }[] = []
  for (const { 0: address, index } of aside.text.matchAll(ADDRESS)) found.push({ index, shown: address.replace(SENTENCE_END, '') })
  for (const { 0: shown, index } of aside.text.matchAll(WORD)) {
    const isWithin = found.some((one) => index >= one.index && index < one.index + one.shown.length)
    if (!isWithin && OWN_LINK.test(aside.restore(shown))) found.push({ index, shown })
  }
  const pieces: Piece[] = []
  let from = 0
  for (const { index, shown } of found.sort((a, b) => a.index - b.index)) {
    pieces.push({ type: 'words', text: aside.text.slice(from, index) }, { type: 'link', shown, source: aside.restore(shown) })
    from = index + shown.length
  }
  return [...pieces, { type: 'words', text: aside.text.slice(from) }]
}
