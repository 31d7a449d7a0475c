import { compile } from 'html-to-text'
import { marked } from './tokens.ts'

/** The words of a mail's HTML as text, its Liquid where it was: links with their addresses, no pictures, nothing hidden. */
export const textOf = (html: string): string => {
  const aside = marked(html)
  return `${aside.restore(convert(aside.text)).trim()}\n`
}

const convert = compile({
  wordwrap: false,
  selectors: [
    ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false, leadingLineBreaks: 2 } })),
    { selector: 'div', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'a', options: { ignoreHref: false, linkBrackets: false, hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'hr', options: { length: 3 } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: '.hidden', format: 'skip' },
    { selector: '[style*="display:none"]', format: 'skip' },
  ],
  limits: { maxInputLength: undefined },
})
