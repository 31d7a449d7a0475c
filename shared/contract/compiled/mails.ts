/** Mails of compiled campaigns: a campaign names the templates it was published with, and what they say is kept once. */
import { type Campaign, type MailContent, PLAIN_LOCALE, withMails } from '../../domain/campaign/campaign.ts'

/** Templates a campaign may name. */
export type Templates = {
  readonly names: readonly string[]
  /** That version of one; null for a version: the one that is being published with the campaign. */
  readonly find: (name: string, version: number | null) => MailContent | null
}

export const NO_TEMPLATES: Templates = { names: [], find: () => null }

/** A template by its name; `version` null: the one that is published with the campaign; `subject`: in place of the template's own. */
export type NamedTemplate = { readonly name: string; readonly version: number | null; readonly subject: string | null }

/** What a mail says, or the template that says it. */
export type NamedMail = { readonly own: MailContent } | { readonly template: NamedTemplate }

/** The campaign with what its templates say. */
export const linked = (campaign: Campaign<NamedMail>, templates: Templates): Campaign =>
  withMails(campaign, (mail) =>
    'own' in mail ? mail.own : (templateContent(mail.template, templates) ?? unreadTemplate(mail.template.name)),
  )

/** What a template says in this campaign; null: there is none. */
export const templateContent = ({ name, version, subject }: NamedTemplate, templates: Pick<Templates, 'find'>): MailContent | null => {
  const found = templates.find(name, version)
  if (found === null || subject === null) return found
  return { ...found, written: new Map([...found.written].map(([locale, words]) => [locale, { ...words, subject }])) }
}

/** A template that is only named yet. */
export const unreadTemplate = (name: string): MailContent => ({
  template: { name, version: 0 },
  defaultLocale: PLAIN_LOCALE,
  written: new Map(),
})
