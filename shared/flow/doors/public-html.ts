/** HTML without a script: whatever is put into it is text, unless it was made here. */
import { createHash } from 'node:crypto'
import type { DoorAnswer } from './door.ts'
import type { Language } from './public-words.ts'

/** Markup that was made by {@link html}. */
export type Html = { readonly markup: string }
type Part = string | number | null | Html | readonly Html[]

/** A template of HTML: texts in it are escaped, `null` is nothing. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  markup: strings.map((text, index) => text + (index < parts.length ? markupOf(parts[index] as Part) : '')).join(''),
})

/** A whole page, for nobody to keep, frame or index. */
export const page = (
  status: number,
  language: Language,
  title: string,
  body: Html,
  headers: Readonly<Record<string, string>> = {},
): DoorAnswer => ({
  status,
  headers: { ...PAGE_HEADERS, 'content-language': LANGUAGE_TAGS[language], ...headers },
  body: html`<!doctype html>
<html lang="${LANGUAGE_TAGS[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.markup,
})

/** What every answer here says, a redirection included. */
export const PUBLIC_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' }

const markupOf = (part: Part): string => {
  if (part === null) return ''
  if (typeof part === 'string' || typeof part === 'number') return String(part).replaceAll(/[&<>"']/g, (one) => ESCAPED[one] as string)
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const STYLE = `
:root { color-scheme: light dark; --ground: #f6f4f1; --card: #fff; --ink: #23201d; --soft: #625a53; --line: #ddd6cf; --edge: #8a8078; --accent: #a63d12; --on-accent: #fff; --good: #1c6b3c; --good-ground: #e8f4ec; }
@media (prefers-color-scheme: dark) { :root { --ground: #171513; --card: #211e1b; --ink: #f2ede8; --soft: #b9afa6; --line: #3a3530; --edge: #8f857c; --accent: #ff9d73; --on-accent: #2a1206; --good: #9fdcb5; --good-ground: #1c2c22; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: clamp(1.25rem, 6vw, 2.5rem); background: var(--card); min-height: 100vh; overflow-wrap: anywhere; }
@media (min-width: 40rem) { main { margin: 3rem auto; min-height: 0; border: 1px solid var(--line); border-radius: 1rem; } }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; text-wrap: balance; }
section { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: 1.25rem; }
section h2 { margin-bottom: .75rem; }
h2, legend { font-size: 1.0625rem; font-weight: 650; margin: 0; padding: 0; }
p { margin: 0 0 1rem; }
.soft { color: var(--soft); }
.small { font-size: .9375rem; }
.done { background: var(--good-ground); color: var(--good); border-radius: .625rem; padding: .75rem 1rem; }
form { margin: 0 0 1rem; }
fieldset, .field { border: 0; border-top: 1px solid var(--line); margin: 0; padding: 1.25rem 0; min-width: 0; }
legend { float: left; width: 100%; margin-bottom: .25rem; }
legend + * { clear: both; }
.field > label { display: block; font-weight: 650; margin-bottom: .375rem; }
.choice { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; }
.choice input { width: 1.25rem; height: 1.25rem; flex: none; margin: 0; accent-color: var(--accent); }
select { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: .625rem; }
button { display: block; width: 100%; min-height: 3rem; padding: .625rem 1.25rem; font: inherit; font-weight: 650; border-radius: .75rem; border: 1px solid var(--edge); background: transparent; color: inherit; cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
a { color: var(--accent); text-underline-offset: .2em; display: inline-block; padding: .5rem 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
ul { margin: 0 0 1rem; padding-left: 1.25rem; }
`

/** The page's one style is named by its digest: no other is used, and no script, picture or frame at all. */
const styleDigest = createHash('sha256').update(STYLE).digest('base64')

const PAGE_HEADERS = {
  ...PUBLIC_HEADERS,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleDigest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
} as const
