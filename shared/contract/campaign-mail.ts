/** What a `send` says, as files write it. */
import * as z from 'zod'
import { type MailContent, plainMail } from '../domain/campaign/campaign.ts'
import { isJsonObject } from '../kernel/json.ts'
import { MAIL_TEXT_LENGTH_MAX, SUBJECT_LENGTH_MAX } from '../kernel/limits.ts'
import { isLocale } from '../kernel/locale.ts'
import { unreadTemplate } from './compiled/mails.ts'
import { byField, said, slug, strict, text } from './fields.ts'

/** A mail as a file says it: a template's content is not read yet, and `subject` takes the place of the template's own. */
export type WrittenMail = { readonly content: MailContent; readonly subject: string | null }

const MAIL_HINT = 'Write { "template": "welcome" } or { "subject": "…", "text": "…" }.'
const LOCALE_HINT = 'Write the tag of the language the text is in: "en", "zh", "pt-BR".'
const CHANNEL_HINT = 'Leave it out, or write "email": it is the only channel there is. For others use "webhook" or "emit".'

const channel = said(z.literal('email', { error: CHANNEL_HINT }).optional(), 'Only "email" exists.')
const subject = said(
  text(SUBJECT_LENGTH_MAX, MAIL_HINT),
  'One line of Liquid: "{{ customer.traits.firstName | default: \\"Hello\\" }}, …".',
)
const locale = said(
  z
    .string({ error: LOCALE_HINT })
    .refine((tag) => isLocale(tag), { error: LOCALE_HINT, params: { problem: 'is no language' } })
    .optional(),
  'The language of the text ("en").',
)

const ownMail = strict(
  { subject, text: said(text(MAIL_TEXT_LENGTH_MAX, MAIL_HINT), 'The mail as plain text, in Liquid.'), locale, channel },
  MAIL_HINT,
).transform(({ subject, text, locale }): WrittenMail => ({ content: plainMail(subject, text, locale), subject: null }))

const templateMail = strict(
  {
    template: said(slug('Name a folder of templates.'), 'The folder of the template.'),
    subject: said(subject.optional(), 'In place of the template’s own, in each language.'),
    channel,
  },
  MAIL_HINT,
).transform(({ template, subject }): WrittenMail => ({ content: unreadTemplate(template), subject: subject ?? null }))

/** Which of the two is meant shows by its field. */
export const mail = byField<WrittenMail>('mail', [templateMail, ownMail], (json) =>
  isJsonObject(json) && json.template !== undefined ? templateMail : ownMail,
)
