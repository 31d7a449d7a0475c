/** Whether the texts of a mail name something: links that must be there, codes that are handed out. */
import type { MailContent } from './campaign.ts'

/** Whether every part of a mail, in every language, names something for whoever reads it, such as `links.unsubscribe`. */
export const everyPartNames = ({ written }: MailContent, name: string): boolean =>
  [...written.values()].every(({ html, text }) => [html, text].every((part) => part === null || alwaysNames(part, name)))

/** Whether a text names something for everybody: a condition, a loop, a comment or a text kept for later may keep it from some. */
export const alwaysNames = (part: string, name: string): boolean => {
  let always = part.replaceAll(UNREAD, '')
  // From the innermost outwards.
  for (let before = ''; before !== always; ) {
    before = always
    always = always.replaceAll(PERHAPS, '')
  }
  return names(always, name, '\\{\\{')
}

const UNREAD = /\{%-?\s*(raw|comment)\s*-?%\}[\s\S]*?\{%-?\s*end\1\s*-?%\}/g
const PERHAPS =
  /\{%-?\s*(if|unless|case|for|tablerow|capture)\b(?:(?!\{%-?\s*(?:if|unless|case|for|tablerow|capture)\b)[\s\S])*?\{%-?\s*end\1\s*-?%\}/g

/** Whether any part of a mail names something. */
export const somePartNames = ({ written }: MailContent, name: string): boolean =>
  [...written.values()].some(({ subject, preheader, html, text }) =>
    [subject, preheader, html, text].some((part) => part !== null && names(part, name)),
  )

/** `within`: what begins the Liquid it stands in. */
const names = (part: string, name: string, within = '\\{[{%]'): boolean =>
  new RegExp(`${within}[^}]*(?<![.\\w"'-])${name.replace('.', '\\.')}\\b`).test(part)
