/** A mail's text as HTML: the same words in paragraphs, its addresses of the web as links. A later part brings templates of its own. */

/** A whole page for one text. Nothing in the text becomes markup. */
export const htmlOf = (subject: string, text: string): string => {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p style="margin:0 0 1em">${paragraph.split('\n').map(linked).join('<br>\n')}</p>`)
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(subject)}</title>
</head>
<body style="margin:0;padding:24px;background:#f4f4f2">
<div style="max-width:36em;margin:0 auto;padding:32px;background:#ffffff;color:#1f2328;font:16px/1.55 Georgia,'Times New Roman',serif">
${paragraphs.join('\n')}
</div>
</body>
</html>
`
}

const ADDRESS = /https?:\/\/[^\s<>"']+/g
/** Ends the sentence, not the address. */
const SENTENCE_END = /[.,;:!?)\]]+$/

const linked = (line: string): string => {
  const parts: string[] = []
  let from = 0
  for (const found of line.matchAll(ADDRESS)) {
    const address = found[0].replace(SENTENCE_END, '')
    parts.push(escaped(line.slice(from, found.index)), `<a href="${escaped(address)}" style="color:#0b57a4">${escaped(address)}</a>`)
    from = found.index + address.length
  }
  return [...parts, escaped(line.slice(from))].join('')
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
