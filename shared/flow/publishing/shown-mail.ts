/** A mail as a person looks at it before anybody gets it. */
import { type MailContent, plainMail } from '../../domain/campaign/campaign.ts'
import type { Fill, Rendered, Renderer } from '../../ports/renderer.ts'

/** `preheader`: filled in; null: it has none, or the mail cannot be filled. */
export type ShownMail = { readonly mail: Rendered; readonly preheader: string | null }

export const shownMail = async ({ render }: Renderer, content: MailContent, fill: Fill): Promise<ShownMail> => {
  const mail = await render(content, fill)
  const preheader = mail.ok ? (content.written.get(mail.locale)?.preheader ?? null) : null
  const said = preheader === null ? null : await render(plainMail(preheader, '-'), fill)
  return { mail, preheader: said?.ok === true ? said.subject : null }
}
