import { CLIPPED_BYTES } from '../../shared/kernel/limits.ts'
import type { Look } from './look.ts'

/** The page that shows a mail as readers will see it: at a desk, on a phone, in the dark, and as text. */
export const pageOf = ({ version, name, locales, locale, findings, mail, preheader }: Look): string => {
  const shown = mail?.ok === true ? mail : null
  const bytes = shown === null ? 0 : Buffer.byteLength(shown.html)
  const source = `/mail?locale=${encodeURIComponent(locale)}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)} · preview</title>
<link rel="stylesheet" href="/preview.css">
<script src="/preview.js" defer></script>
</head>
<body data-version="${escaped(version)}">
<header>
<h1>${escaped(name)}</h1>
<nav aria-label="Language">${locales.map((each) => languageLink(each, locale)).join(' ')}</nav>
</header>
<main>
${factsOf(look(shown?.subject ?? null, preheader, bytes))}
${mail !== null && !mail.ok ? `<p class="error" role="alert">Cannot be rendered: ${escaped(mail.detail)}</p>` : ''}
${findingsOf(findings)}
${
  shown === null
    ? ''
    : `<section class="frames" aria-label="The mail">${FRAMES.map((frame) => frameOf(frame, source)).join('\n')}</section>
<section><h2>Text</h2><pre tabindex="0" lang="${escaped(locale)}">${escaped(shown.text)}</pre></section>`
}
</main>
</body>
</html>
`
}

/** Asks once a second whether a file has changed. */
export const SCRIPT = `const shown = document.body.dataset.version
setInterval(async () => {
  const answer = await fetch('/version', { cache: 'no-store' }).catch(() => null)
  if (answer?.ok && (await answer.text()) !== shown) location.reload()
}, 1000)
`

export const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', sans-serif }
body { margin: 0; background: light-dark(#f5f5f3, #17191b); color: light-dark(#1f2328, #e6e8ea) }
header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: baseline; padding: 16px 24px }
h1 { margin: 0; font-size: 20px } h2 { margin: 0 0 8px; font-size: 16px }
nav a { padding: 2px 8px; border-radius: 6px; color: inherit } nav a[aria-current] { background: light-dark(#dfe5e3, #33403c); font-weight: 600 }
main { padding: 0 24px 48px } dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0 0 16px } dt { opacity: .75 } dd { margin: 0; overflow-wrap: anywhere }
.frames { display: flex; flex-wrap: wrap; gap: 24px; margin-bottom: 24px } figure { margin: 0 } figcaption { margin-bottom: 4px; font-weight: 600 }
iframe { display: block; height: 760px; max-width: calc(100vw - 48px); border: 1px solid light-dark(#c9ccc8, #44494d); border-radius: 8px; background: #fff }
iframe.dark { color-scheme: dark; background: #000 } iframe.light { color-scheme: light }
iframe.desk { width: 720px } iframe.phone { width: 375px }
pre { margin: 0; padding: 16px; white-space: pre-wrap; overflow-wrap: anywhere; background: light-dark(#fff, #1f2226); border: 1px solid light-dark(#c9ccc8, #44494d); border-radius: 8px }
.findings { margin: 0 0 16px; padding: 0; list-style: none } .findings li { margin: 0 0 8px; padding: 8px 12px; border-left: 4px solid light-dark(#9a6700, #d4a72c); background: light-dark(#fff, #1f2226) }
.findings li.error, p.error { border-left: 4px solid light-dark(#b3261e, #f2857e) } p.error { padding: 8px 12px }
`

/** What a mail may load while it is looked at: pictures, as a mail program would; it runs nothing and goes nowhere. */
export const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; frame-ancestors 'self'; sandbox"

/** A mail as a program in that light shows it, whatever this browser is in. */
export const inScheme = (html: string, scheme: 'light' | 'dark'): string =>
  html.replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/g, (_, asked: string) =>
    asked === scheme ? '(min-width:0)' : '(max-width:0)',
  )

const FRAMES = [
  { title: 'Desktop', className: 'desk light' },
  { title: 'Phone', className: 'phone light' },
  { title: 'Phone, dark', className: 'phone dark' },
  { title: 'Desktop, dark', className: 'desk dark' },
] as const

const frameOf = ({ title, className }: (typeof FRAMES)[number], source: string): string =>
  `<figure><figcaption>${title}</figcaption><iframe class="${className}" title="${title}" sandbox="" src="${escaped(`${source}&scheme=${className.endsWith('dark') ? 'dark' : 'light'}`)}"></iframe></figure>`

const languageLink = (locale: string, current: string): string =>
  `<a href="/?locale=${encodeURIComponent(locale)}"${locale === current ? ' aria-current="page"' : ''}>${escaped(locale)}</a>`

const look = (subject: string | null, preheader: string | null, bytes: number) =>
  [
    ['Subject', subject],
    ['Preheader', preheader],
    ['Size', bytes === 0 ? null : `${(bytes / 1000).toFixed(1)} kB of HTML; Gmail shows ${CLIPPED_BYTES / 1000} kB`],
  ] as const

const factsOf = (facts: ReturnType<typeof look>): string =>
  `<dl>${facts.map(([name, value]) => (value === null ? '' : `<dt>${name}</dt><dd>${escaped(value)}</dd>`)).join('')}</dl>`

const findingsOf = (findings: Look['findings']): string =>
  findings.length === 0
    ? ''
    : `<ul class="findings" aria-label="Problems and warnings">${findings
        .map(
          ({ level, file, path, problem, hint }) =>
            `<li class="${level}"><strong>${level === 'error' ? 'Error' : 'Warning'}</strong> ${escaped(`${file} ${path} ${problem}. ${hint}`)}</li>`,
        )
        .join('')}</ul>`

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
