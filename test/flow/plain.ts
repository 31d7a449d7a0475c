/** The simplest that fills and addresses a mail: its words as they are written, and links that name what they are for. */
import type { LinkMaker } from '../../shared/ports/links.ts'
import type { Renderer } from '../../shared/ports/renderer.ts'

export const plainRenderer: Renderer = {
  render: async ({ written, defaultLocale }) => {
    const words = written.get(defaultLocale)
    if (words === undefined) return { ok: false, detail: `nothing is written in ${defaultLocale}` }
    const { subject, html, text } = words
    return { ok: true, locale: defaultLocale, subject, html: html ?? `<p>${text}</p>`, text: text ?? '' }
  },
}

export const plainLinks: LinkMaker = {
  linksOf: ({ id }) => ({
    unsubscribe: `https://mail.shop.example/u/${id}`,
    preferences: `https://mail.shop.example/p/${id}`,
    confirm: `https://mail.shop.example/s/${id}`,
  }),
  track: (_, url) => url,
}

/** Who writes where a test names nobody. */
export const SENDER = 'Your shop <hello@shop.example>'
